"""Fliken Historik: who did what in which capacity, found by day and person, and for those who may read it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cases.models import Case
from cases.services.case import write_note
from config import walk
from diarium import services as register
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, RUT, ULLA
from tests.cases.histories import address, event_of, page_of
from tests.cases.pages import Budget, as_, text

pytestmark = pytest.mark.django_db


@pytest.mark.matter_before("end")
def test_the_matters_and_the_diarys_events_stand_in_one_list(case: Case) -> None:
    first = text(as_(RUT), address(case))

    assert "avslutade ärendet" in first
    assert "avslutade diarieposten" in first
    assert "Catarina Klockerud Handläggare" in first
    assert "Visar 1–50 av" in first
    assert "registrerade handling 7 Protokollsutdrag" in first


@pytest.mark.matter_before("end")
def test_the_next_page_goes_on_where_the_first_ended(case: Case) -> None:
    events = Event.objects.filter(stream__in=[case.stream, case.entry.stream]).order_by("-pk")
    last_shown = list(events[:50])[-1]

    rest = text(as_(RUT), address(case, f"?efter={last_shown.pk}&fran=50"))

    assert f"Visar 51–{events.count()} av {events.count()}" in rest
    assert "registrerade ärendet" in rest
    assert "avslutade ärendet" not in rest
    assert "Föregående" in rest
    assert "Nästa" not in rest


@pytest.mark.matter_before("end")
def test_all_rows_are_on_one_page_for_printing(case: Case) -> None:
    page = text(as_(RUT), address(case, "?alla=1"))

    assert "avslutade ärendet" in page
    assert "registrerade ärendet" in page


@pytest.mark.matter_before("end")
@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("?typ=handlingar", "registrerade handling 1", "avslutade ärendet"),
        ("?typ=steg", "avslutade ärendet", "kvitterade en varning"),
        ("?typ=expediering", "kvitterade att beslutet är mottaget: Socialnämnden", "avslutade ärendet"),
        ("?fran_och_med=2030-01-01", "Ingen historik matchar filtret.", "avslutade ärendet"),
        ("?till_och_med=2017-12-31", "Ingen historik matchar filtret.", "avslutade ärendet"),
    ],
)
def test_the_list_is_filtered(case: Case, query: str, there: str, not_there: str) -> None:
    page = text(as_(RUT), address(case, query))

    assert there in page
    assert not_there not in page


@pytest.mark.matter_before("end")
def test_the_list_is_filtered_by_person(case: Case) -> None:
    page = text(as_(RUT), address(case, f"?person={builders.actor(PATRIK).id}"))

    assert "godkände version 2" in page
    assert "Visar 1–1 av 1" in page


@pytest.mark.matter_before("end")
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?fran_och_med=igen", "Skriv ett datum, till exempel 2020-10-28."),
        ("?fran_och_med=2020-02-02&till_och_med=2020-02-01", "Välj en dag som inte är före från och med."),
    ],
)
def test_a_day_that_cannot_be_used_is_said_beside_the_field(case: Case, query: str, sentence: str) -> None:
    assert sentence in text(as_(RUT), address(case, query), status=422)


@pytest.mark.matter_before("save_analysis")
def test_a_note_is_shown_to_who_may_see_the_matter_and_the_event_does_not_hold_it(case: Case) -> None:
    write_note(case_id=case.pk, text="Ringde polisen.", actor=builders.actor(CATARINA), at=timezone.now())

    assert "Ringde polisen." in text(as_(RUT), address(case))
    assert b"Ringde" not in bytes(event_of(case, "note_written").body)


@pytest.mark.matter_before("approve#2")
def test_who_stands_in_for_another_is_told_with_whom(case: Case, way: walk.Walk) -> None:
    builders.give_role(
        ULLA,
        "director",
        on_behalf_of_id=builders.user(CAMILLA).pk,
        valid_to=timezone.localdate() + timedelta(days=9),
        decision="Beslut 1",
    )
    way.perform(ULLA, "approve_director", "approve", 2)

    assert "Ulla Chef ersättare för Camilla Broo (kommundirektör)" in text(as_(RUT), address(case))


@pytest.mark.matter_before("end")
@pytest.mark.parametrize("name", [OLLE, IDA])
def test_who_has_no_part_in_matters_is_refused(case: Case, name: str) -> None:
    text(as_(name), address(case), status=403)
    text(as_(name), page_of(case, "case_closed"), status=403)


@pytest.mark.matter_before("end")
def test_a_colleague_who_may_see_the_matter_does_not_read_its_history(case: Case) -> None:
    builders.give_role(OLLE, "case_officer")

    text(as_(OLLE), reverse("case", args=[case.uuid]))
    text(as_(OLLE), address(case), status=403)


@pytest.mark.matter_before("end")
def test_the_history_of_a_secret_matter_is_hidden_with_the_matter(case: Case) -> None:
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 18:1", actor=builders.actor(RUT), at=timezone.now()
    )

    text(as_(RUT), address(case), status=404)
    assert "sekretessmarkerade ärendet" in text(as_(CATARINA), address(case))


@pytest.mark.matter_before("end")
def test_a_secret_documents_title_and_reason_are_not_shown_to_who_may_not_see_it(case: Case) -> None:
    document = case.entry.documents.get(document_no=2)
    register.add_document_version(
        document_id=document.pk,
        content=b"Ny text",
        file_name="a.txt",
        media_type="text/plain",
        reason="Hemligt skäl",
        actor=builders.actor(RUT),
        at=timezone.now(),
    )
    assert "Hemligt skäl" in text(as_(RUT), address(case))
    register.mark_document_secret(
        document_id=document.pk, provision="OSL 18:1", actor=builders.actor(RUT), at=timezone.now()
    )

    page = text(as_(RUT), address(case, "?alla=1"))

    assert "registrerade handling 2" in page
    assert document.title not in page
    assert "Hemligt skäl" not in page
    assert document.title in text(as_(CATARINA), address(case, "?alla=1"))


@pytest.mark.matter_before("end")
def test_the_pages_ask_few_questions(case: Case, django_assert_max_num_queries: Budget) -> None:
    rut = as_(RUT)
    saved = event_of(case, "staff_report_saved")

    with django_assert_max_num_queries(15):
        rut.get(address(case))
    with django_assert_max_num_queries(15):
        rut.get(reverse("case_event", args=[case.uuid, saved.uuid]))
    with django_assert_max_num_queries(15):
        rut.get(address(case, f"?alla=1&jamfor={saved.uuid}"))


@pytest.mark.matter_before("end")
def test_the_day_of_the_filter_is_a_day_in_sweden(case: Case) -> None:
    today = timezone.localdate().isoformat()

    assert "avslutade ärendet" in text(as_(RUT), address(case, f"?fran_och_med={today}&till_och_med={today}"))
