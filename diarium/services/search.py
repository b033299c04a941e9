"""Sökindex: the keys of a matter or document, written in the transaction that changes it.

One statement writes both indexes. Whoever calls holds the matter's row locked (every door of the register does), so an
index row is never older than its words, and no public row comes after a marking. What is not public is taken out of
the public index in the same statement; the database refuses the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection

from diarium.engine.terms import A_MATTER, looks_personal, term_keys
from diarium.models import DiaryEntry, Document
from diarium.selectors.file_text import file_texts
from diarium.states import DocumentStatus


@dataclass(frozen=True, slots=True)
class IndexRow:
    """Rad i indexet. `public_keys` None = the public finds nothing of it."""

    entry_id: int
    document_id: int | None
    board_id: int
    day: date
    head_keys: Sequence[str]
    keys: Sequence[str]
    public_keys: Sequence[str] | None


def index_entry(entry: DiaryEntry) -> None:
    """Skriv ärendets nycklar (one statement). Of a secret matter every public row goes, its documents' too."""
    _write([_row_of_entry(entry)], secret_entries=[entry.pk] if entry.is_secret else [])


def index_document(document: Document, *, with_text: bool = True) -> None:
    """Skriv handlingens nycklar, with the text of its newest file that has any (two statements, without it one)."""
    text = file_texts([document.pk]).get(document.pk, "") if with_text else ""
    _write([_row_of_document(document, text)])


def index_matter(entry: DiaryEntry) -> None:
    """Skriv ärendets och alla dess handlingars nycklar (four statements): after a marking was taken away."""
    index_entry(entry)
    index_documents([*Document.objects.filter(entry=entry).select_related("entry__diary")])


def index_entries(entries: Sequence[DiaryEntry]) -> None:
    """Skriv flera ärendens nycklar (one statement); their rows are locked."""
    _write([_row_of_entry(entry) for entry in entries], secret_entries=[row.pk for row in entries if row.is_secret])


def index_documents(documents: Sequence[Document]) -> None:
    """Skriv flera handlingars nycklar (two statements); their matters' rows are locked, and loaded with their diary."""
    texts = file_texts([document.pk for document in documents])
    _write([_row_of_document(document, texts.get(document.pk, "")) for document in documents])


def _row_of_entry(entry: DiaryEntry) -> IndexRow:
    head = [A_MATTER, *term_keys(entry.public_subject, entry.protected_subject, entry.printed_number)]
    return IndexRow(
        entry.pk,
        None,
        entry.diary.board_id,
        entry.opened_on,
        head,
        head,
        None if entry.is_secret else term_keys(_public(entry.public_subject), entry.printed_number),
    )


def _row_of_document(document: Document, text: str) -> IndexRow:
    head = term_keys(document.title, document.protected_title)
    working = document.status == DocumentStatus.DRAFT or document.cancelled_as_draft
    public = not (document.is_secret or document.entry.is_secret or working)
    return IndexRow(
        document.entry_id,
        document.pk,
        document.entry.diary.board_id,
        document.received_on or document.dated,
        head,
        sorted(
            {*head, *term_keys(document.sender_or_recipient, document.protected_sender_or_recipient), *term_keys(text)}
        ),
        term_keys(_public(document.title)) if public else None,
    )


def _public(title: str) -> str:
    """The title as the public may find it: none that looks like a personal identity number."""
    return "" if looks_personal(title) else title


_ROW: Final = (
    "(%s::bigint, %s::bigint, %s::bigint, %s::date, array_to_tsvector(%s::text[]), array_to_tsvector(%s::text[]))"
)
_PUBLIC_ROW: Final = "(%s::bigint, %s::bigint, %s::bigint, %s::date, array_to_tsvector(%s::text[]))"
_MATTER: Final = "(entry_id) WHERE document_id IS NULL"
_DOCUMENT: Final = "(document_id)"
_INSIDE: Final = """
inside AS (
  INSERT INTO diarium_searchentry AS old (entry_id, document_id, board_id, day, head_terms, terms) VALUES {rows}
  ON CONFLICT {once} DO UPDATE SET entry_id = EXCLUDED.entry_id, board_id = EXCLUDED.board_id, day = EXCLUDED.day,
     head_terms = EXCLUDED.head_terms, terms = EXCLUDED.terms
   WHERE (old.entry_id, old.board_id, old.day, old.head_terms, old.terms) IS DISTINCT FROM
         (EXCLUDED.entry_id, EXCLUDED.board_id, EXCLUDED.day, EXCLUDED.head_terms, EXCLUDED.terms))
"""
_OUTSIDE: Final = """
outside AS (
  INSERT INTO diarium_publicsearchentry AS old (entry_id, document_id, board_id, day, terms) VALUES {rows}
  ON CONFLICT {once} DO UPDATE SET entry_id = EXCLUDED.entry_id, board_id = EXCLUDED.board_id, day = EXCLUDED.day,
     terms = EXCLUDED.terms
   WHERE (old.entry_id, old.board_id, old.day, old.terms) IS DISTINCT FROM
         (EXCLUDED.entry_id, EXCLUDED.board_id, EXCLUDED.day, EXCLUDED.terms))
"""
_GONE: Final = """
gone AS (DELETE FROM diarium_publicsearchentry WHERE document_id = ANY(%s::bigint[]) OR entry_id = ANY(%s::bigint[]))
"""


def _write(rows: Sequence[IndexRow], *, secret_entries: Sequence[int] = ()) -> None:
    """Both indexes in one statement; a row that says the same already is left alone. All matters, or all documents."""
    if not rows:
        return
    once = _MATTER if rows[0].document_id is None else _DOCUMENT
    public = [row for row in rows if row.public_keys is not None]
    hidden = [row.document_id for row in rows if row.public_keys is None and row.document_id is not None]
    parts = [_INSIDE.format(rows=", ".join([_ROW] * len(rows)), once=once)]
    values: list[Any] = []
    for row in rows:
        values += [row.entry_id, row.document_id, row.board_id, row.day, [*row.head_keys], [*row.keys]]
    if public:
        parts.append(_OUTSIDE.format(rows=", ".join([_PUBLIC_ROW] * len(public)), once=once))
    for row in public:
        values += [row.entry_id, row.document_id, row.board_id, row.day, [*(row.public_keys or ())]]
    if hidden or secret_entries:
        parts.append(_GONE)
        values += [hidden, [*secret_entries]]
    with connection.cursor() as cursor:
        cursor.execute("WITH " + ", ".join(parts) + " SELECT 1", values)
