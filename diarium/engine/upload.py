"""Uppladdningsgrinden: looks at a file before anything else opens it. Nothing is executed, unpacked to disk or mended.

Order: size → extension → leading bytes and container agree → bounds of archives → PDF without password → clean name.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import BinaryIO, Final

import puremagic
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from audit.rules import Refusal, Sentence

MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "eml": "message/rfc822",
    "msg": "application/vnd.ms-outlook",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "txt": "text/plain",
    "xml": "application/xml",
}
MAX_MEMBERS: Final = 5_000
MAX_UNPACKED: Final = 1 << 30
MAX_RATIO: Final = 200
MAX_DEPTH: Final = 2
MAX_NAME: Final = 200

_CHUNK: Final = 1 << 20
_HEAD: Final = 4096
_OVERLAP: Final = 64
_ACTIVE_PDF: Final = re.compile(rb"/(?:JavaScript|JS|OpenAction|AA|EmbeddedFile|Launch|XFA)\b")
_ENCRYPTED_PDF: Final = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_CONTAINERS: Final = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml"}
_ARCHIVES: Final = (".zip", ".docx", ".xlsx", ".odt", ".docm", ".xlsm", ".jar")
_MAGIC: Final = {
    "pdf": {".pdf"},
    "png": {".png"},
    "jpg": {".jpg", ".jpeg", ".jfif"},
    "jpeg": {".jpg", ".jpeg", ".jfif"},
    "msg": {".msg", ".doc", ".xls", ".ppt", ".msi"},
}
_MAIL_HEADER: Final = re.compile(rb"\A(?:From |[A-Za-z0-9-]+:)")

ACTIVE_CONTENT: Final = _(
    "Filen innehåller makron, skript eller bifogade filer. De körs inte här men finns kvar i originalet."
)


class FileTooLarge(Refusal):
    """More bytes than the setting allows."""

    status = 413


class FileTypeRefused(Refusal):
    """An extension that is not on the list."""

    status = 422


class FileMismatch(Refusal):
    """The content is something else than the extension says."""

    status = 422


class FileDamaged(Refusal):
    """Encrypted, broken off, or bursting when unpacked."""

    sentence = _("Filen är krypterad eller skadad och går inte att öppna. Be avsändaren skicka den igen.")
    status = 422


@dataclass(frozen=True, slots=True)
class Admitted:
    """Insläppt fil: its clean name, media type and size; `warnings` are shown and can be accepted."""

    file_name: str
    media_type: str
    size: int
    warnings: tuple[Sentence, ...] = ()


def admit(content: BinaryIO | bytes, file_name: str, *, max_bytes: int | None = None) -> Admitted:
    """Släpp in filen eller säg varför inte. The stream is left at its beginning.

    Raises:
        FileTooLarge, FileTypeRefused, FileMismatch, FileDamaged: with the sentence for the person.
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    size = stream.seek(0, io.SEEK_END)
    _check_size(size, settings.UPLOAD_MAX_BYTES if max_bytes is None else max_bytes)
    name = clean_name(file_name)
    extension = name.rpartition(".")[2].lower()
    if extension not in MEDIA_TYPES or "." not in name:
        raise FileTypeRefused(
            _("Filtypen %(ext)s tas inte emot. Spara om som pdf eller docx.")
            % {"ext": extension if "." in name else "–"}
        )
    stream.seek(0)
    active = _inspect(stream, extension, size)
    stream.seek(0)
    return Admitted(name, MEDIA_TYPES[extension], size, (ACTIVE_CONTENT,) if active else ())


def clean_name(file_name: str) -> str:
    """The name without folders, control and direction characters; never empty, never longer than a disk takes."""
    name = unicodedata.normalize("NFC", file_name).replace("\\", "/").rpartition("/")[2]
    name = "".join(char for char in name if unicodedata.category(char) not in {"Cc", "Cf", "Co", "Cs"})
    name = " ".join(name.split()).lstrip(".") or "fil"
    stem, dot, extension = name.rpartition(".")
    return f"{stem[:MAX_NAME]}{dot}{extension[:10]}" if dot else name[:MAX_NAME]


