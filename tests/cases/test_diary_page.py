"""Diariet: its documents and matters, found by filter, with number and date alone of what is secret."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from cases.models import Case
from cases.selectors.diary import document_page, documents
from cases.selectors.diary_filter import Wanted
from cases.selectors.diary_matters import matters
from cases.selectors.keyset import Place
from diarium import services as register
from diarium.models import DiaryEntry, Document
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.cases.test_case_list import COPY

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]

SECRET_TITLE = "Anmälan om våld i nära relation"
MANY = """jsonb_build_object('id', 10000 + n, 'uuid', gen_random_uuid(), 'document_no', 100 + n, 'dated',
    row.dated + n / 3, 'received_on', row.dated + n / 3)"""
MANY_ENTRIES = """jsonb_build_object('id', 10000 + n, 'uuid', gen_random_uuid(), 'serial', 10000 + n,
    'printed_number', 'KS-2018/' || 10000 + n, 'number_key', 'ks2018/' || 10000 + n,
    'opened_on', row.opened_on + n / 3)"""
ONE_CASE = "jsonb_build_object('id', 10000 + n, 'uuid', gen_random_uuid(), 'entry_id', 10000 + n)"


def _copies(owner: psycopg.Connection[Any], number: int, *, entries: bool = False) -> None:
    """More rows like those there are, past the guards: what is tried is reading."""
    case = builders.the_walk().case()
    document = Document.objects.get(entry=case.entry_id, document_no=2)
    rows = [("diarium_document", MANY, document.pk)]
    if entries:
        rows = [("diarium_diaryentry", MANY_ENTRIES, case.entry_id), ("cases_case", ONE_CASE, case.pk)]
    for table, changes, pk in rows:
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(COPY.format(table=table, changes=changes), (number, pk))
    owner.commit()
    for table, _changes, _pk in rows:
        owner.execute(f"ANALYZE {table}")
    owner.commit()


def _secret_document(case: Case) -> Document:
    return register.register_document(
        entry_id=case.entry_id,
        title=SECRET_TITLE,
        direction="received",
        kind="letter",
        dated=timezone.localdate(),
        sender_or_recipient="Anna Andersson",
        secrecy_provision="OSL 26 kap. 1 §",
        actor=builders.actor(RUT),
        at=timezone.now(),
    )


def _make_secret(case: Case) -> None:
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 26 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )


def test_the_diary_shows_date_number_sender_and_version_of_every_document(case: Case) -> None:
    page = text(as_(RUT), "/diarium/?namnd=KS")

    assert "Kommunstyrelsens diarium" in page
    assert "2019-11-04 Lägesbild 2019 KS-2018/91.103-2 Inkommen Lokalpolisområde Huddinge 1 Ingen markering" in page


def test_a_number_names_its_matter_once_and_the_column_goes_away(case: Case) -> None:
    page = text(as_(RUT), "/diarium/?q=ks+2018/91")

    assert "2 handlingar matchar i ärendet KS-2018/91.103 Samverkansöverenskommelse" in page
    assert "Handling Riktning" in page


def test_a_documents_own_number_finds_it_alone(case: Case) -> None:
    page = text(as_(RUT), "/diarium/?q=KS-2018/91.103-2")

    assert "1 handling matchar" in page
    assert "KS-2018/91.103-1" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=lägesbilder", True),
        ("q=skolskjuts", False),
        ("riktning=received", True),
        ("riktning=dispatched", False),
        ("fran_och_med=2019-11-04&till_och_med=2019-11-04", True),
        ("fran_och_med=2019-11-05&till_och_med=2019-11-06", False),
        ("klass=103", True),
        ("klass=104", False),
        ("handlaggare=klockerud", True),
        ("handlaggare=forshage", False),
        ("status=final", True),
        ("status=archived", False),
        ("sekretess=ingen", True),
        ("sekretess=markerad", False),
        ("namnd=GSN", False),
        ("namnd=alla", True),
    ],
)
def test_every_filter_narrows(case: Case, query: str, found: bool) -> None:
    page = text(as_(RUT), f"/diarium/?{query}")

    assert ("KS-2018/91.103-2" in page) is found
    assert ("Inga handlingar matchar sökningen." in page) is (not found and not query.startswith("namnd"))


def test_days_in_the_wrong_order_are_told_beside_their_field(case: Case) -> None:
    page = text(as_(RUT), "/diarium/?fran_och_med=2020-01-02&till_och_med=2020-01-01", status=422)

    assert "Välj en dag som inte är före från och med." in page


def test_a_secret_document_has_number_and_date_for_others_and_no_words_find_it(case: Case) -> None:
    document = _secret_document(case)
    number, day = f"KS-2018/91.103-{document.document_no}", timezone.localdate().isoformat()
    mine, others = text(as_(CATARINA), "/diarium/"), text(as_(SIV), "/diarium/")

    assert f"{SECRET_TITLE} {number}" in mine
    assert "Anna Andersson" in mine
    assert f"{day} Sekretessmarkerad handling {number}" in others
    for word in (SECRET_TITLE, "Anna Andersson", "OSL 26 kap."):
        assert word not in others
    for query in ("q=våld", "q=andersson", "riktning=received", "status=final", "handlaggare=klockerud", "klass=103"):
        assert number not in text(as_(SIV), f"/diarium/?{query}"), query
    for query in (f"q={number}", "sekretess=markerad", f"fran_och_med={day}", "namnd=KS"):
        assert f"Sekretessmarkerad handling {number}" in text(as_(SIV), f"/diarium/?{query}"), query


def test_a_secret_matter_shows_the_numbers_and_dates_alone(case: Case) -> None:
    _make_secret(case)
    client = as_(SIV)
    documents_page, matters_page = text(client, "/diarium/"), text(client, "/diarium/arenden/")

    assert "2019-11-04 Sekretessmarkerad handling KS-2018/91.103-2" in documents_page
    assert "KS-2018/91.103 Sekretessmarkerat ärende 2018-01-11" in matters_page
    for page in (documents_page, matters_page):
        for told in ("Samverkan", "Lägesbild", "Klockerud", "Lokalpolis", "OSL"):
            assert told not in page
    for query in ("q=samverkan", "handlaggare=klockerud", "klass=103", "status=open"):
        assert "KS-2018/91" not in text(client, f"/diarium/arenden/?{query}"), query
    assert "Sekretessmarkerat ärende" in text(client, "/diarium/arenden/?q=2018/91")
    assert "Samverkansöverenskommelse" in text(as_(CATARINA), "/diarium/arenden/")


def test_another_authoritys_reference_finds_a_secret_matter_for_those_alone_who_may_see_it(case: Case) -> None:
    register.add_foreign_reference(
        entry_id=case.entry_id, text="K-4711-18", actor=builders.actor(RUT), at=timezone.now()
    )
    assert "KS-2018/91.103-2" in text(as_(SIV), "/diarium/?q=K-4711-18")
    _make_secret(case)

    assert "KS-2018/91.103-2" in text(as_(CATARINA), "/diarium/?q=K-4711-18")
    assert "KS-2018/91" not in text(as_(SIV), "/diarium/?q=K-4711-18")
    assert "KS-2018/91" not in text(as_(SIV), "/diarium/arenden/?q=K-4711-18")


def test_the_matters_of_the_diary_have_class_officer_and_status(case: Case) -> None:
    page = text(as_(RUT), "/diarium/arenden/?q=samverkansöverenskommelser")

    assert "1 ärende matchar" in page
    assert "2018-01-11 103" in page
    assert "Catarina Klockerud Öppen Ingen markering" in page


@pytest.mark.parametrize("address", ["/diarium/", "/diarium/arenden/"])
@pytest.mark.parametrize("name", [OLLE, IDA])
def test_who_has_no_part_in_matters_reads_no_diary(case: Case, address: str, name: str) -> None:
    text(as_(name), address, status=403)


def test_only_the_registry_has_the_tabs_of_its_work(case: Case) -> None:
    hers, others = text(as_(RUT), "/diarium/"), text(as_(CATARINA), "/diarium/")

    assert "Handlingar Ärenden Att registrera (0) Begäran om handlingar (0) Kontroll (" in hers
    assert "Kontroll (" not in others


def test_a_key_that_nobody_gave_out_is_no_key(case: Case) -> None:
    for sort in ("", "aldst", "nummer"):
        for key in ("x", "9999999999999999999999_1", "_", "2018-99-99_1", "5_x", "²_1"):
            assert document_page(builders.actor(RUT), Wanted(sort=sort), Place(after=key)).total == 2, (sort, key)


@pytest.mark.allows_inconsistency
def test_a_thousand_documents_cost_as_many_questions_as_ten(
    owner_connection: psycopg.Connection[Any], django_assert_max_num_queries: Budget
) -> None:
    client = as_(RUT)
    _copies(owner_connection, 1100)

    with django_assert_max_num_queries(12):
        page = text(client, "/diarium/")
    with django_assert_max_num_queries(15):
        text(client, "/diarium/?q=2018/91")

    assert "Visar 1–50 av över 1 000" in page
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")  # 1,100 rows are few: that the index fits is what is asked
    rows: QuerySet[Any] = documents(builders.actor(RUT), Wanted())
    assert "diarium_document_by_day" in rows.order_by("-day", "-pk")[:51].explain()


@pytest.mark.allows_inconsistency
@pytest.mark.parametrize("sort", ["", "aldst", "nummer"])
def test_every_document_is_on_exactly_one_page(owner_connection: psycopg.Connection[Any], sort: str) -> None:
    _copies(owner_connection, 120)
    client, address, seen = as_(RUT), f"/diarium/?sortera={sort}", []
    while address:
        page = client.get(address).context["page"]
        seen += [row.pk for row in page.rows]
        address = page.next

    assert len(seen) == len(set(seen)) == Document.objects.count()


@pytest.mark.allows_inconsistency
def test_a_thousand_matters_are_paged_by_their_index(
    owner_connection: psycopg.Connection[Any], django_assert_max_num_queries: Budget
) -> None:
    client = as_(RUT)
    _copies(owner_connection, 1100, entries=True)

    with django_assert_max_num_queries(12):
        page = text(client, "/diarium/arenden/")

    assert "Visar 1–50 av över 1 000" in page
    assert DiaryEntry.objects.count() == 1101
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
    plan = matters(builders.actor(RUT), Wanted()).order_by("-opened_on", "-pk")[:51].explain()
    assert "diarium_entry_newest" in plan
