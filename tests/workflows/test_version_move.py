"""Flytta pågående ärenden: dry run first, each matter whole or not at all, and never under somebody's hands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task

from accounts.models import Unit
from accounts.policy import NotAllowed
from audit.models import Event
from audit.selectors import check_consistency
from cases import rules
from cases.models import SignatureSlot
from cases.services.case import Stale, TransitionBlocked
from config import walk
from config.walk import ending
from tests import builders
from tests.builders import CAMILLA, IDA, PATRIK, RUT, ULLA
from tests.cases.pages import as_, text
from tests.workflows.definitions import Body, lead_past, published
from workflows import services
from workflows.models import CaseProcess, ProcessDefinition
from workflows.selectors.blocks import conditions
from workflows.selectors.inbox import todo
from workflows.selectors.version_move import move_page, version_of
from workflows.services import MoveRefused

pytestmark = pytest.mark.django_db


def move(way: walk.Walk, definition: ProcessDefinition, person: str = IDA) -> bool:
    return services.move_matter(
        case_id=way.case_id, definition_id=definition.pk, actor=builders.actor(person), at=timezone.now()
    )


def approve(way: walk.Walk, person: str, outcome: str = "approve", **payload: str) -> None:
    """The deputy's word on the text as it is."""
    text = way.case().reports.get().versions.order_by("-number")[0]
    way.perform(person, "approve_deputy", outcome, text.number, payload=payload)


def version(way: walk.Walk) -> int:
    return version_of(CaseProcess.objects.get(case=way.case_id, active=True).flow_class)


def papers(way: walk.Walk) -> list[str]:
    """The parties that sign on paper."""
    slots = SignatureSlot.objects.filter(agreement__case=way.case_id, method="paper")
    return list(slots.order_by("position").values_list("party__name", flat=True))


def moves(way: walk.Walk) -> int:
    return Event.objects.filter(stream=way.case().stream, verb="process_moved").count()


def _longer(nodes: Body) -> None:
    nodes["approve_deputy"]["days"] = 9


def _documented(nodes: Body) -> None:
    nodes["approve_deputy"]["documents"] = ["statement"]


def _another_step(nodes: Body) -> None:
    nodes["deputys_word"] = nodes.pop("approve_deputy")
    lead_past(nodes, "approve_deputy", "deputys_word")


@pytest.mark.matter_before("approve")
def test_a_matter_stands_in_the_same_step_of_the_newer_version_and_goes_on_there() -> None:
    way = builders.the_walk()
    newer = published(_longer)

    assert move(way, newer) is True

    assert version(way) == 2
    assert builders.open_tasks(way) == ["approve_deputy"]
    told = Event.objects.filter(stream=way.case().stream).order_by("-seq")[0]
    assert (told.verb, told.actor_label) == ("process_moved", IDA)
    assert list(check_consistency()) == []
    approve(way, PATRIK)
    assert builders.open_tasks(way) == ["approve_director"]


@pytest.mark.matter_before("approve")
def test_a_matter_that_is_moved_again_is_moved_once() -> None:
    way = builders.the_walk()
    newer = published(_longer)

    assert [move(way, newer), move(way, newer)] == [True, False]

    assert moves(way) == 1


@pytest.mark.matter_before("approve")
def test_a_matter_whose_step_is_gone_stays_where_it_is_and_the_reason_is_told() -> None:
    way = builders.the_walk()
    newer = published(_another_step)

    with pytest.raises(MoveRefused, match=r"Steget Godkänn förslag till beslut finns inte i version 2\."):
        move(way, newer)

    assert (version(way), moves(way)) == (1, 0)
    (fixed,) = move_page(newer).fixed
    assert fixed.number == way.case().entry.printed_number
    assert fixed.reasons == ("Steget Godkänn förslag till beslut finns inte i version 2.",)


@pytest.mark.matter_before("approve")
def test_a_matter_in_a_state_that_the_step_is_not_for_stays() -> None:
    way = builders.the_walk()

    def in_decision(nodes: Body) -> None:
        nodes["elsewhere"] = {**nodes["approve_deputy"]}
        lead_past(nodes, "approve_deputy", "elsewhere")
        nodes["approve_deputy"] = {**nodes["record_decision"]}
        nodes["confirm_decision"]["outcomes"]["reject"]["next"] = "approve_deputy"

    newer = published(in_decision)

    with pytest.raises(MoveRefused, match="är inte till för läget Förslag till beslut i version 2"):
        move(way, newer)


@pytest.mark.matter_before("sign")
def test_a_matter_in_the_middle_of_its_branches_is_moved_with_them_and_joins_once() -> None:
    way = builders.the_walk()
    newer = published(lambda nodes: nodes["sign_agreement"].update(days=60))
    first, *others = papers(way)
    ending._paper(way, builders.slot_of(way, first))

    move(way, newer)

    assert sorted(set(builders.open_tasks(way))) == ["confirm_signature", "sign_agreement"]
    builders.on_slot(way, CAMILLA, "sign_agreement", "sign", "Huddinge")
    builders.on_slot(way, RUT, "confirm_signature", "confirm", first)
    for party in others:
        builders.sign_on_paper(way, party)
    assert builders.open_tasks(way) == ["render_extract"]
    assert list(check_consistency()) == []


