"""Kontrollen av en processmall: every kind of fault has its sentence, and the shipped one has none."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import pytest
from django.utils import timezone

from accounts.capacity import SYSTEM
from workflows.checks import engine_is_used_right, shipped_definitions_are_whole
from workflows.compiled import __getattr__ as compiled
from workflows.definitions import NAMES, check, parse, shipped_bodies
from workflows.definitions.body import BodyError
from workflows.definitions.deadline import DeadlineRule
from workflows.definitions.faults import Fault
from workflows.models import ProcessDefinition, TaskKind
from workflows.services import DefinitionFaulty, publish_definition, publish_shipped

Body = dict[str, Any]


def shipped() -> Body:
    return deepcopy(shipped_bodies()["agreement"])


def faults(change: Callable[[Body], Any]) -> list[Fault]:
    body = shipped()
    change(body["nodes"] if "nodes" in change.__code__.co_varnames else body)
    return check(parse(body), NAMES)


@pytest.mark.parametrize("code", ["agreement", "delegation", "motion", "policy"])
def test_the_shipped_definitions_have_no_fault(code: str) -> None:
    assert check(parse(shipped_bodies()[code]), NAMES) == []


def test_no_check_of_the_system_finds_a_fault() -> None:
    assert shipped_definitions_are_whole() == []
    assert engine_is_used_right() == []


def _nested(nodes: Body, depth: int) -> None:
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


FAULTS: Mapping[str, tuple[Callable[[Any], Any], str]] = {
    "it starts nowhere": (lambda body: body.update(start="nowhere"), "Processen saknar ett första steg."),
    "an act enters nowhere": (
        lambda body: body["entries"].update(take_back="nowhere"),
        "Ingången Ta tillbaka förslaget leder till ett steg som inte finns.",
    ),
    "an act that is no step enters": (
        lambda body: body["entries"].update(rubber_stamp="write_report"),
        "Ingången rubber_stamp leder till ett steg som inte finns.",
    ),
    "a step leads nowhere that exists": (
        lambda nodes: nodes["propose"].update(next="nowhere"),
        "Steget Gå vidare till förslag till beslut leder till nowhere som inte finns.",
    ),
    "a step leads nowhere": (
        lambda nodes: nodes["propose"].pop("next"),
        "Steget Gå vidare till förslag till beslut leder inte vidare.",
    ),
    "a node is never reached": (
        lambda nodes: nodes.update(lost={**nodes["propose"], "title": "Vila"}),
        "Steget Vila kan inte nås.",
    ),
    "no end is reached": (
        lambda nodes: nodes["close_case"]["outcomes"].pop("close"),
        "går det inte att nå slutet",
    ),
    "it has no end": (
        lambda nodes: (nodes["close_case"]["outcomes"].pop("close"), nodes.pop("done")),
        "Processen har inget slut.",
    ),
    "it ends in the wrong state": (
        lambda nodes: nodes["close_case"]["outcomes"]["keep_open"].update(next="done"),
        "Processen kan ta slut i läget Expediering.",
    ),
    "a step is not legal where it is reached": (
        lambda nodes: nodes["complete_case"]["outcomes"]["start_situation_analysis"].update(step="close"),
        "Utfallet Avsluta ärendet i steget Komplettera ärendet är inte tillåtet i läget Utkast.",
    ),
    "a node is reached in a state that it is not for": (
        lambda nodes: nodes["write_report"].update(states=["decision"]),
        "Steget Skriv förslag till beslut kan nås i läget Förslag till beslut som det inte är till för.",
    ),
    "a choice does not cover what its fact may say": (
        lambda nodes: nodes["after_decision"]["ways"].pop("noted"),
        "Valet Vad beslutades? saknar väg för Noteras.",
    ),
    "a step that nobody knows": (
        lambda nodes: nodes["propose"].update(step="fly"),
        "Steget Gå vidare till förslag till beslut använder namnet fly som inte finns.",
    ),
    "an action that nobody registered": (
        lambda nodes: nodes["write_report"]["outcomes"]["send_for_approval"].update(action="fly"),
        "Steget Skriv förslag till beslut använder namnet fly som inte finns.",
    ),
    "an assignee that nobody knows": (
        lambda nodes: nodes["write_report"].update(assignee="neighbour"),
        "Steget Skriv förslag till beslut använder namnet neighbour som inte finns.",
    ),
    "a fact that nobody knows": (
        lambda nodes: nodes["after_decision"].update(fact="weather"),
        "Steget Vad beslutades? använder namnet weather som inte finns.",
    ),
    "a collection that nobody knows": (
        lambda nodes: nodes["each_signer"].update(collection="stamps"),
        "Steget Alla parter använder namnet stamps som inte finns.",
    ),
    "a job that nobody knows": (
        lambda nodes: nodes["render_extract"].update(job="dream"),
        "Steget Gör protokollsutdraget som pdf använder namnet dream som inte finns.",
    ),
    "a role that does not exist": (
        lambda nodes: nodes["distribute"].update(roles=["king"]),
        "Steget Expediera beslutet använder namnet king som inte finns.",
    ),
    "a state that does not exist": (
        lambda nodes: nodes["distribute"].update(states=["limbo"]),
        "Steget Expediera beslutet använder namnet limbo som inte finns.",
    ),
    "a step that is nobody's": (
        lambda nodes: nodes["distribute"].update(roles=[]),
        "Steget Expediera beslutet saknar ansvarig roll.",
    ),
    "a step without outcome": (
        lambda nodes: nodes["distribute"].update(outcomes={}, next="close_case"),
        "Steget Expediera beslutet saknar utfall.",
    ),
    "a step without state": (
        lambda nodes: nodes["distribute"].update(states=[]),
        "Steget Expediera beslutet saknar läge.",
    ),
    "an outcome without path": (
        lambda nodes: nodes["confirm_decision"]["outcomes"]["reject"].update(next=""),
        "Utfallet Beslutet är fel registrerat i steget Bekräfta registrerat beslut leder inte vidare.",
    ),
    "an outcome that nobody who has the task may choose": (
        lambda nodes: nodes["distribute"].update(roles=["auditor"]),
        "Ingen som är ansvarig för steget Expediera beslutet får välja utfallet Expediera beslutet.",
    ),
    "an automatic step that does nothing": (
        lambda nodes: nodes["propose"].pop("step"),
        "Det automatiska steget Gå vidare till förslag till beslut saknar vad som ska göras.",
    ),
    "an automatic step that is not legal where it is reached": (
        lambda nodes: nodes["propose"].update(step="close"),
        "Steget Gå vidare till förslag till beslut är inte tillåtet i läget Lägesbild.",
    ),
    "a job that does nothing": (
        lambda nodes: nodes["render_extract"].pop("job"),
        "Jobbet Gör protokollsutdraget som pdf saknar vad som ska göras.",
    ),
    "a fork that follows nothing": (
        lambda nodes: nodes["each_signer"].pop("collection"),
        "Förgreningen Alla parter saknar vad den ska följa eller sin första uppgift.",
    ),
    "a fork that goes nowhere when there is nothing to follow": (
        lambda nodes: nodes["each_signer"].pop("next"),
        "Steget Alla parter leder inte vidare.",
    ),
    "a choice without question": (
        lambda nodes: nodes["after_decision"].pop("fact"),
        "Valet Vad beslutades? saknar en fråga.",
    ),
    "a choice with a way that is never taken": (
        lambda nodes: nodes["after_signing"]["ways"].update(maybe="finish_signing"),
        "Valet Har alla undertecknat? har en väg för maybe, som frågan aldrig ger.",
    ),
    "a choice comes first": (
        lambda body: body["entries"].update(take_back="after_decision"),
        "Valet Vad beslutades? måste komma efter ett steg.",
    ),
    "a unit that does not exist": (
        lambda nodes: nodes["distribute"].update(unit="NOWHERE"),
        "Steget Expediera beslutet använder namnet NOWHERE som inte finns.",
    ),
    "a law that has no clock": (
        lambda nodes: (nodes["distribute"].pop("days"), nodes["distribute"].update(deadline={"law": "hammurabi"})),
        "Steget Expediera beslutet använder namnet hammurabi som inte finns.",
    ),
    "a kind of document that nobody registers": (
        lambda nodes: nodes["distribute"].update(documents=["papyrus"]),
        "Steget Expediera beslutet använder namnet papyrus som inte finns.",
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
        lambda nodes: _nested(nodes, 4),
        "Grenarna från Nivå 4 ligger för djupt.",
    ),
}


def test_branches_three_deep_are_allowed() -> None:
    assert faults(lambda nodes: _nested(nodes, 3)) == []


def test_a_fault_names_the_step_where_it_is_mended() -> None:
    (fault,) = faults(lambda nodes: nodes.update(lost={**nodes["propose"], "title": "Vila"}))

    assert (fault.sentence, fault.node) == ("Steget Vila kan inte nås.", "lost")


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "sentence"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_found_and_told(change: Callable[[Any], Any], sentence: str) -> None:
    assert any(sentence in fault.sentence for fault in faults(change))


def _renamed(name: str) -> Callable[[Body], Any]:
    return lambda body: body["nodes"].update({name: body["nodes"]["done"]})


def _distribute_by(body: Body, deadline: Body) -> None:
    node = body["nodes"]["distribute"]
    node.pop("days")
    node["deadline"] = deadline


NOT_A_DEFINITION: Mapping[str, Callable[[Body], Any]] = {
    "a node has the name of something in viewflow": _renamed("lock_impl"),
    "a node has the name of our own": _renamed("entries"),
    "a node has the name of an entry": _renamed("enter_write_report"),
    "a node's name is no identifier": _renamed("Klart!"),
    "a title is a template": lambda body: body["nodes"]["done"].update(title="{{ settings.SECRET_KEY }}"),
    "a title is a template tag": lambda body: body.update(title="{% debug %}"),
    "a node is of no kind": lambda body: body["nodes"]["done"].update(kind="timer"),
    "a node says something unknown": lambda body: body["nodes"]["done"].update(code="import os"),
    "an outcome says something unknown": lambda body: body["nodes"]["distribute"]["outcomes"]["distribute"].update(x=1),
    "a deadline is of no kind": lambda body: _distribute_by(body, {"moons": 2}),
    "a deadline is two": lambda body: _distribute_by(body, {"days": 2, "working_days": 2}),
    "a deadline has no number": lambda body: _distribute_by(body, {"days": "two"}),
    "a deadline is before the work": lambda body: _distribute_by(body, {"before_meeting": -1}),
    "a law has no name": lambda body: _distribute_by(body, {"law": ""}),
    "a deadline is written twice": lambda body: body["nodes"]["distribute"].update(deadline={"days": 2}),
    "there are no nodes": lambda body: body.pop("nodes"),
}


@pytest.mark.parametrize("change", NOT_A_DEFINITION.values(), ids=NOT_A_DEFINITION.keys())
def test_what_is_not_a_definition_is_not_read(change: Callable[[Body], Any]) -> None:
    body = shipped()
    change(body)

    with pytest.raises(BodyError):
        parse(body)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({"days": 3}, DeadlineRule("days", 3)),
        ({"deadline": {"days": 3}}, DeadlineRule("days", 3)),
        ({"deadline": {"working_days": 5}}, DeadlineRule("working_days", 5)),
        ({"deadline": {"before_meeting": 7}}, DeadlineRule("before_meeting", 7)),
        ({"deadline": {"law": "appeal"}}, DeadlineRule("law", law="appeal")),
        ({}, None),
    ],
)
def test_a_deadline_is_data_and_days_are_read_as_they_were_written_before(written: Body, read: object) -> None:
    body = shipped()
    node = {name: value for name, value in body["nodes"]["distribute"].items() if name != "days"}
    body["nodes"]["distribute"] = node | written

    definition = parse(body)

    assert definition.nodes["distribute"].deadline == read
    assert check(definition, NAMES) == []


@pytest.mark.django_db
def test_the_kinds_of_tasks_have_their_deadline_however_it_was_written() -> None:
    body = shipped()
    del body["nodes"]["close_case"]["days"]
    body["nodes"]["close_case"]["deadline"] = {"working_days": 5}
    _distribute_by(body, {"days": 4})
    publish_definition(body=body, actor=SYSTEM, at=timezone.now())

    kinds = {kind.name: (kind.days, kind.deadline) for kind in TaskKind.objects.all()}

    assert kinds["write_report"] == (15, {"days": 15})
    assert kinds["distribute"] == (4, {"days": 4})
    assert kinds["close_case"] == (None, {"working_days": 5})


@pytest.mark.django_db
def test_a_faulty_definition_is_not_published_and_every_fault_is_told() -> None:
    body = shipped()
    body["nodes"]["propose"]["step"] = "fly"
    body["nodes"]["render_extract"]["job"] = "dream"

    with pytest.raises(DefinitionFaulty) as refusal:
        publish_definition(body=body, actor=SYSTEM, at=timezone.now())
    assert len(refusal.value.reasons) == 2
    assert not ProcessDefinition.objects.exists()


@pytest.mark.django_db
def test_the_same_definition_again_is_the_same_version_and_a_change_is_the_next() -> None:
    firsts = publish_shipped(actor=SYSTEM, at=timezone.now())
    again = publish_shipped(actor=SYSTEM, at=timezone.now())
    first = next(row for row in firsts if row.code == "agreement")
    body = shipped()
    body["nodes"]["close_case"]["days"] = 60

    second = publish_definition(body=body, actor=SYSTEM, at=timezone.now())

    assert again == firsts
    assert (first.version, second.version) == (1, 2)
    assert json.loads(second.body) == body


@pytest.mark.parametrize("name", ["agreement_v99", "agreement", "__wrapped__", "agreement_v1; drop"])
@pytest.mark.django_db
def test_a_version_that_nobody_published_does_not_exist(name: str) -> None:
    with pytest.raises(AttributeError):
        compiled(name)
