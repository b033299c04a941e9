"""Det publika diariet i proven: somebody not logged in, and what she can fetch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.test import Client

from diarium import services
from diarium.models import DiaryEntry, Document
from tests.diarium.conftest import AT, REGISTRAR

TODAY = "2026-11-22"


def registered(entry: DiaryEntry, **changes: Any) -> Document:
    """A document in the matter, come in today."""
    facts: dict[str, Any] = {
        "entry_id": entry.pk,
        "title": "Ansökan om bygglov",
        "direction": "received",
        "kind": "application",
        "dated": date(2026, 11, 20),
        "actor": REGISTRAR,
        "at": AT,
    }
    return services.register_document(**(facts | changes))


def body(response: HttpResponseBase) -> str:
    """All that was answered."""
    if response.streaming:
        return b"".join(response).decode()
    return bytes(response.content).decode()  # type: ignore[attr-defined]


def everything_about(entry: DiaryEntry) -> list[str]:
    """Every public address where the matter or one of its documents can show."""
    number = f"{entry.diary.board.code}-{entry.diary.year}/{entry.serial}"
    documents = Document.objects.filter(entry=entry).order_by("pk")
    return [
        "/publikt/diarium/",
        f"/publikt/diarium/?q={number}",
        "/publikt/diarium/?q=bygglov",
        "/publikt/diarium/?q=hemlig",
        "/publikt/diarium/?namnd=KS&status=open",
        "/publikt/diarium/rss/",
        "/publikt/diarium/atom/",
        "/publikt/diarium.csv",
        "/publikt/diarium.json",
        "/publikt/diarium.csv?visa=arenden",
        "/publikt/diarium.json?visa=arenden",
        f"/publikt/arenden/{entry.uuid}/",
        "/publikt/postlista/",
        f"/publikt/postlista/{TODAY}/",
        f"/begar-ut/?arende={entry.uuid}",
        *(f"/begar-ut/?handling={document.uuid}" for document in documents),
    ]


def answers(client: Client, entry: DiaryEntry) -> Iterator[tuple[str, str]]:
    """What each of the addresses answers, with its headers; where it leads on, where it leads."""
    for address in everything_about(entry):
        response = client.get(address)
        assert response.status_code in (200, 302), (address, response.status_code)
        yield address, f"{sorted(response.headers.items())}\n{body(response)}"
