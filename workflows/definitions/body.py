"""Processmallens form: nodes as data, read and refused as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from viewflow.workflow import Flow

from workflows.definitions.deadline import DeadlineError, DeadlineRule, read_deadline

Kind = Literal["step", "choice", "each", "split", "join", "auto", "job", "end"]
KINDS: tuple[Kind, ...] = ("step", "choice", "each", "split", "join", "auto", "job", "end")
FORKS: tuple[Kind, ...] = ("each", "split")
RESERVED = frozenset({"begin", "entries", "body"})
IDENTIFIER = re.compile(r"^[a-z][a-z0-9_]{0,40}$")


class BodyError(ValueError):
    """The definition does not have the form of one."""


@dataclass(frozen=True, slots=True)
class Path:
    """Utfall: the step it takes, the policy action it needs and the next node."""

    step: str
    action: str
    next: str


@dataclass(frozen=True, slots=True)
class Node:
    """Nod. Which fields are filled depends on `kind`.

    `unit` is the code of the unit that the roles are held in; `documents` the kinds that the matter must have, and
    `rules` the names of what must hold, before the way on is taken.
    `beside` of an `each` is a step that runs in a branch of its own, beside one branch per item; `branches` of a
    `split` are the steps that its branches begin with. `next` of both is the join where the branches meet.
    """

    name: str
    kind: Kind
    title: str
    states: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    assignee: str = ""
    outcomes: Mapping[str, Path] = field(default_factory=dict)
    fact: str = ""
    ways: Mapping[str, str] = field(default_factory=dict)
    collection: str = ""
    each: str = ""
    beside: str = ""
    branches: tuple[str, ...] = ()
    next: str = ""
    step: str = ""
    job: str = ""
    deadline: DeadlineRule | None = None
    unit: str = ""
    documents: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    def leads_to(self) -> tuple[str, ...]:
        """The nodes that may come next, each once."""
        targets = (
            [path.next for path in self.outcomes.values()]
            + list(self.ways.values())
            + [self.beside, self.each, *self.branches]
            + ([] if self.kind == "split" else [self.next])
        )
        return tuple(dict.fromkeys(target for target in targets if target))


@dataclass(frozen=True, slots=True)
class Body:
    """Processmall: where it starts, where an act without task enters again, and its nodes."""

    code: str
    title: str
    start: str
    entries: Mapping[str, str]
    nodes: Mapping[str, Node]

    def in_branch(self) -> frozenset[str]:
        """The nodes that lie between a fork and its join."""
        return frozenset().union(*self.regions().values())

    def regions(self) -> dict[str, frozenset[str]]:
        """fork → the nodes of its branches."""
        return {node.name: self.region(node.name) for node in self.nodes.values() if node.kind in FORKS}

    def region(self, fork: str) -> frozenset[str]:
        """The nodes of the branches of one fork, up to the join that it names.

        An outcome may lead back out of the branches of a `split`: what can be reached without it is no part of them.
        """
        node = self.nodes[fork]
        if node.kind == "each":
            return self.reached((node.beside, node.each), without=(node.next,))
        inside = self.reached(node.branches, without=(fork, node.next))
        return inside - self.reached((self.start, *self.entries.values()), without=(fork,))

    def reached(self, starts: Iterable[str], *, without: Iterable[str]) -> frozenset[str]:
        """The nodes that can be reached from the starts, themselves among them, by ways that pass none of `without`."""
        found: set[str] = set()
        passed, waiting = set(without), list(starts)
        while waiting:
            name = waiting.pop()
            if name not in found and name in self.nodes and name not in passed:
                found.add(name)
                waiting.extend(self.nodes[name].leads_to())
        return frozenset(found)

    def left_by(self, name: str, target: str) -> str:
        """The outermost `split` whose branches the way from the node leaves before they meet; "" = none."""
        left = {
            fork: region
            for fork, region in self.regions().items()
            if self.nodes[fork].kind == "split"
            and name in region
            and target not in region
            and target != self.nodes[fork].next
        }
        return max(left, key=lambda fork: len(left[fork]), default="")


def parse(data: Mapping[str, Any]) -> Body:
    """Läs en processmall.

    Raises:
        BodyError: an unknown field or kind, a name that is none or is taken, template syntax in a title.
    """
    try:
        nodes = {name: _node(name, dict(raw)) for name, raw in data["nodes"].items()}
        return Body(
            code=data["code"],
            title=_title(data["title"]),
            start=data["start"],
            entries=dict(data.get("entries", {})),
            nodes=nodes,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BodyError(f"not a process definition: {error!r}") from error


def _node(name: str, raw: dict[str, Any]) -> Node:
    taken = hasattr(Flow, name) or name in RESERVED or name.startswith("enter_")
    if taken or not IDENTIFIER.match(name):
        raise BodyError(f"a node cannot be called {name}")
    kind = raw.pop("kind")
    if kind not in KINDS:
        raise BodyError(f"{name}: unknown kind {kind}")
    outcomes = {outcome: Path(**path) for outcome, path in raw.pop("outcomes", {}).items()}
    try:
        return Node(
            name=name,
            kind=kind,
            title=_title(raw.pop("title")),
            states=tuple(raw.pop("states", ())),
            roles=tuple(raw.pop("roles", ())),
            outcomes=outcomes,
            branches=tuple(raw.pop("branches", ())),
            deadline=read_deadline(raw.pop("deadline", None), raw.pop("days", None)),
            documents=tuple(raw.pop("documents", ())),
            rules=tuple(raw.pop("rules", ())),
            **raw,
        )
    except (TypeError, DeadlineError) as error:
        raise BodyError(f"{name}: {error}") from error


def _title(text: str) -> str:
    if "{{" in text or "{%" in text:
        raise BodyError(f"template syntax in a title: {text}")
    return text
