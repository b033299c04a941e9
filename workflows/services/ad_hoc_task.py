"""Fristående uppgift: give it, take it, hand it over, and end it; the matter stands where it stands."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import User
from accounts.selectors import holders
from accounts.services import actor_for
from audit.rules import Refusal
from audit.services import follow_up, once, remember
from cases.models import Case
from cases.policy import acts_in
from cases.services.case import lock_case, record_on_case
from workflows.models import AdHocTask
from workflows.models.ad_hoc_task import GROUPS, AdHocState
from workflows.policy import WORKERS
from workflows.services.deadline import settle_deadlines
from workflows.services.door import AlreadyDone, TakenByOther
from workflows.services.tasks import NotYours


class TaskEmpty(Refusal):
    """A task that says nothing."""

    sentence = _("Skriv vad som ska göras.")
    status = 422


class NobodyChosen(Refusal):
    """Neither a person nor a group."""

    sentence = _("Välj en person eller en grupp.")
    status = 422


class MayNotSee(Refusal):
    """The one chosen may not see the matter, or no one of the group may."""

    sentence = _("Den du har valt får inte se ärendet. Välj någon annan.")
    status = 422


class ReasonNeeded(Refusal):
    """What cannot be done, or is taken back, says why."""

    status = 422

    def __init__(self, outcome: str) -> None:
        cannot = _("Skriv varför uppgiften inte kan utföras.")
        super().__init__(cannot if outcome == AdHocState.CANNOT else _("Skriv varför uppgiften tas tillbaka."))


class NotInGroup(Refusal):
    """The task was given to a person; there is no group's list to put it back into."""

    sentence = _("Uppgiften gavs till en person och har ingen grupp att läggas tillbaka hos.")
    status = 409


@transaction.atomic
def give_task(
    *,
    case_id: int,
    text: str,
    actor: Actor,
    at: datetime,
    key: str,
    person_id: int | None = None,
    role: str = "",
    due: date | None = None,
) -> AdHocTask:
    """Skapa en fristående uppgift, for a person or for all with a role; the same form gives the same task.

    Raises:
        NotAllowed: who works with matters gives tasks, in an open one they may act in.
        TaskEmpty, NobodyChosen. MayNotSee: the receiver must be allowed to see the matter.
        KeyReused.
    """
    words = " ".join(text.split())
    if not words:
        raise TaskEmpty
    if (person_id is None) == (not role) or (role and role not in GROUPS):
        raise NobodyChosen
    asked = {"case": case_id, "text": words, "person": person_id, "role": role, "due": due.isoformat() if due else ""}
    claim = once(actor_id=actor.id, key=key, door="give_task", fingerprint_of=asked)
    if not claim.fresh:
        return AdHocTask.objects.get(pk=(claim.answer or {})["task"])
    case = lock_case(case_id)
    actor = policy.require(actor.acting_as(*WORKERS), "give_task", case)
    owner = _fit(case, person_id, at=at) if person_id is not None else None
    if owner is None and not _has_somebody(role, case, at=at):
        raise MayNotSee
    task = AdHocTask.objects.create(
        case=case,
        text=words,
        owner=owner,
        role=role,
        due=due,
        created_at=at,
        created_by_id=actor.person_id,
        given_at=at,
    )
    _tell(task, case, "ad_hoc_task_given", actor=actor, at=at, to=owner.name if owner else _group(role))
    settle_deadlines(case, actor=actor, at=at)
    _announce(task, actor, at)
    remember(claim, {"task": task.pk})
    return task


@transaction.atomic
def claim_ad_hoc_task(*, ad_hoc_id: int, actor: Actor, at: datetime) -> None:
    """Ta uppgiften ur gruppens lista.

    Raises:
        NotAllowed: it is not for this person's role. TakenByOther, AlreadyDone.
    """
    case, task = lock_ad_hoc_task(ad_hoc_id)
    if task.owner_id is not None and task.owner_id == actor.user_id:
        return
    if task.owner is not None:
        raise TakenByOther(task.owner.name)
    actor = policy.require(actor.acting_as(*WORKERS), "do_ad_hoc_task", task)
    move_ad_hoc_task(task, case, to_id=actor.person_id, verb="ad_hoc_task_taken", actor=actor, at=at)


@transaction.atomic
def release_ad_hoc_task(*, ad_hoc_id: int, actor: Actor, at: datetime) -> None:
    """Lägg tillbaka uppgiften i gruppens lista.

    Raises:
        NotAllowed: it is another's. NotYours: a stand-in gives nothing away. NotInGroup: it was given to a person.
    """
    case, task = lock_ad_hoc_task(ad_hoc_id)
    actor = _require_own(actor, task)
    if not task.role:
        raise NotInGroup
    if task.owner_id is not None:
        move_ad_hoc_task(task, case, to_id=None, verb="ad_hoc_task_put_back", actor=actor, at=at)


