"""Kontroll av registret: what somebody did past the guards is found."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest

from diarium import services
from diarium.models import DiaryEntry
from diarium.selectors import verification
from tests.diarium.conftest import AT, REGISTRAR

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.allows_inconsistency]


def past_the_guards(owner: psycopg.Connection[Any], table: str, sql: str) -> None:
    """As the owner of the database, with the table's triggers off."""
    owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    owner.execute(sql)
    owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    owner.commit()


def codes() -> list[str]:
    checks = (verification.series, verification.document_numbers, verification.files, verification.odd_entries)
    return [finding.code for check in checks for finding in check()]


@pytest.mark.parametrize(
    ("table", "sql", "code"),
    [
        ("diarium_diary", "UPDATE diarium_diary SET last_serial = 2", "E-SERIES"),
        ("diarium_diary", "UPDATE diarium_diary SET last_serial = 0", "E-SERIES"),
        ("diarium_diaryentry", "UPDATE diarium_diaryentry SET serial = 2", "E-SERIES"),
        ("diarium_diaryentry", "UPDATE diarium_diaryentry SET origin = 'imported'", "E-SERIES"),
        ("diarium_diaryentry", "UPDATE diarium_diaryentry SET printed_number = 'KS-2026/7.103'", "E-NUMBER"),
        ("diarium_diaryentry", "UPDATE diarium_diaryentry SET last_document_no = 5", "E-DOCUMENT-NO"),
        ("diarium_document", "UPDATE diarium_document SET document_no = 4", "E-DOCUMENT-NO"),
        ("diarium_documentversion", "UPDATE diarium_documentversion SET sha256 = repeat('0', 64)", "E-FILE"),
    ],
)
def test_what_was_done_past_the_guards_is_found(
    entry: DiaryEntry, owner_connection: psycopg.Connection[Any], table: str, sql: str, code: str
) -> None:
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
    assert codes() == []

    past_the_guards(owner_connection, table, sql)

    assert code in codes()
