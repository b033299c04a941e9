"""Plats för processen på ärendets sida: what the process room says about a matter. Filled by `workflows` in `ready`.

This room knows what a matter is; who has work with it and which acts are open is told through this place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from accounts.capacity import Actor
from audit.rules import Sentence
from cases.models import Case

CheckState = Literal["done", "missing", "error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Link:
    """Länk: a label and an address; `icon` is a name of the sprite."""

    label: Sentence
    url: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class CheckItem:
    """Rad i checklistan (`ui/_checklist.html`). `label` replaces Fel/Varning, e.g. “Varning, kvitterad”."""

    sentence: Sentence
    state: CheckState
    url: str = ""
    link: Sentence = ""
    label: Sentence = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """Nästa steg: its heading, where the task lies, every condition at once, and what the reader may do.

    `button` is the page's one filled button, only when the step is the reader's; `buttons` the others (Påminn …).
    """

    heading: Sentence
    where: Sentence = ""
    checks: Sequence[CheckItem] = ()
    button: Link | None = None
    buttons: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Öppen uppgift i ärendet. `holder` names the person or the role that has it, as in “Hos {holder}”.

    One `beside` the flow moves no case: the matter does not wait for it.
    """

    title: Sentence
    holder: Sentence
    since: datetime | None = None
    due: date | None = None
    url: str = ""
    own: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class ProcessFacts:
    """Processen: its name with version, and the page that draws it."""

    name: Sentence
    url: str = ""


def _no_step(_actor: Actor, _case: Case) -> NextStep | None:
    return None


def _no_tasks(_actor: Actor, _case: Case) -> list[TaskRow]:
    return []


def _no_acts(_actor: Actor, _case: Case) -> list[Link]:
    return []


def _no_dates(_actor: Actor, _case: Case, _today: date) -> list[tuple[str, str]]:
    return []


def _open_to_questions(_actor: Actor, _case: Case, _kind: str) -> CheckItem | None:
    return None


def _no_checks(_actor: Actor, _today: date) -> list[CheckItem]:
    return []


def _no_process(_actor: Actor, _case: Case) -> ProcessFacts | None:
    return None


@dataclass(slots=True)
class Frame:
    """Det som processrummet har fyllt i. `acts` are the lines of Fler åtgärder that the reader may use now.

    `dates` are label and value of the meeting that the matter is prepared for and of the clocks that run; `nudges` the
    reminders that the reader may send now; `columns` what is read together with the matter. `asking` says why nobody
    can be asked for an answer of the kind where the matter stands now; None = somebody can. `roles` are the roles that
    steps of the processes need and nobody has, for the check of the settings.
    """

    next_step: Callable[[Actor, Case], NextStep | None] = field(default=_no_step)
    tasks: Callable[[Actor, Case], list[TaskRow]] = field(default=_no_tasks)
    acts: Callable[[Actor, Case], list[Link]] = field(default=_no_acts)
    process: Callable[[Actor, Case], ProcessFacts | None] = field(default=_no_process)
    dates: Callable[[Actor, Case, date], list[tuple[str, str]]] = field(default=_no_dates)
    nudges: Callable[[Actor, Case], list[Link]] = field(default=_no_acts)
    columns: Callable[[], Mapping[str, Any]] = field(default=dict)
    asking: Callable[[Actor, Case, str], CheckItem | None] = field(default=_open_to_questions)
    roles: Callable[[Actor, date], Sequence[CheckItem]] = field(default=_no_checks)


FRAME = Frame()


def register_frame(
    *,
    next_step: Callable[[Actor, Case], NextStep | None],
    tasks: Callable[[Actor, Case], list[TaskRow]],
    acts: Callable[[Actor, Case], list[Link]] | None = None,
    process: Callable[[Actor, Case], ProcessFacts | None] | None = None,
    dates: Callable[[Actor, Case, date], list[tuple[str, str]]] | None = None,
    nudges: Callable[[Actor, Case], list[Link]] | None = None,
    columns: Callable[[], Mapping[str, Any]] = dict,
    asking: Callable[[Actor, Case, str], CheckItem | None] | None = None,
    roles: Callable[[Actor, date], Sequence[CheckItem]] | None = None,
) -> None:
    """Fill the place (in `AppConfig.ready` of the process room). `tasks` gives the open tasks, the oldest first."""
    FRAME.next_step = next_step
    FRAME.tasks = tasks
    FRAME.acts = acts or _no_acts
    FRAME.process = process or _no_process
    FRAME.dates = dates or _no_dates
    FRAME.nudges = nudges or _no_acts
    FRAME.columns = columns
    FRAME.asking = asking or _open_to_questions
    FRAME.roles = roles or _no_checks
