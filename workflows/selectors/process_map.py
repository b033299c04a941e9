"""Processen som bild och lista: the definition that a matter follows, a published version of it, or a draft."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.capacity import Actor
from cases.models import Case
from diarium.states import DocumentKind
from workflows.definitions.body import Body, Node
from workflows.definitions.deadline import DeadlineRule
from workflows.definitions.names import NAMES
from workflows.selectors.frame import case_process, process_facts, tasks_now
from workflows.selectors.process_picture import Picture, in_order, picture_of, ways_of, who_does

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Way:
    """Väg ur ett steg: its words and the step it leads to."""

    label: str
    to: str
    number: int
    back: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Rad i listan."""

    name: str
    title: str
    kind: str
    who: str
    current: bool
    ways: Sequence[Way] = field(default_factory=tuple)
    demands: Sequence[str] = field(default_factory=tuple)
    faults: Sequence[str] = field(default_factory=tuple)
    url: str = ""


@dataclass(frozen=True, slots=True)
class ProcessPage:
    """Processen."""

    name: str | _StrPromise
    picture: Picture
    lines: Sequence[Line]


def process_page(actor: Actor, case: Case) -> ProcessPage | None:
    """The process of the matter with the steps that wait now; None where it has none."""
    facts, process = process_facts(actor, case), case_process(case)
    if facts is None or process is None:
        return None
    now = {task.flow_task.name for task in tasks_now(case)}
    return page_of_body(process.flow_class.body, name=str(facts.name), now=now)


def page_of_body(
    body: Body,
    *,
    name: str = "",
    now: Collection[str] = (),
    faults: Mapping[str, Sequence[str]] | None = None,
    addresses: Mapping[str, str] | None = None,
) -> ProcessPage:
    """A definition as picture and list; for a draft with what is wrong in each step and where it is changed."""
    faults, addresses = faults or {}, addresses or {}
    placed = in_order(body)
    picture = picture_of(body, title=name, now=now, faulty=set(faults), addresses=addresses)
    lines = [_line(body, body.nodes[one], placed, now, faults.get(one, ()), addresses.get(one, "")) for one in placed]
    return ProcessPage(name or _(body.title), picture, lines)


def _line(body: Body, node: Node, placed: Sequence[str], now: Collection[str], faults: Sequence[str], url: str) -> Line:
    ways = []
    for label, target in ways_of(node):
        if target in body.nodes:
            back = placed.index(target) <= placed.index(node.name)
            ways.append(Way(label, _(body.nodes[target].title), placed.index(target) + 1, back))
    return Line(
        node.name, _(node.title), node.kind, who_does(node), node.name in now, ways, list(_demands(node)), faults, url
    )


def _demands(node: Node) -> Iterator[str]:
    """What else a step says of itself: whose it becomes, its unit, its deadline, its documents and rules."""
    if node.assignee:
        yield _("Tilldelas: {namn}").format(namn=NAMES.label(node.assignee))
    if node.unit:
        yield _("Enhet: {namn}").format(namn=node.unit)
    if node.deadline:
        yield _("Klar: {frist}").format(frist=deadline_in_words(node.deadline))
    if node.documents:
        kinds = ", ".join(str(DocumentKind(kind).label) for kind in node.documents if kind in DocumentKind.values)
        yield _("Kräver: {handlingar}").format(handlingar=kinds)
    for rule in (NAMES.rules[name] for name in node.rules if name in NAMES.rules):
        yield _("Villkor: {villkor}").format(villkor=rule.done)


def deadline_in_words(rule: DeadlineRule) -> str:
    """“inom 5 dagar”, “7 dagar före sammanträdet”, or the clock of a law."""
    n = rule.amount
    match rule.kind:
        case "days":
            return ngettext("inom {n} dag", "inom {n} dagar", n).format(n=n)
        case "working_days":
            return ngettext("inom {n} arbetsdag", "inom {n} arbetsdagar", n).format(n=n)
        case "before_meeting":
            return ngettext("{n} dag före sammanträdet", "{n} dagar före sammanträdet", n).format(n=n)
        case "law":
            return str(NAMES.laws[rule.law].label) if rule.law in NAMES.laws else rule.law
