"""What is read of funds and their ledgers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.foundation.paging import Page, fetch_page
from app.foundation.search import SearchDocument
from app.funds.effects import TOTALS, Balance, balance_of
from app.funds.models import Fund, LedgerEntry
from app.street.models import Community, Zone

LEDGER_PAGE = 30


@dataclass(frozen=True)
class FundRow:
    """A fund in a list of funds."""

    slug: str
    community: str
    zone: str
    name: str
    balance: Balance


@dataclass(frozen=True)
class ProjectMoney:
    """Fen of one project now held, bound (paid included) and paid, and ever given back."""

    reserved_fen: int = 0
    committed_fen: int = 0
    paid_fen: int = 0
    released_fen: int = 0

    @property
    def unpaid_fen(self) -> int:
        return self.committed_fen - self.paid_fen


@dataclass(frozen=True)
class ProjectRow:
    """A project in a fund's table; the title is empty while nothing public carries it."""

    ref: str
    title: str
    money: ProjectMoney


@dataclass(frozen=True)
class EntryRow:
    """A ledger entry with its project's title and the number of the entry that reversed it.

    ``others_page`` is the page of the ledger, newest first, that holds the other one of the two.
    """

    entry: LedgerEntry
    title: str
    reversed_by: int | None = None
    others_page: int = 1

    @property
    def other(self) -> int | None:
        """The number of the entry that this one reverses, or that reversed this one."""
        return self.reversed_by or (self.entry.reverses.seq if self.entry.reverses else None)


def fund_by_slug(session: Session, slug: str) -> Fund | None:
    return session.scalars(
        select(Fund).where(Fund.slug == slug).options(joinedload(Fund.community))
    ).one_or_none()


def fund_of(session: Session, community_id: int, year: int) -> Fund | None:
    """A community's fund of a year; the first opened where it has several."""
    return session.scalars(
        select(Fund).where(Fund.community_id == community_id, Fund.year == year).order_by(Fund.id).limit(1)
    ).first()


def last_years_fund(session: Session, fund: Fund) -> Fund | None:
    """The fund of the same community and name, a year earlier."""
    return session.scalars(
        select(Fund).where(
            Fund.community_id == fund.community_id, Fund.name == fund.name, Fund.year == fund.year - 1
        )
    ).one_or_none()


def years(session: Session) -> Sequence[int]:
    """Years that have a fund, newest first."""
    return session.scalars(select(Fund.year).distinct().order_by(Fund.year.desc())).all()


def fund_rows(session: Session, year: int) -> Sequence[FundRow]:
    """All communities' funds of a year, in the order of zones and communities: one query."""
    rows = session.execute(
        select(Fund, Community.name, Zone.name)
        .join(Community, Fund.community_id == Community.id)
        .join(Zone, Community.zone_id == Zone.id)
        .where(Fund.year == year)
        .order_by(Zone.id, Community.code, Fund.id)
    ).all()
    return [FundRow(fund.slug, community, zone, fund.name, fund.balance) for fund, community, zone in rows]


def sum_balances(balances: Sequence[Balance]) -> Balance:
    """The street's total."""
    return Balance(**{total: sum(getattr(balance, total) for balance in balances) for total in TOTALS})


def last_seq(session: Session, fund: Fund) -> int:
    """The number of the newest ledger entry, 0 before the first."""
    return session.scalar(select(func.max(LedgerEntry.seq)).where(LedgerEntry.fund_id == fund.id)) or 0


def project_balance(session: Session, fund: Fund, project_ref: str) -> Balance:
    """What a project holds in one fund, from the ledger."""
    rows = session.execute(
        select(LedgerEntry.kind, func.sum(LedgerEntry.amount_fen))
        .where(LedgerEntry.fund_id == fund.id, LedgerEntry.project_ref == project_ref)
        .group_by(LedgerEntry.kind)
    ).all()
    return balance_of((kind, int(amount)) for kind, amount in rows)


def project_money(session: Session, project_ref: str) -> ProjectMoney:
    """What a project holds in all funds: one query."""
    rows = session.execute(
        select(LedgerEntry.kind, func.sum(LedgerEntry.amount_fen))
        .where(LedgerEntry.project_ref == project_ref)
        .group_by(LedgerEntry.kind)
    ).all()
    return _money({kind: int(amount) for kind, amount in rows})


def _money(sums: dict[str, int]) -> ProjectMoney:
    balance = balance_of(sums.items())
    released = sums.get("reservation_released", 0) + sums.get("commitment_released", 0)
    return ProjectMoney(balance.reserved_fen, balance.committed_fen, balance.paid_fen, released)


