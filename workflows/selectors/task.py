"""Uppgiften: what its page shows, who may end it and how, and which version the person has before them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor, Grant
from audit.models import Request
from audit.selectors import events_of, sentence_of
from cases.models import Case, Referral
from cases.rules.staff_report import latest_version
from cases.states import CaseState
from workflows.definitions.names import NAMES
from workflows.selectors.capacity import asked_of, grants_for, referrals_of, slots_of
from workflows.selectors.requirements import is_in_unit
from workflows.selectors.wording import (
    _role_of,
    asked_in_task,
    case_address,
    due_of,
    first_step,
    past_of,
    paths_of,
    title_of,
)
from workflows.states import Words, words_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

OPEN = (STATUS.NEW, STATUS.ASSIGNED)


@dataclass(frozen=True, slots=True)
class Choice:
    """Utfall som personen får välja."""

    outcome: str
    step: str
    words: Words


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Uppgiftens sida."""

    task: Task
    case: Case
    item: int | None
    title: str
    first_step: str
    choices: tuple[Choice, ...]
    grants: tuple[Grant, ...]
    due: date | None
    number: str
    subject: str
    officer: str
    case_url: str
    open: bool
    owner: str
    since: datetime
    mine: bool
    pool: bool
    taken_by_other: bool
    outcome_words: str | _StrPromise
    sees_case: bool
    stands_in: bool

    @property
    def may_act(self) -> bool:
        """Whether the person may end the task now."""
        return self.open and bool(self.choices) and not self.taken_by_other

    @property
    def may_claim(self) -> bool:
        """Whether the person may take it out of the group's list."""
        return self.may_act and not self.owner

    @property
    def may_hand_over(self) -> bool:
        """Whether the person may give it to another: nobody signs for another, and a stand-in gives nothing away."""
        return self.may_act and not self.stands_in and not any(choice.step == "sign" for choice in self.choices)

    @property
    def may_release(self) -> bool:
        """Whether the person may put it back into the group's list."""
        return self.may_act and self.mine and self.pool and not self.stands_in


def page_of(actor: Actor, task_id: int) -> TaskPage:
    """Uppgiften som personen ser den.

    Raises:
        NotVisible: it is no task of a person, or in a matter that the person does not see.
    """
    task = (
        policy.visible(actor, Task)
        .filter(pk=task_id, flow_task_type="HUMAN")
        .select_related(
            "owner",
            "deadline",
            "process__caseprocess__case__entry",
            "process__caseprocess__case__case_type",
            "process__caseprocess__case__board",
            "process__caseprocess__case__case_officer",
        )
        .first()
    )
    if task is None:
        raise policy.NotVisible
    case = task.process.caseprocess.case
    node = task.flow_task
    item: int | None = task.data.get("item")
    is_open = task.status in OPEN
    mine = task.owner_id is not None and task.owner_id in acts_for(actor)
    outcome = str(task.data.get("outcome", ""))
    return TaskPage(
        task=task,
        case=case,
        item=item,
        title=_title(case, node, task),
        first_step=first_step(node),
        choices=tuple(choices_of(actor, case, node, item)) if is_open else (),
        grants=grants_for(actor, case, node, item) if is_open else (),
        due=due_of(task),
        number=case.entry.printed_number,
        subject=subject_of(actor, case),
        officer=case.case_officer.name if case.case_officer else "",
        case_url=case_address(case),
        open=is_open,
        owner=task.owner.name if task.owner else "",
        since=task.assigned or task.created,
        mine=mine,
        pool=node.assignee is None,
        taken_by_other=task.owner_id is not None and not mine,
        outcome_words=past_of(node, outcome),
        sees_case=policy.can(actor, "see_cases", case),
        stands_in=mine and task.owner_id != actor.user_id,
    )


def _title(case: Case, node: Any, task: Task) -> str:
    """What the task is called; one of several alike by whose place or question it is about."""
    item: int | None = task.data.get("item")
    rows = referrals_of(case, item) if task.data.get("of") == "referral" else slots_of(case, item)
    name = "name" if rows.model is Referral else "party__name"
    party = rows.values_list(name, flat=True).first() if item else None
    return f"{title_of(node)}, {party}" if party else title_of(node)


