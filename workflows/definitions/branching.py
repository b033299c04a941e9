"""Grenar: what every fork of a definition keeps, so that its branches run beside each other and meet."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from workflows.definitions.body import Body, Node
from workflows.definitions.case_type import given_in, role_of
from workflows.definitions.faults import Fault, title_of
from workflows.definitions.names import Names
from workflows.definitions.walking import moves_of

DEEPEST = 3


def branches(body: Body, names: Names) -> Iterator[Fault]:
    """Every fork meets in one join of its own, and nothing goes in or out of its branches but what a person returns."""
    regions = body.regions()
    joins = [body.nodes[name].next for name in regions]
    for name, region in regions.items():
        fork, title = body.nodes[name], title_of(body, name)
        join = body.nodes[fork.next]
        if not region.issuperset(fork.branches) and (strays := list(_ways_in(body, name, region))):
            yield from strays
            continue
        if join.kind != "join" or joins.count(join.name) > 1 or not _meet(body, fork, region):
            yield Fault(_("Grenarna från {steg} möts inte i en egen förening.").format(steg=title), name)
            continue
        if sum(name in other for other in regions.values()) >= DEEPEST:
            yield Fault(_("Grenarna från {steg} ligger för djupt. Högst tre nivåer går.").format(steg=title), name)
        yield from _moves_inside(body, names, fork, region)
        yield from _ways_in(body, name, region)
        if fork.kind == "split":
            yield from _ways_out(body, fork, region)
            yield from _same_approver(body, names, fork, region)
    for node in body.nodes.values():
        if node.kind == "join" and node.name not in joins:
            told = _("Föreningen {steg} har inga grenar att vänta på.")
            yield Fault(told.format(steg=title_of(body, node.name)), node.name)


def _meet(body: Body, fork: Node, region: frozenset[str]) -> bool:
    """Whether every branch comes to the join, and none of them ends or becomes another before it."""
    if any(body.nodes[inside].kind == "end" for inside in region):
        return False
    if fork.kind == "each":
        return fork.name not in region
    parts = [part & region for part in _parts(body, fork)]
    return sum(map(len, parts)) == len(frozenset().union(*parts)) and all(_reaches(body, fork, part) for part in parts)


def _parts(body: Body, fork: Node) -> list[frozenset[str]]:
    """The nodes of each branch of a split by itself."""
    return [body.reached((first,), without=(fork.name, fork.next)) for first in fork.branches]


def _reaches(body: Body, fork: Node, part: frozenset[str]) -> bool:
    return any(fork.next in body.nodes[name].leads_to() for name in part)


def _moves_inside(body: Body, names: Names, fork: Node, region: frozenset[str]) -> Iterator[Fault]:
    """The state of the matter is that of all branches; who leaves a split ends them all, and may change it."""
    held = region | {fork.next}
    for inside in sorted(region):
        for _outcome, step, target in moves_of(body.nodes[inside]):
            if step and names.steps[step].moves and (fork.kind == "each" or target in held):
                told = _("Steget {steg} ändrar ärendets läge inne i en gren.")
                yield Fault(told.format(steg=title_of(body, inside)), inside)


def _ways_in(body: Body, fork: str, region: frozenset[str]) -> Iterator[Fault]:
    """What leads into a branch, or to its join, from elsewhere."""
    held = region | {body.nodes[fork].next, *body.nodes[fork].branches}
    outside = [node for node in body.nodes.values() if node.name not in region and node.name != fork]
    entered = {body.start, *body.entries.values(), *(target for node in outside for target in node.leads_to())}
    for name in sorted(entered & held):
        told = _("Steget {steg} hör till grenarna från {forgrening} men kan nås utifrån.")
        yield Fault(told.format(steg=title_of(body, name), forgrening=title_of(body, fork)), name)


def _ways_out(body: Body, fork: Node, region: frozenset[str]) -> Iterator[Fault]:
    """The other branches end when one is left: a person decides that, by an outcome."""
    for inside in sorted(region):
        node = body.nodes[inside]
        if node.kind != "step" and any(target not in region | {fork.next} for target in node.leads_to()):
            told = _("Steget {steg} lämnar grenarna från {forgrening}. Det kan bara ett utfall av en uppgift göra.")
            yield Fault(told.format(steg=title_of(body, inside), forgrening=title_of(body, fork.name)), inside)


def _same_approver(body: Body, names: Names, fork: Node, region: frozenset[str]) -> Iterator[Fault]:
    """A role has one word on a text, however many branches ask for it."""
    given: set[str] = set()
    for part in _parts(body, fork):
        steps = [body.nodes[name] for name in sorted(part & region)]
        roles = {role for node in steps for path in node.outcomes.values() for role in given_in(node, path, names)}
        for role in sorted(roles & given):
            told = _("Två grenar från {steg} godkänner som {roll}. Var och en godkänner en gång.")
            yield Fault(told.format(steg=title_of(body, fork.name), roll=role_of(role)), fork.name)
        given |= roles


def open_ended(node: Node, title: str) -> Iterator[str]:
    """What a fork lacks of its own."""
    if node.kind == "each" and not (node.collection and node.each):
        yield _("Förgreningen {steg} saknar vad den ska följa eller sin första uppgift.").format(steg=title)
    if node.kind == "split" and len(set(node.branches)) < 2:
        yield _("De parallella stegen {steg} behöver minst två grenar.").format(steg=title)
