"""Namn som en processmall får använda: assignees, collections, facts, jobs, rules. A place: rooms fill it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from accounts.models import User
from accounts.rules import Rule
from audit.rules import Sentence
from cases.models import Case
from workflows.states import STEP_WORDS

Assignee = Callable[[Case, int | None], User | None]


@dataclass(frozen=True, slots=True)
class Collection:
    """Samling: what an `each` makes one branch of, by row; `of` says of what (its key in `cases.policy.branch`)."""

    of: str
    read: Callable[[Case], list[int]]


@dataclass(frozen=True, slots=True)
class Fact:
    """Faktum om det låsta ärendet: what it may say, and how it is read. `decided_by`: who must decide it."""

    values: frozenset[str]
    read: Callable[[Case], str]
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class JobWork:
    """Jobb: what is prepared outside any transaction, and what is then written inside one."""

    prepare: Callable[[int], bytes]
    apply: Callable[[Case, Any, bytes], None]


@dataclass(frozen=True, slots=True)
class StepFacts:
    """Vad man behöver veta om ett steg: (from, to) of the transition it fires; empty = it moves nothing.

    `watches` says whose version the person saw: the case's, the staff report's or the branch's own object. `rules`
    are all its conditions, the transition's too; `fulfils` those of them, or of the steps that follow by themselves,
    that the step itself makes true. `approval`: it "asks" for the approval of a text, or "gives" one.
    """

    moves: tuple[tuple[str, str], ...]
    watches: str = "case"
    rules: tuple[Rule, ...] = ()
    fulfils: tuple[Rule, ...] = ()
    approval: Literal["", "asks", "gives"] = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """Räknad frist: for what (`about`, unique among the clock's), from which day, and the days that follow from it."""

    about: str
    starts_on: date
    due: date
    breach_after: date
    reminders: tuple[date, ...] = ()
    law: str = ""
    task_id: int | None = None
    ad_hoc_id: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """Klocka: what its deadlines are called, its sentence with {datum}, and what the locked matter asks for now.

    A deadline that is no longer asked for has been met; that of a withdrawn matter is no longer needed. One that is
    `fulfilled` by a fact (by what it is `about`) is met by that alone: nobody puts it aside, and where it is not asked
    for any more without the fact, it is dropped. `roles` are those who do it where it is not the matter's officer.
    """

    label: Sentence
    sentence: Sentence
    read: Callable[[Case], Iterable[Counted]]
    fulfilled: Callable[[Case, str], bool] | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Law:
    """Lagens frist för ett steg: its words, and the states in which the matter holds the day that it counts from.

    In no state: a definition may not name it, though older ones do.
    """

    label: Sentence
    counted_in: frozenset[str] = frozenset()


@dataclass
class Names:
    """Förteckning över namnen. `functions` are the assignees who are so by a role: name → the role.

    A task of a function that nobody holds waits in the list of those who share the role. `acts` are the outcomes, each
    with its step and action, that may be chosen though no definition that is shipped has them.
    """

    assignees: dict[str, Assignee] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    collections: dict[str, Collection] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    jobs: dict[str, JobWork] = field(default_factory=dict)
    laws: dict[str, Law] = field(default_factory=dict)
    clocks: dict[str, Clock] = field(default_factory=dict)
    steps: Mapping[str, StepFacts] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    acts: set[tuple[str, str, str]] = field(default_factory=set)
    is_unit: Callable[[str], bool] = lambda _code: False
    take: Callable[[str], None] | None = None
    labels: dict[str, Sentence] = field(default_factory=dict)

    def label(self, name: str) -> str:
        """What people call a name of a definition; its code where nobody has said."""
        if name in STEP_WORDS:
            return str(self.labels.get(name) or STEP_WORDS[name].label)
        return str(self.labels.get(name, name))


NAMES = Names()
