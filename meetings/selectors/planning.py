"""Planera bakåt: from a meeting to every latest date before it, and what no longer fits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from accounts.models.board import BoardKind
from audit.rules import Sentence
from cases.models import Case
from diarium.calendar import add_days, before_meeting, previous_working_day, working_days_before
from meetings.models import LeadTimes, Meeting
from workflows.definitions.deadline import DeadlineRule
from workflows.selectors.preparing import Stage, stages_of
from workflows.selectors.process_map import deadline_in_words

COUNCIL_LAW = "KL 5:13, 5:15"
QUESTIONS = ("referral", "contribution")


@dataclass(frozen=True, slots=True)
class PlanLine:
    """Rad i planen. `planned` is the working day to have it done on, `latest` the last day by the rule itself.

    `answer_due` is the last day that those who were asked have been given, where that is later than `planned`.
    """

    label: Sentence
    help: Sentence
    planned: date
    latest: date
    law: str = ""
    done: bool = False
    passed: bool = False
    answer_due: date | None = None

    @property
    def moved(self) -> bool:
        """Whether the rule's own last day is no working day."""
        return self.planned != self.latest


@dataclass(frozen=True, slots=True)
class Plan:
    """Planen för ett sammanträde, the earliest date first."""

    meeting: Meeting
    lines: Sequence[PlanLine]


def plan_backwards(case: Case, meeting: Meeting, times: LeadTimes, *, today: date, free: Collection[date] = ()) -> Plan:
    """Alla senaste datum för ärendet inför sammanträdet. Never later than the rule says, and always a working day.

    The steps and how long they take are those of the version of the process that the matter follows; the body's lead
    times say when it has to be handed in, and how long a step takes that the process gives no time. `free` are the
    municipality's own free days: nobody writes or approves on them. What the meeting itself asks for is counted by
    the calendar of the law.
    """
    stages = stages_of(case, in_council=meeting.board.kind == BoardKind.COUNCIL)
    lines = [*_of_meeting(meeting, times, stages), *_of_process(meeting, times, stages, free)]
    dated = [replace(line, passed=not line.done and line.planned < today) for line in lines][::-1]
    return Plan(meeting, sorted(dated, key=lambda line: line.planned))


def _of_meeting(meeting: Meeting, times: LeadTimes, stages: Sequence[Stage]) -> Iterator[PlanLine]:
    law = COUNCIL_LAW if meeting.board.kind == BoardKind.COUNCIL else ""
    summons = before_meeting(meeting.on, times.summons_days)
    yield PlanLine(_("Kallelse"), _("Kallelsen skickas senast."), summons.planned, summons.latest, law)
    review = before_meeting(meeting.on, times.review_days)
    yield PlanLine(_("Ordförandeberedning"), _("Presidiet går igenom ärendena."), review.planned, review.latest)
    stop = before_meeting(meeting.on, times.stop_days)
    submitted = all(stage.done for stage in stages if not _is_for_the_meeting(stage))
    ready = _("Ärendet är godkänt och går till beslut.")
    yield PlanLine(_("Sista dag att anmäla"), ready, stop.planned, stop.latest, done=submitted)


def _of_process(
    meeting: Meeting, times: LeadTimes, stages: Sequence[Stage], free: Collection[date]
) -> Iterator[PlanLine]:
    """From the last step backwards: each is done when those after it must begin."""
    stop = before_meeting(meeting.on, times.stop_days).planned
    begins: dict[str, date] = {}
    for stage in reversed(stages):
        days = [meeting.on if _is_for_the_meeting(stage) else stop]
        days += [begins[name] for name in stage.after if name in begins]
        if stage.rule is not None and stage.rule.kind == "before_meeting":
            days.append(before_meeting(meeting.on, stage.rule.amount).latest)
        latest = min(days)
        planned = previous_working_day(latest, free)
        rule = _time_of(stage, times)
        begins[stage.name] = begin = _days_before(planned, rule, free)
        if stage.kind not in QUESTIONS:
            yield PlanLine(*_words(stage), planned, latest, done=stage.done)
        elif stage.asked:
            late = stage.answer_due if stage.answer_due is not None and stage.answer_due > planned else None
            yield PlanLine(*_words(stage), planned, latest, done=stage.done, answer_due=late)
        elif not stage.done:
            yield PlanLine(*_asking(stage, rule), previous_working_day(begin, free), begin)


def _is_for_the_meeting(stage: Stage) -> bool:
    """Whether it is done when the matter is handed in, so many days before the meeting as the process says."""
    return stage.treated and stage.rule is not None and stage.rule.kind == "before_meeting"


def _time_of(stage: Stage, times: LeadTimes) -> DeadlineRule:
    """How long the step takes: as the process says, or where it says no such thing, as the body does."""
    if stage.rule is not None and stage.rule.kind in ("days", "working_days"):
        return stage.rule
    match stage.kind:
        case "approval":
            return DeadlineRule("working_days", times.approval_days)
        case "sending":
            return DeadlineRule("working_days", times.writing_days)
        case "referral" | "contribution":
            return DeadlineRule("days", times.referral_days)
    return DeadlineRule("days")


def _days_before(day: date, rule: DeadlineRule, free: Collection[date]) -> date:
    if rule.kind == "working_days":
        return working_days_before(day, rule.amount, free)
    return add_days(day, -rule.amount)


def _words(stage: Stage) -> tuple[Sentence, Sentence]:
    """What the line is called, and what is done then."""
    match stage.kind:
        case "approval":
            return _("Godkännande"), _("{roll} har godkänt.").format(roll=stage.who)
        case "sending":
            return _("Skicka för godkännande"), _("Förslaget är skrivet.")
        case "analysis":
            return _("Lägesbild"), _("Lägesbilden är fastställd.")
        case "referral":
            return _("Remiss"), _("Alla har svarat.")
        case "contribution":
            return _("Underlag"), _("Alla har svarat.")
    return stage.title, stage.who


def _asking(stage: Stage, rule: DeadlineRule) -> tuple[Sentence, Sentence]:
    """The same of a question that nobody has been asked yet."""
    time = deadline_in_words(rule)
    if stage.kind == "referral":
        return _("Remiss"), _("Skickas ut, om ärendet ska på remiss. Svaret ska komma {frist}.").format(frist=time)
    return _("Underlag"), _("Begärs in, om någon ska lämna underlag. Svaret ska komma {frist}.").format(frist=time)
