"""Kontrollen av en processmall: every kind of fault has its sentence, and the shipped one has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import pytest

from workflows.checks import engine_is_used_right, shipped_definitions_are_whole
from workflows.definitions import NAMES, check, parse, shipped_bodies
from workflows.definitions.faults import Fault

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


ANNOUNCED = {"law": "announcement"}
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
    "a function whose role is not responsible": (
        lambda nodes: nodes["approve_director"].update(assignee="unit_head_of_case"),
        "Steget Godkänn förslag till beslut tilldelas chefen för ärendets enhet, men rollen enhetschef är inte",
    ),
    "a function that may choose nothing": (
        lambda nodes: nodes["distribute"].update(assignee="chair_of_body", roles=["registrar", "chair"]),
        "tilldelas ordföranden i ärendets nämnd, som inte får välja något av utfallen.",
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
    "a clock whose day no matter holds": (
        lambda nodes: (nodes["distribute"].pop("days"), nodes["distribute"].update(deadline={"law": "appeal"})),
        "Steget Expediera beslutet har fristen ”Överklagande, 3 veckor (KL 13:5)”. Dagen som den räknas från finns",
    ),
    "a clock before the day that it counts from": (
        lambda nodes: (nodes["record_decision"].pop("days"), nodes["record_decision"].update(deadline=ANNOUNCED)),
        "Steget Registrera beslut har fristen ”Tillkännagivande, 2 dagar (KL 8:12)”, som inte kan räknas i läget",
    ),
    "a kind of document that nobody registers": (
        lambda nodes: nodes["distribute"].update(documents=["papyrus"]),
        "Steget Expediera beslutet använder namnet papyrus som inte finns.",
    ),
    "a rule that nobody registered": (
        lambda nodes: nodes["distribute"].update(rules=["be-nice"]),
        "Steget Expediera beslutet använder namnet be-nice som inte finns.",
    ),
    "a rule that the step itself makes true": (
        lambda nodes: nodes["approve_director"].update(rules=["approved-by-all"]),
        "Steget Godkänn förslag till beslut kräver ”Förslaget är godkänt”, men det blir uppfyllt först av",
    ),
}


def test_a_fault_names_the_step_where_it_is_mended() -> None:
    (fault,) = faults(lambda nodes: nodes.update(lost={**nodes["propose"], "title": "Vila"}))

    assert (fault.sentence, fault.node) == ("Steget Vila kan inte nås.", "lost")


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "sentence"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_found_and_told(change: Callable[[Any], Any], sentence: str) -> None:
    assert any(sentence in fault.sentence for fault in faults(change))
