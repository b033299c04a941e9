"""Sökindexet skrivs om: after a file was read, and the whole register in batches that can be taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from diarium.models import DiaryEntry, Document, DocumentVersion
from diarium.services.entry import lock_entry
from diarium.services.search import index_documents, index_entries

BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Batch:
    """Så långt är det gjort: the last matter's number in the database, and how many rows this batch wrote."""

    last: int
    entries: int
    documents: int


def reindex(*, after: int = 0, size: int = BATCH) -> Iterator[Batch]:
    """Skriv om indexet för alla ärenden, from the one after `after` on; each batch is a transaction of its own.

    The batch's matters are locked as every door of the register locks them, so a change at the same time waits and is
    not overwritten. Nothing but the two indexes is written; a row that says the same already is left alone.
    """
    last = after
    while True:
        with transaction.atomic():
            locked = DiaryEntry.objects.select_for_update(of=("self",)).select_related("diary").order_by("pk")
            entries = [*locked.filter(pk__gt=last)[:size]]
            if not entries:
                return
            documents = Document.objects.filter(entry__in=entries).select_related("entry__diary").order_by("pk")
            rows = [*documents]
            index_entries(entries)
            index_documents(rows)
        last = entries[-1].pk
        yield Batch(last, len(entries), len(rows))


def index_file(sha256: str) -> int:
    """Skriv nycklarna för de handlingar som filen ligger i; after its text was read. Gives how many they are."""
    matters = DocumentVersion.objects.filter(sha256=sha256).values_list("document__entry", flat=True)
    return sum(index_file_in(entry_id, sha256) for entry_id in sorted(set(matters)))


@transaction.atomic
def index_file_in(entry_id: int, sha256: str) -> int:
    """Skriv nycklarna för de handlingar i ett ärende som filen ligger i. Gives how many they are."""
    lock_entry(entry_id)
    found = Document.objects.filter(entry=entry_id, versions__sha256=sha256).distinct()
    documents = [*found.select_related("entry__diary").order_by("pk")]
    index_documents(documents)
    return len(documents)