def _check_size(size: int, limit: int) -> None:
    if size == 0:
        raise FileDamaged
    if size > limit:
        raise FileTooLarge(
            _("Filen är %(size)s MB. Den får vara högst %(max)s MB. Dela upp filen eller komprimera den.")
            % {"size": -(-size // (1024 * 1024)), "max": limit // (1024 * 1024)}
        )


def _inspect(stream: BinaryIO, extension: str, size: int) -> bool:
    """Whether the content that agrees with its extension has something active in it."""
    head = stream.read(_HEAD)
    stream.seek(0)
    if extension in _MAGIC and not _MAGIC[extension] & _guesses(head):
        raise _mismatch(extension)
    if extension == "pdf":
        return _inspect_pdf(stream)
    if extension in _CONTAINERS:
        return _inspect_container(stream, extension, size)
    if extension in {"txt", "xml"}:
        _inspect_text(stream, extension)
    if extension == "eml" and (b"\0" in head or not _MAIL_HEADER.match(head.lstrip())):
        raise _mismatch(extension)
    return False


def _mismatch(extension: str) -> FileMismatch:
    return FileMismatch(
        _("Filens innehåll stämmer inte med filtypen %(ext)s. Be avsändaren skicka den igen.") % {"ext": extension}
    )


def _guesses(head: bytes) -> set[str]:
    """What the leading bytes may be, by extension."""
    try:
        return {match.extension for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return set()


def _inspect_pdf(stream: BinaryIO) -> bool:
    active, kept, tail = False, b"", b""
    while chunk := stream.read(_CHUNK):
        window = kept + chunk
        if _ENCRYPTED_PDF.search(window):
            raise FileDamaged
        active = active or _ACTIVE_PDF.search(window) is not None
        kept, tail = window[-_OVERLAP:], (tail + chunk)[-_HEAD:]
    if b"%%EOF" not in tail:
        raise FileDamaged
    return active


def _inspect_text(stream: BinaryIO, extension: str) -> None:
    try:
        text = stream.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _mismatch(extension) from error
    if "\0" in text or (extension == "xml" and not text.lstrip().startswith("<")):
        raise _mismatch(extension)


def _inspect_container(stream: BinaryIO, extension: str, size: int) -> bool:
    try:
        names = _unpack(stream, _Budget(), depth=1)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        if zipfile.is_zipfile(stream):
            raise FileDamaged from error
        raise _mismatch(extension) from error
    if _CONTAINERS[extension] not in names:
        raise _mismatch(extension)
    return any("vbaproject" in name.lower() or "/embeddings/" in name.lower() for name in names)


class _Budget:
    """What may still be unpacked, counted while reading: the headers of an archive lie."""

    def __init__(self) -> None:
        self.members = MAX_MEMBERS
        self.size = MAX_UNPACKED

    def spend(self, *, members: int = 0, size: int = 0) -> None:
        self.members -= members
        self.size -= size
        if self.members < 0 or self.size < 0:
            raise FileDamaged


def _unpack(stream: BinaryIO, budget: _Budget, *, depth: int) -> list[str]:
    """Read every member and keep none; the names."""
    if depth > MAX_DEPTH:
        raise FileDamaged
    with zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
        budget.spend(members=len(members))
        for member in members:
            if (
                member.flag_bits & 1
                or member.filename.startswith(("/", "\\"))
                or ".." in re.split(r"[/\\]", member.filename)
            ):
                raise FileDamaged
            inner = io.BytesIO() if member.filename.lower().endswith(_ARCHIVES) else None
            unpacked = 0
            with archive.open(member) as file:
                while chunk := file.read(_CHUNK):
                    unpacked += len(chunk)
                    budget.spend(size=len(chunk))
                    if unpacked > _CHUNK and unpacked > MAX_RATIO * max(member.compress_size, 1):
                        raise FileDamaged
                    if inner is not None:
                        inner.write(chunk)
            if inner is not None:
                _unpack(inner, budget, depth=depth + 1)
        return [member.filename for member in members]
