"""Diariets köjobb: files are scanned again, read and drawn after they were registered."""

from __future__ import annotations

from django.db import OperationalError
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from diarium.engine.scanner import ScannerAway
from diarium.models import DocumentVersion
from diarium.selectors.file import FileQuarantined
from diarium.services import file as files
from diarium.services.rendition import add_rendition

QUEUE = "files"
AGAIN_AFTER_SECONDS = 300
# A matter that somebody works in is free in a moment; a file in quarantine is waited for ever longer.
READ_AGAIN_AFTER_SECONDS = 10


@app.task(
    name="diarium.scan", queue=QUEUE, retry=RetryStrategy(wait=AGAIN_AFTER_SECONDS, retry_exceptions={ScannerAway})
)
def scan(*, sha256: str) -> None:
    """Pröva en fil i karantän, again and again until the scanner has answered."""
    files.scan_again(sha256=sha256, at=timezone.now())


@app.task(
    name="diarium.read_file",
    queue=QUEUE,
    retry=RetryStrategy(
        wait=READ_AGAIN_AFTER_SECONDS,
        linear_wait=READ_AGAIN_AFTER_SECONDS,
        max_attempts=120,
        retry_exceptions={FileQuarantined, OperationalError},
    ),
)
def read_file(*, version_id: int, rendition: bool) -> None:
    """Läs filens text till indexet och gör en visningsversion; a file in quarantine waits until it is clean.

    A file that cannot be read has no text and no rendition: it is not tried again.
    """
    version = DocumentVersion.objects.select_related("document").get(pk=version_id)
    files.read_file(
        sha256=version.sha256,
        media_type=version.media_type,
        entry_id=version.document.entry_id,
        at=timezone.now(),
    )
    if rendition:
        add_rendition(version_id=version_id, at=timezone.now())
