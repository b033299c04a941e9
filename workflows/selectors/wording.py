"""Uppgiftens ord: what a task is called, who has it, when it is due and what it ended with."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, JSONObject
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from viewflow.workflow.models import Task

from accounts.models import Role
from cases.models import Case, Referral
from cases.selectors.four_eyes import APPROVALS
from workflows.definitions.names import NAMES
from workflows.models import Nudge
from workflows.models.ad_hoc_task import GROUPS
from workflows.states import place_of, words_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def paths_of(node: Any) -> list[tuple[str, Any]]:
    """The outcomes of a step in the order that people read them: the way on first."""
    outcomes: dict[str, Any] = dict(node.outcomes)
    return sorted(outcomes.items(), key=lambda one: (place_of(one[0], one[1].step), one[0]))


def first_step(node: Any) -> str:
    """The step of the way on, by which a task has its panel, its checks and its heading."""
    step: str = paths_of(node)[0][1].step
    return step


def due_of(task: Task) -> date | None:
    """Klar senast: the task's deadline; lists read it with their tasks (`select_related("deadline")`)."""
    deadline = getattr(task, "deadline", None)
    return deadline.due if deadline else None


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


def case_address(case: Case) -> str:
    """The page of the matter."""
    try:
        return reverse("case", args=[case.uuid])
    except NoReverseMatch:
        return reverse("inbox")


def holder_of(task: Task) -> str:
    """Who has a task: the person, or the role that it waits for."""
    name = _name_of(task) or _role_of(task)
    return name[:1].upper() + name[1:]


def holder_in_sentence(task: Task, *, role: bool = False) -> str:
    """Who has a task, inside a sentence: “Patrik Forshage”, or “kommundirektören” where nobody has taken it."""
    name = _name_of(task)
    return name if name and not role else _role_of(task)


def _name_of(task: Task) -> str:
    """The person who has the task, or the outside body that it waits for (where the rows came with it)."""
    return str(task.owner.name) if task.owner else getattr(task, "asked", None) or ""


def asked_in_task() -> Subquery:
    """Who is asked, of a task that answers a question; null for other tasks."""
    item = Cast(KeyTextTransform("item", OuterRef("data")), BigIntegerField())
    return Subquery(
        Referral.objects.filter(pk=item)
        .annotate(of=KeyTextTransform("of", OuterRef("data")))
        .filter(of="referral")
        .values("name")[:1]
    )


def reminded_today() -> ArraySubquery:
    """Who was reminded of a task today, and by whom: read with it."""
    told = Nudge.objects.filter(task=OuterRef("pk"), on=timezone.localdate())
    return ArraySubquery(told.values(row=JSONObject(by="sent_by", to="sent_to")))


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
    Role.CHAIR: _lazy("ordföranden"),
}


def is_signing(node: Any) -> bool:
    """Whether the step is to sign: that is done in person, and handed over to nobody."""
    return any(path.action == "sign" for path in node.outcomes.values())


def approves(node: Any) -> bool:
    """Whether the step is to approve a proposal."""
    return bool(getattr(node, "outcomes", None)) and first_step(node) in APPROVALS


def is_officers(node: Any) -> bool:
    """Whether the step is the officer's own: it goes with the matter, and nobody else may take it."""
    return bool(node.flow_class.body.nodes[node.name].assignee == "case_officer")


def is_pool(node: Any) -> bool:
    """Whether all with the roles share the task when nobody has it: of a function, where nobody holds that alone."""
    name = node.flow_class.body.nodes[node.name].assignee
    return not name or name in NAMES.functions


def group_name(role: str) -> str:
    """“Registratorer”: those who share a role and its list."""
    return str(GROUPS.get(role) or Role(role).label)


def definite_role(role: str) -> str:
    """“kommundirektören”: the role as a person in a sentence."""
    return str(DEFINITE.get(Role(role), Role(role).label))
