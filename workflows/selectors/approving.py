"""Godkännandet (S6): where an approval leads, what has changed since the text was opened, and several at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case
from cases.rules.staff_report import latest_version
from cases.selectors.opened_report import changed_sentence, latest_opened, opened_by
from cases.states import CaseState
from workflows.selectors.heading import first_treatment
from workflows.selectors.inbox.lines import TASK, TaskLine, lines_of
from workflows.selectors.task import next_holder
from workflows.selectors.wording import approves, definite_role

if TYPE_CHECKING:
    from workflows.selectors.task import Choice, TaskPage

MOST = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """Förslag bland flera: its line in the list, the latest version and whether the person has opened that one."""

    line: TaskLine
    version: int
    opened: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """Förslaget ändrades: the sentence, and the task where the new version is read."""

    sentence: str
    url: str


def help_of(page: TaskPage, choice: Choice) -> str:
    """Utfallets hjälptext, with who gets the matter then: “Förslaget går vidare till kommundirektören.”"""
    said = str(choice.words.help)
    return said.format(nästa=_next_of(page, choice)) if "{nästa}" in said else said


def _next_of(page: TaskPage, choice: Choice) -> str:
    if choice.step == "approve_and_submit":
        return first_treatment(page.case)
    roles = getattr(page.task.flow_task.outcomes[choice.outcome].next, "roles", ())
    return _(" eller ").join(definite_role(role) for role in roles) or _("nästa steg")


def approved_sentence(case: Case) -> str:
    """Vart ärendet gick när förslaget godkändes."""
    if case.state == CaseState.DECISION:
        return _("Ärendet går till beslut i {nästa}.").format(nästa=first_treatment(case))
    return _("Förslaget går vidare till {nästa}.").format(nästa=next_holder(case))


def changed_since(actor: Actor, page: TaskPage) -> Changed | None:
    """Varför ett förslag som personen öppnade inte väntar längre, when a newer version of it does.

    None when the task is no approval, when the person has read the text as it is, and when nothing waits instead.
    """
    if page.task.status != STATUS.CANCELED or not approves(page.task.flow_task):
        return None
    version = latest_version(page.case)
    opened = opened_by(actor, version) if version is not None else None
    if version is None or opened is None or opened.now or not opened.before:
        return None
    instead = _waits_instead(actor, page)
    return Changed(changed_sentence(version.number), reverse("task", args=[instead])) if instead else None


def _waits_instead(actor: Actor, page: TaskPage) -> int | None:
    rows = policy.visible(actor, Task).filter(
        process__caseprocess__case=page.case, status__in=(STATUS.NEW, STATUS.ASSIGNED), flow_task_type="HUMAN"
    )
    name = page.task.flow_task.name
    return next((task.pk for task in rows.order_by("-pk") if task.flow_task.name == name), None)


def proposals(actor: Actor, keys: Sequence[str]) -> list[Proposal]:
    """Förslagen bland de valda raderna; ended ones too, so that a form sent twice is answered alike.

    As many queries for many as for one.
    """
    asked = [int(key[1:]) for key in dict.fromkeys(keys[:MOST]) if _is_task(key)]
    rows = policy.visible(actor, Task).filter(pk__in=asked, flow_task_type="HUMAN")
    matters = dict(rows.values_list("pk", "process__caseprocess__case"))
    latest = latest_opened(actor, matters.values())
    lines = lines_of([(TASK, pk) for pk in asked if pk in matters], actor)
    return [Proposal(line, *latest.get(matters[line.pk], (0, False))) for line in lines if line.approves]


def _is_task(key: str) -> bool:
    return key[:1] == TASK and key[1:].isascii() and key[1:].isdecimal() and len(key) < 19
