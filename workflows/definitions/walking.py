"""Vandring genom en processmall: (node × state) from the start and from every entry, and its ends."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cases.states import CaseState
from workflows.definitions.body import Body, Node
from workflows.definitions.faults import Fault, outcome_of, state_of, title_of
from workflows.definitions.names import Names

ENDS_IN = frozenset({CaseState.CLOSED.value, CaseState.WITHDRAWN.value})


def walk(body: Body, names: Names, reached: dict[str, set[str]]) -> Iterator[Fault]:
    """Every node in every state that it can be reached in; fills `reached`."""
    waiting = [(body.start, CaseState.DRAFT.value)]
    for act, target in body.entries.items():
        states = {after for _before, after in names.steps[act].moves} or set(body.nodes[target].states)
        waiting += [(target, state) for state in sorted(states)]
    while waiting:
        name, state = waiting.pop()
        if state in reached.setdefault(name, set()):
            continue
        reached[name].add(state)
        node = body.nodes[name]
        if node.kind == "step" and state not in node.states:
            told = _("Steget {steg} kan nås i läget {lage} som det inte är till för.")
            yield Fault(told.format(steg=title_of(body, name), lage=state_of(state)), name)
            continue
        for outcome, step, target in moves_of(node):
            after = _after(step, state, names)
            if after is None:
                yield Fault(_illegal(body, node, outcome, state), name)
            else:
                waiting.append((target, after))
    for name in sorted(set(body.nodes) - set(reached)):
        yield Fault(_("Steget {steg} kan inte nås.").format(steg=title_of(body, name)), name)


def moves_of(node: Node) -> Iterator[tuple[str, str, str]]:
    """(outcome or "", step or "", next node) of every way out."""
    if node.kind == "step":
        for outcome, path in node.outcomes.items():
            yield outcome, path.step, path.next
    else:
        for target in node.leads_to():
            yield "", node.step, target


def _illegal(body: Body, node: Node, outcome: str, state: str) -> str:
    title = title_of(body, node.name)
    if not outcome:
        return _("Steget {steg} är inte tillåtet i läget {lage}.").format(steg=title, lage=state_of(state))
    told = _("Utfallet {utfall} i steget {steg} är inte tillåtet i läget {lage}.")
    return told.format(utfall=outcome_of(node, outcome), steg=title, lage=state_of(state))


def _after(step: str, state: str, names: Names) -> str | None:
    """The state after the step; None = it is not legal there."""
    if not step or not names.steps[step].moves:
        return state
    return dict(names.steps[step].moves).get(state)


def ends(body: Body, reached: dict[str, set[str]]) -> Iterator[Fault]:
    """The process ends, from wherever it stands, and only when the matter has."""
    for node in body.nodes.values():
        wrong = reached.get(node.name, set()) - ENDS_IN
        if node.kind == "end" and wrong:
            yield Fault(_("Processen kan ta slut i läget {lage}.").format(lage=state_of(min(wrong))), node.name)
    if not any(node.kind == "end" for node in body.nodes.values()):
        yield Fault(_("Processen har inget slut."))
    for name in sorted(reached):
        if not _reaches_end(body, name):
            yield Fault(_("Från steget {steg} går det inte att nå slutet.").format(steg=title_of(body, name)), name)


def _reaches_end(body: Body, start: str) -> bool:
    waiting, seen = [start], set[str]()
    while waiting:
        name = waiting.pop()
        if body.nodes[name].kind == "end":
            return True
        if name not in seen:
            seen.add(name)
            waiting.extend(body.nodes[name].leads_to())
    return False
