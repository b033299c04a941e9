"""Behörighet för uppgifter: which of them a person sees."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Role
from cases.models import Case
from cases.policy import cases_to_act_in, cleared
from workflows.models import CaseProcess, ProcessDefinition


def _visible_tasks(actor: Actor, rows: QuerySet[Task]) -> QuerySet[Task]:
    """Uppgifter i ärenden där man får göra något, and the own ones: a signer sees the task and the one document.

    Emergency access lets a person read a matter, and shows none of its work.
    """
    if actor.kind == "system":
        return rows
    own = Q(owner_id=actor.user_id) if actor.user_id else Q(pk__in=[])
    return rows.filter(Q(process__caseprocess__case__in=cases_to_act_in(actor)) | own)


def _visible_processes(actor: Actor, rows: QuerySet[CaseProcess]) -> QuerySet[CaseProcess]:
    return rows if actor.kind == "system" else rows.filter(case__in=policy.visible(actor, Case))


def _everyone(actor: Actor, rows: QuerySet[ProcessDefinition]) -> QuerySet[ProcessDefinition]:
    return rows if actor.kind in ("person", "system") else rows.none()


def _retries(actor: Actor, case: Case | None) -> bool:
    if case is None:
        return actor.holds(Role.REGISTRAR)
    return actor.holds(Role.REGISTRAR, board_id=case.board_id) and cleared(actor, case)


def register() -> None:
    """State the actions and row filters of the room."""
    policy.register_action("see_tasks", lambda actor, _obj: actor.kind == "person")
    policy.register_action(
        "read_staff_report_file",
        lambda actor, _obj: actor.holds(Role.REGISTRAR, Role.CASE_OFFICER),
        sentence_role=_("registratorn"),
    )
    policy.register_action("retry_job", _retries, sentence_role=_("registratorn"))
    policy.register_rows(Task, _visible_tasks)
    policy.register_rows(CaseProcess, _visible_processes)
    policy.register_rows(ProcessDefinition, _everyone)
