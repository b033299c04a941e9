"""Flera förslag: each approved through the door of its task, and only as the person has read it."""

from __future__ import annotations

from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Task

from accounts.capacity import Actor
from audit.rules import Refusal
from cases.selectors.opened_report import has_opened
from workflows.models import CaseProcess
from workflows.selectors.capacity import grants_for
from workflows.selectors.wording import approves, paths_of
from workflows.services.door import Answer, UnknownOutcome, perform


class NotOpened(Refusal):
    """Nobody approves a text that they have not had before them."""

    sentence = _("Öppna förslaget innan du godkänner det.")
    status = 409


class CapacityUnsaid(Refusal):
    """The person can approve it as more than one, and says as whom on the page of the proposal."""

    sentence = _("Välj i vilken egenskap du utför uppgiften.")
    status = 409


def approve_opened(*, task_id: int, version: int, actor: Actor, at: datetime, key: str) -> Answer:
    """Godkänn ett förslag bland flera: the version that the list named, which the person has opened.

    `key` is the form's; each proposal has its own of it. One transaction of its own, as for `perform`.

    Raises:
        NotOpened: the person has not opened that version. CapacityUnsaid. ProposalChanged: there is a newer one.
        Those of `perform`.
    """
    task = Task.objects.select_related("process__caseprocess").get(pk=task_id)
    node = task.flow_task
    if not approves(node):
        raise UnknownOutcome
    case = CaseProcess.objects.select_related("case__entry").get(task=task_id).case
    if not has_opened(actor, case.pk, version):
        raise NotOpened
    grants = grants_for(actor, case, node, None)
    if len(grants) > 1:
        raise CapacityUnsaid
    return perform(
        task_id=task_id,
        outcome=paths_of(node)[0][0],
        actor=actor.under(grants[0]) if grants else actor,
        at=at,
        key=str(uuid5(NAMESPACE_OID, f"{key} {task_id}")),
        expected_version=version,
        payload={},
    )
