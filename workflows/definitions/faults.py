"""Fel i en processmall: one sentence each, and the step that it is about."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.states import CaseState
from workflows.definitions.body import Body, Node
from workflows.states import words_of


@dataclass(frozen=True, slots=True)
class Fault:
    """Fel: what is wrong, in Swedish; `node` is the step where it is mended, empty = the definition as a whole."""

    sentence: str
    node: str = ""

    def __str__(self) -> str:
        return self.sentence


def title_of(body: Body, name: str) -> str:
    """What the step is called; one that does not exist has its name only."""
    node = body.nodes.get(name)
    return _(node.title) if node and node.title else name


def state_of(state: str) -> str:
    """The name of a state, as people read it."""
    return str(CaseState(state).label) if state in CaseState.values else state


def outcome_of(node: Node, outcome: str) -> str:
    """The words of an outcome."""
    path = node.outcomes.get(outcome)
    return str(words_of(outcome, path.step if path else "").label)
