"""Ordförråd för utkast: the registered names that an administrator chooses among, each in Swedish.

What goes together (an outcome, the step it takes and who may) is offered together, as the definitions that are shipped
or published have it: nobody writes a weaker right beside a stronger step.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts import policy
from workflows.definitions import NAMES, shipped_bodies
from workflows.models import ProcessDefinition
from workflows.states import place_of, words_of

Choices = list[tuple[str, str]]
APART = "|"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Ordförråd: (value, words) of everything that a step may be given."""

    acts: Choices
    autos: Choices
    jobs: Choices
    facts: Choices
    collections: Choices
    assignees: Choices
    laws: Choices
    rules: Choices
    entries: Choices


def vocabulary(body: Mapping[str, Any]) -> Vocabulary:
    """What a draft may be built of (one query)."""
    latest = ProcessDefinition.objects.order_by("code", "-version").distinct("code").values_list("body", flat=True)
    bodies = [*shipped_bodies().values(), *(json.loads(text) for text in latest), body]
    nodes = [node for one in bodies for node in one["nodes"].values()]
    return Vocabulary(
        acts=_acts(nodes),
        autos=_named(node["step"] for node in nodes if node.get("kind") == "auto" and node.get("step")),
        jobs=_named(NAMES.jobs),
        facts=_named(NAMES.facts),
        collections=_named(NAMES.collections),
        assignees=_named(NAMES.assignees),
        laws=_laws(body),
        rules=sorted(((name, str(rule.done)) for name, rule in NAMES.rules.items()), key=lambda choice: choice[1]),
        entries=_named(act for one in bodies for act in one.get("entries", {})),
    )


def _named(names: Iterable[str]) -> Choices:
    return sorted(((name, NAMES.label(name)) for name in set(names)), key=lambda choice: choice[1])


def _laws(body: Mapping[str, Any]) -> Choices:
    """The clocks that can be counted somewhere, and those that the draft has already: its form shows what is there."""
    used = {(node.get("deadline") or {}).get("law") for node in body["nodes"].values()}
    return [(name, str(law.label)) for name, law in NAMES.laws.items() if law.counted_in or name in used]


def _acts(nodes: Iterable[Mapping[str, Any]]) -> Choices:
    found = {
        (outcome, path["step"], path["action"])
        for node in nodes
        for outcome, path in node.get("outcomes", {}).items()
        if path["step"] in NAMES.steps and path["action"] in policy.actions()
    }
    ordered = sorted(found | NAMES.acts, key=lambda one: (place_of(one[0], one[1]), one))
    return [(APART.join(one), _act_in_words(*one)) for one in ordered]


def _act_in_words(outcome: str, step: str, action: str) -> str:
    role = policy.actions()[action].sentence_role
    label = str(words_of(outcome, step).label)
    return _("{utfall} ({roll})").format(utfall=label, roll=role) if role else label


def split_act(value: str) -> tuple[str, str, str]:
    """(outcome, step, action) of an offered act."""
    outcome, step, action = value.split(APART)
    return outcome, step, action


def steps_of(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(name, title) of every step of a draft; those of the same title are told apart by their place."""
    titles = [str(node["title"]) for node in body["nodes"].values()]
    for place, (name, node) in enumerate(body["nodes"].items()):
        title = str(node["title"])
        again = titles[:place].count(title) + 1
        yield name, f"{_(title)} ({again})" if titles.count(title) > 1 else _(title)
