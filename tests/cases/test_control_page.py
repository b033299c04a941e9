"""Kontroll: what the registry must see to, counted in one question and handled many rows at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Event
from audit.selectors import Finding
from audit.services import record_check
from cases.models import Case, CaseType, Watch
from cases.selectors.control import BY_SLUG, CHECKS, QUIET
from cases.selectors.control_numbers import check_lines
from config import walk
from diarium import services as register
from diarium.models import Document
from tests import builders
from tests.builders import CATARINA, IDA, PATRIK, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.cases.test_diary_page import _copies
from tests.config import strict_html

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]

LISTS = [check.slug for check in CHECKS if not check.address]


def _numbers(name: str = RUT, **of: Any) -> dict[str, int]:
    lines = check_lines(builders.actor(name), at=of.get("at", timezone.now()))
    return {str(line.label): line.number for line in lines}


def _post(client: Client, address: str, cases: list[Any], **fields: Any) -> str:
    ids = [str(row.uuid) for row in cases]
    response = client.post(address, {"id": ids, "tillbaka": "/arenden/", **fields}, follow=True)
    assert response.status_code == 200, response.status_code
    return strict_html.text(response)


def test_each_check_has_its_line_and_says_when_there_is_nothing_to_do(case: Case) -> None:
    page = text(as_(RUT), "/diarium/kontroll/")

    for label in (
        "Försenade registreringar",
        "Utan klassificering",
        "Utan handläggare",
        "Sekretess inte prövad",
        "Ingen händelse på 90 dagar",
        "Beslut som inte är expedierade",
        "Avtal som inte är undertecknade",
        "Nummerkontroll",
        "Loggen",
        "Filer",
    ):
        assert label in page
    assert "Inget att åtgärda." in page
    assert "Inte kontrollerat än" in page


def test_what_the_last_run_of_a_check_found_is_told(case: Case) -> None:
    now = timezone.now()
    for kind, findings in (("verify", []), ("fixity", ["a", "b"])):
        told = [Finding("E-FILE", one, "", "", "Filen saknas.") for one in findings]
        record_check(kind, started_at=now, ended_at=now, checked=17, findings=told)

    page = text(as_(RUT), "/diarium/kontroll/")

    assert "Inget att åtgärda. Kontrollerat" in page
    assert "2 fel Kontrollerat" in page


def test_a_matter_without_officer_or_class_is_listed_until_it_has_one(case: Case) -> None:
    before = _numbers()
    CaseType.objects.filter(pk=case.case_type_id).update(default_class=None)
    bare = builders.open_case(class_code="", officer_id=None)
    after = _numbers()

    assert after["Utan klassificering"] - before["Utan klassificering"] == 1
    assert after["Utan handläggare"] - before["Utan handläggare"] == 1
    number = bare.entry.printed_number
    assert number in text(as_(RUT), "/diarium/kontroll/lista/utan-handlaggare/")
    assert number in text(as_(RUT), "/diarium/kontroll/lista/utan-klassificering/")


def test_a_document_waits_until_somebody_has_tried_its_secrecy(case: Case) -> None:
    number = _numbers()["Sekretess inte prövad"]
    documents = list(Document.objects.filter(entry=case.entry_id).order_by("document_no"))
    page = _post(as_(RUT), "/diarium/andra/sekretess-provad/", documents[:1], tillbaka="/diarium/kontroll/")

    assert number == len(documents)
    assert "1 handling är markerad som prövad." in page
    assert _numbers()["Sekretess inte prövad"] == number - 1


def test_a_matter_where_nothing_has_happened_for_ninety_days_is_listed_and_one_that_moved_is_not(case: Case) -> None:
    last = max(event.at for event in Event.objects.filter(stream__in=[case.stream, case.entry.stream]))
    later = last + QUIET + timedelta(days=1)
    rows = BY_SLUG["ingen-handelse"].rows

    assert not rows(builders.actor(RUT), last + QUIET - timedelta(days=1)).exists()
    assert list(rows(builders.actor(RUT), later)) == [case]


@pytest.mark.matter_before("distribute")
def test_a_decision_waits_in_the_cockpit_until_it_is_sent(case: Case) -> None:
    assert _numbers()["Beslut som inte är expedierade"] == 1
    assert case.entry.printed_number in text(as_(RUT), "/diarium/kontroll/lista/inte-expedierade/")


@pytest.mark.matter_before("sign")
def test_an_agreement_waits_in_the_cockpit_until_all_have_signed(case: Case, way: walk.Walk) -> None:
    assert _numbers()["Avtal som inte är undertecknade"] == 1
    assert case.entry.printed_number in text(as_(RUT), "/diarium/kontroll/lista/inte-undertecknade/")


def test_a_secret_matter_is_neither_counted_nor_listed_for_a_registrar_who_may_not_see_it(case: Case) -> None:
    bare = builders.open_case(class_code="", officer_id=None)
    before = _numbers()
    register.mark_entry_secret(
        entry_id=bare.entry_id, provision="OSL 26:1", actor=builders.actor(RUT), at=timezone.now()
    )

    after = _numbers()

    assert after["Utan handläggare"] == before["Utan handläggare"] - 1
    assert bare.entry.printed_number not in text(as_(RUT), "/diarium/kontroll/lista/utan-handlaggare/")


def test_the_cockpit_is_the_registrys_alone(case: Case) -> None:
    for name in (CATARINA, SIV, IDA):
        client = as_(name)
        for address in ("/diarium/kontroll/", "/diarium/kontroll/lista/utan-handlaggare/"):
            text(client, address, status=403)
        text(client, "/diarium/andra/klassificering/", status=403)
    text(as_(RUT), "/diarium/kontroll/lista/finns-inte/", status=404)
    text(as_(RUT), "/diarium/kontroll/lista/forsenade/", status=404)


@pytest.mark.allows_inconsistency
def test_the_cockpit_and_its_lists_ask_few_questions_however_many_rows_there_are(
    owner_connection: psycopg.Connection[Any], django_assert_max_num_queries: Budget
) -> None:
    _copies(owner_connection, 1100)
    _copies(owner_connection, 1100, entries=True)
    client = as_(RUT)

    with django_assert_max_num_queries(12):
        page = text(client, "/diarium/kontroll/")
    for slug in LISTS:
        with django_assert_max_num_queries(10):
            text(client, f"/diarium/kontroll/lista/{slug}/")

    assert "Över 1 000" in page.replace("\u00a0", " ")


def test_what_will_change_is_listed_before_it_does(case: Case) -> None:
    page = text(as_(RUT), f"/arenden/andra/handlaggare/?id={case.uuid}&id={uuid4()}&id=x")

    assert "1 ärende ändras" in page
    assert "KS-2018/91.103 Samverkansöverenskommelse" in page
    assert "Catarina Klockerud" in page
    assert "Inga rader är valda." in text(as_(RUT), "/arenden/andra/handlaggare/")


def test_a_new_officer_takes_over_several_matters_and_their_tasks(case: Case) -> None:
    builders.give_role(PATRIK, "case_officer")
    other = builders.open_case()
    chosen = builders.user(PATRIK).pk
    page = _post(as_(RUT), "/arenden/andra/handlaggare/", [case, other], person=chosen, reason="Ny fördelning")

    assert "2 ärenden har fått ny handläggare." in page
    assert set(Case.objects.values_list("case_officer__name", flat=True)) == {PATRIK}
    events = Event.objects.filter(verb="officer_assigned").count()
    assert "2 ärenden har fått ny handläggare." in _post(
        as_(RUT), "/arenden/andra/handlaggare/", [case, other], person=chosen, reason="Ny fördelning"
    )
    assert Event.objects.filter(verb="officer_assigned").count() == events


def test_what_cannot_be_changed_is_told_with_its_reason_and_stops_nothing_else(case: Case) -> None:
    builders.give_role(PATRIK, "case_officer")
    ended = builders.open_case()
    builders.intervene(walk.Walk(case_id=ended.pk), builders.CAMILLA, "withdraw")
    chosen = builders.user(PATRIK).pk
    page = _post(as_(RUT), "/arenden/andra/handlaggare/", [case, ended], person=chosen, reason="Ny fördelning")

    assert "1 av 2 ärenden har fått ny handläggare. 1 kunde inte ändras:" in page
    assert f"{ended.entry.printed_number} : Det kan bara registratorn göra." in page
    assert Case.objects.get(pk=case.pk).case_officer_id == chosen


def test_the_form_of_a_bulk_act_says_what_is_missing(case: Case) -> None:
    response = as_(RUT).post("/arenden/andra/handlaggare/", {"id": [str(case.uuid)]})

    assert response.status_code == 422
    assert "Välj en person." in strict_html.text(response)
    assert "Skriv ett skäl." in strict_html.text(response)


def test_several_matters_get_another_class(case: Case) -> None:
    page = _post(
        as_(RUT),
        "/diarium/andra/klassificering/",
        [case],
        code="103",
        reason="Rätt klass",
        tillbaka="/diarium/kontroll/",
    )

    assert "1 ärende har fått ny klassificering." in page


def test_the_own_day_of_watching_is_set_for_several_matters(case: Case) -> None:
    page = _post(as_(CATARINA), "/arenden/andra/bevakning/", [case], on="2030-01-15")

    assert "1 ärende har fått nytt bevakningsdatum." in page
    assert str(Watch.objects.get(case=case, user=builders.user(CATARINA)).on) == "2030-01-15"


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_no_address_elsewhere_is_come_back_to(case: Case, back: str) -> None:
    response = as_(CATARINA).post(
        "/arenden/andra/bevakning/", {"id": [str(case.uuid)], "on": "2030-01-15", "tillbaka": back}
    )

    assert response.headers["Location"] == "/arenden/"