@pytest.mark.matter_before("sign")
def test_a_matter_whose_branches_are_others_in_the_newer_version_stays() -> None:
    way = builders.the_walk()

    def one_more_join(nodes: Body) -> None:
        nodes["met"] = {**nodes.pop("all_signed")}
        nodes["each_signer"]["next"] = "met"
        for name in ("sign_agreement", "confirm_signature"):
            for path in nodes[name]["outcomes"].values():
                path["next"] = "met" if path["next"] == "all_signed" else path["next"]

    with pytest.raises(MoveRefused, match="ligger i andra grenar i version 2"):
        move(way, published(one_more_join))


@pytest.mark.matter_before("approve")
def test_only_the_operator_moves_matters() -> None:
    with pytest.raises(NotAllowed, match="IT-administratören"):
        move(builders.the_walk(), published(_longer), RUT)


@pytest.mark.matter_before("approve")
def test_a_matter_is_not_moved_back() -> None:
    way = builders.the_walk()
    first = ProcessDefinition.objects.get(code="agreement", version=1)
    move(way, published(_longer))

    with pytest.raises(MoveRefused, match="följer redan en nyare version"):
        move(way, first)


@pytest.mark.matter_before("approve")
def test_all_that_fit_are_moved_and_a_second_time_there_is_nothing_left() -> None:
    newer = published(_longer)
    operator = builders.actor(IDA)

    first = services.move_matters(definition_id=newer.pk, actor=operator, at=timezone.now())
    second = services.move_matters(definition_id=newer.pk, actor=operator, at=timezone.now())

    assert (first.moved, first.refused, second.moved) == (1, (), 0)


@pytest.mark.matter_before("approve")
def test_a_move_whose_outcome_does_not_hold_together_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    way = builders.the_walk()
    newer = published(_longer)
    monkeypatch.setattr("viewflow.workflow.models.Task.save", lambda *_args, **_more: None)

    with pytest.raises(MoveRefused, match="Inget är flyttat"):
        move(way, newer)

    assert (version(way), moves(way)) == (1, 0)


@pytest.mark.matter_before("confirm_decision")
def test_who_had_the_page_open_is_told_of_the_move() -> None:
    way = builders.the_walk()
    seen = way.case().version
    move(way, published(_longer))

    with pytest.raises(Stale):
        way.perform(RUT, "confirm_decision", "confirm", seen)


@pytest.mark.matter_before("approve")
def test_a_step_that_needs_a_document_waits_for_it_and_another_outcome_does_not() -> None:
    way = builders.the_walk()
    move(way, published(_documented))

    with pytest.raises(TransitionBlocked) as refusal:
        approve(way, PATRIK)

    assert [str(reason) for reason in refusal.value.reasons] == ["Yttrande saknas bland ärendets handlingar."]
    assert refusal.value.unmet[0].place == "register_document"
    approve(way, PATRIK, "return", comment="Vänta på yttrandet.")
    assert builders.open_tasks(way) == ["write_report"]


@pytest.mark.matter_before("approve")
def test_a_step_that_needs_a_rule_waits_for_it_though_it_warns_elsewhere_and_another_outcome_does_not() -> None:
    way = builders.the_walk()
    move(way, published(lambda nodes: nodes["approve_deputy"].update(rules=[rules.CONSEQUENCES_DESCRIBED.code])))
    node = Task.objects.get(pk=way.task("approve_deputy")).flow_task

    with _without_consequences():
        assert [rule.code for rule in conditions(way.case(), node, "approve")].count("consequences-described") == 1
        with pytest.raises(TransitionBlocked) as refusal:
            approve(way, PATRIK)
        assert [str(reason) for reason in refusal.value.reasons] == ["Ekonomiska och juridiska konsekvenser saknas."]
        assert "Ekonomiska och juridiska konsekvenser saknas." in text(
            as_(PATRIK), reverse("task", args=[way.task("approve_deputy")])
        )
        approve(way, PATRIK, "return", comment="Skriv ut kostnaden.")

    assert builders.open_tasks(way) == ["write_report"]


@contextmanager
def _without_consequences() -> Iterator[None]:
    """A text that has passed its review, and says nothing of what it costs."""
    kept = rules.CONSEQUENCES_DESCRIBED.holds
    try:
        object.__setattr__(rules.CONSEQUENCES_DESCRIBED, "holds", lambda _case: False)
        yield
    finally:
        object.__setattr__(rules.CONSEQUENCES_DESCRIBED, "holds", kept)


@pytest.mark.matter_before("approve")
def test_a_step_of_a_unit_is_done_by_those_who_have_the_role_there() -> None:
    way = builders.the_walk()
    move(way, published(lambda nodes: nodes["approve_deputy"].update(unit="KSF")))
    elsewhere = Unit.objects.create(code="ANNAN", name="En annan förvaltning", board=way.case().board)
    builders.give_role(ULLA, "deputy_director", unit_id=elsewhere.pk)
    task = way.task("approve_deputy")

    with pytest.raises(NotAllowed, match="en annan enhet"):
        approve(way, ULLA)
    assert task not in set(todo(builders.actor(ULLA)).values_list("pk", flat=True))
    assert task in set(todo(builders.actor(PATRIK)).values_list("pk", flat=True))
    approve(way, PATRIK)
    assert builders.open_tasks(way) == ["approve_director"]
