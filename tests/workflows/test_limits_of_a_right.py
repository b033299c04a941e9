"""Behörighetens gränser: a board's registrar, two persons for a proposal, and what the log of a secret matter holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone
from viewflow.workflow.models import Task

from accounts.models import Board
from accounts.policy import NotAllowed
from audit.models import Event
from cases.models import Case
from cases.services.steps.approval import OwnText
from config import walk
from diarium.models import Diary, NeedToKnow
from diarium.services import mark_entry_secret
from tests import builders
from tests.builders import CATARINA, PATRIK, PIA, RUT, ULLA
from workflows import services
from workflows.forms.reading import packed
from workflows.selectors.opening import opening_choices
from workflows.services.starting import OriginalFile

pytestmark = pytest.mark.django_db


@pytest.mark.matter_before("open_case")
def test_a_boards_registrar_takes_no_number_of_another_board() -> None:
    builders.give_role(builders.OLLE, "registrar", board_id=Board.objects.get(code="FSN").pk)

    with pytest.raises(NotAllowed):
        builders.open_case(person=builders.OLLE)
    assert not Diary.objects.filter(board__code="KS").exists()

    assert builders.open_case(person=builders.OLLE, board_id=Board.objects.get(code="FSN").pk).pk


@pytest.mark.matter_before("open_case")
def test_a_boards_registrar_chooses_among_the_own_boards() -> None:
    fsn = Board.objects.get(code="FSN")
    olle = builders.give_role(builders.OLLE, "registrar", board_id=fsn.pk)

    assert [pk for pk, _name in opening_choices(olle, on=timezone.localdate()).boards] == [str(fsn.pk)]


@pytest.mark.matter_before("send_for_approval")
def test_who_sent_the_proposal_does_not_approve_it() -> None:
    way = builders.the_walk()
    builders.give_role(ULLA, "case_officer")
    builders.give_role(ULLA, "deputy_director")
    services.change_officer(
        case_id=way.case_id,
        officer_id=builders.user(ULLA).pk,
        actor=builders.actor(RUT),
        at=timezone.now(),
        reason="Semester",
    )
    way.perform(ULLA, "write_report", "send_for_approval", version=2)

    with pytest.raises(OwnText):
        way.perform(ULLA, "approve_deputy", "approve", version=2)


def _mark_secret(case: Case) -> None:
    now = timezone.now()
    NeedToKnow.objects.create(entry=case.entry, user=builders.user(RUT), valid_from=now.date())
    mark_entry_secret(entry_id=case.entry_id, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=now)


@pytest.mark.matter_before("sign")
@pytest.mark.parametrize("address", ["/uppgifter/klara/", "/uppgifter/klara/?q=trygg", "/uppgifter/{}/"])
def test_who_once_had_a_task_in_a_matter_does_not_read_its_subject_when_it_is_secret(address: str) -> None:
    way = builders.the_walk()
    task = Task.objects.filter(owner=builders.user(PATRIK)).get().pk
    _mark_secret(way.case())
    client = Client()
    client.force_login(builders.user(PATRIK))

    page = client.get(address.format(task)).content.decode()

    assert way.case().entry.public_subject not in page


def _said_since(seen: set[int]) -> str:
    return " ".join(json.dumps(event.facts, ensure_ascii=False) for event in Event.objects.exclude(pk__in=seen))


@pytest.mark.matter_before("sign")
def test_the_log_of_a_secret_matter_names_no_party() -> None:
    way = builders.the_walk()
    _mark_secret(way.case())
    seen = set(Event.objects.values_list("pk", flat=True))

    builders.sign_on_paper(way, "Lokalpolisområde")

    said = _said_since(seen)
    assert "agreement_signed_on_paper" in said
    assert "Lokalpolisområde" not in said


@pytest.mark.matter_before("distribute")
def test_the_log_of_a_secret_matter_names_no_recipient() -> None:
    way = builders.the_walk()
    _mark_secret(way.case())
    seen = set(Event.objects.values_list("pk", flat=True))

    left_out = [Board.objects.get(code="SÖFN").pk]
    way.perform(RUT, "distribute", "distribute", payload={"left_out": left_out})

    said = _said_since(seen)
    assert "decision_distributed" in said
    assert "Södertörns" not in said
    assert "Förskolenämnden" not in said


@pytest.mark.matter_before("send_for_approval")
def test_an_imported_original_is_dated_by_the_clock_of_stockholm() -> None:
    way = builders.the_walk()
    content = walk.mended()
    services.import_case(
        opening=None,
        case_id=way.case_id,
        content=type(content).from_dict({**content.to_dict(), "date": None}),
        original=OriginalFile(b"text", "text.txt", "text/plain"),
        actor=builders.actor(CATARINA),
        at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC),
        key="k",
    )

    assert way.case().entry.documents.order_by("-document_no")[0].dated.isoformat() == "2026-07-01"


@pytest.mark.matter_before("send_for_approval")
@pytest.mark.parametrize("name", ["../../x.exe", "x.html", "x"])
def test_the_original_that_the_review_carries_back_passes_the_gate_again(name: str) -> None:
    way = builders.the_walk()
    client = Client()
    client.force_login(builders.user(RUT))
    text = b"Diarienummer KS-2018/91.103\nRubrik\n"
    form = {"original": packed(text), "file_name": name, "key": "k", "place": "existing"}
    form["case_number"] = way.case().entry.printed_number
    page = client.post("/arenden/las-in/spara/", form).content.decode()
    boxes = {part.split('"')[0] for part in page.split('name="')[1:] if part.startswith("confirm_")}
    documents = way.case().entry.documents.count()

    client.post("/arenden/las-in/spara/", {**form, **dict.fromkeys(boxes, "on")})

    assert way.case().entry.documents.count() == documents


@pytest.mark.matter_before("sign")
def test_a_signer_from_outside_reaches_the_own_task_and_nothing_else() -> None:
    way = builders.the_walk()
    case = way.case()
    client = Client()
    client.force_login(builders.user(PIA))
    other = way.task("sign_agreement", builders.slot_of(way, "Huddinge").pk)

    for address in ("", "beslut/", "handlingar/", "historik/", "forslag/", "lagesbild/", "uppgifter/", "sandlista/"):
        assert client.get(f"/arenden/{case.uuid}/{address}").status_code in (403, 404)
    for address in ("/arenden/", "/sok/?q=KS", "/mottaget/", "/expediering/"):
        assert client.get(address).status_code in (403, 404)
    assert client.get(f"/uppgifter/{other}/").status_code == 404
    assert case.entry.printed_number not in client.get("/uppgifter/vantar/").content.decode()
