"""Processens dörrar: `perform`, `intervene`, `start_case`; and what is done with a task without taking its step."""

from cases.services.steps.approval import ProposalChanged
from workflows.definitions.acts import ACTS
from workflows.services.act_request import AskedAlready, RequestAnswered, UnknownAct, ask_for_act, take_back_request
from workflows.services.ad_hoc_task import (
    claim_ad_hoc_task,
    end_ad_hoc_task,
    give_task,
    hand_over_ad_hoc_task,
    release_ad_hoc_task,
)
from workflows.services.answering import AskerGone, NotSecondPerson, answer_request
from workflows.services.approving import CapacityUnsaid, NotOpened, approve_opened
from workflows.services.deadline import drop_deadline, move_deadline
from workflows.services.definitions import DefinitionFaulty, publish_definition, publish_shipped
from workflows.services.door import AlreadyDone, Answer, TakenByOther, UnknownOutcome, carry_out, perform
from workflows.services.handover import close_account, hand_over_work
from workflows.services.intervening import NoWayOn, SecondPersonNeeded, intervene
from workflows.services.officer import change_officer
from workflows.services.operation import give_up_failed, retry_failed
from workflows.services.planned_meeting import MeetingDay, follow_meetings, move_plans, plan_for_meeting
from workflows.services.referring import NobodyToAnswer, QuestionRests, ask, close_resting, extend, open_branch
from workflows.services.registering import Registration, register_documents
from workflows.services.registration import register
from workflows.services.repair import order_check, repair
from workflows.services.reporting import report_delegated_decisions
from workflows.services.running import NothingFailed, give_up_job_task, retry_job_task, run_job_task
from workflows.services.splitting import split_case
from workflows.services.starting import CaseOpening, import_case, start_case
from workflows.services.tasks import claim_task, hand_over_task, release_task
from workflows.services.version_move import MoveRefused, move_matter, move_matters

__all__ = [
    "ACTS",
    "AlreadyDone",
    "Answer",
    "AskedAlready",
    "AskerGone",
    "CapacityUnsaid",
    "CaseOpening",
    "DefinitionFaulty",
    "MeetingDay",
    "MoveRefused",
    "NoWayOn",
    "NobodyToAnswer",
    "NotOpened",
    "NotSecondPerson",
    "NothingFailed",
    "ProposalChanged",
    "QuestionRests",
    "Registration",
    "RequestAnswered",
    "SecondPersonNeeded",
    "TakenByOther",
    "UnknownAct",
    "UnknownOutcome",
    "answer_request",
    "approve_opened",
    "ask",
    "ask_for_act",
    "carry_out",
    "change_officer",
    "claim_ad_hoc_task",
    "claim_task",
    "close_account",
    "close_resting",
    "drop_deadline",
    "end_ad_hoc_task",
    "extend",
    "follow_meetings",
    "give_task",
    "give_up_failed",
    "give_up_job_task",
    "hand_over_ad_hoc_task",
    "hand_over_task",
    "hand_over_work",
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
    "release_ad_hoc_task",
    "release_task",
    "repair",
    "report_delegated_decisions",
    "retry_failed",
    "retry_job_task",
    "run_job_task",
    "split_case",
    "start_case",
    "take_back_request",
]
