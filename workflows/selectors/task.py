"""Uppgiften: what its page shows, who may end it and how, and which version the person has before them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor, Grant
from audit.models import Request
from audit.rules import Sentence
from cases.models import Case, Referral
from cases.policy.conflict import conflicted_column, is_conflicted, read_with
from cases.rules.staff_report import latest_version
from cases.selectors.page import on_hold_sentence
from cases.selectors.titles import know_titles, titles_column
from cases.states import CaseState
from workflows.definitions.names import NAMES
from workflows.models import TaskRead
from workflows.selectors.act_request import requested_in_case
from workflows.selectors.blocks import Blocked, barred, blocked
from workflows.selectors.capacity import asked_of, grants_for, referrals_of, slots_of
from workflows.selectors.requirements import is_in_unit
from workflows.selectors.wording import (
    _role_of,
    asked_in_task,
    case_address,
    due_of,
    first_step,
    holder_in_sentence,
    is_officers,
    is_pool,
    is_signing,
    past_of,
    paths_of,
    reminded_today,
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
    blocked: tuple[Blocked, ...]
    barred: Sentence
    on_hold: str
    was_read: bool
    conflicted: bool

    @property
    def not_yours(self) -> str:
        """Why somebody who sees the task may not do it: jäv, or whose role it is. Who has it stands beside it."""
        if self.conflicted and not self.choices:
            return _("Du har lämnat ärendet på grund av jäv och får inte delta i handläggningen av det.")
        if not self.open or self.choices or self.owner:
            return ""
        return _("Det kan bara {roll} göra.").format(roll=_role_of(self.task))

    @property
    def all_blocked(self) -> bool:
        """Whether there is nothing that the person could choose now."""
        return bool(self.choices) and len(self.blocked) == len(self.choices)

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
        """Whether the person may give it to another: no signature, nothing that is the officer's, no stand-in."""
        node = self.task.flow_task
        return self.may_act and not self.stands_in and not is_signing(node) and not is_officers(node)

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
            "process__caseprocess__case__planned_meeting__body",
        )
        .annotate(
            was_read=Exists(TaskRead.objects.filter(task=OuterRef("pk"), user=actor.user_id or 0)),
            sees_case=Exists(policy.visible(actor, Case).filter(pk=OuterRef("process__caseprocess__case"))),
            conflicted_=conflicted_column("process__caseprocess__case"),
            titles_=titles_column("process__caseprocess__case__entry"),
        )
        .first()
    )
    if task is None:
        raise policy.NotVisible
    case, node = read_with(task, task.process.caseprocess.case), task.flow_task
    know_titles(case, task.titles_)
    item: int | None = task.data.get("item")
    is_open = task.status in OPEN
    mine = task.owner_id in actor.sides
    choices = tuple(choices_of(actor, case, node, item)) if is_open else ()
    grants = grants_for(actor, case, node, item) if is_open else ()
    return TaskPage(
        task=task,
        case=case,
        item=item,
        title=_title(case, node, task),
        first_step=first_step(node),
        choices=choices,
        grants=grants,
        due=due_of(task),
        number=case.entry.printed_number,
        subject=subject_of(actor, case),
        officer=case.case_officer.name if case.case_officer else "",
        case_url=case_address(case),
        open=is_open,
        owner=task.owner.name if task.owner else "",
        since=task.assigned or task.created,
        mine=mine,
        pool=is_pool(node),
        taken_by_other=task.owner_id is not None and not mine,
        outcome_words=past_of(node, str(task.data.get("outcome", ""))),
        sees_case=task.sees_case,
        stands_in=mine and task.owner_id != actor.user_id,
        blocked=tuple(blocked(actor, case, node, choices)),
        barred=barred(actor, grants, case, task) if choices else "",
        on_hold=on_hold_sentence(case) if is_open and task.sees_case and item is None else "",
        was_read=task.was_read,
        conflicted=is_conflicted(actor.user_id, case),
    )


def _title(case: Case, node: Any, task: Task) -> str:
    """What the task is called; one of several alike by whose place or question it is about."""
    item: int | None = task.data.get("item")
    rows = referrals_of(case, item) if task.data.get("of") == "referral" else slots_of(case, item)
    name = "name" if rows.model is Referral else "party__name"
    party = rows.values_list(name, flat=True).first() if item else None
    return f"{title_of(node)}, {party}" if party else title_of(node)


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
    """Whose turn it is: each who has an open task of the matter itself, or the role it waits for."""
    names = dict.fromkeys(holder_in_sentence(task) for task in open_tasks(case) if "item" not in task.data)
    return _(" och ").join(names) or _("nästa steg")


def open_tasks(case: Case) -> QuerySet[Task]:
    """The tasks of people that wait in the matter now."""
    rows: QuerySet[Task] = (
        Task.objects.filter(
            process__caseprocess__case=case, process__caseprocess__active=True, flow_task_type="HUMAN", status__in=OPEN
        )
        .select_related("owner", "deadline", "process__caseprocess")
        .annotate(asked=asked_in_task(), requested=requested_in_case(), reminded=reminded_today())
        .order_by("pk")
    )
    return rows
