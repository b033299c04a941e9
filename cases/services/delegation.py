"""Delegationsordningen och anmälan: the doors that keep its points, and that report what was decided by them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board, BoardKind, Role
from audit.rules import SYSTEM_STREAM, Refusal
from audit.services import record
from cases.models import Case, Decision, DelegationPoint, DelegationReport
from cases.selectors.delegation import DECIDING_ROLES
from cases.selectors.report_day import days_to_report
from cases.services.case import lock_case, record_on_case


class PointIncomplete(Refusal):
    """Something that a point must have is missing."""

    status = 422


class NothingToReport(Refusal):
    """No delegated decision of the matter waits to be reported."""

    sentence = _("Det finns inget bekräftat delegationsbeslut att anmäla i ärendet.")
    status = 409


class ReportedTooEarly(Refusal):
    """A decision is not reported to a meeting that was held before it."""

    sentence = _("Sammanträdet hölls innan beslutet fattades. Välj ett senare sammanträde.")
    status = 422


class NextMeetingFirst(Refusal):
    """An urgent decision is reported at the board's next meeting, and no other (KL 6:40 2 st)."""

    status = 422

    def __init__(self, day: date) -> None:
        sentence = _("Ett brådskande beslut anmäls vid nämndens nästa sammanträde, {datum}.")
        super().__init__(sentence.format(datum=date_format(day, "j\u00a0F Y")))


BOARDS = (BoardKind.EXECUTIVE_BOARD, BoardKind.BOARD, BoardKind.JOINT_BOARD)


@transaction.atomic
def keep_delegation_point(
    *,
    board_id: int,
    number: str,
    text: str,
    roles: Sequence[str],
    own_text: bool,
    valid_from: date,
    actor: Actor,
    at: datetime,
    urgent: bool = False,
    reported: bool = True,
) -> DelegationPoint:
    """Lägg upp en punkt i nämndens delegationsordning. One with the same number ends the day before; the same again
    changes and tells nothing. An `urgent` one is the mandate to decide what cannot wait (KL 6:39).

    Raises:
        NotAllowed: only a registrar (or the program itself) keeps the tables.
        PointIncomplete: number, text or delegate is missing, or a later one with the number is there; urgent matters
            of another body than a board, by another than its chair, or never reported.
    """
    policy.require(actor, "keep_register_tables")
    board = Board.objects.select_for_update(no_key=True).get(pk=board_id)
    number, text, known = number.strip(), text.strip(), [role for role in DECIDING_ROLES if role in roles]
    if not number or not text:
        raise PointIncomplete(_("Fyll i punktens nummer och vilka ärenden den gäller."))
    if not known:
        raise PointIncomplete(_("Välj minst en delegat."))
    if urgent:
        _require_urgent(board, known, reported=reported)
    wanted = {
        "text": text,
        "roles": [str(role) for role in known],
        "own_text": own_text,
        "urgent": urgent,
        "reported": reported,
        "valid_from": valid_from,
    }
    latest = DelegationPoint.objects.filter(board_id=board_id, number=number).order_by("-valid_from").first()
    if latest is not None and all(getattr(latest, name) == value for name, value in wanted.items()):
        return latest
    if latest is not None and latest.valid_from >= valid_from:
        raise PointIncomplete(_("Punkten finns redan från ett senare datum. Välj ett datum efter det."))
    before = date.fromordinal(valid_from.toordinal() - 1)
    if latest is not None and (latest.valid_to is None or latest.valid_to > before):
        latest.valid_to = before
        latest.save(update_fields=["valid_to"])
    point = DelegationPoint.objects.create(board_id=board_id, number=number, **wanted)
    record(SYSTEM_STREAM, "delegation_point_kept", actor=actor, at=at, data={"number": number, "point": point.pk})
    return point


def _require_urgent(board: Board, roles: Sequence[Role], *, reported: bool) -> None:
    if board.kind not in BOARDS:
        raise PointIncomplete(_("Bara en nämnd kan låta sin ordförande besluta i brådskande ärenden."))
    if list(roles) != [Role.CHAIR]:
        raise PointIncomplete(_("Bara ordföranden beslutar i brådskande ärenden. Välj ordföranden som enda delegat."))
    if not reported:
        raise PointIncomplete(_("Brådskande beslut ska alltid anmälas till nämnden."))


@transaction.atomic
def end_delegation_point(*, point_id: int, valid_to: date, actor: Actor, at: datetime) -> DelegationPoint:
    """Låt en punkt upphöra: what was decided by it stays as it is.

    Raises:
        NotAllowed: only a registrar keeps the tables. PointIncomplete: it would end before it began.
    """
    policy.require(actor, "keep_register_tables")
    point = DelegationPoint.objects.select_for_update(of=("self",), no_key=True).get(pk=point_id)
    if valid_to < point.valid_from:
        raise PointIncomplete(_("Punkten kan inte upphöra innan den började gälla."))
    if point.valid_to != valid_to:
        point.valid_to = valid_to
        point.save(update_fields=["valid_to"])
        told: dict[str, str | int] = {"number": point.number, "point": point.pk, "valid_to": valid_to.isoformat()}
        record(SYSTEM_STREAM, "delegation_point_kept", actor=actor, at=at, data=told)
    return point


@transaction.atomic
def report_delegated_decisions(
    *, case_id: int, meeting_date: date, actor: Actor, at: datetime
) -> Sequence[DelegationReport]:
    """Anmäl ärendets delegationsbeslut till nämndens sammanträde: each that is confirmed and not reported yet. The
    deadlines that this meets are ended by the door of the same name in the room of the processes.

    Raises:
        NotAllowed: the board's registry and secretary report.
        NothingToReport: there is none, or somebody was first. ReportedTooEarly.
        NextMeetingFirst: it is not the meeting that an urgent decision must be reported at.
    """
    case = lock_case(case_id)
    policy.require(actor, "report_delegated", case)
    waiting = _unreported(case)
    if not waiting:
        raise NothingToReport
    if any(decision.meeting_date > meeting_date for decision in waiting):
        raise ReportedTooEarly
    days = days_to_report(waiting, today=timezone.localdate(at))
    for decision in waiting:
        if meeting_date not in days.get(decision.pk, (meeting_date,)):
            raise NextMeetingFirst(days[decision.pk][-1])
    return [_report(case, decision, meeting_date, actor, at) for decision in waiting]


def _unreported(case: Case) -> Sequence[Decision]:
    """The delegated decisions of the matter that wait to be reported."""
    return list(
        case.decisions.filter(
            delegation_point__reported=True,
            refused=False,
            confirmed_at__isnull=False,
            delegation_report__isnull=True,
        ).select_related("body")
    )


def _report(case: Case, decision: Decision, meeting_date: date, actor: Actor, at: datetime) -> DelegationReport:
    report = DelegationReport.objects.create(
        decision=decision,
        board=decision.body,
        meeting_date=meeting_date,
        reported_at=at,
        reported_by_id=actor.person_id,
        reported_label=actor.label,
    )
    told = {"board": decision.body.code, "meeting": meeting_date.isoformat()}
    record_on_case(case, "delegated_decision_reported", actor=actor, at=at, data=told)
    return report
