"""Behörighet för uppgifter: which of them a person sees."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Role, User
from cases.models import Case
from cases.policy import cases_to_act_in, cleared
from workflows.models import CaseProcess, Deadline, PlannedMeeting, ProcessDefinition, ProcessDraft


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


def _visible_deadlines(actor: Actor, rows: QuerySet[Deadline]) -> QuerySet[Deadline]:
    """Frister i ärenden där man får göra något: emergency access shows no work, and so none of its days."""
    return rows if actor.kind == "system" else rows.filter(case__in=cases_to_act_in(actor).values("pk"))


def _visible_plans(actor: Actor, rows: QuerySet[PlannedMeeting]) -> QuerySet[PlannedMeeting]:
    return rows if actor.kind == "system" else rows.filter(case__in=policy.visible(actor, Case).values("pk"))


def _keeps_deadlines(actor: Actor, case: Case | None) -> bool:
    """Handläggaren, whoever stands in for the officer, and those who assign one: the unit's head and the registry."""
    if case is None:
        return actor.holds(Role.CASE_OFFICER, Role.UNIT_HEAD, Role.REGISTRAR)
    officers = [grant.for_user_id or actor.user_id for grant in actor.grants_of(Role.CASE_OFFICER)]
    if case.case_officer_id is not None and case.case_officer_id in officers:
        return cleared(actor, case)
    heads = any(grant.unit_id in (None, case.unit_id) for grant in actor.grants_of(Role.UNIT_HEAD))
    return (heads or actor.holds(Role.REGISTRAR, board_id=case.board_id)) and cleared(actor, case)


def _plans(actor: Actor, case: Case | None) -> bool:
    """Who keeps the matter's deadlines, and the secretary of the board that will decide."""
    secretary = actor.holds(Role.BOARD_SECRETARY, board_id=case.board_id if case else None)
    return _keeps_deadlines(actor, case) or (secretary and (case is None or cleared(actor, case)))


def _drafts(actor: Actor, _draft: ProcessDraft | None) -> bool:
    return actor.kind == "system" or actor.holds(Role.REGISTRAR)


def _operates(actor: Actor, _obj: object) -> bool:
    return actor.kind == "system" or actor.holds(Role.IT_ADMIN)


def _publishes(actor: Actor, draft: ProcessDraft | None) -> bool:
    """Två personer: nobody publishes what they wrote in, nor what the person they stand in for wrote."""
    if not _operates(actor, draft) or draft is None:
        return _operates(actor, draft)
    standing_for = {grant.for_user_id for grant in actor.grants_of(Role.IT_ADMIN) if grant.for_user_id}
    names = {str(uuid) for uuid in User.objects.filter(pk__in=standing_for).values_list("uuid", flat=True)}
    return not {actor.id, *names} & set(draft.authors)


def _drafts_of_the_house(actor: Actor, rows: QuerySet[ProcessDraft]) -> QuerySet[ProcessDraft]:
    """Utkast: who writes them and who publishes them; the auditor reads."""
    if actor.kind == "system" or actor.holds(Role.REGISTRAR, Role.IT_ADMIN, Role.AUDITOR):
        return rows
    return rows.none()


def register() -> None:
    """State the actions and row filters of the room."""
    policy.register_action("see_tasks", lambda actor, _obj: actor.kind == "person")
    policy.register_action(
        "read_staff_report_file",
        lambda actor, _obj: actor.holds(Role.REGISTRAR, Role.CASE_OFFICER),
        sentence_role=_("registratorn"),
    )
    policy.register_action(
        "operate",
        lambda actor, _obj: actor.kind == "system" or actor.holds(Role.IT_ADMIN),
        sentence_role=_("IT-administratören"),
    )
    policy.register_action("retry_job", _retries, sentence_role=_("registratorn"))
    policy.register_action("keep_deadlines", _keeps_deadlines, sentence_role=_("handläggaren"))
    policy.register_action("plan_case", _plans, sentence_role=_("handläggaren"))
    policy.register_rows(Deadline, _visible_deadlines)
    policy.register_rows(PlannedMeeting, _visible_plans)
    policy.register_action("draft_process", _drafts, sentence_role=_("registratorn"))
    policy.register_action("publish_process", _publishes, sentence_role=_("IT-administratören"))
    policy.register_action("move_processes", _operates, sentence_role=_("IT-administratören"))
    policy.register_rows(Task, _visible_tasks)
    policy.register_rows(CaseProcess, _visible_processes)
    policy.register_rows(ProcessDefinition, _everyone)
    policy.register_rows(ProcessDraft, _drafts_of_the_house)
