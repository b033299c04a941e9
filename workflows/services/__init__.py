"""Processens dörrar: `perform`, `intervene`, `start_case`; and what is done with a task without taking its step."""

from workflows.definitions.acts import ACTS
from workflows.services.deadline import drop_deadline, move_deadline
from workflows.services.definitions import DefinitionFaulty, publish_definition, publish_shipped
from workflows.services.door import AlreadyDone, Answer, TakenByOther, UnknownOutcome, carry_out, perform
from workflows.services.intervening import UnknownAct, intervene
from workflows.services.operation import give_up_failed, retry_failed
from workflows.services.planned_meeting import MeetingDay, move_plans, plan_for_meeting
from workflows.services.referring import NobodyToAnswer, QuestionRests, ask, extend, open_branch
from workflows.services.registering import Registration, register_documents
from workflows.services.registration import register
from workflows.services.repair import order_check, repair
from workflows.services.running import NothingFailed, give_up_job_task, retry_job_task, run_job_task
from workflows.services.splitting import split_case
from workflows.services.starting import CaseOpening, import_case, start_case
from workflows.services.tasks import change_officer, claim_task, hand_over_task, release_task
from workflows.services.version_move import MoveRefused, move_matter, move_matters

__all__ = [
    "ACTS",
    "AlreadyDone",
    "Answer",
    "CaseOpening",
    "DefinitionFaulty",
    "MeetingDay",
    "MoveRefused",
    "NobodyToAnswer",
    "NothingFailed",
    "QuestionRests",
    "Registration",
    "TakenByOther",
    "UnknownAct",
    "UnknownOutcome",
    "ask",
    "carry_out",
    "change_officer",
    "claim_task",
    "drop_deadline",
    "extend",
    "give_up_failed",
    "give_up_job_task",
    "hand_over_task",
    "import_case",
    "intervene",
    "move_deadline",
    "move_matter",
    "move_matters",
    "move_plans",
    "open_branch",
    "order_check",
    "perform",
    "plan_for_meeting",
    "publish_definition",
    "publish_shipped",
    "register",
    "register_documents",
    "release_task",
    "repair",
    "retry_failed",
    "retry_job_task",
    "run_job_task",
    "split_case",
    "start_case",
]