def project_rows(session: Session, fund: Fund) -> Sequence[ProjectRow]:
    """A fund's projects in the order of their first entry: two queries."""
    rows = session.execute(
        select(LedgerEntry.project_ref, LedgerEntry.kind, func.sum(LedgerEntry.amount_fen))
        .where(LedgerEntry.fund_id == fund.id, LedgerEntry.project_ref.is_not(None))
        .group_by(LedgerEntry.project_ref, LedgerEntry.kind)
        .order_by(func.min(LedgerEntry.seq))
    ).all()
    sums: dict[str, dict[str, int]] = {}
    for ref, kind, amount in rows:
        sums.setdefault(str(ref), {})[kind] = int(amount)
    titles = _titles(session, list(sums))
    return [ProjectRow(ref, titles.get(ref, ""), _money(by_kind)) for ref, by_kind in sums.items()]


def entry_of(session: Session, fund_id: int, seq: int) -> LedgerEntry:
    """The entry of a fund with a number. Raises sqlalchemy.exc.NoResultFound."""
    return session.scalars(
        select(LedgerEntry).where(LedgerEntry.fund_id == fund_id, LedgerEntry.seq == seq)
    ).one()


def entry_by_seq(session: Session, slug: str, seq: int) -> LedgerEntry | None:
    """The entry with a number in the ledger of the fund with a slug."""
    return session.scalars(
        select(LedgerEntry)
        .join(Fund, LedgerEntry.fund_id == Fund.id)
        .where(Fund.slug == slug, LedgerEntry.seq == seq)
        .options(joinedload(LedgerEntry.fund).joinedload(Fund.community))
    ).one_or_none()


def reversal_of(session: Session, entry: LedgerEntry) -> LedgerEntry | None:
    """The entry that reversed an entry."""
    return session.scalars(select(LedgerEntry).where(LedgerEntry.reverses_id == entry.id)).one_or_none()


def pair_of(session: Session, entry: LedgerEntry) -> LedgerEntry | None:
    """What left last year's fund when ``entry`` carried it over; ``None`` where no fund of the hall had it.

    Entries from before there were requests belong together by community, name, amount and moment: one command
    made both.
    """
    if entry.kind != "carried_over":
        return None
    out = select(LedgerEntry).where(LedgerEntry.kind == "carried_out")
    if entry.request_id is not None:
        return session.scalars(out.where(LedgerEntry.request_id == entry.request_id)).one_or_none()
    fund, undoing = entry.fund, aliased(LedgerEntry)
    undone = select(undoing.id).where(undoing.reverses_id == LedgerEntry.id).exists()
    return session.scalars(
        out.join(Fund, LedgerEntry.fund_id == Fund.id)
        .where(
            Fund.community_id == fund.community_id,
            Fund.name == fund.name,
            Fund.year == fund.year - 1,
            LedgerEntry.request_id.is_(None),
            LedgerEntry.amount_fen == entry.amount_fen,
            LedgerEntry.occurred_at == entry.occurred_at,
            ~undone,
        )
        .order_by(LedgerEntry.id)
    ).first()


_Undoing = aliased(LedgerEntry)


def _ledger(fund: Fund) -> Select[LedgerEntry, int | None]:
    return (
        select(LedgerEntry, _Undoing.seq)
        .outerjoin(_Undoing, _Undoing.reverses_id == LedgerEntry.id)
        .where(LedgerEntry.fund_id == fund.id)
        .options(joinedload(LedgerEntry.request), joinedload(LedgerEntry.reverses))
    )


def ledger(session: Session, fund: Fund) -> Sequence[EntryRow]:
    """The whole ledger, oldest first: two queries."""
    rows = session.execute(_ledger(fund).order_by(LedgerEntry.seq)).all()
    return _entry_rows(session, rows, len(rows))


def ledger_page(session: Session, fund: Fund, number: int) -> Page[EntryRow]:
    """One page of the ledger, newest first: three queries."""
    page = fetch_page(session, _ledger(fund).order_by(LedgerEntry.seq.desc()), number, LEDGER_PAGE)
    return Page(_entry_rows(session, page.items, page.total), page.number, page.total, page.size)


def _entry_rows(
    session: Session, found: Sequence[Row[LedgerEntry, int | None]], total: int
) -> Sequence[EntryRow]:
    """The numbers of a ledger have no gaps, so a number says on which page it stands."""
    titles = _titles(session, [entry.project_ref for entry, _ in found if entry.project_ref])
    rows = [EntryRow(entry, titles.get(entry.project_ref or "", ""), undone) for entry, undone in found]
    return [
        replace(row, others_page=(total - row.other) // LEDGER_PAGE + 1) if row.other else row for row in rows
    ]


def _titles(session: Session, refs: Sequence[str]) -> dict[str, str]:
    """Titles of public projects, as the search index knows them: the ledger knows no room above it."""
    rows = session.execute(
        select(SearchDocument.ref, SearchDocument.title).where(
            SearchDocument.kind == "project", SearchDocument.ref.in_(set(refs))
        )
    ).all()
    return {row.ref: row.title for row in rows}
