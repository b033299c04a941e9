"""Stegvisaren: which steps a matter has passed and when, where it is now and who has it, and what is to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as now_in

from audit.rules import Sentence
from cases.models import Case, Decision
from cases.rules.decision import latest_decision
from cases.selectors.frame import TaskRow
from cases.states import FINAL_OUTCOMES
from cases.states import CaseState as S
from diarium.states import EntryStatus

NO_BREAK = "\u00a0"
Moved = tuple[str, str, datetime]


@dataclass(frozen=True, slots=True)
class StepMark:
    """Steg i stegvisaren (`ui/_stepper.html`)."""

    label: Sentence
    note: str
    state: Literal["done", "current", "coming", "stopped"]


def withdrawn_on(case: Case, moves: Sequence[Moved]) -> str:
    """“Återkallat 5 okt 2020”; empty for a matter that is not, and for one whose number is not used any more."""
    if case.state not in (S.WITHDRAWN, S.CLOSED) or case.entry.status in (EntryStatus.CANCELLED, EntryStatus.MERGED):
        return ""
    on = next((at for _before, after, at in reversed(moves) if after == S.WITHDRAWN), None)
    return now_in("Återkallat {datum}").format(datum=short(on)) if on is not None else ""


def step_marks(case: Case, moves: Sequence[Moved], tasks: Sequence[TaskRow]) -> Iterator[StepMark]:
    """Stegen i ordning; those of a withdrawn matter end where it was withdrawn."""
    order = [state for state in S if _has_step(case, state)]
    left = {before: at for before, _after, at in moves}
    stopped = next((before for before, after, _at in reversed(moves) if after == S.WITHDRAWN), None)
    withdrawn = stopped is not None and case.state in (S.WITHDRAWN, S.CLOSED)
    here = stopped if withdrawn and stopped is not None else str(case.state)
    reached = order.index(S(here)) if here in order else 0
    if withdrawn:
        order = order[: reached + 1]
    for index, state in enumerate(order):
        if index < reached or (state == S.CLOSED and here == S.CLOSED):
            at = left.get(state) if index < reached else case.state_since
            yield StepMark(state.label, _done_note(case, state, at), "done")
        elif withdrawn:
            yield StepMark(state.label, withdrawn_on(case, moves), "stopped")
        elif index == reached:
            yield StepMark(state.label, _holder(tasks), "current")
        else:
            yield StepMark(state.label, "", "coming")


def _has_step(case: Case, state: S) -> bool:
    if state == S.SITUATION_ANALYSIS:
        return case.case_type.has_analysis
    if state == S.SIGNING:
        return case.case_type.has_agreement
    return state != S.WITHDRAWN


def _done_note(case: Case, state: S, at: datetime | None) -> str:
    decision = latest_decision(case)
    if state == S.DECISION and decision is not None and decision.outcome in FINAL_OUTCOMES:
        return f"{_decider(decision)} {short(decision.meeting_date)}"
    return short(at) if at else ""


def _decider(decision: Decision) -> str:
    return now_in("Delegat") if decision.by_delegate else decision.body.code


def _holder(rows: Sequence[TaskRow]) -> str:
    tasks = [row for row in rows if not row.beside]
    if not tasks:
        return ""
    holders = list(dict.fromkeys(str(task.holder) for task in tasks))
    text = now_in("Hos {namn}") if len(holders) == 1 else now_in("Hos {namn} med flera")
    return text.format(namn=holders[0])


def short(day: date | datetime) -> str:
    """“5 okt 2020”: for the stepper, tags and other narrow places."""
    local = timezone.localtime(day) if isinstance(day, datetime) else day
    return date_format(local, f"j{NO_BREAK}b{NO_BREAK}Y")
