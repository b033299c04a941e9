"""Egenskap: as what, and for whom, a person does a task; whose tasks a substitute sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor, Grant, different
from accounts.models import Mandate, Role
from cases.models import Case, Referral, SignatureSlot
from cases.policy import cases_to_work_in, handed_to
from workflows.models import TaskKind
from workflows.selectors.wording import paths_of

if TYPE_CHECKING:
    from workflows.selectors.task import TaskPage

About: TypeAlias = Case | SignatureSlot | Referral


def grants_for(actor: Actor, case: Case, node: Any, item: int | None) -> tuple[Grant, ...]:
    """The mandates each of which alone lets the person choose some outcome; of them those of the task's roles."""
    found: dict[Grant, None] = {}
    for action, about in asked_of(case, node, item).values():
        found |= dict.fromkeys(policy.capacities(actor, action, about))
    return different([grant for grant in found if grant.role in node.roles] or list(found))


def asked_of(case: Case, node: Any, item: int | None) -> dict[str, tuple[str, About]]:
    """What the policy is asked about each outcome; a branch whose object is gone leaves its outcomes out.

    The object of a branch is read once for the matter in hand.
    """
    asked: dict[str, tuple[str, About]] = {}
    known: dict[tuple[int | None, str], About | None] = case.__dict__.setdefault("_branches", {})
    for outcome, path in paths_of(node):
        about: About | None = case
        if path.action in BRANCHES:
            if (item, path.action) not in known:
                known[item, path.action] = BRANCHES[path.action](case, item).first()
            about = known[item, path.action]
        if about is not None:
            asked[outcome] = (path.action, about)
    return asked


def fits(actor: Actor, page: TaskPage, outcome: str, chosen: str) -> bool:
    """Whether the capacity that was chosen, if one had to be, lets the person end the task that way."""
    asked = asked_of(page.case, page.task.flow_task, page.item).get(outcome)
    if not chosen or asked is None:
        return True
    return any(str(grant.mandate_id) == chosen for grant in policy.capacities(actor, *asked))


def not_today(actor: Actor, page: TaskPage, today: date) -> str:
    """Why somebody who stands in on other days cannot do the task today; empty where that is not why (one query)."""
    if actor.user_id is None or not page.open:
        return ""
    rows = Mandate.objects.filter(
        user=actor.user_id, role__in=page.task.flow_task.roles, on_behalf_of__isnull=False, revoked=False
    )
    if page.task.owner_id is not None:
        rows = rows.filter(on_behalf_of=page.task.owner_id)
    ended = rows.filter(valid_to__lt=today).select_related("on_behalf_of").order_by("-valid_to", "-pk").first()
    coming = rows.filter(valid_from__gt=today).order_by("valid_from", "pk").first() if ended is None else None
    if ended is not None and ended.on_behalf_of is not None and ended.valid_to is not None:
        told = _("Ditt uppdrag som ersättare för {namn} upphörde {datum}. Uppgiften är tillbaka hos {namn}.")
        return told.format(namn=ended.on_behalf_of.name, datum=ended.valid_to.isoformat())
    if coming is not None:
        told = _("Ditt uppdrag som ersättare börjar {datum}.")
        return told.format(datum=coming.valid_from.isoformat())
    return ""


def slots_of(case: Case, item: int | None) -> QuerySet[SignatureSlot]:
    """The place that a branch is about; none for a task of the whole matter."""
    return SignatureSlot.objects.filter(pk=item or 0, agreement__case=case)


def referrals_of(case: Case, item: int | None) -> QuerySet[Referral]:
    """The question that a branch is about."""
    return Referral.objects.filter(pk=item or 0, case=case).select_related("case__entry", "case__board")


# The actions that are asked about the object of a branch.
BRANCHES: Mapping[str, Callable[[Case, int | None], QuerySet[Any]]] = {
    "sign": slots_of,
    "answer_referral": referrals_of,
}


def owned_by(actor: Actor) -> Q:
    """The own tasks; of the person stood in for those that the role of the mandate does, where a stand-in may act.

    A place to sign is the signer's alone, and nobody stands in in a matter that jäv keeps that person out of.
    """
    owned = Q(owner_id=actor.user_id) if actor.user_id else Q(pk__in=[])
    stood_in = Q(pk__in=[])
    for grant in actor.grants:
        if grant.for_user_id:
            theirs = Q(owner_id=grant.for_user_id, flow_task__in=kinds([grant.role]))
            stood_in |= theirs if grant.board_id is None else theirs & _of_board(grant.role, grant.board_id)
    if all(grant.for_user_id is None for grant in actor.grants):
        return owned
    item = Cast(KeyTextTransform("item", OuterRef("data")), BigIntegerField())
    own_place = Exists(SignatureSlot.objects.filter(pk=item, signatory=OuterRef("owner")))
    return owned | (stood_in & ~Q(own_place) & Q(process__caseprocess__case__in=cases_to_work_in(actor).values("pk")))


def _of_board(role: str, board_id: int) -> Q:
    """Tasks in the board's matters; a secretary's also in those that wait for the board to treat them."""
    case = "process__caseprocess__case"
    own = Q(**{f"{case}__board_id": board_id})
    return own | Q(handed_to(board_id, case=case)) if role == Role.BOARD_SECRETARY else own


def kinds(roles: Sequence[str]) -> QuerySet[TaskKind, Any]:
    """The kinds of tasks that the roles do."""
    return TaskKind.objects.filter(roles__has_any_keys=list(roles)).values("flow_task")


def for_whom(task: Task, actor: Actor) -> str:
    """För vem: whose task a substitute sees, when it is not the substitute's own as well."""
    return whose(task.owner_id, getattr(task.flow_task, "roles", ()), actor)


def whose(owner_id: int | None, roles: Sequence[str], actor: Actor) -> str:
    """The same of anything that people with the roles do, and that lies with a person or waits for all of them."""
    if owner_id == actor.user_id:
        return ""
    grants = [grant for grant in actor.grants_of(*roles) if owner_id in (None, grant.for_user_id)]
    if any(grant.for_user_id is None for grant in grants):
        return ""
    return ", ".join(dict.fromkeys(grant.for_label for grant in grants if grant.for_label))
