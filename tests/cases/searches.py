"""Handlingar att söka efter."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from cases.models import Case
from cases.selectors.listings import listing_of
from diarium import services as register
from diarium.models import Document, FileText
from diarium.services.reindex import index_file
from diarium.states import TextStatus
from tests import builders
from tests.builders import RUT


def a_document(case: Case, title: str, **facts: Any) -> Document:
    return register.register_document(
        **{
            "entry_id": case.entry_id,
            "title": title,
            "direction": "established",
            "kind": "other",
            "dated": date(2020, 10, 5),
            "actor": builders.actor(RUT),
            "at": timezone.now(),
            **facts,
        }
    )


def with_text(document: Document, text_: str) -> None:
    sha256 = document.versions.get().sha256
    FileText.objects.update_or_create(
        sha256=sha256, defaults={"status": TextStatus.READ, "text": text_, "read_at": timezone.now()}
    )
    index_file(sha256)


def exported(name: str, query: dict[str, str]) -> list[Any]:
    actor = builders.actor(name)
    headings, rows = listing_of(actor, "sokning").rows(actor, query)
    found = [list(row) for batch in rows.batches() for row in batch]
    assert {len(row) for row in found} <= {len(headings)}
    return found
