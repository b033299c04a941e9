"""Filer att öppna: the one way to a stored file's content for pages, mail and jobs; a file in quarantine stays shut."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from audit.rules import Refusal, Sentence
from diarium.engine.storage import open_blob
from diarium.models import FileScan
from diarium.states import ScanStatus

IN_QUARANTINE: Sentence = _(
    "Filen har inte kunnat kontrolleras. Den ligger i karantän och kan öppnas när kontrollen är klar."
)
INFECTED: Sentence = _("Filen innehåller skadlig kod och kan inte öppnas.")


class FileQuarantined(Refusal):
    """The scanner has not cleared the file, or found something in it."""

    heading = _("Filen kan inte öppnas")


def open_file(sha256: str) -> BinaryIO:
    """Filens innehåll, when no scan stands against it (one query).

    Raises:
        FileQuarantined: it waits for the scanner, or is infected.
        BlobMissing: it is not there.
    """
    require_open(sha256)
    return open_blob(sha256)


def require_open(sha256: str) -> None:
    """Filen får öppnas (one query).

    Raises:
        FileQuarantined: as `open_file`.
    """
    shut = shut_files([sha256]).get(sha256)
    if shut is not None:
        raise FileQuarantined(INFECTED if shut == ScanStatus.INFECTED else IN_QUARANTINE)


def shut_files(hashes: Iterable[str]) -> dict[str, str]:
    """Filerna som inte får öppnas, with what the scanner has said of each. What was never scanned is not among them."""
    rows = FileScan.objects.filter(sha256__in=set(hashes)).exclude(status=ScanStatus.CLEAN)
    return dict(rows.values_list("sha256", "status"))
