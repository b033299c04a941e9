"""Handlingar: numbered within the matter, kept as they came, written once."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from audit.selectors import events_of
from diarium import services
from diarium.engine import storage
from diarium.models import DiaryEntry, Document
from diarium.selectors import verification
from tests.diarium.conftest import AT, REGISTRAR

pytestmark = pytest.mark.django_db
PAPER = b"%PDF-1.7 avsiktsforklaring"


def registered(entry: DiaryEntry, **changes: Any) -> Document:
    facts: dict[str, Any] = {
        "entry_id": entry.pk,
        "title": "Avsiktsförklaring",
        "direction": "received",
        "kind": "letter_of_intent",
        "dated": date(2026, 11, 20),
        "actor": REGISTRAR,
        "at": AT,
        "content": PAPER,
        "file_name": "avsikt.pdf",
        "sender_or_recipient": "Polisområde Stockholm Syd",
    }
    return services.register_document(**(facts | changes))


def test_documents_are_numbered_from_one_within_the_matter(entry: DiaryEntry) -> None:
    assert [registered(entry).document_no for _ in range(3)] == [1, 2, 3]


def test_a_rolled_back_document_gives_its_number_back(entry: DiaryEntry) -> None:
    with transaction.atomic():
        registered(entry)
        transaction.set_rollback(True)

    assert registered(entry).document_no == 1


def test_the_file_is_kept_under_its_hash_and_the_event_names_it(entry: DiaryEntry) -> None:
    document = registered(entry)

    [version] = document.versions.all()
    assert version.sha256 == hashlib.sha256(PAPER).hexdigest()
    assert version.media_type == "application/pdf"
    assert storage.read_blob(version.sha256) == PAPER
    assert version.sha256.encode() in bytes(events_of(entry.stream, limit=1)[0].body)


def test_the_hash_of_a_secret_document_is_not_in_the_event(entry: DiaryEntry) -> None:
    document = registered(entry, secrecy_provision="OSL 18 kap. 1 §")

    [event] = events_of(entry.stream, limit=1)
    assert document.versions.get().sha256.encode() not in bytes(event.body)
    assert list(verification.files()) == []


def test_a_paper_that_was_not_scanned_has_a_number_and_no_version(entry: DiaryEntry) -> None:
    document = registered(entry, content=None, file_name="")

    assert (document.document_no, document.versions.count()) == (1, 0)


def test_nothing_comes_in_tomorrow(entry: DiaryEntry) -> None:
    with pytest.raises(services.DateInTheFuture):
        registered(entry, received_on=date(2026, 11, 23))


def test_a_signed_copy_is_a_new_version_that_names_what_it_came_from(entry: DiaryEntry) -> None:
    document = registered(entry)
    original = document.versions.get()

    signed = services.add_document_version(
        document_id=document.pk,
        content=PAPER + b" undertecknad",
        file_name="avsikt-undertecknad.pdf",
        media_type="application/pdf",
        actor=REGISTRAR,
        at=AT,
        reason="Undertecknat original",
        derived_from_id=original.pk,
    )

    assert (signed.number, signed.derived_from) == (2, original)
    assert storage.read_blob(original.sha256) == PAPER


def test_a_new_version_needs_its_reason(entry: DiaryEntry) -> None:
    document = registered(entry)

    with pytest.raises(services.ReasonMissing):
        services.add_document_version(
            document_id=document.pk, content=b"x", file_name="x", media_type="", actor=REGISTRAR, at=AT, reason=" "
        )


def test_a_dispatched_document_is_not_a_draft_again(entry: DiaryEntry) -> None:
    document = registered(entry, status="final")
    services.set_document_status(document_id=document.pk, status="dispatched", actor=REGISTRAR, at=AT)

    with pytest.raises(services.DocumentLocked, match="Handling 1 är expedierad"):
        services.set_document_status(document_id=document.pk, status="draft", actor=REGISTRAR, at=AT)


def test_the_same_status_again_changes_and_tells_nothing(entry: DiaryEntry) -> None:
    document = registered(entry)
    services.set_document_status(document_id=document.pk, status="approved", actor=REGISTRAR, at=AT)
    told = len(events_of(entry.stream, limit=99))

    services.set_document_status(document_id=document.pk, status="approved", actor=REGISTRAR, at=AT)

    assert len(events_of(entry.stream, limit=99)) == told


def test_a_cancelled_document_keeps_its_number(entry: DiaryEntry) -> None:
    document = registered(entry)

    services.cancel_document(document_id=document.pk, reason="Fel ärende", actor=REGISTRAR, at=AT)

    assert registered(entry).document_no == 2
    document.refresh_from_db()
    assert (document.status, document.cancelled_reason) == ("cancelled", "Fel ärende")


def test_a_cancelled_matter_takes_no_documents(entry: DiaryEntry) -> None:
    services.cancel_entry(entry_id=entry.pk, reason="Fel", actor=REGISTRAR, at=AT)

    with pytest.raises(services.EntryLocked, match="annat ärende"):
        registered(entry)


def test_a_lost_file_and_a_changed_file_are_both_found(entry: DiaryEntry) -> None:
    whole, changed = registered(entry), registered(entry, content=b"annat")
    assert list(verification.files()) == []
    path = storage.blob_path(changed.versions.get().sha256)
    path.chmod(0o600)
    path.write_bytes(b"aNnat")
    storage.blob_path(whole.versions.get().sha256).unlink()

    sentences = [str(finding.sentence) for finding in verification.files()]

    assert sentences == ["Filen saknas.", "Filen är ändrad eller skadad."]
    path.unlink()
