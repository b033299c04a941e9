"""Ärendetyper mot processen: a process that is whole may still let no matter of a kind through, and says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.capacity import SYSTEM
from audit.selectors import check_consistency
from cases.models import CaseType
from cases.services.case import TransitionBlocked
from cases.services.case_type import CaseTypeLines, add_case_type
from cases.states import DecidedBy
from config.walk.kinds import CASE_TYPES
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, PATRIK, RUT
from tests.cases.pages import as_, text
from tests.config import strict_html
from tests.workflows.definitions import Body, agreement, lead_past, published
from workflows import services
from workflows.definitions import NAMES, check, parse, shipped_bodies
from workflows.definitions.case_type import KindOfMatter, approvers
from workflows.services import DefinitionFaulty, publish_definition

AGREEMENT = KindOfMatter("Avtal", ("deputy_director", "director"), has_analysis=True, has_agreement=True)


def told(change: Callable[[Body], Any], kind: KindOfMatter = AGREEMENT) -> list[str]:
    body = agreement()
    change(body["nodes"])
    return [fault.sentence for fault in check(parse(body), NAMES, [kind])]


def _nothing(_nodes: Body) -> None:
    return None


def _without_the_deputy(nodes: Body) -> None:
    nodes.pop("approve_deputy")
    lead_past(nodes, "approve_deputy", "approve_director")


def _with_the_unit_head(nodes: Body) -> None:
    """The head of the unit approves before the deputy."""
    lead_past(nodes, "approve_deputy", "approve_unit_head")
    nodes["approve_unit_head"] = {**nodes["approve_deputy"], "roles": ["unit_head"]}
    nodes["approve_unit_head"]["outcomes"] = {
        name: {**path, "action": "approve_as_unit_head"} for name, path in nodes["approve_deputy"]["outcomes"].items()
    }
    nodes["approve_unit_head"]["outcomes"]["approve"]["next"] = "approve_deputy"


def _past_the_deputy(nodes: Body) -> None:
    """Sent straight to the director the second time."""
    nodes["approve_director"]["outcomes"]["return"]["next"] = "write_again"
    nodes["write_again"] = {**nodes["write_report"], "title": "Skriv om förslaget"}
    nodes["write_again"]["outcomes"] = {
        "send_for_approval": {**nodes["write_report"]["outcomes"]["send_for_approval"], "next": "approve_director"}
    }


@pytest.mark.parametrize("code", ["agreement", "delegation", "motion", "policy"])
def test_the_shipped_processes_suit_their_case_types(code: str) -> None:
    kinds = [
        KindOfMatter(
            row["name"],
            row["approval_chain"],
            row["has_analysis"],
            row["has_agreement"],
            row.get("decided_by", DecidedBy.BOARD),
        )
        for row in CASE_TYPES
        if row["process"] == code
    ]

    assert kinds
    assert check(parse(shipped_bodies()[code]), NAMES, kinds) == []


def test_the_approvers_are_told_in_the_order_of_the_process() -> None:
    assert approvers(parse(shipped_bodies()["policy"]), NAMES) == ["unit_head", "deputy_director", "director"]
    assert approvers(parse(shipped_bodies()["delegation"]), NAMES) == ["unit_head"]


def test_an_approver_that_no_step_asks_is_a_fault_of_the_process() -> None:
    sentence = "Ärendetypen Avtal kräver godkännande av biträdande kommundirektör, men inget steg gör det."

    assert told(_without_the_deputy) == [sentence]
    assert told(_without_the_deputy, replace(AGREEMENT, approval_chain=("director",))) == []


def test_a_way_past_an_approver_is_a_fault_of_the_step_that_submits() -> None:
    sentence = (
        "Ärendetypen Avtal kräver godkännande av biträdande kommundirektör, "
        "men steget Godkänn förslag till beslut kan nås utan det."
    )

    assert told(_past_the_deputy) == [sentence]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (
            replace(AGREEMENT, has_analysis=False),
            "Ärendetypen Avtal har ingen lägesbild, men steget Komplettera ärendet kräver en.",
        ),
        (
            replace(AGREEMENT, has_agreement=False),
            "Ärendetypen Avtal har ingen överenskommelse, men steget Gå vidare till undertecknande kräver en.",
        ),
    ],
)
def test_a_kind_that_lacks_what_a_step_works_with_does_not_suit(kind: KindOfMatter, sentence: str) -> None:
    assert sentence in told(_nothing, kind)


def test_a_kind_that_has_what_the_process_goes_past_does_not_suit() -> None:
    motion = parse(shipped_bodies()["motion"])
    kind = KindOfMatter("Motion", ("director",), has_analysis=True, has_agreement=True)

    sentences = [fault.sentence for fault in check(motion, NAMES, [kind])]

    assert "Ärendetypen Motion har lägesbild, men steget Komplettera ärendet går förbi den." in sentences
    assert "Ärendetypen Motion har överenskommelse, men inget steg undertecknar den." in sentences


def test_a_kind_that_the_council_does_not_decide_does_not_suit_a_process_that_leads_there() -> None:
    motion = parse(shipped_bodies()["motion"])
    kind = KindOfMatter("Motion", ("deputy_director", "director"), decided_by=DecidedBy.BOARD)
    sentence = "Ärendetypen Motion avgörs inte av kommunfullmäktige, men steget Vad föreslogs? förutsätter det."

    assert [fault.sentence for fault in check(motion, NAMES, [kind])] == [sentence]
    assert check(motion, NAMES, [replace(kind, decided_by=DecidedBy.COUNCIL)]) == []


@pytest.mark.django_db
@pytest.mark.matter_before("approve")
def test_a_process_that_no_matter_of_its_kind_comes_through_is_not_published() -> None:
    body = agreement()
    _without_the_deputy(body["nodes"])

    with pytest.raises(DefinitionFaulty) as refusal:
        publish_definition(body=body, actor=SYSTEM, at=timezone.now())

    assert [str(reason) for reason in refusal.value.reasons] == told(_without_the_deputy)


@pytest.mark.django_db
@pytest.mark.matter_before("approve")
@pytest.mark.allows_inconsistency
def test_the_last_approver_reads_whose_approval_can_never_come_and_the_doctor_finds_it() -> None:
    way = builders.the_walk()
    way.perform(PATRIK, "approve_deputy", "approve", 2)
    CaseType.objects.filter(code="agreement").update(approval_chain=["unit_head", "deputy_director", "director"])
    sentence = "Ärendetypen kräver godkännande av enhetschef, men ärendets process har inget sådant steg."

    page = as_(CAMILLA).get(reverse("task", args=[way.task("approve_director")])).content.decode()
    assert sentence in page
    assert reverse("case_process", args=[way.case().uuid]) in page
    assert sentence in text(as_(CAMILLA), reverse("case", args=[way.case().uuid]))
    change = reverse("change_case_type", args=[way.case().case_type_id])
    process = reverse("case_process", args=[way.case().uuid])
    assert change in as_(RUT).get(process).content.decode()
    assert change not in as_(CAMILLA).get(process).content.decode()
    with pytest.raises(TransitionBlocked) as refusal:
        way.perform(CAMILLA, "approve_director", "approve", 2)
    assert any(sentence in str(reason) for reason in refusal.value.reasons)
    assert [one.kind for one in check_consistency()] == ["definition"]


@pytest.mark.django_db
@pytest.mark.matter_before("approve")
@pytest.mark.allows_inconsistency
def test_an_approval_that_was_passed_by_is_named_to_the_last_approver() -> None:
    way = builders.the_walk()
    chain = CaseType.objects.get(code="agreement").approval_chain
    CaseType.objects.filter(code="agreement").update(approval_chain=["director"])
    newer = published(_past_the_deputy)
    CaseType.objects.filter(code="agreement").update(approval_chain=chain)
    services.move_matter(case_id=way.case_id, definition_id=newer.pk, actor=builders.actor(IDA), at=timezone.now())
    way.perform(PATRIK, "approve_deputy", "approve", 2)
    way.perform(CAMILLA, "approve_director", "return", 2, payload={"comment": "Skriv ut kostnaden."})
    way.perform(CATARINA, "write_again", "send_for_approval", 2)

    with pytest.raises(TransitionBlocked) as refusal:
        way.perform(CAMILLA, "approve_director", "approve", 2)

    assert [str(reason) for reason in refusal.value.reasons] == [
        "Förslaget är inte godkänt av biträdande kommundirektör."
    ]


@pytest.mark.django_db
@pytest.mark.matter_before("approve")
def test_an_approver_is_not_required_that_the_version_of_a_running_matter_never_asks() -> None:
    published(_with_the_unit_head)
    rut, where = as_(RUT), reverse("change_case_type", args=[CaseType.objects.get(code="agreement").pk])
    chain = ["unit_head", "deputy_director", "director"]
    form = {field.name: field.value() for field in rut.get(where).context["form"]}
    sent = {name: value for name, value in form.items() if value not in (None, False)}

    answer = rut.post(where, {**sent, "approval_chain": chain})

    assert answer.status_code == 422
    sentence = "Ärendetypen Avtal kräver godkännande av enhetschef, men inget steg gör det."
    assert f"Pågående ärenden följer version 1 av processen. {sentence}" in strict_html.text(answer)
    way = builders.the_walk()
    way.perform(PATRIK, "approve_deputy", "approve", 2)
    assert way.perform(CAMILLA, "approve_director", "approve", 2).state == "decision"
    assert with_the_unit_head().approval_chain == chain


def with_the_unit_head(name: str = "Samarbete") -> CaseType:
    """A type for the newest version of the agreement process, whose matters the head of the unit approves too."""
    published(_with_the_unit_head)
    row = CaseType.objects.get(code="agreement")
    lines = CaseTypeLines(
        name,
        "agreement",
        has_analysis=True,
        has_agreement=True,
        decided_by=row.decided_by,
        appeal_regime=row.appeal_regime,
        approval_chain=("unit_head", "deputy_director", "director"),
    )
    return add_case_type(lines=lines, actor=builders.actor(RUT), at=timezone.now(), key=uuid4().hex)


@pytest.mark.django_db
@pytest.mark.matter_before("approve")
@pytest.mark.allows_inconsistency
def test_an_older_version_has_to_suit_only_the_types_whose_matters_follow_it() -> None:
    row = with_the_unit_head()

    assert list(check_consistency()) == []

    CaseType.objects.filter(code="agreement").update(approval_chain=row.approval_chain)
    assert [(one.object, one.kind) for one in check_consistency()] == [("agreement 1", "definition")]
