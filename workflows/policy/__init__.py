"""Behörighet för uppgifter och begäranden: which of them a person sees, and who is the second person."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Role, User
from cases.models import Case
from cases.policy import OPEN, acts_in, cases_to_act_in, reaches
from cases.policy.conflict import left_for_conflict
from workflows.definitions.acts import ACTS
from workflows.models import (
    ActRequest,
    AdHocTask,
    CaseProcess,
    Deadline,
    PlannedMeeting,
    ProcessDefinition,
    ProcessDraft,
)
from workflows.policy.opinion import GIVES_OPINION, gives_opinion
from workflows.policy.workers import WORKERS

__all__ = ["ANSWERING", "WORKERS", "answerable", "first_side", "is_second_person", "register"]

# Who answers, by the action that lets them.
ANSWERING: dict[str, tuple[Role, ...]] = {
    "withdraw": (Role.DIRECTOR, Role.UNIT_HEAD),
    "renegotiate_as_director": (Role.DIRECTOR,),
    "renegotiate_as_officer": (Role.CASE_OFFICER,),
    "start_round_as_registrar": (Role.REGISTRAR,),
    "start_round_as_officer": (Role.CASE_OFFICER,),
}


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
    return actor.holds(Role.REGISTRAR, board_id=case.board_id) and acts_in(actor, case)


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
        return acts_in(actor, case)
    heads = any(grant.unit_id in (None, case.unit_id) for grant in actor.grants_of(Role.UNIT_HEAD))
    return (heads or actor.holds(Role.REGISTRAR, board_id=case.board_id)) and acts_in(actor, case)


def _plans(actor: Actor, case: Case | None) -> bool:
    """Who keeps the matter's deadlines, and the secretary of the board that will decide."""
    secretary = actor.holds(Role.BOARD_SECRETARY, board_id=case.board_id if case else None)
    return _keeps_deadlines(actor, case) or (secretary and (case is None or acts_in(actor, case)))


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


def _gives_task(actor: Actor, case: Case | None) -> bool:
    """Who works with matters, in an open one where they may act."""
    if not actor.holds(*WORKERS) or case is None:
        return case is None and actor.holds(*WORKERS)
    return case.state in OPEN and acts_in(actor, case)


def _does_ad_hoc(actor: Actor, task: AdHocTask | None) -> bool:
    """Who has the task, or stands in for that person; while nobody has it, all of the group."""
    if task is None:
        return actor.holds(*WORKERS)
    if task.owner_id is None:
        mine = actor.holds(task.role, board_id=task.case.board_id)
    else:
        mine = _does_work_of(actor, task.owner_id, task.case)
    return mine and actor.holds(*WORKERS) and acts_in(actor, task.case)


def _takes_back_ad_hoc(actor: Actor, task: AdHocTask | None) -> bool:
    """Who gave the task, and the matter's officer."""
    if task is None:
        return actor.holds(*WORKERS)
    officer = task.case.case_officer_id
    people = [task.created_by_id, *([officer] if officer is not None else [])]
    mine = any(_does_work_of(actor, person, task.case) for person in people)
    return mine and actor.holds(*WORKERS) and acts_in(actor, task.case)


def _does_work_of(actor: Actor, user_id: int, case: Case) -> bool:
    """The person, or a stand-in for that person with a mandate that reaches the matter."""
    standing_in = (grant for grant in actor.grants_of(*WORKERS) if grant.for_user_id == user_id)
    return actor.user_id == user_id or any(reaches(grant, case) for grant in standing_in)


def _visible_ad_hoc(actor: Actor, rows: QuerySet[AdHocTask]) -> QuerySet[AdHocTask]:
    """Fristående uppgifter i ärenden där man får göra något: who may not see the matter any more has no task in it."""
    return rows if actor.kind == "system" else rows.filter(case__in=cases_to_act_in(actor))


