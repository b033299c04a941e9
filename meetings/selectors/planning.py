"""Planera bakåt: from a meeting to every latest date before it, and what no longer fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.models.board import BoardKind
from audit.rules import Sentence
from cases.models import Case
from cases.rules.staff_report import latest_version
from cases.states import ApprovalOutcome, ReportState
from cases.states import CaseState as S
from diarium.calendar import before_meeting, previous_working_day, working_days_before
from meetings.models import LeadTimes, Meeting

BEFORE_PROPOSAL = (S.DRAFT, S.SITUATION_ANALYSIS)
COUNCIL_LAW = "KL 5:13, 5:15"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """Rad i planen. `planned` is the working day to have it done on, `latest` the last day by the rule itself."""

    label: Sentence
    help: str
    planned: date
    latest: date
    law: str = ""
    done: bool = False
    passed: bool = False

    @property
    def moved(self) -> bool:
        """Whether the rule's own last day is no working day."""
        return self.planned != self.latest


@dataclass(frozen=True, slots=True)
class Plan:
    """Planen för ett sammanträde, the earliest date first."""

    meeting: Meeting
    lines: Sequence[PlanLine]

    @property
    def fits(self) -> bool:
        """Whether everything that is left can still be done."""
        return not any(line.passed for line in self.lines)


def plan_backwards(case: Case, meeting: Meeting, times: LeadTimes, *, today: date) -> Plan:
    """Alla senaste datum för ärendet inför sammanträdet. Never later than the rule says, and always a working day."""
    lines = [_dated(line, today) for line in _lines(case, meeting, times)][::-1]
    return Plan(meeting, sorted(lines, key=lambda line: line.planned))


def _dated(line: PlanLine, today: date) -> PlanLine:
    passed = not line.done and line.planned < today
    return PlanLine(line.label, line.help, line.planned, line.latest, line.law, done=line.done, passed=passed)


def _lines(case: Case, meeting: Meeting, times: LeadTimes) -> Iterator[PlanLine]:
    council = meeting.board.kind == BoardKind.COUNCIL
    summons = before_meeting(meeting.on, times.summons_days)
    law = COUNCIL_LAW if council else ""
    yield PlanLine(_("Kallelse"), _("Kallelsen skickas senast."), summons.planned, summons.latest, law)
    review = before_meeting(meeting.on, times.review_days)
    yield PlanLine(_("Ordförandeberedning"), _("Presidiet går igenom ärendena."), review.planned, review.latest)
    stop = before_meeting(meeting.on, times.stop_days)
    submitted = case.state not in (*BEFORE_PROPOSAL, S.COMMITTEE_PROPOSAL)
    ready = _("Ärendet är godkänt och går till beslut.")
    yield PlanLine(_("Sista dag att anmäla"), ready, stop.planned, stop.latest, done=submitted)
    yield from _preparation(case, times, stop.planned, submitted=submitted)


def _preparation(case: Case, times: LeadTimes, day: date, *, submitted: bool) -> Iterator[PlanLine]:
    """From the last approver backwards: each has the working days of the rule, the first after the text is sent."""
    given = _approved_by(case)
    for role in reversed(case.case_type.approval_chain):
        help_text = _("{roll} har godkänt.").format(roll=Role(role).label)
        yield PlanLine(_("Godkännande"), help_text, day, day, done=submitted or role in given)
        day = working_days_before(day, times.approval_days)
    in_approval = bool(given) or (case.state == S.COMMITTEE_PROPOSAL and _is_sent(case))
    yield PlanLine(_("Skicka för godkännande"), _("Förslaget är skrivet."), day, day, done=submitted or in_approval)
    start = working_days_before(day, times.writing_days)
    left = case.state in BEFORE_PROPOSAL
    referral = before_meeting(start, times.referral_days)
    answer = _("Skickas ut, om ärendet ska på remiss. Svarstiden är {n} dagar.").format(n=times.referral_days)
    yield PlanLine(_("Remiss"), answer, referral.planned, referral.latest, done=submitted or in_approval or not left)
    if case.case_type.has_analysis:
        start = previous_working_day(start)
        yield PlanLine(_("Lägesbild"), _("Lägesbilden är fastställd."), start, start, done=not left)


def _is_sent(case: Case) -> bool:
    version = latest_version(case)
    return version is not None and version.report.state == ReportState.IN_APPROVAL


def _approved_by(case: Case) -> frozenset[str]:
    """The roles that have approved the text as it is, in the sending that goes on."""
    version = latest_version(case)
    if version is None or not _is_sent(case):
        return frozenset()
    rows = version.approvals.filter(sending=version.report.sending, outcome=ApprovalOutcome.APPROVED)
    return frozenset(rows.values_list("role", flat=True))
