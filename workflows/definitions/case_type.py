"""Ärendetyper mot processen: whether matters of a kind can ever come through it (`engine.md` §10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor, Grant
from accounts.models import Role
from cases import rules
from cases.states import DecidedBy
from workflows.definitions.body import Body, Node, Path
from workflows.definitions.faults import Fault, title_of
from workflows.definitions.names import Names
from workflows.definitions.walking import moves_of

Roles = frozenset[str]


@dataclass(frozen=True, slots=True)
class KindOfMatter:
    """Ärendetyp, as far as a process has to suit it: who approves in order, who decides, and what its matters have."""

    name: str
    approval_chain: Sequence[str] = ()
    has_analysis: bool = False
    has_agreement: bool = False
    decided_by: str = DecidedBy.BOARD


def may(role: str, action: str) -> bool:
    """Whether the role lets anybody take the action, in some matter."""
    return policy.can(Actor(id="", label="", grants=(Grant(role=role, label=role),)), action)


def given_in(node: Node, path: Path, names: Names) -> Roles:
    """The role that an approval by this outcome is given in; none where it is no approval, or could be of several."""
    if path.step not in names.steps or names.steps[path.step].approval != "gives":
        return frozenset()
    able = frozenset(role for role in node.roles if may(role, path.action))
    return able if len(able) == 1 else frozenset()


def approvers(body: Body, names: Names) -> list[str]:
    """Rollerna som godkänner, in the order that the process asks them."""
    waiting, seen, found = [body.start], set[str](), list[str]()
    while waiting:
        name = waiting.pop(0)
        if name in seen or name not in body.nodes:
            continue
        seen.add(name)
        node = body.nodes[name]
        found += [role for path in node.outcomes.values() for role in sorted(given_in(node, path, names))]
        waiting += node.leads_to()
    return list(dict.fromkeys(found))


def given_twice(body: Body, names: Names) -> Iterator[Fault]:
    """A role has one word on a text: a step that asks it again before the text is sent anew could never be done."""
    before = _given_before(body, names)
    for node in body.nodes.values():
        for path in node.outcomes.values():
            for role in sorted(given_in(node, path, names) & before[node.name]):
                told = _("Steget {steg} godkänner som {roll}, men det är redan gjort när ärendet kommer dit.")
                yield Fault(told.format(steg=title_of(body, node.name), roll=role_of(role)), node.name)


def suits(body: Body, names: Names, kinds: Iterable[KindOfMatter]) -> Iterator[Fault]:
    """What stops the matters of each kind for ever, though the process itself is whole."""
    anywhere = frozenset(approvers(body, names))
    before = _given_before(body, names)
    for kind in kinds:
        for role in kind.approval_chain:
            if role not in anywhere and _submits(body, names):
                told = _("Ärendetypen {typ} kräver godkännande av {roll}, men inget steg gör det.")
                yield Fault(told.format(typ=kind.name, roll=role_of(role)))
        for node, path in _submits(body, names):
            missing = anywhere.intersection(kind.approval_chain) - before[node.name] - given_in(node, path, names)
            for role in sorted(missing):
                told = _("Ärendetypen {typ} kräver godkännande av {roll}, men steget {steg} kan nås utan det.")
                sentence = told.format(typ=kind.name, roll=role_of(role), steg=title_of(body, node.name))
                yield Fault(sentence, node.name)
        yield from _parts(body, names, kind)
        for node, decided_by in _decided_in(body, names):
            if kind.decided_by != decided_by:
                told = _("Ärendetypen {typ} avgörs inte av {organ}, men steget {steg} förutsätter det.")
                organ = str(DecidedBy(decided_by).label).lower()
                yield Fault(told.format(typ=kind.name, organ=organ, steg=title_of(body, node.name)), node.name)


def made_for(body: Body, names: Names) -> KindOfMatter:
    """Det slags ärenden som processen passar: all who approve in it, and the parts that its steps work with.

    `decided_by` is empty where the process suits whoever decides.
    """
    steps = [step for node in body.nodes.values() for _outcome, step, _target in moves_of(node) if step]
    asked = {rule for step in steps for rule in names.steps[step].rules}
    return KindOfMatter(
        body.title,
        tuple(approvers(body, names)),
        has_analysis=rules.TYPE_HAS_ANALYSIS in asked,
        has_agreement=rules.TYPE_HAS_AGREEMENT in asked,
        decided_by=next((decided_by for _node, decided_by in _decided_in(body, names)), ""),
    )


def role_of(role: str) -> str:
    """The role inside of a sentence."""
    return str(Role(role).label).lower() if role in Role.values else role


def _decided_in(body: Body, names: Names) -> list[tuple[Node, str]]:
    """The choices that only matters decided by a certain body come out of, and who that is."""
    asked = [(node, names.facts[node.fact].decided_by) for node in body.nodes.values() if node.kind == "choice"]
    return [(node, decided_by) for node, decided_by in asked if decided_by]


def _submits(body: Body, names: Names) -> list[tuple[Node, Path]]:
    """The outcomes that need the approval of all."""
    return [
        (node, path)
        for node in body.nodes.values()
        for path in node.outcomes.values()
        if rules.APPROVED_BY_ALL in names.steps[path.step].rules
    ]


def _given_before(body: Body, names: Names) -> dict[str, Roles]:
    """node → the roles that have approved whatever way led there. To ask for approval begins anew.

    Every branch is gone through before its join, so what any of them gives has been given; elsewhere one way is taken.
    """
    everybody = frozenset(Role.values)
    given = dict.fromkeys(body.nodes, everybody)
    entered = {body.start, *body.entries.values()}
    arriving: dict[str, list[tuple[Node, Path | None]]] = {name: [] for name in body.nodes}
    for node in body.nodes.values():
        paths: list[Path | None] = (
            list(node.outcomes.values()) if node.kind == "step" else [None for _target in node.leads_to()]
        )
        targets = [target for _outcome, _step, target in moves_of(node)]
        for path, target in zip(paths, targets, strict=True):
            arriving[target].append((node, path))
    changed = True
    while changed:
        changed = False
        for name, ways in arriving.items():
            after = [_after(given[node.name], node, path, names) for node, path in ways]
            if name in entered:
                after.append(frozenset())
            if not after:
                continue
            joined = body.nodes[name].kind == "join"
            now = after[0].union(*after) if joined else after[0].intersection(*after)
            if now != given[name]:
                given[name], changed = now, True
    return given


def _after(given: Roles, node: Node, path: Path | None, names: Names) -> Roles:
    if path is None:
        return given
    if names.steps[path.step].approval == "asks":
        return frozenset()
    return given | given_in(node, path, names)


def _parts(body: Body, names: Names, kind: KindOfMatter) -> Iterator[Fault]:
    """A step of the analysis or the agreement in a process for matters that have none, and the other way round."""
    signs = False
    for node in body.nodes.values():
        for _outcome, step, _target in moves_of(node):
            asked = names.steps[step].rules if step else ()
            signs = signs or rules.TYPE_HAS_AGREEMENT in asked
            for sentence in _stopped_by(asked, kind):
                yield Fault(sentence.format(typ=kind.name, steg=title_of(body, node.name)), node.name)
    if kind.has_agreement and not signs:
        yield Fault(_("Ärendetypen {typ} har överenskommelse, men inget steg undertecknar den.").format(typ=kind.name))


def _stopped_by(asked: Sequence[object], kind: KindOfMatter) -> Iterator[str]:
    if rules.TYPE_HAS_ANALYSIS in asked and not kind.has_analysis:
        yield _("Ärendetypen {typ} har ingen lägesbild, men steget {steg} kräver en.")
    if rules.TYPE_HAS_NO_ANALYSIS in asked and kind.has_analysis:
        yield _("Ärendetypen {typ} har lägesbild, men steget {steg} går förbi den.")
    if rules.TYPE_HAS_AGREEMENT in asked and not kind.has_agreement:
        yield _("Ärendetypen {typ} har ingen överenskommelse, men steget {steg} kräver en.")
