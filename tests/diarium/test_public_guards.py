"""Databasens vakter över det publika: no word of what is secret or working material, tried with raw SQL (G12)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError

from diarium import services
from diarium.models import (
    DiaryEntry,
    Document,
    PublicDocument,
    PublicMatter,
    PublicSearchEntry,
)
from tests.diarium.conftest import AT, REGISTRAR
from tests.diarium.raw import attempt

pytestmark = pytest.mark.django_db


PUBLIC_WORDS = (
    "INSERT INTO diarium_publicsearchentry (entry_id, document_id, board_id, day, terms)"
    " SELECT d.entry_id, d.id, y.board_id, d.dated, ''::tsvector FROM diarium_document d"
    " JOIN diarium_diaryentry e ON e.id = d.entry_id JOIN diarium_diary y ON y.id = e.diary_id"
)


def test_the_public_index_takes_no_word_of_what_is_secret(secret: Document) -> None:
    with pytest.raises(DatabaseError, match="public index"):
        attempt(PUBLIC_WORDS)


def test_the_public_index_takes_no_word_of_working_material(entry: DiaryEntry) -> None:
    services.register_document(
        entry_id=entry.pk,
        title="Utkast",
        direction="established",
        kind="other",
        dated=AT.date(),
        status="draft",
        actor=REGISTRAR,
        at=AT,
    )

    with pytest.raises(DatabaseError, match="public index"):
        attempt(PUBLIC_WORDS)


def test_a_marking_does_not_leave_its_words_in_the_public_index(entry: DiaryEntry, told: Callable[[], object]) -> None:
    PublicSearchEntry.objects.filter(entry=entry).delete()
    attempt(
        "INSERT INTO diarium_publicsearchentry (entry_id, board_id, day, terms)"
        f" VALUES ({entry.pk}, {entry.diary.board_id}, '2026-11-22', ''::tsvector)"
    )
    told()

    with pytest.raises(DatabaseError, match="public index"):
        attempt("UPDATE diarium_diaryentry SET secrecy_provision = 'OSL 18:1', secrecy_on = '2026-11-22'")


def test_the_public_set_of_something_secret_is_its_number_and_date(entry: DiaryEntry, secret: Document) -> None:
    shown = PublicDocument.objects.get()

    assert (shown.document_no, shown.day, shown.masked) == (1, AT.date(), True)
    assert (shown.title, shown.direction, shown.kind, shown.other_party) == ("", "", "", "")
    assert PublicMatter.objects.get().subject == entry.public_subject


def test_a_title_with_a_personal_identity_number_is_not_public(entry: DiaryEntry) -> None:
    for title in ("Ansökan från 19800229-1234", "Ansökan 8002291234", "Samordningsnummer 800289-1234"):
        services.register_document(
            entry_id=entry.pk,
            title=title,
            direction="received",
            kind="letter",
            dated=AT.date(),
            actor=REGISTRAR,
            at=AT,
        )

    assert {shown.title for shown in PublicDocument.objects.all()} == {""}


def test_the_public_set_cannot_be_written(entry: DiaryEntry) -> None:
    for view in ("diarium_publicmatter", "diarium_publicdocument"):
        with pytest.raises(DatabaseError):
            attempt(f"DELETE FROM {view}")
