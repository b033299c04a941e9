"""Hämta alla som zip: which files of a matter a person gets, under which names, and what is left out and why."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as now_in

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case
from cases.selectors.documents_tab import title_of
from diarium.engine.storage import BlobMissing, open_blob
from diarium.models import Document, DocumentVersion
from diarium.selectors import document_number
from diarium.selectors.document import NOT_THE_TEXT
from diarium.selectors.file import shut_files
from diarium.states import DocumentStatus

CHUNK = 256 * 1024
MOST_OF_A_TITLE = 80
_NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_STORED = {".docx", ".xlsx", ".odt", ".png", ".jpg", ".jpeg", ".pdf"}


@dataclass(frozen=True, slots=True)
class ZipFile:
    """Fil i paketet."""

    name: str
    version: DocumentVersion


@dataclass(frozen=True, slots=True)
class ZipPlan:
    """Vad paketet innehåller. `guarded` are the versions whose opening is told in the log; `pages` (name → text) are
    made for the package and stand first in it.
    """

    file_name: str
    files: Sequence[ZipFile]
    left_out: Sequence[str]
    guarded: Sequence[int]
    pages: Mapping[str, str] = field(default_factory=dict)


def zip_plan(actor: Actor, case: Case) -> ZipPlan:
    """De handlingar som personen får se, each in its newest version; cancelled ones and closed files are left out."""
    versions = DocumentVersion.objects.exclude(role__in=NOT_THE_TEXT).order_by("-number")
    documents = list(
        policy.visible(actor, Document)
        .filter(entry=case.entry_id)
        .select_related("entry__diary__board")
        .prefetch_related(Prefetch("versions", queryset=versions))
        .order_by("document_no")
    )
    newest = {document.pk: next(iter(document.versions.all()), None) for document in documents}
    shut = shut_files(version.sha256 for version in newest.values() if version)
    files, left_out, guarded = [], [], []
    for document in documents:
        version = newest[document.pk]
        reason = _left_out(document, version, shut)
        number = document_number(document.entry, document.document_no)
        if version is None or reason:
            left_out.append(f"{number} {title_of(document)}: {reason}")
            continue
        files.append(ZipFile(_name(number, document, version), version))
        if document.is_secret or document.entry.is_secret:
            guarded.append(version.pk)
    name = f"{_NOT_IN_A_NAME.sub('-', case.entry.printed_number)}.zip"
    return ZipPlan(name, files, left_out, guarded)


def _left_out(document: Document, version: DocumentVersion | None, shut: dict[str, str]) -> str:
    if document.status == DocumentStatus.CANCELLED:
        return now_in("Handlingen är makulerad.")
    if version is None:
        return now_in("Handlingen finns på papper.")
    return now_in("Filen ligger i karantän eller innehåller skadlig kod.") if version.sha256 in shut else ""


def _name(number: str, document: Document, version: DocumentVersion) -> str:
    """KS-2018-91.103-3 Svar på remiss.pdf: no folder, no sign that a file system cannot hold."""
    extension = version.file_name.rpartition(".")[2][:10] if "." in version.file_name else "bin"
    title = _NOT_IN_A_NAME.sub(" ", title_of(document))[:MOST_OF_A_TITLE].strip(" .")
    return f"{_NOT_IN_A_NAME.sub('-', number)} {title}.{_NOT_IN_A_NAME.sub('', extension)}"


class _Outgoing(io.RawIOBase):
    """Where the package is written: what is there is taken at once, and no one can seek in it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._parts.append(bytes(content))
        return len(content)

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def stream_zip(plan: ZipPlan) -> Iterator[bytes]:
    """Paketet i delar, a piece of a file at a time: its size does not matter. No query is asked on the way."""
    out = _Outgoing()
    left_out = list(plan.left_out)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in plan.pages.items():
            package.writestr(name, text)
            yield out.take()
        for file in plan.files:
            try:
                content = open_blob(file.version.sha256)
            except BlobMissing:
                left_out.append(f"{file.name}: {now_in('Filen saknas.')}")
                continue
            member = zipfile.ZipInfo(file.name, file.version.created_at.timetuple()[:6])
            packed = f".{file.name.rpartition('.')[2].lower()}" in _STORED
            member.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            with content, package.open(member, "w", force_zip64=True) as target:
                while chunk := content.read(CHUNK):
                    target.write(chunk)
                    yield out.take()
        if left_out:
            package.writestr(now_in("Utelämnat.txt"), "\r\n".join(left_out) + "\r\n")
    yield out.take()
