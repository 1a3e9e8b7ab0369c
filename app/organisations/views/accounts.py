"""Where an organisation is paid: changed freely, or asked for and confirmed by two posts."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import current_app, flash, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.downloads import hand_out
from app.foundation.files import store_upload
from app.foundation.forms import perform, submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.foundation.paging import asked_page
from app.foundation.settings import Settings
from app.organisations import commands, queries
from app.organisations.commands import Account, NewAccountChange
from app.organisations.forms import AccountChangeForm, AnswerAccountForm, BankForm, CheckAccountForm
from app.organisations.models import AccountChange, Organisation
from app.organisations.queries import account_change_by_slug, organisation_by_slug
from app.organisations.views.blueprint import Answer, bp


@bp.route("/<slug>/bank", methods=["GET", "POST"])
@permit(Permission.ORGANISATION_EDIT, load=organisation_by_slug)
def bank(organisation: Organisation) -> Answer:
    form = BankForm()

    def change(session: Session) -> Organisation:
        account = Account(form.bank_name.data, form.bank_account.data)
        return commands.change_bank_account(session, current_actor(), organisation, account, now())

    if submit(form, change) is not None:
        flash(gettext("银行账户已更改。"), "success")
        return go(url_for(".detail", slug=organisation.slug))
    if not form.is_submitted():
        form.bank_name.data = organisation.bank_name
    waiting = commands.waiting_change(db.session(), organisation)
    page = render_template("organisations/bank.html", form=form, organisation=organisation, waiting=waiting)
    return page, 422 if form.errors else 200


@bp.route("/<slug>/account-change", methods=["GET", "POST"])
@permit(Permission.ORGANISATION_EDIT, load=organisation_by_slug)
def ask_account_change(organisation: Organisation) -> Answer:
    form = AccountChangeForm()
    asked = submit(form, lambda session: _ask(session, organisation, form))
    if asked is not None:
        flash(gettext("申请已提交，等街道经办核实。"), "success")
        return go(url_for(".account_change", slug=asked.slug))
    waiting = commands.waiting_change(db.session(), organisation)
    context = {"form": form, "organisation": organisation, "waiting": waiting}
    return render_template("organisations/ask_account_change.html", **context), 422 if form.errors else 200


def _ask(session: Session, organisation: Organisation, form: AccountChangeForm) -> AccountChange:
    settings: Settings = current_app.config["SETTINGS"]
    actor, moment = current_actor(), now()
    file = store_upload(session, actor, form.file.data, settings.uploads, settings.upload_limit, moment)
    session.flush()
    account = Account(form.bank_name.data, form.bank_account.data)
    new = NewAccountChange(account, form.again.data, form.reason.data, file)
    return commands.ask_account_change(session, actor, organisation, new, moment)


@bp.get("/account-changes")
@permit(Permission.ACCOUNT_CHANGE_READ)
def account_changes() -> str:
    page = queries.account_changes_page(db.session(), current_actor(), asked_page())
    return render_template("organisations/account_changes.html", page=page)


@bp.get("/account-changes/<slug>")
@permit(Permission.ACCOUNT_CHANGE_READ, load=account_change_by_slug)
def account_change(change: AccountChange) -> str:
    return render_template("organisations/account_change.html", change=change)


@bp.get("/account-changes/<slug>/file")
@permit(Permission.ACCOUNT_NUMBER_READ, load=account_change_by_slug)
def account_change_file(change: AccountChange) -> FlaskResponse:
    return hand_out(change.file)


@bp.route("/account-changes/<slug>/check", methods=["GET", "POST"])
@permit(Permission.ACCOUNT_CHANGE_CHECK, load=account_change_by_slug)
def check_account_change(change: AccountChange) -> Answer:
    form = CheckAccountForm()
    done = submit(
        form,
        lambda session: commands.check_account_change(
            session, current_actor(), change, form.note.data, now()
        ),
    )
    return _answered(change, done, form, "check", gettext("已核实，等街道审核确认。"))


@bp.post("/account-changes/<slug>/confirm")
@permit(Permission.ACCOUNT_CHANGE_CONFIRM, load=account_change_by_slug)
def confirm_account_change(change: AccountChange) -> Response:
    perform(
        lambda session: commands.confirm_account_change(session, current_actor(), change, now()),
        done=gettext("账户已更改。已同意还没有付的款，如果有，退回审批。"),
    )
    return go(url_for(".account_change", slug=change.slug))


@bp.route("/account-changes/<slug>/refuse", methods=["GET", "POST"])
@permit(Permission.ACCOUNT_CHANGE_REFUSE, load=account_change_by_slug)
def refuse_account_change(change: AccountChange) -> Answer:
    form = AnswerAccountForm()
    done = submit(
        form,
        lambda session: commands.refuse_account_change(
            session, current_actor(), change, form.answer.data, now()
        ),
    )
    return _answered(change, done, form, "refuse", gettext("没有同意，理由已经告诉组织。账户不变。"))


@bp.post("/account-changes/<slug>/withdraw")
@permit(Permission.ORGANISATION_EDIT, load=account_change_by_slug)
def withdraw_account_change(change: AccountChange) -> Response:
    """Who asked takes it back with one button."""
    perform(
        lambda session: commands.withdraw_account_change(session, current_actor(), change, "", now()),
        done=gettext("已撤回，账户不变。"),
    )
    return go(url_for(".account_change", slug=change.slug))


@bp.route("/account-changes/<slug>/stop", methods=["GET", "POST"])
@permit(Permission.ORGANISATION_EDIT, load=account_change_by_slug)
def stop_account_change(change: AccountChange) -> Answer:
    """Another member of the organisation says that this is not the organisation's will."""
    form = AnswerAccountForm()
    done = submit(
        form,
        lambda session: commands.withdraw_account_change(
            session, current_actor(), change, form.answer.data, now()
        ),
    )
    return _answered(change, done, form, "stop", gettext("已叫停，账户不变。"))


def _answered(
    change: AccountChange,
    done: AccountChange | None,
    form: CheckAccountForm | AnswerAccountForm,
    act: str,
    words: str,
) -> Answer:
    if done is None:
        page = render_template("organisations/answer_account_change.html", change=change, form=form, act=act)
        return page, 422 if form.errors else 200
    flash(words, "success")
    return go(url_for(".account_change", slug=change.slug))
