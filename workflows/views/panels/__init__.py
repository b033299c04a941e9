"""Uppgifternas paneler: what is shown to judge, and the fields that a task asks for beside its outcomes.

A place: each module of the package puts its panels into `PANELS`, under the name of the step of the node's first
outcome. A task without panel gets the general one: its outcomes and a comment.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from viewflow.workflow.models import Task

from accounts.capacity import Actor
from accounts.forms import KeyedForm
from cases.models import Case


def _nothing(_actor: Actor, _case: Case, _task: Task) -> dict[str, Any]:
    return {}


def _no_form(_actor: Actor, _case: Case, _task: Task) -> type[KeyedForm] | None:
    return None


def _remember_nothing(_actor: Actor, _case: Case, _context: dict[str, Any]) -> None:
    return None


def _no_payload(_cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class TaskPanel:
    """Panel till en uppgift.

    `template` is drawn in the left column with what `context` answers, plus `page` and `form`. `form` gives the class
    whose fields stand between the outcomes and the comment; its `clean` may read `cleaned_data["outcome"]` (there when
    the person had a choice). `payload` makes of the cleaned data what the step reads (JSON values); comment and reason
    are added by the page. `before(actor, case, task, form)` runs with a valid form ahead of the door, e.g. to register
    an uploaded file, and answers with more payload. `shown(actor, case, context)` is told that the person who may end
    the task has it before them. `wide` puts the form under the panel instead of beside it.
    `form_template` replaces `{{ form }}` where the fields need another layout.
    """

    template: str = "workflows/tasks/_general.html"
    context: Callable[[Actor, Case, Task], dict[str, Any]] = _nothing
    form: Callable[[Actor, Case, Task], type[KeyedForm] | None] = _no_form
    payload: Callable[[Mapping[str, Any]], dict[str, Any]] = _no_payload
    before: Callable[[Actor, Case, Task, KeyedForm], dict[str, Any]] | None = None
    initial: Callable[[Actor, Case, Task], dict[str, Any]] = _nothing
    shown: Callable[[Actor, Case, dict[str, Any]], None] = _remember_nothing
    form_template: str = ""
    wide: bool = False


PANELS: dict[str, TaskPanel] = {}
GENERAL = TaskPanel()


def panel_for(step: str) -> TaskPanel:
    """The panel of the step, or the general one."""
    _load()
    return PANELS.get(step, GENERAL)


@cache
def _load() -> None:
    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
