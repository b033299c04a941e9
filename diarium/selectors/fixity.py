"""Läs om filerna: is every stored file there and what its name says?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import SystemRandom

from django.db.models import Min, QuerySet
from django.utils.translation import gettext_lazy as _

from audit.selectors import Finding
from diarium.engine.storage import BlobMissing, measure
from diarium.models import ArrivalFile, DocumentVersion


def hashes_to_read(*, since: date | None = None, sample: int | None = None) -> list[str]:
    """Filerna som ska läsas om, each once: those stored since the day (left out: all), or so many by chance."""
    versions: QuerySet[DocumentVersion] = DocumentVersion.objects.order_by()
    waiting: QuerySet[ArrivalFile] = ArrivalFile.objects.order_by()
    if since is not None:
        versions = versions.filter(created_at__date__gte=since)
        waiting = waiting.filter(arrival__arrived_at__date__gte=since)
    found = versions.values_list("sha256").union(waiting.values_list("sha256"))
    hashes = sorted({sha256 for (sha256,) in found})
    if sample is not None and sample < len(hashes):
        return sorted(SystemRandom().sample(hashes, sample))
    return hashes


def odd_file(sha256: str) -> Finding | None:
    """Läs filen; what is wrong with it. A size that a row tells otherwise is wrong too.

    Raises:
        OSError: the store could not be read, which says nothing about the file.
    """
    try:
        blob = measure(sha256)
    except BlobMissing:
        return _finding(sha256, "–", missing=True)
    sizes = set(DocumentVersion.objects.filter(sha256=sha256).values_list("size", flat=True).distinct())
    if blob.sha256 != sha256 or sizes - {blob.size}:
        return _finding(sha256, f"{blob.sha256} ({blob.size})", missing=False)
    return None


def _finding(sha256: str, found: str, *, missing: bool) -> Finding:
    sentence = _("Filen saknas.") if missing else _("Filen är ändrad eller skadad.")
    return Finding("E-FILE", ", ".join(_named_by(sha256)) or sha256, sha256, found, sentence)


def _named_by(sha256: str) -> Iterator[str]:
    """The first documents that name the file, as the register's other checks write them."""
    rows = (
        DocumentVersion.objects.filter(sha256=sha256).values("document", "document__entry__uuid").order_by("document")
    )
    told = rows.annotate(version=Min("number")).values_list("document__entry__uuid", "document__document_no", "version")
    for entry, number, version in told[:3]:
        yield f"entry:{entry} {number}.{version}"
