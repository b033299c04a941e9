"""Modeller: one file per aggregate, the same names in every layer."""

from workflows.models.deadline import Deadline, DeadlineNotice
from workflows.models.definition import ProcessDefinition, TaskKind
from workflows.models.planned_meeting import PlannedMeeting
from workflows.models.process import CaseProcess
from workflows.models.process_draft import ProcessDraft

__all__ = [
    "CaseProcess",
    "Deadline",
    "DeadlineNotice",
    "PlannedMeeting",
    "ProcessDefinition",
    "ProcessDraft",
    "TaskKind",
]