def acts_for(actor: Actor) -> frozenset[int]:
    """The person and everybody the person stands in for today."""
    own = [actor.user_id] if actor.user_id else []
    return frozenset([*own, *(grant.for_user_id for grant in actor.grants if grant.for_user_id)])


def choices_of(actor: Actor, case: Case, node: Any, item: int | None) -> Iterable[Choice]:
    """The outcomes that the person's roles let them choose."""
    if not is_in_unit(actor, node):
        return
    asked = asked_of(case, node, item)
    for outcome, path in paths_of(node):
        if outcome in asked and policy.can(actor, *asked[outcome]):
            yield Choice(outcome, path.step, words_of(outcome, path.step))


def watched_version(case: Case, step: str, item: int | None) -> int:
    """The version that the step watches, as it is now: the case's, the staff report's or the branch object's."""
    watches = NAMES.steps[step].watches if step in NAMES.steps else "case"
    if watches == "staff_report":
        version = latest_version(case)
        return version.number if version else 0
    if watches == "slot":
        return slots_of(case, item).values_list("version", flat=True).get()
    if watches == "referral":
        return referrals_of(case, item).values_list("version", flat=True).get()
    return case.version


def hidden_subject() -> str:
    """What stands for the subject of a secret matter, to whom may not know it."""
    return _("Sekretessmarkerat ärende")


def subject_of(actor: Actor, case: Case) -> str:
    """Ärendemeningen: in a secret matter only for whom may know its secret."""
    entry = case.entry
    if not entry.is_secret and not entry.protected_subject:
        return str(entry.public_subject)
    if policy.can(actor, "see_cases", case):
        return str(entry.protected_subject or entry.public_subject)
    return hidden_subject() if entry.is_secret else str(entry.public_subject)


@dataclass(frozen=True, slots=True)
class EventLine:
    """Händelse i en lista."""

    who: str
    capacity: str
    what: str
    at: datetime
    kind: str = "step"
    text: str = ""
    url: str = ""
    link: str = ""


def events_since(page: TaskPage, seen: int) -> list[EventLine]:
    """What happened in the matter after the version that the person saw, for those who see the matter."""
    return events_after(page.case, seen) if page.sees_case else []


def events_after(case: Case, seen: int) -> list[EventLine]:
    """The events of the matter after a version of it, the oldest first."""
    rows = [event for event in events_of(case.stream, limit=30) if event.seq > seen]
    return [EventLine(row.actor_label, row.capacity, sentence_of(row), row.at) for row in reversed(rows)]


def answered_before(actor: Actor, page: TaskPage, key: str) -> dict[str, Any] | None:
    """The answer that the same form was given already; None = it was never answered, or it was another form."""
    if not key or "\x00" in key:
        return None
    answer = Request.objects.filter(actor=actor.id, key=key).values_list("answer", flat=True).first() or {}
    own = answer.get("case") == str(page.case.uuid) and answer.get("outcome") in page.task.flow_task.outcomes
    return answer if own else None


def done_sentence(words: Words, page: TaskPage, answer: Any) -> str:
    """The sentence after an outcome, with the number, the step and who has the matter now."""
    sentence = str(words.done)
    state = CaseState(answer.state).label if answer.state in CaseState.values else answer.state
    after = next_holder(page.case) if "{nästa}" in sentence else ""
    number = ""
    if "{handling}" in sentence:
        number = str(referrals_of(page.case, page.item).values_list("document__document_no", flat=True).first() or "")
    officer = page.officer or _("handläggaren")
    return sentence.format(dnr=answer.number, steg=state, nästa=after, handling=number, handläggare=officer)


def next_holder(case: Case) -> str:
    """Whose turn it is: the person who has the newest open task, or the role it waits for."""
    task = open_tasks(case).order_by("-pk").first()
    if task is None:
        return _("nästa steg")
    return str(task.owner.name) if task.owner else _role_of(task)


def open_tasks(case: Case) -> QuerySet[Task]:
    """The tasks of people that wait in the matter now."""
    rows: QuerySet[Task] = (
        Task.objects.filter(
            process__caseprocess__case=case,
            process__caseprocess__active=True,
            flow_task_type="HUMAN",
            status__in=OPEN,
        )
        .select_related("owner", "deadline", "process__caseprocess")
        .annotate(asked=asked_in_task())
        .order_by("pk")
    )
    return rows
