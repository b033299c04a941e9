"""Vad ett steg kräver av sin processmall: documents, rules, the approvals before it, the unit that does it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.capacity import Actor
from accounts.models import Unit
from accounts.rules import Rule
from cases import rules
from cases.models import Case
from cases.rules.approval import approvals_before, given_approvals
from diarium.states import DocumentKind, DocumentStatus
from workflows.definitions.case_type import approvers, given_in, role_of
from workflows.definitions.names import NAMES
from workflows.selectors.wording import paths_of

UNSETTLED = (DocumentStatus.DRAFT, DocumentStatus.CANCELLED)


def required(case: Case, node: Any, outcome: str) -> list[Rule]:
    """Det som utfallet kräver och ärendet saknar, beside the rules of the step itself."""
    return [
        *missing_documents(case, node, outcome),
        *broken_rules(case, node, outcome),
        *missing_approvals(case, node, outcome),
    ]


def broken_rules(case: Case, node: Any, outcome: str) -> list[Rule]:
    """The rules of the way on that the definition adds and that do not hold.

    One that is a mere warning elsewhere stops here: the municipality has said that it must hold.
    """
    wanted: tuple[str, ...] = getattr(node, "rules", ())
    if not wanted or outcome != paths_of(node)[0][0]:
        return []
    found = [NAMES.rules[name] for name in wanted]
    return [replace(rule, severity="error") for rule in found if not rule.holds(case)]


def missing_approvals(case: Case, node: Any, outcome: str) -> list[Rule]:
    """A rule for each role whose approval the last approver's word would still lack.

    Of a role that the process never asks no other step is waited for: its sentence says where that is mended.
    """
    path = node.outcomes[outcome]
    if rules.APPROVED_BY_ALL not in NAMES.steps[path.step].rules:
        return []
    body = node.flow_class.body
    given = approvals_before(case) | given_in(body.nodes[node.name], path, NAMES)
    asked = approvers(body, NAMES)
    missing = [role for role in case.case_type.approval_chain if role not in given]
    return [_approval_rule(role, is_asked=role in asked) for role in missing]


def _approval_rule(role: str, *, is_asked: bool) -> Rule:
    told = _("Förslaget är inte godkänt av {roll}.")
    if not is_asked:
        told = _(
            "Ärendetypen kräver godkännande av {roll}, men ärendets process har inget sådant steg. "
            "Registratorn ändrar ärendetypen, eller processen."
        )
    return Rule(
        f"approved-by-{role.replace('_', '-')}",
        format_lazy(told, roll=role_of(role)),
        lambda case: role in given_approvals(case),
        place="case_process",
        mended_by="keep_register_tables",
    )


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
