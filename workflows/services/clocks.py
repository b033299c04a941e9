"""Klockor: which deadlines a matter's facts ask for now (`domain.md` §8). Filled into the names by `registration`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from cases.models import Case
from cases.rules.decision import latest_decision
from cases.states import AgreementState, AnalysisState, CaseState, Outcome, ReferralState
from diarium import calendar
from diarium.calendar import DutyDates
from workflows.definitions.deadline import DeadlineRule
from workflows.definitions.names import NAMES, Clock, Counted
from workflows.models import PlannedMeeting

TASK = "task"
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
        started = calendar.stockholm_date(task.created)
        found = task_dates(rule, case, started=started, meeting=meeting)
        if found is None:
            continue
        remind = calendar.working_days_before(found.due, REMIND_WORKING_DAYS)
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


def task_dates(rule: DeadlineRule, case: Case, *, started: date, meeting: date | None) -> DutyDates | None:
    """Uppgiftens frist: None while there is nothing to count from. One of the municipality's own is not moved."""
    match rule.kind:
        case "days":
            due = calendar.add_days(started, rule.amount)
        case "working_days":
            due = calendar.add_working_days(started, rule.amount)
        case "before_meeting":
            if meeting is None:
                return None
            due = calendar.before_meeting(meeting, rule.amount).planned
        case "law":
            return LAWS[rule.law].count(case, started, meeting)
    due = max(due, started)
    return DutyDates(due, due)


@dataclass(frozen=True, slots=True)
class LawClock:
    """Lagens klocka för ett steg: where it stands, and its days from the matter, the day the task came, the meeting."""

    place: str
    count: Callable[[Case, date, date | None], DutyDates | None]


def _adjustment(case: Case, started: date, _meeting: date | None) -> DutyDates:
    decision = latest_decision(case)
    return calendar.adjustment_dates(decision.meeting_date if decision else started)


def _announcement(case: Case, started: date, _meeting: date | None) -> DutyDates:
    decision = latest_decision(case)
    return calendar.announcement_dates((decision and decision.adjusted_on) or started)


def _appeal(_case: Case, started: date, _meeting: date | None) -> DutyDates:
    last = calendar.last_appeal_day(started)
    return DutyDates(last, last)


def _council_summons(_case: Case, started: date, meeting: date | None) -> DutyDates | None:
    if meeting is None:
        return None
    dates = calendar.before_meeting(meeting)
    return DutyDates(max(dates.planned, started), max(dates.latest, started))


def _analysis_due(_case: Case, started: date, _meeting: date | None) -> DutyDates:
    due = calendar.analysis_update_due(started)
    return DutyDates(due, due)


LAWS: Mapping[str, LawClock] = {
    "adjustment": LawClock("KL 5:69", _adjustment),
    "announcement": LawClock("KL 8:12", _announcement),
    "appeal": LawClock("KL 13:5", _appeal),
    "council_summons": LawClock("KL 5:13, 5:15", _council_summons),
    "situation_analysis": LawClock(ANALYSIS_LAW, _analysis_due),
}
MEETING_RULES = ("before_meeting", "law")


def _analysis(case: Case) -> Iterator[Counted]:
    """Lägesbilden uppdateras minst vartannat år; reminders as for an agreement (R25)."""
    if not case.case_type.has_analysis or case.state == CaseState.WITHDRAWN:
        return
    found = case.analyses.filter(state=AnalysisState.CONCLUDED).order_by("-number").first()
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


def register_clocks() -> None:
    """Fill the names."""
    NAMES.clocks |= {
        TASK: Clock(_("Uppgift"), _("Klar senast {datum}."), _tasks),
        "situation_analysis": Clock(
            _("Uppdatera lägesbilden"), _("Lägesbilden ska uppdateras senast {datum}"), _analysis
        ),
        "agreement_expiry": Clock(_("Överenskommelsen upphör"), _("Överenskommelsen upphör {datum}"), _agreement),
        "tabled": Clock(_("Bordlagt ärende tas upp"), _("Ärendet är bordlagt till {datum}"), _tabled),
    }
