"""Varför kan jag inte? Every condition of a step at once, of what follows by itself too, with the way to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor, Grant
from accounts.rules import Rule, blocked_heading
from audit.rules import Sentence
from cases.models import Case
from cases.selectors.four_eyes import second_person
from cases.selectors.frame import CheckItem
from cases.selectors.held import holds
from cases.selectors.page import address
from workflows import nodes
from workflows.definitions.names import NAMES
from workflows.selectors.requirements import required
from workflows.selectors.wording import first_step

if TYPE_CHECKING:
    from workflows.selectors.task import Choice

ADDED = frozenset({"has-recipient", "has-decision-point", "has-party", "analysis-has-source", "analysis-has-area"})


@dataclass(frozen=True, slots=True)
class Blocked:
    """Utfall som inte går att välja än, with everything that is missing for it."""

    heading: str
    items: tuple[CheckItem, ...]


def conditions(case: Case, node: Any, outcome: str) -> list[Rule]:
    """The rules of the outcome's step and of the steps that follow by themselves, without what the way makes true.

    What the definition wants for the way on and the approvals that are still needed are among them.
    """
    path = node.outcomes[outcome]
    found: list[Rule] = required(case, node, outcome)
    made_true: set[Rule] = set()
    step, following = path.step, _after_the_branches(case, node, path.next)
    while step:
        facts = NAMES.steps[step]
        made_true.update(facts.fulfils)
        told = {rule.code for rule in found}
        found += [rule for rule in facts.rules if rule not in made_true and rule.code not in told]
        step, following = _by_itself(case, following)
    return found


def _after_the_branches(case: Case, node: Any, following: Any) -> Any:
    """What comes next; for the last of the branches what stands after them: beside an `each`, or of a `split`."""
    if isinstance(following, nodes.Join):
        for fan in (getattr(node.flow_class, name) for name in node.flow_class.body.nodes):
            beside = isinstance(fan, nodes.ForEach) and fan.beside and fan.beside.name == node.name
            if beside and not _under_way(case, fan):
                return following._next
            if isinstance(fan, nodes.Split) and fan.join is following and _is_last(case, node, fan):
                return following._next
    return following


def _is_last(case: Case, node: Any, fan: Any) -> bool:
    """Whether no other task of the branches is open, as far as a page has read them."""
    known: tuple[int, list[Task]] | None = case.__dict__.get("_open_tasks")
    if known is None or known[0] != case.version:
        return False
    inside = node.flow_class.body.region(fan.name)
    return not any(task.flow_task.name in inside - {node.name} for task in known[1])


def _under_way(case: Case, fan: Any) -> bool:
    """Whether a branch is: by the open tasks where a page has read them, else by what the branches are about."""
    known: tuple[int, list[Task]] | None = case.__dict__.get("_open_tasks")
    if known is None or known[0] != case.version:
        return bool(fan.over(case))
    return any(task.flow_task.name == fan.each.name for task in known[1])


def _by_itself(case: Case, node: Any) -> tuple[str, Any]:
    """The step that comes without a person, and what comes after it; "" where somebody or something is waited for."""
    while isinstance(node, nodes.Choice):
        try:
            node = node.ways[node.fact(case)]
        except (LookupError, ObjectDoesNotExist):
            return "", None
    if isinstance(node, nodes.Auto):
        return node.step, node._next
    return "", None


def unmet(case: Case, node: Any, outcome: str) -> list[Rule]:
    """What stops the outcome now; a warning stops nothing."""
    rules = [rule for rule in conditions(case, node, outcome) if rule.severity != "warning"]
    return [rule for rule in rules if not holds(rule, case)]


def blocked(actor: Actor, case: Case, node: Any, choices: Iterable[Choice]) -> Iterator[Blocked]:
    """The choices that something stops, each with all that is missing for it."""
    for choice in choices:
        missing = unmet(case, node, choice.outcome)
        if missing:
            doing = choice.words.doing or str(choice.words.label).lower()
            yield Blocked(blocked_heading(doing), tuple(_missing(actor, case, rule) for rule in missing))


def items_of(actor: Actor, case: Case, rules: Iterable[Rule]) -> Iterator[CheckItem]:
    """The rules as lines of a checklist: what is done, and what is missing with the page where it is mended."""
    for rule in rules:
        if holds(rule, case):
            if rule.done and (rule.told_with is None or rule.told_with.holds(case)):
                yield CheckItem(rule.done, "done")
        else:
            yield _missing(actor, case, rule)


def _missing(actor: Actor, case: Case, rule: Rule) -> CheckItem:
    url = address(rule.place, case.uuid) if rule.place and rule.place != "case" else ""
    state = "warning" if rule.severity == "warning" else "missing"
    return CheckItem(rule.sentence, state, url, _link(actor, case, rule) if url else "")  # type: ignore[arg-type]


def _link(actor: Actor, case: Case, rule: Rule) -> str:
    if rule.mended_by and not policy.can(actor, rule.mended_by, case):
        return _("Visa")
    if rule.place == "register_document":
        return _("Registrera")
    return _("Lägg till") if rule.code in ADDED else _("Åtgärda")


def barred(actor: Actor, grants: Sequence[Grant], case: Case, task: Task) -> Sentence:
    """Why this person may not take the step under any of the mandates, though the role is right; empty = may."""
    return second_person(actor, grants, case, first_step(task.flow_task), task.data.get("item"))
