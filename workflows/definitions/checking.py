"""Kontroll av en processmall: walked over (node × state) from the start and from every entry (`engine.md` §10)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts import policy
from accounts.models import Role
from cases.states import CaseState
from diarium.states import DocumentKind
from workflows.definitions.body import Body, Node
from workflows.definitions.names import Names

MOVING = ("step", "auto")
ENDS_IN = frozenset({CaseState.CLOSED.value, CaseState.WITHDRAWN.value})


def check(body: Body, names: Names) -> list[str]:
    """Allt som är fel i mallen, as Swedish sentences; empty = it may be published."""
    found = list(_form(body, names))
    if found:
        return found
    reached: dict[str, set[str]] = {}
    found += _walk(body, names, reached)
    found += _ends(body, reached)
    found += _branches(body, names)
    return list(dict.fromkeys(found))


def _form(body: Body, names: Names) -> Iterator[str]:
    if body.start not in body.nodes:
        yield _("Steget {steg} finns inte.").format(steg=body.start)
    for act, target in body.entries.items():
        if act not in names.steps or target not in body.nodes:
            yield _("Ingången {namn} leder till ett steg som inte finns.").format(namn=act)
    for node in body.nodes.values():
        for target in node.leads_to():
            if target not in body.nodes:
                yield _("Steget {steg} leder till {mal} som inte finns.").format(steg=node.name, mal=target)
        if node.kind != "end" and not node.leads_to():
            yield _("Steget {steg} leder inte vidare.").format(steg=node.name)
        yield from _names_used(node, names)


def _names_used(node: Node, names: Names) -> Iterator[str]:
    unknown: list[str] = []
    for path in node.outcomes.values():
        unknown += [path.step] if path.step not in names.steps else []
        unknown += [path.action] if path.action not in policy.actions() else []
    for used, known in (
        (node.assignee, names.assignees),
        (node.collection, names.collections),
        (node.fact, names.facts),
        (node.job, names.jobs),
        (node.step, names.steps),
        (node.deadline.law if node.deadline else "", names.laws),
    ):
        unknown += [used] if used and used not in known else []
    unknown += [role for role in node.roles if role not in Role.values]
    unknown += [state for state in node.states if state not in CaseState.values]
    unknown += [kind for kind in node.documents if kind not in DocumentKind.values]
    unknown += [node.unit] if node.unit and not names.is_unit(node.unit) else []
    for name in unknown:
        yield _("Steget {steg} använder namnet {namn} som inte finns.").format(steg=node.name, namn=name)
    if node.kind == "step" and not (node.outcomes and node.states and (node.roles or node.assignee)):
        yield _("Steget {steg} saknar utfall, läge eller ansvarig roll.").format(steg=node.name)
    if node.kind == "choice" and node.fact in names.facts:
        for value in sorted(names.facts[node.fact].values - set(node.ways)):
            yield _("Valet {steg} saknar väg för {varde}.").format(steg=node.name, varde=value)


def _walk(body: Body, names: Names, reached: dict[str, set[str]]) -> Iterator[str]:
    waiting = [(body.start, CaseState.DRAFT.value)]
    for act, target in body.entries.items():
        moves = names.steps[act].moves
        states = {after for _before, after in moves} or set(body.nodes[target].states)
        waiting += [(target, state) for state in states]
    while waiting:
        name, state = waiting.pop()
        if state in reached.setdefault(name, set()):
            continue
        reached[name].add(state)
        node = body.nodes[name]
        if node.kind == "step" and state not in node.states:
            yield _("Steget {steg} kan nås i läget {lage} som det inte är till för.").format(steg=name, lage=state)
            continue
        for step, target in _moves(node):
            after = _after(step, state, names)
            if after is None:
                yield _("Steget {steg} kan inte ta {namn} i läget {lage}.").format(steg=name, namn=step, lage=state)
            else:
                waiting.append((target, after))
    for name in sorted(set(body.nodes) - set(reached)):
        yield _("Steget {steg} kan inte nås.").format(steg=name)


def _moves(node: Node) -> Iterator[tuple[str, str]]:
    """(step or "", next node) of every way out."""
    if node.kind == "step":
        for path in node.outcomes.values():
            yield path.step, path.next
    else:
        for target in node.leads_to():
            yield node.step, target


def _after(step: str, state: str, names: Names) -> str | None:
    """The state after the step; None = it is not legal there."""
    if not step or not names.steps[step].moves:
        return state
    return dict(names.steps[step].moves).get(state)


def _ends(body: Body, reached: dict[str, set[str]]) -> Iterator[str]:
    for node in body.nodes.values():
        wrong = reached.get(node.name, set()) - ENDS_IN
        if node.kind == "end" and wrong:
            yield _("Processen kan ta slut i läget {lage}.").format(lage=sorted(wrong)[0])
    if not any(node.kind == "end" for node in body.nodes.values()):
        yield _("Processen har inget slut.")
    for name in sorted(reached):
        if not _reaches_end(body, name):
            yield _("Från steget {steg} går det inte att nå slutet.").format(steg=name)


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


def _branches(body: Body, names: Names) -> Iterator[str]:
    for each in (node for node in body.nodes.values() if node.kind == "each"):
        joins: set[str] = set()
        waiting, seen = [name for name in (each.beside, each.each) if name], set[str]()
        while waiting:
            name = waiting.pop()
            node = body.nodes[name]
            if node.kind == "join":
                joins.add(name)
            elif name not in seen:
                seen.add(name)
                waiting.extend(node.leads_to())
                if any(step and names.steps[step].moves for step, _target in _moves(node)):
                    yield _("Steget {steg} ändrar ärendets läge inne i en gren.").format(steg=name)
        if joins != {each.next}:
            yield _("Grenarna från {steg} möts inte i en egen förening.").format(steg=each.name)
