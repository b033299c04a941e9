"""Nummerkontroll som sida: per board and year, what was struck and why, the check run now, next year's diaries."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board
from audit.models import CheckRun
from cases.models import CaseType
from cases.selectors.number_control import number_control
from cases.views.numbers import MONTHS
from diarium import services as register
from diarium.calendar import add_months
from diarium.models import Diary
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, ROLF, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]

PAGE = "/diarium/kontroll/nummer/"


def _struck(person: str = RUT) -> str:
    """The number of another matter, cancelled today."""
    other = builders.open_case()
    register.cancel_entry(
        entry_id=other.entry_id, reason="Registrerat två gånger.", actor=builders.actor(person), at=timezone.now()
    )
    return other.entry.printed_number


def test_the_page_is_the_registrys() -> None:
    for address in (PAGE, reverse("open_diaries")):
        assert as_(RUT).get(address).status_code == 200
        for person in (CATARINA, CAMILLA, SIV, IDA, OLLE):
            assert as_(person).get(address).status_code == 403, person
    assert as_(CATARINA).post(reverse("check_numbers")).status_code == 403
    assert as_(RUT).get(reverse("check_numbers")).status_code == 405


def test_every_board_has_its_line_and_what_was_struck_its_sentence() -> None:
    number, today = _struck(), timezone.localdate()

    page = text(as_(RUT), PAGE)

    assert "1 nummer, inga luckor. 1 makulerat." in page
    assert f"Nummer {number} är makulerat {today.day}" in page
    assert "av Rut Sandin: Registrerat två gånger." in page
    assert "Kommunstyrelsen" in text(as_(RUT), f"{PAGE}?ar=2018")
    assert "till och med 91" in text(as_(RUT), f"{PAGE}?ar=2018")
    assert "Det finns inget diarium för 1999." in text(as_(RUT), f"{PAGE}?ar=1999")
    assert text(as_(RUT), f"{PAGE}?ar=²¹²³")


def _table(address: str) -> dict[str, dict[str, str]]:
    """The report by diary: what stands under each heading."""
    page = strict_html.parsed(as_(RUT).get(address))
    table = next(iter(page.iter(f"{strict_html.XHTML}table")))
    heads, *rows = (
        [" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in table.iter(f"{strict_html.XHTML}tr")
    )
    return {row[0]: dict(zip(heads[1:], row[1:], strict=True)) for row in rows}


@pytest.mark.allows_inconsistency
def test_every_column_of_the_report_says_what_became_of_the_numbers() -> None:
    _struck()
    kept, twin = builders.open_case().entry, builders.open_case().entry
    CaseType.objects.update(default_class=None)
    bare = builders.open_case(class_code="").entry
    told: dict[str, Any] = {"actor": builders.actor(RUT), "at": timezone.now()}
    register.merge_entry(entry_id=twin.pk, into_id=kept.pk, reason="Dubbelt.", **told)
    for title in ("Brev", "Svar"):
        register.register_document(
            entry_id=bare.pk, title=title, direction="received", kind="letter", dated=timezone.localdate(), **told
        )
    year = timezone.localdate().year

    assert _table(PAGE)[f"Kommunstyrelsen KS {year}, 1–4"] == {
        "Nummer": "4 nummer, inga luckor. 1 makulerat.",
        "Sammanslagna": "1",
        "Övertagna": "0",
        "Öppna": "2",
        "Öppna i mer än 12 månader": "0",
        "Utan klassificering": "1 ärende 2 handlingar",
    }
    assert _table(f"{PAGE}?ar=2018")["Kommunstyrelsen KS 2018"] == {
        "Nummer": "0 nummer, inga luckor. 0 makulerade.",
        "Sammanslagna": "0",
        "Övertagna": "1 till och med 91",
        "Öppna": "1",
        "Öppna i mer än 12 månader": "1",
        "Utan klassificering": "0 ärenden 0 handlingar",
    }


@pytest.mark.parametrize(("asked", "months"), [("36", 36), ("6", 6), ("37", 12), ("x", 12)])
def test_how_long_open_for_long_is_can_be_chosen(asked: str, months: int) -> None:
    assert f"Öppna i mer än {months} månader" in _table(f"{PAGE}?ar=2018&manader={asked}")["Kommunstyrelsen KS 2018"]


def test_the_months_are_counted_from_the_day_the_matter_was_opened() -> None:
    today = add_months(builders.the_walk().case().entry.opened_on, 8)
    actor = builders.actor(RUT)

    counted = [
        sum(diary.open_long for diary in number_control(actor, year=2018, today=today, months=months).diaries)
        for months in MONTHS
    ]

    assert counted == [1, 0, 0, 0]


def test_a_registrar_sees_the_diaries_of_her_own_board_only() -> None:
    _struck()
    builders.give_role(OLLE, "registrar", board_id=Board.objects.get(code="GSN").pk)

    page = text(as_(OLLE), PAGE)

    assert "Kommunstyrelsen" not in page
    assert "makulerat" not in page


def test_who_and_why_are_left_out_of_what_the_reader_may_not_see() -> None:
    other = builders.open_case()
    register.mark_entry_secret(
        entry_id=other.entry_id, provision="OSL 18 kap. 1 §", actor=builders.actor(ROLF), at=timezone.now()
    )
    register.cancel_entry(
        entry_id=other.entry_id, reason="Rör Anna Anka.", actor=builders.actor(ROLF), at=timezone.now()
    )

    page = text(as_(RUT), PAGE)

    assert f"Nummer {other.entry.printed_number} är makulerat" in page
    assert "Anka" not in page
    assert "av Rolf Register" not in page


def test_the_page_asks_few_questions(django_assert_max_num_queries: Budget) -> None:
    client = as_(RUT)
    _struck()
    _struck()
    for address in (PAGE, reverse("open_diaries")):
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200


def test_the_check_is_run_from_the_page() -> None:
    client = as_(RUT)
    answer = client.post(reverse("check_numbers"))

    assert answer.headers["Location"] == PAGE
    page = text(client, PAGE)
    assert "Alla nummer är kontrollerade. Det finns inga luckor och inga dubbletter." in page
    assert "Hela registret kontrollerades i dag" in page
    assert CheckRun.objects.get(kind="numbers").found == 0


def test_next_years_diaries_are_opened_from_the_page() -> None:
    client, year = as_(RUT), timezone.localdate().year + 1
    assert "Kommunstyrelsen" in text(client, reverse("open_diaries"))

    answer = client.post(reverse("open_diaries"))

    assert f"för {year} är öppnade." in text(client, answer.headers["Location"])
    assert Diary.objects.filter(board__code="KS", year=year, last_serial=0).exists()
    assert f"Alla diarier för {year} är redan öppna." in text(client, reverse("open_diaries"))
