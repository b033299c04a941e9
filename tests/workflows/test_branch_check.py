"""Kontrollen av grenar: every fork has a join of its own where its branches meet, and nothing strays in or out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.workflows.definitions import Body, changed, side_by_side, within_preparation
from workflows.definitions import NAMES, check, parse


def faults(code: str, *changes: Callable[[Body], Any]) -> list[str]:
    """What the check says of a shipped definition after the changes of its nodes."""
    body = changed(code, lambda nodes: [change(nodes) for change in changes])
    return [fault.sentence for fault in check(parse(body), NAMES)]


def nested(nodes: Body, depth: int) -> None:
    """Forks within forks around the signing: level 1 is the outermost."""
    fork, join = nodes["each_signer"], nodes["all_signed"]
    for level in range(2, depth + 1):
        inner = {"kind": "each", "title": f"Nivå {level}", "collection": "waiting_slots", "next": f"met_{level}"}
        nodes[f"fork_{level}"] = {**inner, "each": fork["each"]}
        nodes[f"met_{level}"] = {"kind": "join", "title": f"Möte {level}", "next": fork["next"]}
        for path in (
            *nodes["sign_agreement"]["outcomes"].values(),
            *nodes["confirm_signature"]["outcomes"].values(),
        ):
            path["next"] = f"met_{level}" if path["next"] == fork["next"] else path["next"]
        fork["each"] = f"fork_{level}"
        fork = nodes[f"fork_{level}"]
    assert join["kind"] == "join"


FOR_EACH: Mapping[str, tuple[Callable[[Body], Any], str]] = {
    "a fork that follows nothing": (
        lambda nodes: nodes["each_signer"].pop("collection"),
        "Förgreningen Alla parter saknar vad den ska följa eller sin första uppgift.",
    ),
    "a fork that goes nowhere when there is nothing to follow": (
        lambda nodes: nodes["each_signer"].pop("next"),
        "Steget Alla parter leder inte vidare.",
    ),
    "a transition is fired inside a branch": (
        lambda nodes: nodes["sign_agreement"]["outcomes"]["decline"].update(step="not_concluded"),
        "Steget Underteckna överenskommelsen ändrar ärendets läge inne i en gren.",
    ),
    "branches that do not meet in their own join": (
        lambda nodes: nodes["each_signer"].update(next="after_signing"),
        "Grenarna från Alla parter möts inte i en egen förening.",
    ),
    "a branch that ends before it meets the others": (
        lambda nodes: nodes["sign_agreement"]["outcomes"]["decline"].update(next="done"),
        "Grenarna från Alla parter möts inte i en egen förening.",
    ),
    "two forks in one join": (
        lambda nodes: (
            nodes["render_agreement"].update(next="twice"),
            nodes.update(twice={**nodes["each_signer"], "title": "En gång till", "next": "all_signed"}),
        ),
        "Grenarna från En gång till möts inte i en egen förening.",
    ),
    "a join that waits for nobody": (
        lambda nodes: (
            nodes["finish_signing"].update(next="lonely"),
            nodes.update(lonely={"kind": "join", "title": "Ensam", "next": "render_extract"}),
        ),
        "Föreningen Ensam har inga grenar att vänta på.",
    ),
    "a branch that is entered from outside": (
        lambda nodes: nodes["handle_declined"]["outcomes"]["draw_up_again"].update(next="confirm_signature"),
        "Steget Bekräfta underskrift på papper hör till grenarna från Alla parter men kan nås utifrån.",
    ),
    "branches four deep": (
        lambda nodes: nested(nodes, 4),
        "Grenarna från Nivå 4 ligger för djupt.",
    ),
}


@pytest.mark.parametrize(("change", "sentence"), FOR_EACH.values(), ids=FOR_EACH.keys())
def test_a_fault_of_one_branch_for_each_is_found_and_told(change: Callable[[Body], Any], sentence: str) -> None:
    assert any(sentence in told for told in faults("agreement", change))


def test_branches_three_deep_are_allowed() -> None:
    assert faults("agreement", lambda nodes: nested(nodes, 3)) == []


@pytest.mark.parametrize("change", [side_by_side, within_preparation])
def test_fixed_branches_that_meet_have_no_fault(change: Callable[[Body], Any]) -> None:
    assert faults("policy", change) == []


def approves(nodes: Body, node: str) -> Body:
    """The outcomes of one of the two approvals."""
    found: Body = nodes[node]["outcomes"]
    return found


def _detour(nodes: Body, to: str) -> None:
    """The deputy's approval leads to a choice first."""
    approves(nodes, "approve_deputy")["approve"]["next"] = "which_way"
    ways = dict.fromkeys(NAMES.facts["referred_back_to"].values, "both") | {"analysis": to}
    nodes["which_way"] = {"kind": "choice", "title": "Vart?", "fact": "referred_back_to", "ways": ways}


