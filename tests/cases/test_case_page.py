"""Ärendets översikt."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from cases.selectors.overview import overview
from cases.services.case import write_note
from config import walk
from diarium import services as register
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html

pytestmark = pytest.mark.django_db


def _page(case: Case) -> str:
    return reverse("case", args=[case.uuid])


@pytest.mark.matter_before("send_for_approval")
def test_the_overview_says_number_officer_board_proposal_parties_and_recipients(case: Case) -> None:
    page = text(as_(CATARINA), _page(case))

    for words in (
        "Diarienummer KS-2018/91.103",
        "Handläggare Catarina Klockerud",
        "Nämnd Kommunstyrelsen",
        "Kommunstyrelsens beslut Kommundirektören ges i uppdrag att upprätta en samverkansöverenskommelse",
        "Narkotika och Alkohol, Narkotika, Doping, Tobak och Spel (ANDTS)",
        "Registrerat 11\u00a0januari 2018".replace("\u00a0", " "),
        "Klassificering 103",
        "Ärendet är inte sekretessmarkerat.",
        "Lokalpolisområde Huddinge Lokalpolisområdeschef undertecknar",
        "Samtliga nämnder (9 nämnder)",
    ):
        assert words in page, words


@pytest.mark.matter_before("send_for_approval")
def test_the_title_of_the_page_names_the_number_and_never_the_subject(case: Case) -> None:
    response = as_(CATARINA).get(_page(case))

    title = strict_html.one(strict_html.parsed(response), "title")
    assert title.startswith("Ärende, KS-2018/91.103 – Beslutsgång")
    assert "amverkan" not in title


@pytest.mark.matter_before("send_for_approval")
@pytest.mark.parametrize("name", [OLLE, IDA])
def test_without_a_right_a_matter_does_not_exist(case: Case, name: str) -> None:
    client = as_(name)

    for address in (_page(case), reverse("case_documents", args=[case.uuid]), "/dnr/KS-2018/91.103"):
        assert client.get(address).status_code == 404, address


@pytest.mark.matter_before("send_for_approval")
def test_who_may_not_read_working_material_sees_no_proposal(case: Case) -> None:
    assert "Kommundirektören ges i uppdrag" not in text(as_(PATRIK), _page(case))


@pytest.mark.matter_before("send_for_signing")
def test_a_confirmed_decision_stands_in_the_place_of_the_proposal(case: Case) -> None:
    page = text(as_(PATRIK), _page(case))

    assert "Kommunstyrelsen § 14, 28 oktober 2020: Enligt förslaget Kommundirektören ges i uppdrag" in page
    assert "KS 28 okt 2020" in page


@pytest.mark.matter_before("end")
def test_a_closed_matter_is_locked_and_says_so(case: Case) -> None:
    client = as_(CATARINA)
    page = text(client, _page(case))

    assert "Ärendet är avslutat och låst. Kontakta registratorn om något behöver rättas." in page
    assert "Ny tjänsteanteckning" not in page
    assert "Överenskommelsen gäller 1 januari 2021 – 31 december 2022" in page
    assert "Camilla Broo, Kommundirektör Undertecknat" in page
    assert client.get(reverse("write_note", args=[case.uuid])).status_code == 403


@pytest.mark.matter_before("record_decision")
def test_the_story_gathers_answers_given_in_a_row_and_tells_ten_events(case: Case) -> None:
    page = overview(builders.actor(CATARINA), case.uuid, today=timezone.localdate())

    told = [f"{line.who} {line.what}" for line in page.events]
    assert len(page.events) == 10
    assert sum("varningar i granskningen" in line for line in told) == 1
    assert told[0].startswith("Camilla Broo godkände version 2")
    assert not any(re.search(r"[{}–]", line) for line in told), told


@pytest.mark.matter_before("record_decision")
@pytest.mark.parametrize(
    ("chip", "kinds"), [("steg", {"step"}), ("handlingar", {"document"}), ("anteckningar", {"note"})]
)
def test_a_chip_shows_its_kind_of_event_only(case: Case, chip: str, kinds: set[str]) -> None:
    write_note(case_id=case.pk, text="Ringde polisen.", actor=builders.actor(CATARINA), at=timezone.now())

    page = overview(builders.actor(CATARINA), case.uuid, kind=chip, today=timezone.localdate())

    assert {line.kind for line in page.events} == kinds
    assert [made.label for made in page.chips if made.current] == [chip.capitalize()]


@pytest.mark.matter_before("start_situation_analysis")
def test_an_empty_chip_says_so(case: Case) -> None:
    assert "Inga händelser av den här typen." in text(as_(CATARINA), f"{_page(case)}?visa=anteckningar")


@pytest.mark.matter_before("start_situation_analysis")
def test_the_story_never_tells_the_title_of_a_document_that_is_hidden(way: walk.Walk, case: Case) -> None:
    document = case.entry.documents.get(document_no=1)
    register.mark_document_secret(
        document_id=document.pk,
        provision="OSL 18 kap. 1 §",
        actor=builders.actor(RUT),
        at=timezone.now(),
    )
    client = as_(SIV)
    addresses = (_page(case), reverse("case_documents", args=[case.uuid]), f"/sok/?q={document.title[:15]}")

    for address in addresses:
        page = client.get(address)
        assert document.title not in page.content.decode(), address
        assert str(document.uuid) not in page.content.decode(), address
    assert "sekretessmarkerade handling 1 (sekretessmarkerad)" not in text(client, _page(case))
    assert "Rut Sandin registrerade handling 1 " in text(client, _page(case))
    assert "1 handling är sekretessmarkerad." not in text(client, _page(case))
    assert "1 handling är sekretessmarkerad." in text(as_(CATARINA), _page(case))


@pytest.mark.matter_before("start_situation_analysis")
def test_a_secret_matter_is_marked_for_the_officer_and_absent_for_others(case: Case) -> None:
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )

    page = text(as_(CATARINA), _page(case))

    assert "Sekretessmarkering i ärendet" in page
    assert "Ärendet är sekretessmarkerat enligt OSL 18 kap. 1 §." in page
    assert as_(SIV).get(_page(case)).status_code == 404


@pytest.mark.matter_before("start_situation_analysis")
def test_a_stand_in_is_named_with_whom_she_stands_in_for(case: Case) -> None:
    hers = builders.user(CATARINA).mandates.get(role="case_officer")
    siv = builders.give_role(
        SIV,
        "case_officer",
        on_behalf_of_id=hers.user_id,
        unit_id=hers.unit_id,
        board_id=hers.board_id,
        valid_from=timezone.localdate(),
        valid_to=timezone.localdate(),
    )
    write_note(case_id=case.pk, text="Ringde.", actor=siv.acting_as("case_officer"), at=timezone.now())

    line = overview(siv, case.uuid, today=timezone.localdate()).events[0]

    assert (line.who, line.capacity) == (SIV, "ersättare för Catarina Klockerud (handläggare)")


@pytest.mark.parametrize(
    ("stop", "name"),
    [
        pytest.param(stop, name, marks=pytest.mark.matter_before(stop))
        for stop, name in (
            ("start_situation_analysis", CATARINA),
            ("send_for_approval", CATARINA),
            ("approve", PATRIK),
            ("approve#2", CAMILLA),
            ("record_decision", SIV),
            ("sign", CATARINA),
            ("end", RUT),
        )
    ],
)
def test_the_overview_asks_the_database_fifteen_times_at_most(
    case: Case, name: str, stop: str, django_assert_max_num_queries: Budget
) -> None:
    client = as_(name)
    client.get(_page(case))

    with django_assert_max_num_queries(15):
        assert client.get(_page(case)).status_code == 200