def first_side(actor: Actor, act: str, case: Case) -> str:
    """The action that lets the actor ask for an act of two persons; of two that of the chosen capacity.

    Raises:
        NotAllowed: none of its sides is the actor's.
    """
    sides = list(ACTS[act].sides)
    if not sides:
        raise policy.NotAllowed
    found = policy.first_of(actor, sides, case)
    if found is None:
        policy.require(actor, sides[0], case)
    return found or sides[0]


def is_second_person(actor: Actor, request: ActRequest) -> bool:
    """Två personer: nobody of the first's side is the second, whom the first stood in for among them (ADR 0039)."""
    return not actor.sides & {request.asked_by_id, request.asked_for_id}


def answerable(actor: Actor) -> Q:
    """Of requests: those that wait for the actor's answer, by the matter's board, unit and officer (no query)."""
    found = Q(pk__in=[])
    for name, act in ACTS.items():
        for side, answer in act.sides.items():
            found |= Q(act=name, asked_as=side, case__state__in=list(act.steps)) & _within(actor, answer)
    people = list(actor.sides)
    found &= ~Q(left_for_conflict(actor.user_id, case="case"))
    return Q(outcome="") & found & ~Q(asked_by__in=people) & (Q(asked_for=None) | ~Q(asked_for__in=people))


def _within(actor: Actor, action: str) -> Q:
    """The matters where the actor may have the action, by role alone; the action itself is asked when it is used."""
    found = Q(pk__in=[])
    for role in ANSWERING[action]:
        for grant in actor.grants_of(role):
            if role == Role.CASE_OFFICER:
                found |= Q(case__case_officer=grant.for_user_id or actor.user_id)
            elif role == Role.UNIT_HEAD:
                found |= Q(case__unit=grant.unit_id) if grant.unit_id else Q(pk__isnull=False)
            else:
                found |= Q(case__board=grant.board_id) if grant.board_id else Q(pk__isnull=False)
    return found


def _requests(actor: Actor, rows: QuerySet[ActRequest]) -> QuerySet[ActRequest]:
    """Begäranden: the own, the answered and those that wait for the actor, in matters where the actor may act."""
    if actor.kind == "system":
        return rows
    mine = Q(asked_by=actor.user_id or 0) | Q(answered_by=actor.user_id or 0)
    return rows.filter(mine | answerable(actor), case__in=cases_to_act_in(actor))


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
    policy.register_action(GIVES_OPINION, gives_opinion, sentence_role=_("den som ska granska förslaget"))
    policy.register_action("retry_job", _retries, sentence_role=_("registratorn"))
    policy.register_action("keep_deadlines", _keeps_deadlines, sentence_role=_("handläggaren"))
    policy.register_action("plan_case", _plans, sentence_role=_("handläggaren"))
    policy.register_rows(Deadline, _visible_deadlines)
    policy.register_rows(PlannedMeeting, _visible_plans)
    policy.register_action("draft_process", _drafts, sentence_role=_("registratorn"))
    policy.register_action("publish_process", _publishes, sentence_role=_("IT-administratören"))
    policy.register_action("move_processes", _operates, sentence_role=_("IT-administratören"))
    policy.register_action("give_task", _gives_task, sentence_role=_("den som arbetar med ärenden"))
    policy.register_action("do_ad_hoc_task", _does_ad_hoc, sentence_role=_("den som har uppgiften"))
    policy.register_action(
        "take_back_ad_hoc_task", _takes_back_ad_hoc, sentence_role=_("den som gav uppgiften eller handläggaren")
    )
    policy.register_rows(AdHocTask, _visible_ad_hoc)
    policy.register_rows(Task, _visible_tasks)
    policy.register_rows(CaseProcess, _visible_processes)
    policy.register_rows(ProcessDefinition, _everyone)
    policy.register_rows(ProcessDraft, _drafts_of_the_house)
    policy.register_rows(ActRequest, _requests)
