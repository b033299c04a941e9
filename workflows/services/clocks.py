"""Klockor: which deadlines a matter's facts ask for now (`domain.md` §8). Filled into the names by `registration`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from django.utils.translation import gettext_lazy as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts.models import Role
from cases.models import Case, DelegationReport, SituationAnalysis
from cases.rules.decision import latest_decision
from cases.selectors.report_day import REPORT_LAW, report_days, urgent_to_report
from cases.states import AgreementState, AnalysisState, CaseState, Outcome, ReferralState
from diarium import calendar
from diarium.calendar import DutyDates
from diarium.selectors.free_day import free_days_by_time
from workflows.definitions.deadline import DeadlineRule
from workflows.definitions.names import NAMES, Clock, Counted
from workflows.models import AdHocTask, Deadline, PlannedMeeting
from workflows.models.ad_hoc_task import AdHocState

TASK, AD_HOC, URGENT = "task", "ad_hoc", "urgent_decision"
OPEN = (STATUS.NEW, STATUS.ASSIGNED)
REMIND_WORKING_DAYS = 2
ANALYSIS_LAW = "2023:196 6 §"
TABLED_LAW = "KL 5:51"


def planned_day(case: Case) -> date | None:
    """The day of the meeting that the matter is prepared for."""
    return PlannedMeeting.objects.filter(case=case).values_list("on", flat=True).first()


def _tasks(case: Case) -> Iterator[Counted]:
    """The open tasks of people whose step says how long it may take."""
    rows = Task.objects.filter(process__caseprocess__case=case, flow_task_type="HUMAN", status__in=OPEN).order_by("pk")
    meeting: date | None = None
    free: Callable[[datetime], frozenset[date]] | None = None
    asked = dict(case.referrals.filter(state=ReferralState.SENT).values_list("pk", "due"))
    for task in rows:
        if task.data.get("of") == "referral":
            if task.data["item"] in asked:
                yield _answer(task, asked[task.data["item"]])
            continue
        rule: DeadlineRule | None = getattr(task.flow_task, "deadline", None)
        if rule is None:
            continue
        if rule.kind in MEETING_RULES:
            meeting = meeting or planned_day(case)
        if rule.kind == "working_days":
            free = free or free_days_by_time()
        started = calendar.stockholm_date(task.created)
        own = free(task.created) if free is not None else frozenset()
        found = task_dates(rule, case, started=started, meeting=meeting, free=own)
        if found is None:
            continue
        remind = calendar.working_days_before(found.due, REMIND_WORKING_DAYS, own)
        yield Counted(
            about=f"task:{task.pk}",
            starts_on=started,
            due=found.due,
            breach_after=found.breach_after,
            reminders=tuple(day for day in (remind, found.due) if day > started),
            law=LAWS[rule.law].place if rule.kind == "law" else "",
            task_id=task.pk,
        )


def _answer(task: Task, due: date) -> Counted:
    """Svarsdagen, as who asked has set it; the reminders are the question's own, to those outside too."""
    started = min(calendar.stockholm_date(task.created), due)
    return Counted(f"task:{task.pk}", started, due, due, (), task_id=task.pk)


def _ad_hoc(case: Case) -> Iterator[Counted]:
    """Fristående uppgifter med en dag, as who gave them has set it; those of a withdrawn matter wait for nobody."""
    if case.state == CaseState.WITHDRAWN:
        return
    for task in AdHocTask.objects.filter(case=case, state=AdHocState.OPEN, due__isnull=False).order_by("pk"):
        due = cast(date, task.due)
        started = min(calendar.stockholm_date(task.created_at), due)
        remind = calendar.working_days_before(due, REMIND_WORKING_DAYS)
        reminders = tuple(day for day in (remind, due) if day > started)
        yield Counted(f"ad_hoc:{task.pk}", started, due, due, reminders, ad_hoc_id=task.pk)


def task_dates(
    rule: DeadlineRule, case: Case, *, started: date, meeting: date | None, free: Collection[date] = ()
) -> DutyDates | None:
    """Uppgiftens frist: None while there is nothing to count from. One of the municipality's own is not moved.

    `free` are its own free days, which hold for its own working days alone.
    """
    match rule.kind:
        case "days":
            due = calendar.add_days(started, rule.amount)
        case "working_days":
            due = calendar.add_working_days(started, rule.amount, free)
        case "before_meeting":
            if meeting is None:
                return None
            due = calendar.before_meeting(meeting, rule.amount).planned
        case "law":
            found = LAWS.get(rule.law)
            return found.count(case, started, meeting) if found else None
    due = max(due, started)
    return DutyDates(due, due)


@dataclass(frozen=True, slots=True)
class LawClock:
    """Lagens klocka för ett steg: where it stands, and its days from the matter, the day the task came, the meeting.

    None where the matter does not hold the day that the law counts from: no day is better than a wrong one.
    """

    place: str
    count: Callable[[Case, date, date | None], DutyDates | None]


def _announcement(case: Case, _started: date, _meeting: date | None) -> DutyDates | None:
    """From the day the paragraph was adjusted; a delegate's decision has no minutes."""
    decision = latest_decision(case)
    return calendar.announcement_dates(decision.adjusted_on) if decision and decision.adjusted_on else None


