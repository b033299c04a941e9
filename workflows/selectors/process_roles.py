"""Processteg utan ansvarig (S14): the steps of the processes in use whose role nobody has today, for the settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Role
from cases.models import CaseType
from cases.selectors.frame import CheckItem
from workflows import compiled
from workflows.definitions.compiler import flow_name
from workflows.models import ProcessDefinition
from workflows.selectors.unattended import Staff, units_by_code
from workflows.selectors.wording import is_signing, title_of


def steps_without_role(actor: Actor, today: date) -> Sequence[CheckItem]:
    """Rader för steg i den nyaste versionen av varje process som ärenden kan börja i (five queries)."""
    newer = ProcessDefinition.objects.filter(code=OuterRef("code"), version__gt=OuterRef("version"))
    used = ProcessDefinition.objects.filter(~Exists(newer), code__in=CaseType.objects.values("process"))
    staff, units = Staff(today), units_by_code()
    people = reverse("people") if policy.can(actor, "manage_people") else ""
    found = []
    for row in used.order_by("code"):
        flow = getattr(compiled, flow_name(row.code, row.version))
        for node in _without_holder(flow, staff, units):
            needed = " / ".join(str(Role(role).label) for role in node.roles)
            told = _("Ingen har rollen {roll}, som gör steget {steg} i processen {process}.")
            sentence = told.format(roll=needed, steg=title_of(node), process=flow.body.title)
            url = people or reverse("process_version", args=[row.code, row.version])
            link = _("Ge någon rollen") if people else _("Visa processen")
            found.append(CheckItem(sentence, "error", url, link))
    return found


def _without_holder(flow: Any, staff: Staff, units: dict[str, int]) -> Iterator[Any]:
    """The steps of people that nobody can take in any board. To sign is for whom the agreement names."""
    for name in flow.body.nodes:
        node = getattr(flow, name)
        if node.task_type != "HUMAN" or not node.roles or is_signing(node):
            continue
        if not staff.anywhere(node.roles, units.get(node.unit)):
            yield node
