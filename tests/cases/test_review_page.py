"""Granska historik: every matter that the reader may see, and no other."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from cases.services.case import write_note
from diarium import services as register
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, RUT, SIV
from tests.cases.pages import Budget, as_, text

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("save_analysis")]


def _address(query: str = "") -> str:
    return reverse("review_history") + query


def test_the_auditor_reads_every_matters_history(case: Case) -> None:
    other = builders.open_case()
    builders.give_role(OLLE, "auditor")

    page = text(as_(OLLE), _address())

    assert f"{case.entry.printed_number} Catarina Klockerud Handläggare gick vidare till steget Lägesbild" in page
    assert f"{other.entry.printed_number} Rut Sandin" in page


@pytest.mark.parametrize("name", [OLLE, IDA, CATARINA, SIV])
def test_others_are_refused(name: str) -> None:
    text(as_(name), _address(), status=403)


def test_a_secret_matters_events_and_texts_are_left_out(case: Case) -> None:
    write_note(case_id=case.pk, text="Hemlig anteckning", actor=builders.actor(CATARINA), at=timezone.now())
    assert "Hemlig anteckning" in text(as_(RUT), _address())
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 18:1", actor=builders.actor(RUT), at=timezone.now()
    )

    page = text(as_(RUT), _address())

    assert "Hemlig anteckning" not in page
    assert case.entry.printed_number not in page
    assert "Det finns ingen historik." in page


def test_the_list_is_filtered_by_matter_person_and_type(case: Case) -> None:
    builders.open_case()
    rut = as_(RUT)

    assert "Visar" in text(rut, _address("?arende=91.103&person=catarina&typ=steg"))
    assert "Ingen historik matchar filtret." in text(rut, _address("?arende=91.103&person=patrik"))
    assert case.entry.printed_number not in text(rut, _address("?arende=2026/1"))


def test_the_events_of_no_matter_are_not_listed() -> None:
    page = text(as_(RUT), _address())

    assert "lades till" not in page
    assert "läste in registrets tabeller" not in page


def test_the_page_asks_few_questions(django_assert_max_num_queries: Budget) -> None:
    rut = as_(RUT)

    with django_assert_max_num_queries(15):
        rut.get(_address())
