"""Databasens vakter över registret, each tried with raw SQL as the app role (G1, G6, G7, G14)."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from diarium import services
from diarium.models import DiaryEntry
from tests.diarium.conftest import AT, REGISTRAR

pytestmark = pytest.mark.django_db

SILENT = "UPDATE diarium_diaryentry SET public_subject = 'Tyst ändrad'"
REFUSED = {
    "a number is never changed": "UPDATE diarium_diaryentry SET serial = 7",
    "a matter never moves to another diary": "UPDATE diarium_diaryentry SET diary_id = diary_id + 1",
    "the key of a number is never changed": "UPDATE diarium_diaryentry SET number_key = 'ks2026/9'",
    "an own number is never called taken over": "UPDATE diarium_diaryentry SET origin = 'imported'",
    "a matter keeps its identity": "UPDATE diarium_diaryentry SET uuid = gen_random_uuid()",
    "the registration is never dated back": "UPDATE diarium_diaryentry SET registered_at = '2020-01-01'",
    "a matter is never removed": "DELETE FROM diarium_diaryentry",
    "the register is never emptied": "TRUNCATE diarium_diaryentry CASCADE",
    "the counter never skips": "UPDATE diarium_diary SET last_serial = last_serial + 2",
    "the counter never turns back": "UPDATE diarium_diary SET last_serial = last_serial - 1",
    "the counter never moves without its matter": "UPDATE diarium_diary SET last_serial = last_serial + 1",
    "numbers are not taken over among our own": "UPDATE diarium_diary SET carried_over = 50",
    "a diary stays its board's": "UPDATE diarium_diary SET board_id = board_id + 1",
    "a diary is never removed": "DELETE FROM diarium_diary",
    "the diaries are never emptied": "TRUNCATE diarium_diary CASCADE",
    "a diary never begins in the middle": "INSERT INTO diarium_diary (board_id, year, last_serial, carried_over)"
    " SELECT board_id, 1999, 5, 0 FROM diarium_diary LIMIT 1",
    "a document number is never changed": "UPDATE diarium_document SET document_no = 9",
    "a document never moves to another matter": "UPDATE diarium_document SET entry_id = entry_id + 1",
    "a document is never removed": "DELETE FROM diarium_document",
    "the documents are never emptied": "TRUNCATE diarium_document CASCADE",
    "document numbers never skip": "UPDATE diarium_diaryentry SET last_document_no = last_document_no + 2",
    "document numbers never turn back": "UPDATE diarium_diaryentry SET last_document_no = 0",
    "a version is never changed": "UPDATE diarium_documentversion SET sha256 = repeat('0', 64)",
    "a version is never removed": "DELETE FROM diarium_documentversion",
    "the versions are never emptied": "TRUNCATE diarium_documentversion CASCADE",
    "a guard is not switched off": "ALTER TABLE diarium_diaryentry DISABLE TRIGGER ALL",
    "replication mode is not chosen": "SET session_replication_role = replica",
}
REFUSED_WITHOUT_EVENT = {
    "a matter is not changed without an event": SILENT,
    "a matter is not closed without an event": "UPDATE diarium_diaryentry SET status = 'closed'",
    "a document is not changed without an event": "UPDATE diarium_document SET title = 'Annan rubrik'",
    "a version is not added without an event": "INSERT INTO diarium_documentversion (document_id, number, sha256, size,"
    " media_type, file_name, role, reason, created_at)"
    " SELECT id, 2, repeat('a', 64), 1, 'text/plain', 'x', 'original', 'x', now()"
    " FROM diarium_document",
    "another reference is not added without an event": "INSERT INTO diarium_entryalias (entry_id, text, kind)"
    " SELECT id, 'X 1', 'foreign' FROM diarium_diaryentry",
    "nobody is let into a secret without an event": "INSERT INTO diarium_needtoknow (entry_id, user_id, valid_from)"
    " SELECT (SELECT id FROM diarium_diaryentry), (SELECT min(id) FROM accounts_user), '2026-01-01'",
}
NEW_ENTRY = """
INSERT INTO diarium_diaryentry (uuid, diary_id, serial, origin, printed_number, number_key, opened_on, registered_at,
    public_subject, protected_subject, secrecy_provision, status, cancelled_reason, last_document_no)