def _council_summons(_case: Case, started: date, meeting: date | None) -> DutyDates | None:
    if meeting is None:
        return None
    dates = calendar.before_meeting(meeting)
    return DutyDates(max(dates.planned, started), max(dates.latest, started))


def _analysis_due(case: Case, _started: date, _meeting: date | None) -> DutyDates | None:
    """From the day that the last concluded analysis was of; the first one has no such day."""
    found = _concluded_analysis(case)
    if found is None or found.as_of is None:
        return None
    due = calendar.analysis_update_due(found.as_of)
    return DutyDates(due, due)


LAWS: Mapping[str, LawClock] = {
    "announcement": LawClock("KL 8:12", _announcement),
    "council_summons": LawClock("KL 5:13, 5:15", _council_summons),
    "situation_analysis": LawClock(ANALYSIS_LAW, _analysis_due),
}
MEETING_RULES = ("before_meeting", "law")


def _concluded_analysis(case: Case) -> SituationAnalysis | None:
    return case.analyses.filter(state=AnalysisState.CONCLUDED).order_by("-number").first()


def _analysis(case: Case) -> Iterator[Counted]:
    """Lägesbilden uppdateras minst vartannat år; reminders as for an agreement (R25)."""
    if not case.case_type.has_analysis or case.state == CaseState.WITHDRAWN:
        return
    found = _concluded_analysis(case)
    if found is None or found.as_of is None:
        return
    due = calendar.analysis_update_due(found.as_of)
    yield Counted(f"analysis:{found.pk}", found.as_of, due, due, calendar.agreement_reminders(due), ANALYSIS_LAW)


def _agreement(case: Case) -> Iterator[Counted]:
    """En ingången överenskommelse upphör; the latest round's, for a renewal takes the place of what was."""
    if not case.case_type.has_agreement:
        return
    signed = case.agreements.filter(state=AgreementState.SIGNED, valid_to__isnull=False)
    found = signed.order_by("-round").first()
    if found is not None and found.valid_to is not None:
        start = found.in_force_from or found.valid_from or found.valid_to
        reminders = calendar.agreement_reminders(found.valid_to)
        yield Counted(f"agreement:{found.pk}", min(start, found.valid_to), found.valid_to, found.valid_to, reminders)


def _tabled(case: Case) -> Iterator[Counted]:
    """Ett bordlagt ärende tas upp på nästa sammanträde, or on the day that was decided."""
    if case.state != CaseState.DECISION:
        return
    last = case.decisions.filter(round=case.round, refused=False).order_by("-id").first()
    if last is None or last.outcome != Outcome.TABLED or last.tabled_to is None or last.confirmed_at is None:
        return
    remind = calendar.previous_working_day(last.tabled_to - timedelta(days=14))
    reminders = (remind,) if remind > last.meeting_date else ()
    yield Counted(f"decision:{last.pk}", last.meeting_date, last.tabled_to, last.tabled_to, reminders, TABLED_LAW)


def _urgent(case: Case) -> Iterator[Counted]:
    """Ett brådskande beslut anmäls vid nämndens nästa sammanträde; while none is planned there is no day to count to.

    One whose meeting was called off with no other to take its place has ended: the next meeting makes another.
    """
    waiting = urgent_to_report(case.pk)
    days = report_days(waiting)
    if not days:
        return
    rows = Deadline.objects.filter(case=case, kind=URGENT).exclude(ended_as="").values_list("about", flat=True)
    ended = Counter(_decision_in(about) for about in rows)
    for decision in waiting:
        if decision.pk in days:
            due = days[decision.pk]
            remind = calendar.working_days_before(due, REMIND_WORKING_DAYS)
            reminders = tuple(day for day in (remind, due) if day > decision.meeting_date)
            about = f"decision:{decision.pk}:{ended[decision.pk] + 1}"
            yield Counted(about, decision.meeting_date, due, due, reminders, REPORT_LAW)


def _decision_in(about: str) -> int:
    """“decision:7:1” is of decision 7, and the first of it."""
    return int(about.split(":")[1])


def _is_reported(_case: Case, about: str) -> bool:
    return DelegationReport.objects.filter(decision=_decision_in(about)).exists()


def register_clocks() -> None:
    """Fill the names."""
    NAMES.clocks |= {
        TASK: Clock(_("Uppgift"), _("Klar senast {datum}."), _tasks),
        AD_HOC: Clock(_("Fristående uppgift"), _("Klar senast {datum}."), _ad_hoc),
        "situation_analysis": Clock(
            _("Uppdatera lägesbilden"), _("Lägesbilden ska uppdateras senast {datum}"), _analysis
        ),
        "agreement_expiry": Clock(_("Överenskommelsen upphör"), _("Överenskommelsen upphör {datum}"), _agreement),
        URGENT: Clock(
            _("Anmäl brådskande beslut"),
            _("Det brådskande beslutet ska anmälas vid nämndens sammanträde {datum}"),
            _urgent,
            _is_reported,
            (Role.BOARD_SECRETARY, Role.REGISTRAR),
        ),
        "tabled": Clock(_("Bordlagt ärende tas upp"), _("Ärendet är bordlagt till {datum}"), _tabled),
    }
