"""Filer efter registreringen: quarantine, text for the index, visningsversion, gallring."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.capacity import SYSTEM
from accounts.policy import NotAllowed
from diarium import jobs, services
from diarium.engine import scanner, storage
from diarium.engine.rendition import make_rendition
from diarium.engine.upload import MEDIA_TYPES
from diarium.models import DiaryEntry, Document, DocumentVersion, FileScan, FileText
from diarium.selectors import latest_version
from diarium.selectors.file import FileQuarantined, open_file, shut_files
from diarium.services import file as files
from diarium.services.intake import let_in
from diarium.services.rendition import add_rendition
from diarium.states import DocumentStatus, ScanStatus, TextStatus, VersionRole
from tests import files as made
from tests.diarium.conftest import AT, REGISTRAR
from tests.diarium.engine.fakes import EICAR, Scanner, clamd

pytestmark = pytest.mark.django_db


@pytest.fixture
def clam(settings: Any) -> Iterator[Scanner]:
    with clamd() as found:
        settings.CLAMD = found.address
        yield found


@pytest.fixture
def no_clam(settings: Any) -> None:
    settings.CLAMD = "unix:///finns/inte"


def _register(entry: DiaryEntry, content: bytes, name: str, **more: Any) -> Document:
    blob = storage.store(content)
    kind = MEDIA_TYPES[name.rpartition(".")[2]]
    facts = {"title": "Svar på remiss", "direction": "received", "kind": "letter", "dated": AT.date(), **more}
    return services.register_document(
        entry_id=entry.pk, content=blob, file_name=name, media_type=kind, actor=REGISTRAR, at=AT, **facts
    )


def _content(sha256: str) -> bytes:
    with open_file(sha256) as file:
        return file.read()


def _do(document: Document) -> DocumentVersion:
    """What the worker does after the registration."""
    version = document.versions.get(number=1)
    jobs.read_file(version_id=version.pk, rendition=True)
    return version


def test_an_infected_file_is_refused_and_not_stored(clam: Scanner) -> None:
    content = b"Brev " + EICAR

    with pytest.raises(files.FileInfected, match="Filen innehåller skadlig kod och har inte sparats"):
        let_in(io.BytesIO(content), "brev.txt")

    assert clam.seen == [content]
    assert not FileScan.objects.exists()


def test_a_clean_file_is_opened(clam: Scanner) -> None:
    taken = let_in(io.BytesIO(b"Rent brev"), "brev.txt")

    assert FileScan.objects.get(sha256=taken.file.sha256).status == ScanStatus.CLEAN
    assert _content(taken.file.sha256) == b"Rent brev"


def test_without_a_scanner_nothing_is_scanned_and_nothing_is_shut() -> None:
    taken = let_in(io.BytesIO(b"Oprovat brev"), "brev.txt")

    assert not FileScan.objects.exists()
    assert _content(taken.file.sha256) == b"Oprovat brev"


def test_a_file_that_cannot_be_scanned_lies_in_quarantine_until_the_scanner_answers(
    no_clam: None, settings: Any
) -> None:
    taken = let_in(io.BytesIO(b"Brev i karantan"), "brev.txt")
    sha256 = taken.file.sha256

    assert "Filen har inte kunnat kontrolleras. Den ligger i karantän" in str(taken.warnings[-1])
    with pytest.raises(FileQuarantined, match="kan öppnas när kontrollen är klar"):
        open_file(sha256)
    waiting = ProcrastinateJob.objects.filter(task_name="diarium.scan")
    assert [job.args for job in waiting] == [{"sha256": sha256}]
    with pytest.raises(scanner.ScannerAway):
        jobs.scan(sha256=sha256)
    with clamd() as found:
        settings.CLAMD = found.address
        jobs.scan(sha256=sha256)
        jobs.scan(sha256=sha256)

    assert len(found.seen) == 1
    assert _content(sha256) == b"Brev i karantan"


def test_what_is_found_in_quarantine_stays_shut_for_good(no_clam: None, settings: Any) -> None:
    sha256 = let_in(io.BytesIO(b"Brev " + EICAR), "brev.txt").file.sha256
    with clamd() as found:
        settings.CLAMD = found.address
        jobs.scan(sha256=sha256)

    assert shut_files([sha256]) == {sha256: ScanStatus.INFECTED}
    assert FileScan.objects.get().finding == "Eicar-Test-Signature"
    with pytest.raises(FileQuarantined, match="skadlig kod och kan inte öppnas"):
        open_file(sha256)


def test_a_file_sent_again_when_the_scanner_is_back_leaves_quarantine(no_clam: None, settings: Any) -> None:
    let_in(io.BytesIO(b"Samma brev"), "brev.txt")
    with clamd() as found:
        settings.CLAMD = found.address
        again = let_in(io.BytesIO(b"Samma brev"), "brev.txt")

    assert again.warnings == ()
    assert _content(again.file.sha256) == b"Samma brev"


def test_a_file_in_quarantine_is_neither_read_nor_drawn(entry: DiaryEntry, no_clam: None) -> None:
    document = _register(entry, b"Brev i karantan", "brev.txt")
    files.keep_scan(document.versions.get().sha256, ScanStatus.WAITING)

    with pytest.raises(FileQuarantined):
        _do(document)

    assert document.versions.count() == 1
    assert not FileText.objects.exists()


def test_a_registration_queues_one_job_for_its_file(entry: DiaryEntry) -> None:
    document = _register(entry, made.DOCX, "svar.docx")
    _register(entry, made.PNG, "karta.png")

    queued = ProcrastinateJob.objects.filter(task_name="diarium.read_file").order_by("pk")
    assert [job.args["rendition"] for job in queued] == [True, True]
    assert queued[0].args["version_id"] == document.versions.get().pk


def test_what_we_made_ourselves_is_read_but_gets_no_rendition(entry: DiaryEntry) -> None:
    services.register_document(
        entry_id=entry.pk,
        title="Protokollsutdrag",
        direction="established",
        kind="minutes_extract",
        dated=AT.date(),
        content=made.PDF,
        file_name="utdrag.pdf",
        media_type="application/pdf",
        role=VersionRole.FINAL,
        actor=REGISTRAR,
        at=AT,
    )

    assert ProcrastinateJob.objects.get(task_name="diarium.read_file").args["rendition"] is False


def test_a_paper_queues_nothing(entry: DiaryEntry) -> None:
    services.register_document(
        entry_id=entry.pk,
        title="Brev",
        direction="received",
        kind="letter",
        dated=AT.date(),
        actor=REGISTRAR,
        at=AT,
    )

    assert not ProcrastinateJob.objects.filter(task_name="diarium.read_file").exists()


def test_the_text_of_a_file_is_read_once_for_all_its_documents(entry: DiaryEntry) -> None:
    content = made.docx("Trygghetsvandringar i Skogås")
    first, second = _register(entry, content, "ett.docx"), _register(entry, content, "tva.docx")
    _do(first)
    _do(second)

    row = FileText.objects.get(sha256=first.versions.get(number=1).sha256)
    assert (row.status, row.text) == (TextStatus.READ, "Trygghetsvandringar i Skogås")
    for document in (first, second):
        assert "skogås" in str(document.search_entry.terms)


def test_a_file_that_cannot_be_read_is_said_to_be_so_and_is_not_tried_again(entry: DiaryEntry) -> None:
    document = _register(entry, b"PK\x03\x04 trasig", "brev.docx")
    _do(document)
    _do(document)

    assert FileText.objects.get().status == TextStatus.FAILED
    assert document.versions.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("svar.pdf", made.pdf("Ett", "Två")),
        ("svar.docx", made.DOCX),
        ("svar.odt", made.ODT),
        ("svar.xlsx", made.XLSX),
        ("svar.eml", made.EML),
        ("svar.txt", "Trygghet i Skogås 你好".encode()),
        ("karta.png", made.PNG),
    ],
)
def test_what_comes_from_outside_gets_a_rendition_in_pdf(entry: DiaryEntry, name: str, content: bytes) -> None:
    document = _register(entry, content, name)
    original = _do(document)

    rendition = document.versions.get(role=VersionRole.RENDITION)
    assert (rendition.number, rendition.derived_from, rendition.reason) == (2, original, "Visningsversion")
    assert rendition.file_name == f"{name.rpartition('.')[0]}-visning.pdf"
    pdf = storage.read_blob(rendition.sha256)
    assert pdf.startswith(b"%PDF-")
    assert b"pdfaid:part" in pdf
    assert b"/JavaScript" not in pdf


def test_a_rendition_is_made_once_and_is_the_same_whenever_it_is_made(entry: DiaryEntry) -> None:
    document = _register(entry, made.DOCX, "svar.docx")
    original = _do(document)

    assert add_rendition(version_id=original.pk, at=AT) is None
    assert document.versions.count() == 2
    head = {"title": "Svar på remiss", "dnr": "KS-2026/1-1", "file_name": "svar.docx", "municipality": {"name": "H"}}
    first, again = (make_rendition(original.sha256, original.media_type, head, at=AT) for _time in range(2))
    assert first == again


def test_a_rendition_is_never_the_newest_version(entry: DiaryEntry) -> None:
    document = _register(entry, made.DOCX, "svar.docx")
    original = _do(document)

    assert latest_version(document) == original


def test_a_cancelled_document_gets_no_rendition(entry: DiaryEntry) -> None:
    document = _register(entry, made.DOCX, "svar.docx")
    services.cancel_document(document_id=document.pk, reason="Fel ärende", actor=REGISTRAR, at=AT)
    _do(document)

    document.refresh_from_db()
    assert document.status == DocumentStatus.CANCELLED
    assert document.versions.count() == 1


def test_a_picture_longer_than_what_is_drawn_has_no_rendition(entry: DiaryEntry) -> None:
    document = _register(entry, made.pdf(*["x"] * 151), "lang.pdf")
    _do(document)

    assert document.versions.count() == 1
    assert FileText.objects.get().status == TextStatus.READ


@pytest.mark.django_db(transaction=True)
def test_a_file_that_no_row_names_leaves_by_a_recorded_decision(register: object, entry: DiaryEntry) -> None:
    named = _register(entry, b"namns av en rad", "brev.txt").versions.get()
    blob = storage.store(b"namns inte")
    os.utime(storage.blob_path(blob.sha256), (1, 1))

    with pytest.raises(NotAllowed):
        files.purge_file(sha256=blob.sha256, decision="KS 2026 § 12", actor=REGISTRAR, at=AT)
    with pytest.raises(files.FileInUse):
        files.purge_file(sha256=named.sha256, decision="KS 2026 § 12", actor=SYSTEM, at=AT)
    files.purge_file(sha256=blob.sha256, decision="KS 2026 § 12", actor=SYSTEM, at=AT)

    assert storage.exists(named.sha256)
    assert not storage.exists(blob.sha256)
