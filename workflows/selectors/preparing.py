"""Beredningen enligt ärendets process: the steps before a meeting, as the version that the matter follows has them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from cases.models import Case
from cases.states import CaseState, ReferralKind, ReferralState
from workflows.definitions.body import Body, Node
from workflows.definitions.deadline import DeadlineRule
from workflows.definitions.names import NAMES
from workflows.selectors.frame import case_process, tasks_now
from workflows.selectors.process_picture import main_path, way_on, who_does
from workflows.selectors.version_move import open_tasks_of

DECIDING = frozenset({"record_decision", "decide_by_delegation"})
QUESTIONS: Mapping[str, ReferralKind] = {
    "open_referrals": ReferralKind.REFERRAL,
    "open_contributions": ReferralKind.CONTRIBUTION,
}
StageKind = Literal["approval", "sending", "analysis", "referral", "contribution", "step"]


@dataclass(frozen=True, slots=True)
class Stage:
    """Steg före beslutet. `after` names the stages that begin when it is done; none = the body's own treatment.

    `treated` says that the matter is already up for decision in it. A question (`referral`, `contribution`) is `asked`
    when anybody has been, and `answer_due` is the last day given to those who have not answered.
    """

    name: str
    kind: StageKind
    title: str
    who: str
    rule: DeadlineRule | None
    treated: bool
    after: tuple[str, ...]
    done: bool
    asked: bool = False
    answer_due: date | None = None


def stages_of(case: Case, *, in_council: bool) -> list[Stage]:
    """Stegen i ordning, those that the matter has passed too. Empty where it has no process.

    In a process where a board prepares what the council decides, the board's own treatment is a step before the
    council's meeting, but none before its own.
    """
    process = case_process(case)
    if process is None or process.flow_class is None:
        return []
    tasks = tasks_now(case) or open_tasks_of([process.pk])  # while a job is done nobody has a task
    now = {task.flow_task.name for task in tasks if task.flow_task is not None}
    asked = case.referrals.values("kind").annotate(n=Count("pk"), due=Max("due", filter=Q(state=ReferralState.SENT)))
    return list(_stages(process.flow_class.body, now, {row["kind"]: row["due"] for row in asked}, in_council))


def _stages(body: Body, now: Collection[str], asked: Mapping[str, date | None], in_council: bool) -> Iterator[Stage]:
    treatments = [name for name in main_path(body) if _decides(body.nodes[name])]
    target = treatments[-1 if in_council else 0] if treatments else ""
    left = set(_in_order(body, now, target))
    questions = {node.each: node for node in body.nodes.values() if node.collection in QUESTIONS}
    for name in _in_order(body, [*now, body.start], target):
        node = body.nodes[name]
        if node.kind != "step" or name == target:
            continue
        stage = Stage(
            name,
            _kind(node),
            _(node.title),
            who_does(node),
            node.deadline,
            treated=set(node.states) == {CaseState.DECISION},
            after=tuple(dict.fromkeys(_entered(body, way_on(body, name), target, set()))),
            done=name not in left,
        )
        fork = questions.get(name)
        yield _question(stage, fork, asked, goes_on=_goes_on(body, fork, left, now)) if fork else stage


def _decides(node: Node) -> bool:
    return any(path.step in DECIDING for path in node.outcomes.values())


def _goes_on(body: Body, fork: Node, left: Collection[str], now: Collection[str]) -> bool:
    """Whether somebody can still be asked, or has not answered."""
    return fork.name in left or not body.region(fork.name).isdisjoint(now)


def _question(stage: Stage, fork: Node, asked: Mapping[str, date | None], *, goes_on: bool) -> Stage:
    kind = QUESTIONS[fork.collection]
    due = asked.get(kind)
    return Stage(
        stage.name,
        "referral" if kind == ReferralKind.REFERRAL else "contribution",
        stage.title,
        stage.who,
        stage.rule,
        stage.treated,
        stage.after,
        done=not goes_on or (kind in asked and due is None),
        asked=kind in asked,
        answer_due=due,
    )


def _kind(node: Node) -> StageKind:
    steps = [path.step for path in node.outcomes.values()]
    given = {NAMES.steps[step].approval for step in steps}
    if "gives" in given:
        return "approval"
    if "asks" in given:
        return "sending"
    return "analysis" if "conclude_analysis" in steps else "step"


def _onward(body: Body, name: str, target: str) -> Sequence[str]:
    """Where the main way leads from a node: into every branch of a fork, and no further than the treatment."""
    node = body.nodes.get(name)
    if node is None or name == target:
        return ()
    if node.kind == "each":
        return [one for one in (node.beside, node.each) if one]
    return node.branches or [one for one in (way_on(body, name),) if one]


def _in_order(body: Body, starts: Collection[str], target: str) -> list[str]:
    """What the main way from the starts passes, each node before those that come after it."""
    met: dict[str, None] = {}
    seen: set[str] = set()
    waiting = [(name, False) for name in sorted(starts) if name in body.nodes]
    while waiting:
        name, gone_through = waiting.pop()
        if gone_through:
            met[name] = None
        elif name not in seen:
            seen.add(name)
            waiting.append((name, True))
            waiting += [(one, False) for one in _onward(body, name, target) if one in body.nodes]
    return list(reversed(met))


def _entered(body: Body, name: str, target: str, seen: set[str]) -> Iterator[str]:
    """The steps that begin when the way reaches a node. Nobody waits for questions that may never be asked."""
    node = body.nodes.get(name)
    if node is None or name == target or name in seen:
        return
    seen.add(name)
    if node.kind == "step":
        yield name
        return
    ways = [node.beside] if node.kind == "each" and node.beside else _onward(body, name, target)
    for one in ways:
        yield from _entered(body, one, target, seen)
