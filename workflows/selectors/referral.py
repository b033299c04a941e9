"""Remiss och underlag i processen: whether the matter stands where somebody can be asked, and if not, why."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Task

from accounts.capacity import Actor
from audit.rules import Sentence
from cases import rules
from cases.models import Case
from cases.selectors.frame import CheckItem
from cases.states import ReferralKind
from workflows import nodes
from workflows.selectors.acts import acts_now
from workflows.selectors.branches import COLLECTIONS
from workflows.selectors.frame import tasks_now

NOBODY: Sentence = _("Det går inte att fråga någon i det steg som ärendet är i.")


def fan_for(case: Case, kind: str) -> Task | None:
    """The branches that are under way for those who are asked; None = the matter is not where anybody is."""
    return nodes.open_fan(case, COLLECTIONS[kind])


def why_nobody(actor: Actor, case: Case, kind: str) -> CheckItem | None:
    """Why nobody can be asked now, with the act that mends it; None = somebody can (told by the open tasks)."""
    if any(_is_beside(task.flow_task, COLLECTIONS[kind]) for task in tasks_now(case)):
        return None
    if kind != ReferralKind.REFERRAL or not rules.REPORT_IN_APPROVAL.holds(case):
        return CheckItem(NOBODY, "info")
    said = now_in("Förslaget är hos den som ska godkänna det och skickas inte på remiss under tiden.")
    for words in acts_now(actor, case, only=("take_back",)):
        return CheckItem(said, "info", reverse("case_act", args=[case.uuid, words.slug]), words.heading)
    return CheckItem(said, "info")


def _is_beside(node: Any, collection: str) -> bool:
    """Whether the step is done beside the branches over the collection, or in one of them."""
    for name in node.flow_class.body.nodes:
        fan = getattr(node.flow_class, name)
        if isinstance(fan, nodes.ForEach) and fan.collection == collection:
            return node.name in {one.name for one in (fan.beside, fan.each) if one}
    return False
