"""Modeller: one file per aggregate, the same names in every layer."""

from workflows.models.act_request import ActRequest
from workflows.models.ad_hoc_task import AdHocTask
from workflows.models.deadline import Deadline, DeadlineNotice
from workflows.models.definition import ProcessDefinition, TaskKind
from workflows.models.inbox import Nudge, TaskRead
from workflows.models.notice import NoticeSetting, Summary, TaskNotice
from workflows.models.planned_meeting import PlannedMeeting
from workflows.models.process import CaseProcess
from workflows.models.process_draft import ProcessDraft

__all__ = [
    "ActRequest",
    "AdHocTask",
    "CaseProcess",
    "Deadline",
    "DeadlineNotice",
    "NoticeSetting",
    "Nudge",
    "PlannedMeeting",
    "ProcessDefinition",
    "ProcessDraft",
    "Summary",
    "TaskKind",
    "TaskNotice",
    "TaskRead",
]
