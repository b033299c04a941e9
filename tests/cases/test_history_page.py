"""Fliken Historik: who did what in which capacity, what was changed, and whether the log is unbroken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.urls import reverse
from django.utils import timezone
from psycopg import sql

from audit.models import Event
from cases.models import Case
from cases.selectors.seal import seal_of
from cases.services.case import write_note
from config import rehearsal, walk
from diarium import services as register
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, RUT, ULLA
from tests.cases.pages import Budget, as_, text

pytestmark = pytest.mark.django_db


def _address(case: Case, query: str = "") -> str:
    return reverse("case_history", args=[case.uuid]) + query


def _event(case: Case, verb: str) -> Event:
    return Event.objects.filter(stream__in=[case.stream, case.entry.stream], verb=verb).latest("pk")


def _page_of(case: Case, verb: str) -> str:
    return reverse("case_event", args=[case.uuid, _event(case, verb).uuid])


@pytest.mark.matter_before("end")
def test_the_matters_and_the_diarys_events_stand_in_one_list(case: Case) -> None:
    first = text(as_(RUT), _address(case))

    assert "avslutade ärendet" in first
    assert "avslutade diarieposten" in first
    assert "Catarina Klockerud Handläggare" in first
    assert "Visar 1–50 av" in first
    assert "registrerade handling 7 Protokollsutdrag" in first


@pytest.mark.matter_before("end")
def test_the_next_page_goes_on_where_the_first_ended(case: Case) -> None:
    events = Event.objects.filter(stream__in=[case.stream, case.entry.stream]).order_by("-pk")
    last_shown = list(events[:50])[-1]

    rest = text(as_(RUT), _address(case, f"?efter={last_shown.pk}&fran=50"))

    assert f"Visar 51–{events.count()} av {events.count()}" in rest
    assert "registrerade ärendet" in rest
    assert "avslutade ärendet" not in rest
    assert "Föregående" in rest
    assert "Nästa" not in rest


@pytest.mark.matter_before("end")
def test_all_rows_are_on_one_page_for_printing(case: Case) -> None:
    page = text(as_(RUT), _address(case, "?alla=1"))

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
    page = text(as_(RUT), _address(case, query))

    assert there in page
    assert not_there not in page


@pytest.mark.matter_before("end")
def test_the_list_is_filtered_by_person(case: Case) -> None:
    page = text(as_(RUT), _address(case, f"?person={builders.actor(PATRIK).id}"))

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
    assert sentence in text(as_(RUT), _address(case, query), status=422)


@pytest.mark.matter_before("save_analysis")
def test_a_note_is_shown_to_who_may_see_the_matter_and_the_event_does_not_hold_it(case: Case) -> None:
    write_note(case_id=case.pk, text="Ringde polisen.", actor=builders.actor(CATARINA), at=timezone.now())

    assert "Ringde polisen." in text(as_(RUT), _address(case))
    assert b"Ringde" not in bytes(_event(case, "note_written").body)


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

    assert "Ulla Chef ersättare för Camilla Broo (kommundirektör)" in text(as_(RUT), _address(case))


@pytest.mark.matter_before("end")
@pytest.mark.parametrize("name", [OLLE, IDA])
def test_who_has_no_part_in_matters_is_refused(case: Case, name: str) -> None:
    text(as_(name), _address(case), status=403)
    text(as_(name), _page_of(case, "case_closed"), status=403)


@pytest.mark.matter_before("end")
def test_a_colleague_who_may_see_the_matter_does_not_read_its_history(case: Case) -> None:
    builders.give_role(OLLE, "case_officer")

    text(as_(OLLE), reverse("case", args=[case.uuid]))
    text(as_(OLLE), _address(case), status=403)


@pytest.mark.matter_before("end")
def test_the_history_of_a_secret_matter_is_hidden_with_the_matter(case: Case) -> None:
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 18:1", actor=builders.actor(RUT), at=timezone.now()
    )

    text(as_(RUT), _address(case), status=404)
    assert "sekretessmarkerade ärendet" in text(as_(CATARINA), _address(case))


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
    assert "Hemligt skäl" in text(as_(RUT), _address(case))
    register.mark_document_secret(
        document_id=document.pk, provision="OSL 18:1", actor=builders.actor(RUT), at=timezone.now()
    )

    page = text(as_(RUT), _address(case, "?alla=1"))

    assert "registrerade handling 2" in page
    assert document.title not in page
    assert "Hemligt skäl" not in page
    assert document.title in text(as_(CATARINA), _address(case, "?alla=1"))


@pytest.mark.matter_before("end")
def test_the_pages_ask_few_questions(case: Case, django_assert_max_num_queries: Budget) -> None:
    rut = as_(RUT)
    saved = _event(case, "staff_report_saved")

    with django_assert_max_num_queries(15):
        rut.get(_address(case))
    with django_assert_max_num_queries(15):
        rut.get(reverse("case_event", args=[case.uuid, saved.uuid]))
    with django_assert_max_num_queries(15):
        rut.get(_address(case, f"?alla=1&jamfor={saved.uuid}"))


@pytest.mark.matter_before("end")
def test_a_step_is_compared_with_the_one_before(case: Case) -> None:
    page = text(as_(RUT), _page_of(case, "case_closed"))

    assert "Steg [borttaget: Expediering ] [tillagt: Avslutat ]" in page
    assert "Tekniska uppgifter" in page
    assert bytes(_event(case, "case_closed").hash).hex() in page


@pytest.mark.matter_before("end")
def test_two_versions_of_the_report_are_compared_word_by_word_in_the_list(case: Case) -> None:
    saved = _event(case, "staff_report_saved")

    page = text(as_(CATARINA), _address(case, f"?jamfor={saved.uuid}"))

    assert "Tjänsteutlåtandet: version 1 och 2" in page
    assert "[borttaget: teckna ] [tillagt: upprätta ]" in page
    assert "oförändrade stycken visas inte." in page
    assert "?fran=1&amp;till=2" in as_(CATARINA).get(_address(case, f"?jamfor={saved.uuid}")).content.decode()


@pytest.mark.matter_before("end")
def test_a_settled_reports_earlier_versions_are_not_compared_for_others(case: Case) -> None:
    saved = _event(case, "staff_report_saved")

    page = text(as_(RUT), _address(case, f"?jamfor={saved.uuid}"))

    assert "Tidigare versioner är arbetsmaterial och visas inte för dig." in page
    assert "[tillagt: upprätta ]" not in page


@pytest.mark.matter_before("send_for_approval")
def test_working_material_is_not_compared_for_who_may_not_read_it(case: Case) -> None:
    page = text(as_(RUT), _page_of(case, "staff_report_saved"))

    assert "Tidigare versioner är arbetsmaterial och visas inte för dig." in page
    assert "upprätta" not in page
    assert "[tillagt: upprätta ]" in text(as_(CATARINA), _page_of(case, "staff_report_saved"))


@pytest.mark.matter_before("save_analysis")
def test_a_corrected_subject_is_compared_with_the_wording_before_it(case: Case) -> None:
    register.correct_subject(
        entry_id=case.entry_id,
        public_subject=case.entry.public_subject.replace("Huddinge", "Haninge"),
        actor=builders.actor(RUT),
        at=timezone.now(),
    )

    assert "[borttaget: Huddinge ] [tillagt: Haninge ]" in text(as_(RUT), _page_of(case, "subject_corrected"))


@pytest.mark.matter_before("save_analysis")
def test_an_event_that_changed_no_field_says_so(case: Case) -> None:
    write_note(case_id=case.pk, text="Ringde.", actor=builders.actor(CATARINA), at=timezone.now())

    assert "Inga uppgifter ändrades." in text(as_(RUT), _page_of(case, "note_written"))


@pytest.mark.matter_before("end")
def test_an_event_of_another_matter_is_not_found_here(case: Case) -> None:
    other = builders.open_case()

    address = reverse("case_event", args=[case.uuid, _event(other, "case_opened").uuid])
    text(as_(RUT), address, status=404)


@pytest.mark.matter_before("end")
def test_the_seal_is_of_this_matters_posts(case: Case) -> None:
    number = Event.objects.filter(stream__in=[case.stream, case.entry.stream]).count()

    page = text(as_(RUT), _address(case))

    assert "Loggen är obruten" in page
    assert f"{number} poster i ärendet." in page
    assert "Loggen stämmer inte" not in page


TAMPERING = {
    "UPDATE audit_event SET actor_label = 'Siv Ek' WHERE stream = %(stream)s AND seq = 5": (
        "Post 5 i ärendets logg har en felaktig kontrollsumma."
    ),
    "UPDATE audit_event SET body = 'inget' WHERE stream = %(stream)s AND seq = 5": (
        "Post 5 i ärendets logg har en felaktig kontrollsumma."
    ),
    "DELETE FROM audit_event WHERE stream = %(stream)s AND seq = 5": "Post 5 i ärendets logg saknas.",
    "DELETE FROM audit_event WHERE stream = %(stream)s AND seq = %(last)s": "Post {last} i ärendets logg saknas.",
    "UPDATE audit_event SET at = at + interval '1 day' WHERE stream = %(entry)s AND seq = 2": (
        "Post 2 i diariets logg har en felaktig kontrollsumma."
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.allows_inconsistency
@pytest.mark.matter_before("end")
@pytest.mark.parametrize("statement", TAMPERING)
def test_a_broken_log_is_told_with_the_number_of_the_post(
    statement: str, owner_connection: psycopg.Connection[Any]
) -> None:
    case = builders.the_walk().case()
    values = {"stream": case.stream, "entry": case.entry.stream, "last": case.version}
    with owner_connection.transaction():
        owner_connection.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        owner_connection.execute(sql.SQL(statement), values)

    page = text(as_(RUT), _address(case))

    assert "Loggen stämmer inte" in page
    assert TAMPERING[statement].format(last=case.version) in page
    assert "Inget i loggen kan ändras härifrån." in page
    assert "Loggen är obruten" not in page


@pytest.mark.matter_before("end")
def test_another_matters_posts_cost_the_seal_nothing(case: Case, django_assert_max_num_queries: Budget) -> None:
    for _number in range(3):
        builders.open_case()

    with django_assert_max_num_queries(1):
        seal = seal_of(case, at=timezone.now())
    assert seal.events == Event.objects.filter(stream__in=[case.stream, case.entry.stream]).count()


def test_how_the_log_is_checked_is_told_to_everybody_who_is_logged_in(db: None) -> None:
    with rehearsal.post_office():
        rehearsal.load_huddinge()

    assert "Posterna hänger ihop" in text(as_(OLLE), reverse("how_the_log_is_checked"))


@pytest.mark.matter_before("end")
def test_the_day_of_the_filter_is_a_day_in_sweden(case: Case) -> None:
    today = timezone.localdate().isoformat()

    assert "avslutade ärendet" in text(as_(RUT), _address(case, f"?fran_och_med={today}&till_och_med={today}"))