SIDE_BY_SIDE: Mapping[str, tuple[Callable[[Body], Any], str]] = {
    "only one branch": (
        lambda nodes: nodes["together"].update(branches=["approve_deputy"]),
        "De parallella stegen Två godkännanden behöver minst två grenar.",
    ),
    "the same branch twice": (
        lambda nodes: nodes["together"].update(branches=["approve_deputy", "approve_deputy"]),
        "De parallella stegen Två godkännanden behöver minst två grenar.",
    ),
    "a branch that begins nowhere": (
        lambda nodes: nodes["together"].update(branches=["approve_deputy", "nobody"]),
        "Steget Två godkännanden leder till nobody som inte finns.",
    ),
    "no join": (
        lambda nodes: nodes["together"].pop("next"),
        "Steget Två godkännanden leder inte vidare.",
    ),
    "a join that does not exist": (
        lambda nodes: nodes["together"].update(next="nowhere"),
        "Steget Två godkännanden leder till nowhere som inte finns.",
    ),
    "a join that is none": (
        lambda nodes: nodes["together"].update(next="approve_director"),
        "Grenarna från Två godkännanden möts inte i en egen förening.",
    ),
    "the join of others": (
        lambda nodes: nodes["together"].update(next="report_ready"),
        "Grenarna från Två godkännanden möts inte i en egen förening.",
    ),
    "a branch that is nothing but the join": (
        lambda nodes: nodes["together"].update(branches=["approve_unit_head", "both"]),
        "Steget Båda har godkänt hör till grenarna från Två godkännanden men kan nås utifrån.",
    ),
    "a branch that never comes to the join": (
        lambda nodes: approves(nodes, "approve_deputy")["approve"].update(next="prepare_report"),
        "Grenarna från Två godkännanden möts inte i en egen förening.",
    ),
    "branches that become one before the join": (
        lambda nodes: approves(nodes, "approve_unit_head")["approve"].update(next="approve_deputy"),
        "Grenarna från Två godkännanden möts inte i en egen förening.",
    ),
    "a branch that is entered from outside": (
        lambda nodes: nodes["write_report"]["outcomes"].update(
            resend={"step": "send_for_approval", "action": "send_for_approval", "next": "approve_deputy"}
        ),
        "Steget Godkänn förslag till beslut hör till grenarna från Två godkännanden men kan nås utifrån.",
    ),
    "a transition in a branch": (
        lambda nodes: approves(nodes, "approve_deputy")["approve"].update(step="approve_and_submit"),
        "Steget Godkänn förslag till beslut ändrar ärendets läge inne i en gren.",
    ),
    "a way on past the join": (
        lambda nodes: approves(nodes, "approve_deputy").update(
            skip={"step": "approve_and_submit", "action": "approve_as_deputy", "next": "record_decision"}
        ),
        "Steget Registrera nämndens förslag hör till grenarna från Två godkännanden men kan nås utifrån.",
    ),
    "a branch that nobody leaves by an outcome": (
        lambda nodes: _detour(nodes, "prepare_report"),
        "Steget Vart? lämnar grenarna från Två godkännanden. Det kan bara ett utfall av en uppgift göra.",
    ),
    "two approvals in one role": (
        lambda nodes: nodes.update(approve_deputy={**nodes["approve_unit_head"]}),
        "Två grenar från Två godkännanden godkänner som enhetschef. Var och en godkänner en gång.",
    ),
}


@pytest.mark.parametrize(("change", "sentence"), SIDE_BY_SIDE.values(), ids=SIDE_BY_SIDE.keys())
def test_a_fault_of_fixed_branches_is_found_and_told(change: Callable[[Body], Any], sentence: str) -> None:
    assert any(sentence in told for told in faults("policy", side_by_side, change))


def test_a_choice_inside_a_branch_is_allowed() -> None:
    assert faults("policy", side_by_side, lambda nodes: _detour(nodes, "both")) == []


def _in_the_agreement(nodes: Body) -> None:
    """Two approvals beside each other, and one of them may take the matter back to its analysis."""
    approval = nodes["approve_deputy"]
    nodes["approve_unit_head"] = {
        **approval,
        "roles": ["unit_head"],
        "outcomes": {name: {**path, "action": "approve_as_unit_head"} for name, path in approval["outcomes"].items()},
    }
    side_by_side(nodes)
    back = {"step": "reopen_analysis", "action": "reopen_analysis", "next": "prepare_analysis"}
    nodes["approve_unit_head"]["outcomes"]["reopen_analysis"] = back


def test_who_leaves_the_branches_may_take_the_matter_back_to_another_state() -> None:
    assert faults("agreement", _in_the_agreement) == []


def test_a_role_that_is_asked_again_before_the_text_is_sent_anew_is_a_fault() -> None:
    def asks_twice(nodes: Body) -> None:
        nodes["once_more"] = {**nodes["approve_unit_head"], "title": "Godkänn igen"}
        nodes["approve_unit_head"]["outcomes"] = {
            **nodes["approve_unit_head"]["outcomes"],
            "approve": {**nodes["approve_unit_head"]["outcomes"]["approve"], "next": "once_more"},
        }

    assert faults("policy", asks_twice) == [
        "Steget Godkänn igen godkänner som enhetschef, men det är redan gjort när ärendet kommer dit."
    ]
