"""Modeller: one file per aggregate, the same names in every layer."""

from workflows.models.definition import ProcessDefinition, TaskKind
from workflows.models.process import CaseProcess

__all__ = ["CaseProcess", "ProcessDefinition", "TaskKind"]