@transaction.atomic
def hand_over_ad_hoc_task(*, ad_hoc_id: int, to_id: int, actor: Actor, at: datetime) -> None:
    """Lämna över uppgiften till någon som får se ärendet; who has that person's already changes nothing.

    Raises:
        NotAllowed, NotYours: who has the task hands it over, or who may do it while nobody has it.
        MayNotSee, AlreadyDone.
    """
    case, task = lock_ad_hoc_task(ad_hoc_id)
    if task.owner_id == to_id:
        return
    actor = _require_own(actor, task)
    person = _fit(case, to_id, at=at)
    move_ad_hoc_task(task, case, to_id=person.pk, verb="ad_hoc_task_handed_over", actor=actor, at=at, to=person.name)


@transaction.atomic
def end_ad_hoc_task(*, ad_hoc_id: int, outcome: str, comment: str, actor: Actor, at: datetime, key: str) -> AdHocTask:
    """Avsluta uppgiften: klar or kan inte utföras by who has it, återtagen by who gave it or the matter's officer.

    Raises:
        NotAllowed. ReasonNeeded: only what is done needs no words. AlreadyDone, KeyReused.
    """
    said = comment.strip()
    asked = {"task": ad_hoc_id, "outcome": outcome, "comment": said}
    claim = once(actor_id=actor.id, key=key, door="end_ad_hoc_task", fingerprint_of=asked)
    if not claim.fresh:
        return AdHocTask.objects.get(pk=ad_hoc_id)
    case, task = lock_ad_hoc_task(ad_hoc_id)
    state = AdHocState(outcome)
    action = "take_back_ad_hoc_task" if state == AdHocState.TAKEN_BACK else "do_ad_hoc_task"
    actor = policy.require(actor.acting_as(*WORKERS), action, task)
    if not said and state != AdHocState.DONE:
        raise ReasonNeeded(state)
    task.state, task.comment, task.ended_at, task.ended_by_id = state, said, at, actor.person_id
    task.save()
    _tell(task, case, f"ad_hoc_task_{state}", actor=actor, at=at, comment=said)
    settle_deadlines(case, actor=actor, at=at)
    remember(claim, {"task": task.pk})
    return task


def _require_own(actor: Actor, task: AdHocTask) -> Actor:
    """Who may do it and has it, or may do it while nobody has; a stand-in gives nothing away."""
    acting = policy.require(actor.acting_as(*WORKERS), "do_ad_hoc_task", task)
    if task.owner_id not in (None, actor.user_id):
        raise NotYours
    return acting


def lock_ad_hoc_task(ad_hoc_id: int) -> tuple[Case, AdHocTask]:
    """Lås ärendet och läs uppgiften, for a door that moves it.

    Raises:
        AlreadyDone: it has ended; by whom and when.
    """
    case = lock_case(AdHocTask.objects.values_list("case_id", flat=True).get(pk=ad_hoc_id))
    task = AdHocTask.objects.select_related("owner", "ended_by", "created_by").get(pk=ad_hoc_id)
    task.case = case
    if task.state != AdHocState.OPEN:
        who = task.ended_by.name if task.ended_by else ""
        raise AlreadyDone(who=who, when=task.ended_at, outcome=str(AdHocState(task.state).label))
    return case, task


def move_ad_hoc_task(
    task: AdHocTask, case: Case, *, to_id: int | None, verb: str, actor: Actor, at: datetime, to: str = ""
) -> None:
    """Lägg den låsta uppgiften hos en person eller i gruppens lista, with its event."""
    task.owner_id, task.given_at = to_id, at
    task.save()
    _tell(task, case, verb, actor=actor, at=at, to=to)
    _announce(task, actor, at)


def _announce(task: AdHocTask, actor: Actor, at: datetime) -> None:
    """Who has got it is told after the transaction; not who took it."""
    if task.owner_id is not None and task.owner_id != actor.user_id:
        follow_up(
            "workflows.announce_ad_hoc",
            ad_hoc_id=task.pk,
            owner_id=task.owner_id,
            by_id=actor.user_id,
            at=at.isoformat(),
        )


def _tell(
    task: AdHocTask, case: Case, verb: str, *, actor: Actor, at: datetime, to: str = "", comment: str = ""
) -> None:
    """The event: the words of the task may tell of a person, so they are kept where they can be weeded."""
    values = {"task": task.text, **({"comment": comment} if comment else {})}
    data = {"ad_hoc": task.pk, **({"to": to} if to else {})}
    record_on_case(case, verb, actor=actor, at=at, data=data, values=values)


def _group(role: str) -> str:
    """The group as events keep it, whatever language the screen speaks."""
    with translation.override("sv"):
        return str(GROUPS[role])


def _has_somebody(role: str, case: Case, *, at: datetime) -> bool:
    """Whether anybody in the group may see the matter."""
    members = holders(role, on=timezone.localdate(at), board_id=case.board_id)
    return any(_sees(person, case, at=at) for person in members)


def _fit(case: Case, user_id: int, *, at: datetime) -> User:
    person = User.objects.filter(pk=user_id, is_active=True).first()
    if person is None or not _sees(person, case, at=at):
        raise MayNotSee
    return person


def _sees(person: User, case: Case, *, at: datetime) -> bool:
    actor = actor_for(person, on=timezone.localdate(at))
    return actor.holds(*WORKERS) and acts_in(actor, case)
