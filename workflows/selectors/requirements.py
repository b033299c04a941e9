"""Vad ett steg kräver av sin processmall: the documents that the matter must have, and the unit that does it."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.capacity import Actor
from accounts.models import Unit
from accounts.rules import Rule
from cases.models import Case
from diarium.states import DocumentKind, DocumentStatus
from workflows.selectors.wording import paths_of

UNSETTLED = (DocumentStatus.DRAFT, DocumentStatus.CANCELLED)


def missing_documents(case: Case, node: Any, outcome: str = "") -> list[Rule]:
    """A rule for each kind of document that the way on from the step needs and the matter has not.

    Another outcome needs none: what is returned or refused goes back as it is. Without `outcome` the way on is meant.
    """
    wanted: tuple[str, ...] = getattr(node, "documents", ())
    if not wanted or (outcome and outcome != paths_of(node)[0][0]):
        return []
    found = set(case.entry.documents.exclude(status__in=UNSETTLED).values_list("kind", flat=True))
    return [_rule(kind) for kind in wanted if kind not in found]


def _rule(kind: str) -> Rule:
    return Rule(
        f"has-{kind.replace('_', '-')}",
        format_lazy(_("{handling} saknas bland ärendets handlingar."), handling=DocumentKind(kind).label),
        lambda case: case.entry.documents.filter(kind=kind).exclude(status__in=UNSETTLED).exists(),
        place="register_document",
    )


def is_in_unit(actor: Actor, node: Any) -> bool:
    """Whether a mandate of the actor reaches the unit that the step is done in; a step of no unit is everybody's."""
    code: str = getattr(node, "unit", "")
    if not code or not node.roles:
        return True
    grants = actor.grants_of(*node.roles)
    within = [grant.unit_id for grant in grants if grant.unit_id is not None]
    return len(within) < len(grants) or Unit.objects.filter(code=code, pk__in=within).exists()
