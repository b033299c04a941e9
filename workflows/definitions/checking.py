"""Kontroll av en processmall: its form and names first, then the walk (`engine.md` §10). It reads nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from accounts import policy
from accounts.models import Role
from cases.states import CaseState
from diarium.states import DocumentKind
from workflows.definitions.body import FORKS, Body, Node
from workflows.definitions.branching import branches, open_ended
from workflows.definitions.case_type import KindOfMatter, given_twice, may, role_of, suits
from workflows.definitions.faults import Fault, outcome_of, state_of, title_of
from workflows.definitions.names import Names
from workflows.definitions.walking import ends, walk


def check(body: Body, names: Names, kinds: Iterable[KindOfMatter] = ()) -> list[Fault]:
    """Allt som är fel i mallen, each with the step where it is mended; empty = it may be published.

    `kinds` are the case types whose matters begin in it.
    """
    found = list(_form(body, names))
    if not found:
        reached: dict[str, set[str]] = {}
        found += walk(body, names, reached)
        found += ends(body, reached)
        found += branches(body, names)
    if not found:
        found += given_twice(body, names)
        found += suits(body, names, kinds)
    return list(dict.fromkeys(found))


def _form(body: Body, names: Names) -> Iterator[Fault]:
    if body.start not in body.nodes:
        yield Fault(_("Processen saknar ett första steg."))
    for act, target in body.entries.items():
        if act not in names.steps or target not in body.nodes:
            yield Fault(_("Ingången {namn} leder till ett steg som inte finns.").format(namn=names.label(act)))
    for node in body.nodes.values():
        title = title_of(body, node.name)
        for target in dict.fromkeys((*node.leads_to(), *((node.next,) if node.kind in FORKS and node.next else ()))):
            if target not in body.nodes:
                yield Fault(
                    _("Steget {steg} leder till {mal} som inte finns.").format(steg=title, mal=target), node.name
                )
        yield from _ways_on(node, title)
        yield from (Fault(sentence, node.name) for sentence in _filled_in(node, title, names))
        for name in _unknown(node, names):
            yield Fault(
                _("Steget {steg} använder namnet {namn} som inte finns.").format(steg=title, namn=name), node.name
            )
    yield from _choices_that_come_first(body)


def _ways_on(node: Node, title: str) -> Iterator[Fault]:
    if node.kind != "end" and not node.leads_to():
        yield Fault(_("Steget {steg} leder inte vidare.").format(steg=title), node.name)
        return
    for outcome, path in node.outcomes.items():
        if not path.next:
            told = _("Utfallet {utfall} i steget {steg} leder inte vidare.")
            yield Fault(told.format(utfall=outcome_of(node, outcome), steg=title), node.name)
    if node.kind in ("auto", "job", "join", *FORKS) and not node.next:
        yield Fault(_("Steget {steg} leder inte vidare.").format(steg=title), node.name)


def _filled_in(node: Node, title: str, names: Names) -> Iterator[str]:
    match node.kind:
        case "step":
            if not node.outcomes:
                yield _("Steget {steg} saknar utfall.").format(steg=title)
            if not node.states:
                yield _("Steget {steg} saknar läge.").format(steg=title)
            if not (node.roles or node.assignee):
                yield _("Steget {steg} saknar ansvarig roll.").format(steg=title)
            else:
                yield from _acts_of_nobody(node, title)
                yield from _functions(node, title, names)
            yield from _comes_too_late(node, title, names)
            yield from _not_counted(node, title, names)
        case "auto" if not node.step:
            yield _("Det automatiska steget {steg} saknar vad som ska göras.").format(steg=title)
        case "job" if not node.job:
            yield _("Jobbet {steg} saknar vad som ska göras.").format(steg=title)
        case "each" | "split":
            yield from open_ended(node, title)
        case "choice":
            yield from _ways_of_choice(node, title, names)


def _ways_of_choice(node: Node, title: str, names: Names) -> Iterator[str]:
    if not node.fact:
        yield _("Valet {steg} saknar en fråga.").format(steg=title)
    if node.fact not in names.facts:
        return
    values = names.facts[node.fact].values
    for value in sorted(values - {value for value, target in node.ways.items() if target}):
        yield _("Valet {steg} saknar väg för {varde}.").format(steg=title, varde=names.label(value))
    for value in sorted(set(node.ways) - values):
        yield _("Valet {steg} har en väg för {varde}, som frågan aldrig ger.").format(steg=title, varde=value)


def _acts_of_nobody(node: Node, title: str) -> Iterator[str]:
    """Outcomes that none of those who have the task may choose, whatever the matter."""
    for outcome, path in node.outcomes.items():
        if path.action not in policy.actions() or not set(node.roles) <= set(Role.values):
            continue
        if node.roles and not any(may(role, path.action) for role in node.roles):
            told = _("Ingen som är ansvarig för steget {steg} får välja utfallet {utfall}.")
            yield told.format(steg=title, utfall=outcome_of(node, outcome))


def _functions(node: Node, title: str, names: Names) -> Iterator[str]:
    """Who has the task by a function holds one of its roles, and may choose something."""
    role = names.functions.get(node.assignee, "")
    function = names.label(node.assignee).lower()
    if role and role not in node.roles:
        told = _("Steget {steg} tilldelas {funktion}, men rollen {roll} är inte ansvarig för steget.")
        yield told.format(steg=title, funktion=function, roll=role_of(role))
    elif role and not any(may(role, path.action) for path in node.outcomes.values()):
        told = _("Steget {steg} tilldelas {funktion}, som inte får välja något av utfallen.")
        yield told.format(steg=title, funktion=function)


def _comes_too_late(node: Node, title: str, names: Names) -> Iterator[str]:
    """What the step demands before it and makes true itself."""
    steps = [names.steps[path.step] for path in node.outcomes.values() if path.step in names.steps]
    made_true = {rule.code for facts in steps for rule in facts.fulfils}
    for name in node.rules:
        if name in made_true and name in names.rules:
            told = _("Steget {steg} kräver ”{villkor}”, men det blir uppfyllt först av steget självt.")
            yield told.format(steg=title, villkor=names.rules[name].done)


def _not_counted(node: Node, title: str, names: Names) -> Iterator[str]:
    """A clock of a law that the matter does not hold the day for, when the step has its task."""
    law = names.laws.get(node.deadline.law) if node.deadline else None
    if law is None:
        return
    if not law.counted_in:
        told = _("Steget {steg} har fristen ”{frist}”. Dagen som den räknas från finns inte i ärendet. Välj en annan.")
        yield told.format(steg=title, frist=law.label)
        return
    for state in sorted(set(node.states) - law.counted_in):
        told = _("Steget {steg} har fristen ”{frist}”, som inte kan räknas i läget {lage}.")
        yield told.format(steg=title, frist=law.label, lage=state_of(state))


def _unknown(node: Node, names: Names) -> Iterator[str]:
    for path in node.outcomes.values():
        yield from (path.step,) if path.step not in names.steps else ()
        yield from (path.action,) if path.action not in policy.actions() else ()
    for used, known in (
        (node.assignee, names.assignees),
        (node.collection, names.collections),
        (node.fact, names.facts),
        (node.job, names.jobs),
        (node.step, names.steps),
        (node.deadline.law if node.deadline else "", names.laws),
    ):
        yield from (used,) if used and used not in known else ()
    yield from (role for role in node.roles if role not in Role.values)
    yield from (state for state in node.states if state not in CaseState.values)
    yield from (kind for kind in node.documents if kind not in DocumentKind.values)
    yield from (rule for rule in node.rules if rule not in names.rules)
    if node.unit and not names.is_unit(node.unit):
        yield node.unit


def _choices_that_come_first(body: Body) -> Iterator[Fault]:
    """A choice reads what the step before it left behind."""
    firsts = {
        body.start,
        *body.entries.values(),
        *(one for node in body.nodes.values() for one in (node.each, *node.branches)),
    }
    for name in sorted(firsts & {node.name for node in body.nodes.values() if node.kind == "choice"}):
        yield Fault(_("Valet {steg} måste komma efter ett steg.").format(steg=title_of(body, name)), name)
