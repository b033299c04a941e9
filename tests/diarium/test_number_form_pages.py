"""Nummerformer som sidor: how each board's numbers are written, and from which year a change holds."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board
from diarium.models import Diary
from diarium.numbers import FORMS
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, RUT
from tests.cases.pages import Budget, as_, text

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]

LIST = "/administration/nummerformer/"


def _page(code: str = "KS") -> str:
    return reverse("number_form", args=[Board.objects.get(code=code).uuid])


def test_everybody_with_a_role_reads_the_forms_and_the_registrar_changes_them() -> None:
    year = timezone.localdate().year
    assert f"KS-{year}/91.103" in text(as_(CATARINA), LIST)
    assert as_(OLLE).get(LIST).status_code == 403
    for person in (CATARINA, IDA):
        assert as_(person).get(_page()).status_code == 403, person
    assert "Nummerformer" in text(as_(RUT), "/administration/")


def test_a_registrar_changes_her_own_boards_form_only() -> None:
    builders.give_role(OLLE, "registrar", board_id=Board.objects.get(code="GSN").pk)

    assert as_(OLLE).get(_page()).status_code == 403
    assert as_(OLLE).post(_page(), {"form": "year:serial"}).status_code == 403
    assert as_(OLLE).get(_page("GSN")).status_code == 200
    committee = Board.objects.filter(kind="committee").first()
    assert committee is None or as_(RUT).get(reverse("number_form", args=[committee.uuid])).status_code == 404


def test_the_form_is_chosen_among_those_that_municipalities_use() -> None:
    client, year = as_(RUT), timezone.localdate().year
    shown = text(client, _page())
    assert f"Som kommunen: KS-{year}/91.103, handling KS-{year}/91.103-7" in shown
    assert f"00091/{year}, handling 00091/{year}-7" in shown
    assert client.post(_page(), {"form": ""}).status_code == 422

    answer = client.post(_page(), {"form": "board/year:serial"})

    page = text(client, answer.headers["Location"])
    assert f"Från {year} skrivs numren som KS/{year}:91." in page
    assert f"KS/{year + 1}:91" in page
    assert builders.open_case().entry.printed_number == f"KS/{year}:1"


def test_a_diary_that_has_given_numbers_keeps_its_form_and_the_next_gets_the_new() -> None:
    client, year = as_(RUT), timezone.localdate().year
    builders.open_case()
    assert f"Formen gäller från och med {year + 1}." in text(client, _page())

    client.post(_page(), {"form": "serial/year"})

    assert builders.open_case().entry.printed_number == f"KS-{year}/2.103"
    following = Diary.objects.get(board__code="KS", year=year + 1)
    assert following.template == FORMS["serial/year"].as_settings()
    assert client.get(_page()).context["form"]["form"].value() == "serial/year"


def test_the_pages_ask_few_questions(django_assert_max_num_queries: Budget) -> None:
    client = as_(RUT)
    for address in (LIST, _page()):
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200
