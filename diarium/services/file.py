"""Filer: screened for viruses before they are stored, scanned again from quarantine, read for the index, purged.

What the scanner says of a content is kept by its hash (`FileScan`). A content that could not be scanned is stored but
stays shut (`diarium.selectors.file.open_file`) until a job has reached the scanner.
"""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from django.apps import apps
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Stream
from audit.services import Refusal, follow_up, record
from diarium.engine import scanner, storage
from diarium.engine.child import ChildFailed
from diarium.engine.extract import read_text
from diarium.models import FileScan, FileText
from diarium.selectors.file import require_open
from diarium.services.reindex import index_file, index_file_in
from diarium.states import ScanStatus, TextStatus

WEEDING = Stream("weeding")
_DERIVED = (FileScan, FileText)


class FileInfected(Refusal):
    """The scanner found something: nothing was stored."""

    sentence = _("Filen innehåller skadlig kod och har inte sparats.")
    status = 422


class FileInUse(Refusal):
    """A file that rows name is not purged."""

    sentence = _("Filen används och kan inte gallras.")


def screen(content: BinaryIO) -> ScanStatus | None:
    """Pröva en fil som kommer in, before it is stored; None = the municipality has no scanner.

    Raises:
        FileInfected: the scanner found something.
    """
    if not scanner.is_on():
        return None
    content.seek(0)
    try:
        answer = scanner.scan(content)
    except scanner.ScannerAway:
        return ScanStatus.WAITING
    finally:
        content.seek(0)
    if not answer.clean:
        raise FileInfected
    return ScanStatus.CLEAN


@transaction.atomic
def keep_scan(sha256: str, status: ScanStatus | None) -> bool:
    """Anteckna vad prövningen sa; whether the file is in quarantine now, where a job scans it until it is clean."""
    if status is None:
        return False
    done = {"scanned_at": Now()} if status == ScanStatus.CLEAN else {}
    row, made = FileScan.objects.get_or_create(sha256=sha256, defaults={"status": status, **done})
    if made and status == ScanStatus.WAITING:
        follow_up("diarium.scan", sha256=sha256)
    elif not made and row.status == ScanStatus.WAITING and status == ScanStatus.CLEAN:
        FileScan.objects.filter(pk=row.pk).update(status=status, scanned_at=Now())
        return False
    return row.status != ScanStatus.CLEAN


def scan_again(*, sha256: str, at: datetime) -> ScanStatus:
    """Pröva en fil i karantän; what the scanner says stands from now on.

    Raises:
        ScannerAway: still no answer.
    """
    row = FileScan.objects.get(sha256=sha256)
    if row.status != ScanStatus.WAITING:
        return ScanStatus(row.status)
    with storage.open_blob(sha256) as content:
        answer = scanner.scan(content)
    status = ScanStatus.CLEAN if answer.clean else ScanStatus.INFECTED
    FileScan.objects.filter(pk=row.pk, status=ScanStatus.WAITING).update(
        status=status, scanned_at=at, finding=answer.finding
    )
    return status


def read_file(*, sha256: str, media_type: str, entry_id: int, at: datetime) -> FileText:
    """Läs filens text till indexet, once for all the documents that have the file.

    A file that was read before is indexed in the matter that got it alone: a form that lies in a thousand matters
    would otherwise lock them all.

    Raises:
        FileQuarantined: it is not scanned yet.
    """
    known = FileText.objects.filter(sha256=sha256).first()
    if known is not None:
        index_file_in(entry_id, sha256)
        return known
    require_open(sha256)
    status, text = TextStatus.FAILED, ""
    try:
        text = read_text(sha256, media_type)
        status = TextStatus.READ if text else TextStatus.EMPTY
    except (ChildFailed, storage.BlobMissing):
        status = TextStatus.FAILED
    with transaction.atomic():
        row, _made = FileText.objects.get_or_create(
            sha256=sha256, defaults={"status": status, "text": text, "read_at": at}
        )
    index_file(sha256)
    return row


def references(sha256: str) -> int:
    """Hur många rader som nämner filen, in any room: versions, what has arrived, exports."""
    found = 0
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if "sha256" in names and model not in _DERIVED:
            found += model._base_manager.filter(sha256=sha256).count()
    return found


@transaction.atomic
def purge_file(*, sha256: str, decision: str, actor: Actor, at: datetime) -> None:
    """Gallra en fil som ingen rad nämner längre: the decision is recorded, and the content goes when that is committed.

    Raises:
        NotAllowed: anybody but the program.
        FileInUse: a row names it. PurgeRefused, after the commit: somebody stored it again today.
    """
    actor = policy.require(actor, "purge_files")
    if references(sha256):
        raise FileInUse
    FileText.objects.filter(sha256=sha256).update(status=TextStatus.EMPTY, text="")
    record(WEEDING, "file_purged", actor=actor, at=at, data={"sha256": sha256}, values={"decision": decision})
    transaction.on_commit(lambda: storage.purge(sha256, decision=decision))
