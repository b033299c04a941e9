"""Ärendebalansen: open matters per board, unit and officer, by age, and never one that the reader may not know of."""

from __future__ import annotations

import psycopg
import pytest
from django.utils import timezone

from cases.models import Case
from cases.selectors.case_balance import balance
from cases.selectors.case_list import Wanted
from diarium import services as register
from diarium.calendar import add_days, add_months
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, RUT, SIV
from tests.cases.exports import _fetched, _rows
from tests.cases.pages import Budget, as_, text
from tests.cases.test_case_list import _copies

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]

BALANCE = "/arenden/balans/"


@pytest.mark.parametrize(
    ("per", "name"),
    [("namnd", "Kommunstyrelsen"), ("enhet", "Kommunstyrelsens förvaltning"), ("handlaggare", "Catarina Klockerud")],
)
def test_the_open_matters_are_counted_per_board_unit_and_officer(case: Case, per: str, name: str) -> None:
    builders.open_case()

    page = as_(RUT).get(f"{BALANCE}?per={per}")
    rows = page.context["page"].rows

    assert sum(row.number for row in rows) == 2
    assert name in [str(row.name) for row in rows], [str(row.name) for row in rows]
    for row in rows:
        assert len(as_(RUT).get(row.url).context["page"].rows) == row.number


@pytest.mark.parametrize(
    ("months", "days", "age"), [(3, 1, 0), (3, 0, 1), (6, 1, 1), (6, 0, 2), (12, 1, 2), (12, 0, 3), (120, 0, 3)]
)
def test_a_matter_is_counted_in_one_age(case: Case, months: int, days: int, age: int) -> None:
    today = add_months(add_days(case.entry.opened_on, -days), months)

    page = balance(builders.actor(RUT), Wanted(), "namnd", today=today)

    assert [list(row.ages) for row in page.rows] == [[int(n == age) for n in range(4)]]
    assert page.total is not None
    assert (page.total.number, page.total.oldest) == (1, case.entry.opened_on)


def test_the_balance_is_of_what_the_filter_lets_through(case: Case) -> None:
    catarina = builders.user(CATARINA).uuid

    assert "Kommunstyrelsen 1" in text(as_(RUT), f"{BALANCE}?handlaggare={catarina}&namnd=KS&steg=draft")
    assert "Inga ärenden matchar filtret." in text(as_(RUT), f"{BALANCE}?handlaggare=ingen")
    assert "Inga ärenden matchar filtret." in text(as_(RUT), f"{BALANCE}?steg=closed")


def test_who_has_no_officer_or_unit_is_a_row_of_its_own_and_last(case: Case) -> None:
    without = builders.open_case(officer_id=None, unit_id=None)

    for per, name in (("handlaggare", "Ingen handläggare"), ("enhet", "Ingen enhet")):
        last = balance(builders.actor(RUT), Wanted(), per, today=timezone.localdate()).rows[-1]
        listed = as_(RUT).get(last.url).context["page"].rows
        assert (str(last.name), last.number) == (name, 1)
        assert [row.number for row in listed] == [without.entry.printed_number]


def test_a_secret_matter_is_counted_for_those_who_may_know_of_it_alone(case: Case) -> None:
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )

    assert "Kommunstyrelsen 1" in text(as_(CATARINA), BALANCE)
    for per in ("namnd", "enhet", "handlaggare"):
        page = as_(SIV).get(f"{BALANCE}?per={per}")
        assert (page.context["page"].rows, page.context["page"].total) == ([], None)
    assert len(_rows(_fetched(as_(SIV), "/uttag/balans/"))) == 1


@pytest.mark.parametrize("name", [OLLE, IDA])
def test_without_a_role_in_matters_there_is_no_balance(case: Case, name: str) -> None:
    assert as_(name).get(BALANCE).status_code == 403


def test_the_balance_is_fetched_as_a_file_with_its_filter(case: Case) -> None:
    rows = _rows(_fetched(as_(RUT), "/uttag/balans/?per=handlaggare&namnd=KS"))

    assert rows[0][:2] == ["Handläggare", "Öppna"]
    assert rows[1][:2] == ["Catarina Klockerud", "1"]
    assert rows[1][-1] == case.entry.opened_on.isoformat()


@pytest.mark.parametrize("asked", ["per=borta", "handlaggare=1", "handlaggare=borta&enhet=x", "namnd=%25"])
def test_an_address_that_nobody_gave_out_is_answered(case: Case, asked: str) -> None:
    assert "Kommunstyrelsen" in text(as_(RUT), f"{BALANCE}?{asked}")
    assert as_(RUT).get(f"/uttag/balans/?{asked}").status_code == 200


@pytest.mark.allows_inconsistency
def test_more_matters_cost_no_more_questions(
    owner_connection: psycopg.Connection[object], django_assert_num_queries: Budget
) -> None:
    client = as_(CATARINA)
    with django_assert_num_queries(8):
        client.get(BALANCE)
    _copies(owner_connection, 60)

    with django_assert_num_queries(8):
        page = client.get(BALANCE)

    assert page.context["page"].total.number == 61
