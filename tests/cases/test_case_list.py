"""Listan över ärenden."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from django.utils import timezone

from cases.models import Case
from cases.selectors.case_list import Wanted, case_list
from cases.selectors.keyset import Place
from diarium import services as register
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, RUT, SIV
from tests.cases.pages import Budget, as_, text

pytestmark = pytest.mark.django_db

COPY = """
    INSERT INTO {table} SELECT (jsonb_populate_record(row, {changes})).*
      FROM {table} row, generate_series(1, %s) n WHERE row.id = %s
"""
ENTRY = """jsonb_build_object('id', 10000 + n, 'uuid', gen_random_uuid(), 'serial', 10000 + n,
    'printed_number', 'KS-2018/' || 10000 + n, 'number_key', 'ks2018/' || 10000 + n,
    'opened_on', row.opened_on + n / 3)"""
CASE = "jsonb_build_object('id', 10000 + n, 'uuid', gen_random_uuid(), 'entry_id', 10000 + n)"


def _copies(owner: psycopg.Connection[object], number: int) -> None:
    """More matters like the one there is, past the guards: what is tried is reading."""
    case = builders.the_walk().case()
    for table, changes, pk in (("diarium_diaryentry", ENTRY, case.entry_id), ("cases_case", CASE, case.pk)):
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(COPY.format(table=table, changes=changes), (number, pk))
    owner.commit()


@pytest.mark.matter_before("start_situation_analysis")
def test_who_prepares_matters_begins_with_the_own_ones(case: Case) -> None:
    page = text(as_(CATARINA), "/arenden/")

    assert "KS-2018/91.103" in page
    assert "Visar 1–1 av 1" in page


@pytest.mark.matter_before("start_situation_analysis")
def test_a_registrar_has_no_list_of_own_matters(case: Case) -> None:
    page = text(as_(RUT), "/arenden/")

    assert "Mina ärenden" not in page
    assert "KS-2018/91.103" in page


@pytest.mark.matter_before("start_situation_analysis")
def test_without_own_matters_the_list_says_when_there_will_be_some(case: Case) -> None:
    builders.give_role(SIV, "case_officer")

    page = text(as_(SIV), "/arenden/?visa=mina")

    assert "Du har inga ärenden. Ärenden visas här när du blir handläggare." in page


@pytest.mark.matter_before("start_situation_analysis")
@pytest.mark.parametrize("name", [OLLE, IDA])
def test_without_a_role_in_matters_there_is_no_list(case: Case, name: str) -> None:
    assert as_(name).get("/arenden/").status_code == 403


@pytest.mark.matter_before("start_situation_analysis")
def test_a_secret_matter_is_neither_listed_nor_counted_for_others(case: Case) -> None:
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )

    hers, others = text(as_(CATARINA), "/arenden/"), text(as_(SIV), "/arenden/?visa=alla")

    assert "Sekretessmarkering i ärendet" in hers
    assert "Det finns inga ärenden." in others
    assert "91.103" not in others


@pytest.mark.matter_before("start_situation_analysis")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=brandförsvarsförbund", True),
        ("q=91.103", True),
        ("q=klockerud+samverkan", True),
        ("q=skolskjuts", False),
        ("steg=draft", True),
        ("steg=closed", False),
    ],
)
def test_the_filter_reads_subject_number_and_officer(case: Case, query: str, found: bool) -> None:
    page = text(as_(CATARINA), f"/arenden/?visa=alla&{query}")

    assert ("KS-2018/91.103" in page) is found
    assert ("Inga ärenden matchar filtret." in page) is not found


@pytest.mark.matter_before("end")
def test_the_backlog_holds_open_matters_only(case: Case) -> None:
    assert "Det finns inga öppna ärenden." in text(as_(RUT), "/arenden/?visa=balans")


@pytest.mark.matter_before("start_situation_analysis")
@pytest.mark.parametrize("key", ["x", "9999999999999999999999", "_", "2018-99-99_1", "1; DROP TABLE", "²"])
def test_a_key_that_nobody_gave_out_is_no_key(case: Case, key: str) -> None:
    assert "KS-2018/91.103" in text(as_(CATARINA), f"/arenden/?visa=balans&efter={key}&fran={key}")


@pytest.mark.allows_inconsistency
@pytest.mark.matter_before("start_situation_analysis")
def test_a_thousand_matters_cost_as_many_questions_as_ten(
    owner_connection: psycopg.Connection[object], django_assert_num_queries: Budget
) -> None:
    client = as_(CATARINA)
    _copies(owner_connection, 9)
    with django_assert_num_queries(8):  # all of a short list is on its page, and is not counted
        client.get("/arenden/")
    owner_connection.execute("ALTER TABLE cases_case DISABLE TRIGGER USER")
    owner_connection.execute("DELETE FROM cases_case WHERE id > 10000")
    owner_connection.execute("ALTER TABLE diarium_diaryentry DISABLE TRIGGER USER")
    owner_connection.execute("DELETE FROM diarium_diaryentry WHERE id > 10000")
    _copies(owner_connection, 1004)

    with django_assert_num_queries(9):
        page = text(client, "/arenden/")

    assert "Visar 1–50 av över 1 000" in page


@pytest.mark.allows_inconsistency
@pytest.mark.matter_before("start_situation_analysis")
@pytest.mark.parametrize("tab", ["alla", "balans"])
def test_every_matter_is_on_exactly_one_page_forwards_and_backwards(
    owner_connection: psycopg.Connection[object], tab: str
) -> None:
    _copies(owner_connection, 120)
    client = as_(RUT)
    pages: list[list[str]] = []
    shown: list[str] = []
    address = f"/arenden/?visa={tab}"
    previous = ""
    while address:
        page = client.get(address).context["page"]
        pages.append([row.number for row in page.rows])
        shown.append(page.shown)
        address, previous = page.next, page.previous
    back = client.get(previous).context["page"]

    numbers = [number for page in pages for number in page]
    assert len(numbers) == len(set(numbers)) == 121
    assert shown == ["Visar 1–50 av 121", "Visar 51–100 av 121", "Visar 101–121 av 121"]
    assert [row.number for row in back.rows] == pages[1]
    assert (back.shown, back.next != "", back.previous != "") == (shown[1], True, True)
    assert client.get(back.previous).context["page"].previous == ""


@pytest.mark.matter_before("start_situation_analysis")
def test_the_backlog_has_the_oldest_first(case: Case) -> None:
    newer = builders.open_case()

    page = case_list(builders.actor(RUT), Wanted(tab="balans"), Place())

    assert [row.number for row in page.rows] == ["KS-2018/91.103", newer.entry.printed_number]


@pytest.mark.matter_before("start_situation_analysis")
def test_who_acts_for_the_officer_sees_her_matters_as_own(case: Case) -> None:
    today = timezone.localdate()
    hers = builders.user(CATARINA).mandates.get(role="case_officer")
    stand_in = builders.give_role(
        SIV,
        "case_officer",
        on_behalf_of_id=hers.user_id,
        unit_id=hers.unit_id,
        board_id=hers.board_id,
        valid_from=today,
        valid_to=today + timedelta(days=5),
    )

    page = case_list(stand_in, Wanted(), Place())

    assert (page.tab, [row.number for row in page.rows]) == ("mina", ["KS-2018/91.103"])
