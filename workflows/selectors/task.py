"""Uppgiften: what its page shows, who may end it and how, and which version the person has before them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor, Grant
from accounts.models import Role
from audit.models import Request
from audit.selectors import events_of, sentence_of
from cases.models import Case, SignatureSlot
from cases.rules.staff_report import latest_version
from cases.states import CaseState
from workflows.definitions.names import NAMES
from workflows.states import Words, place_of, words_of

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
        title=title_of(node),
        first_step=first_step(node),
        choices=tuple(choices_of(actor, case, node, item)) if is_open else (),
        grants=actor.grants_of(*node.roles),
        due=due_of(task, node),
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


def acts_for(actor: Actor) -> frozenset[int]:
    """The person and everybody the person stands in for today."""
    own = [actor.user_id] if actor.user_id else []
    return frozenset([*own, *(grant.for_user_id for grant in actor.grants if grant.for_user_id)])


def paths_of(node: Any) -> list[tuple[str, Any]]:
    """The outcomes of a step in the order that people read them: the way on first."""
    outcomes: dict[str, Any] = dict(node.outcomes)
    return sorted(outcomes.items(), key=lambda one: (place_of(one[0], one[1].step), one[0]))


def first_step(node: Any) -> str:
    """The step of the way on, by which a task has its panel, its checks and its heading."""
    step: str = paths_of(node)[0][1].step
    return step


def choices_of(actor: Actor, case: Case, node: Any, item: int | None) -> Iterable[Choice]:
    """The outcomes that the person's roles let them choose."""
    slot: SignatureSlot | None = None
    for outcome, path in paths_of(node):
        about: Case | SignatureSlot = case
        if path.action == "sign":
            slot = slot or _slots(case, item).first()
            if slot is None:
                continue
            about = slot
        if policy.can(actor, path.action, about):
            yield Choice(outcome, path.step, words_of(outcome, path.step))


def _slots(case: Case, item: int | None) -> QuerySet[SignatureSlot]:
    return SignatureSlot.objects.filter(pk=item or 0, agreement__case=case)


def watched_version(case: Case, step: str, item: int | None) -> int:
    """The version that the step watches, as it is now: the case's, the staff report's or the branch object's."""
    watches = NAMES.steps[step].watches if step in NAMES.steps else "case"
    if watches == "staff_report":
        version = latest_version(case)
        return version.number if version else 0
    if watches == "slot":
        return _slots(case, item).values_list("version", flat=True).get()
    return case.version


def due_of(task: Task, node: Any) -> date | None:
    """Klar senast: the day it was made and the days of its node."""
    days = getattr(node, "days", None)
    return timezone.localdate(task.created) + timedelta(days=days) if days else None


def title_of(node: Any) -> str:
    """What the task is called, in the reader's language."""
    title = str(getattr(node, "task_title", "") or _("Uppgiften finns inte längre"))
    return _(title)


def past_of(node: Any, outcome: str) -> str | _StrPromise:
    """What an ended task ended with, in words."""
    path = getattr(node, "outcomes", {}).get(outcome)
    if path is None:
        return ""
    words = words_of(outcome, path.step)
    return words.past or words.label


def subject_of(actor: Actor, case: Case) -> str:
    """Ärendemeningen: the protected one only in a matter whose secret the person may know."""
    entry = case.entry
    if entry.protected_subject and policy.can(actor, "see_cases", case):
        return str(entry.protected_subject)
    return str(entry.public_subject)


def case_address(case: Case) -> str:
    """The page of the matter."""
    try:
        return reverse("case", args=[case.uuid])
    except NoReverseMatch:
        return reverse("inbox")


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
    return sentence.format(dnr=answer.number, steg=state, nästa=after)


def next_holder(case: Case) -> str:
    """Whose turn it is: the person who has the newest open task, or the role it waits for."""
    task = open_tasks(case).order_by("-pk").first()
    if task is None:
        return _("nästa steg")
    return str(task.owner.name) if task.owner else _role_of(task)


def holder_of(task: Task) -> str:
    """Who has a task: the person, or the role that it waits for."""
    name = str(task.owner.name) if task.owner else _role_of(task)
    return name[:1].upper() + name[1:]


def open_tasks(case: Case) -> QuerySet[Task]:
    """The tasks of people that wait in the matter now."""
    rows: QuerySet[Task] = (
        Task.objects.filter(
            process__caseprocess__case=case,
            process__caseprocess__active=True,
            flow_task_type="HUMAN",
            status__in=OPEN,
        )
        .select_related("owner", "process__caseprocess")
        .order_by("pk")
    )
    return rows


def holder_in_sentence(task: Task, *, role: bool = False) -> str:
    """Who has a task, inside a sentence: “Patrik Forshage”, or “kommundirektören” where nobody has taken it."""
    return str(task.owner.name) if task.owner and not role else _role_of(task)


def moment(at: datetime) -> str:
    """“i dag kl. 09.12”, “i går kl. 16.50”, “5 oktober”."""
    local, today = timezone.localtime(at), timezone.localdate()
    clock = f"kl.\u00a0{local:%H.%M}"
    if local.date() == today:
        return f"{_('i dag')} {clock}"
    if local.date() == today - timedelta(days=1):
        return f"{_('i går')} {clock}"
    return date_format(local, "j\u00a0F" if local.year == today.year else "j\u00a0F Y")


def _role_of(task: Task) -> str:
    roles: tuple[str, ...] = getattr(task.flow_task, "roles", ())
    return _(" eller ").join(definite_role(role) for role in roles)


DEFINITE = {
    Role.REGISTRAR: _lazy("registratorn"),
    Role.CASE_OFFICER: _lazy("handläggaren"),
    Role.UNIT_HEAD: _lazy("enhetschefen"),
    Role.DEPUTY_DIRECTOR: _lazy("biträdande kommundirektören"),
    Role.DIRECTOR: _lazy("kommundirektören"),
    Role.BOARD_SECRETARY: _lazy("nämndsekreteraren"),
    Role.SIGNATORY: _lazy("undertecknaren"),
}


def definite_role(role: str) -> str:
    """“kommundirektören”: the role as a person in a sentence."""
    return str(DEFINITE.get(Role(role), Role(role).label))
