"""Recording an acceptance."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy.orm import Session

from app.contracts.models import Contract
from app.delivery import commands
from app.delivery.commands import NewAcceptance
from app.delivery.forms import AcceptanceForm, SendBackForm
from app.delivery.models import Acceptance
from app.delivery.queries.finding import signed_contract
from app.delivery.views.blueprint import Answer, bp, done, lines_changed, show
from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.forms import submit
from app.foundation.guard import current_actor, permit


@bp.route("/contract/<slug>/acceptance", methods=["GET", "POST"])
@permit(Permission.ACCEPTANCE_RECORD, load=signed_contract)
def accept(contract: Contract) -> Answer:
    form = AcceptanceForm(data={"accepted_on": today()})

    def change(session: Session) -> Acceptance:
        new = NewAcceptance(
            accepted_on=form.accepted_on.data,
            recipients_present=form.recipients_present.data or 0,
            supervisors_present=form.supervisors_present.data or 0,
            opinion=form.opinion.data,
            opinions=form.written,
            passed=form.result.data == "passed",
        )
        return commands.record_acceptance(session, current_actor(), contract, new, now())

    if not lines_changed(form.opinions, "opinions"):
        accepted = submit(form, change)
        if accepted is not None:
            passed = accepted.result == "passed"
            words = gettext("验收合格，公告已经发布。") if passed else gettext("已经记下：验收不合格。")
            return done(words, contract.parts[0].proposal)
    return show("accept.html", form, contract=contract)


@bp.route("/contract/<slug>/acceptance/reopen", methods=["GET", "POST"])
@permit(Permission.PROJECT_CLOSE, load=signed_contract)
def reopen_acceptance(contract: Contract) -> Answer:
    form = SendBackForm()
    reopened = submit(
        form,
        lambda session: commands.reopen_acceptance(
            session, current_actor(), contract, form.remark.data, now()
        ),
    )
    if reopened is not None:
        return done(gettext("这次验收不算了。改好以后重新验收，公告重新发。"), contract.parts[0].proposal)
    return show("reopen_acceptance.html", form, contract=contract)