SELECT gen_random_uuid(), id, %s, %s, 'KS-2026/' || %s, 'ks2026/' || %s, '2026-11-22', now(), 'x', '', '', 'open', '', 0
  FROM diarium_diary
"""
NEW_DOCUMENT = """
INSERT INTO diarium_document (uuid, entry_id, document_no, title, protected_title, direction, kind, dated,
    registered_at, sender_or_recipient, protected_sender_or_recipient, status, cancelled_reason,
    cancelled_as_draft, secrecy_provision)
SELECT gen_random_uuid(), id, %s, 'x', '', 'established', 'other', '2026-11-22', now(), '', '', 'final', '', false, ''
  FROM diarium_diaryentry
"""


@pytest.fixture
def document(entry: DiaryEntry) -> None:
    """A registered document, everything in the database true; the next statement is the attempt."""
    services.register_document(
        entry_id=entry.pk,
        title="Brev",
        direction="received",
        kind="letter",
        dated=date(2026, 11, 20),
        actor=REGISTRAR,
        at=AT,
        content=b"hej",
        file_name="brev.txt",
    )
    _speak()


def _speak() -> None:
    """What would be asked at COMMIT."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def attempt(*statements: tuple[str, tuple[int | str, ...]]) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            for sql, parameters in statements:
                cursor.execute(sql, parameters or None)
        _speak()


@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses_although_an_event_was_written(document: None, sql: str) -> None:
    with pytest.raises(DatabaseError):
        attempt((sql, ()))


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_a_change_that_no_event_tells_of(document: None) -> None:
    for sql in REFUSED_WITHOUT_EVENT.values():
        with pytest.raises(DatabaseError, match="no event tells"):
            attempt((sql, ()))


def test_an_entry_never_takes_a_number_that_the_counter_did_not_give(document: None) -> None:
    for serial, origin in ((2, "own"), (1, "own"), (0, "own"), (50, "imported")):
        with pytest.raises(DatabaseError):
            attempt((NEW_ENTRY, (serial, origin, serial, serial)))


def test_two_steps_of_the_counter_for_one_entry_are_refused(document: None) -> None:
    step = ("UPDATE diarium_diary SET last_serial = last_serial + 1", ())

    with pytest.raises(DatabaseError, match="nobody took number 2"):
        attempt(step, step, (NEW_ENTRY, (3, "own", 3, 3)))


@pytest.mark.django_db(transaction=True)
def test_an_entry_with_the_right_number_and_no_event_is_refused(document: None) -> None:
    with pytest.raises(DatabaseError, match="no event"):
        attempt(("UPDATE diarium_diary SET last_serial = last_serial + 1", ()), (NEW_ENTRY, (2, "own", 2, 2)))


def test_a_document_never_takes_a_number_that_the_entry_did_not_give(document: None) -> None:
    for number in (1, 2, 0):
        with pytest.raises(DatabaseError, match="document"):
            attempt((NEW_DOCUMENT, (number,)))


@pytest.mark.django_db(transaction=True)
def test_a_temporary_table_does_not_deceive_the_guards(document: None) -> None:
    with pytest.raises(DatabaseError):
        attempt(("CREATE TEMPORARY TABLE audit_event AS SELECT txid_current() AS transaction", ()), (SILENT, ()))


@pytest.mark.allows_inconsistency
def test_not_even_the_owner_rewrites_a_version(document: None, owner_connection: psycopg.Connection[object]) -> None:
    with pytest.raises(psycopg.Error, match="written once"):
        owner_connection.execute("UPDATE diarium_documentversion SET size = 1")
