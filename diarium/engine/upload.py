"""Uppladdningsgrinden: looks at a file before anything else opens it. Nothing is executed, unpacked to disk or mended.

Order: size → extension → leading bytes agree → in the child process: members of archives counted while they are read,
pages and password of a PDF, what is active → clean name. The virus scan comes after (`diarium.engine.scanner`).
"""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from dataclasses import dataclass
from typing import BinaryIO, Final

import puremagic
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from audit.rules import Refusal, Sentence
from diarium.engine.child import ChildFailed, run

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
MAX_NAME: Final = 200
CPU_SECONDS: Final = 5
WALL_SECONDS: Final = 10

_CHUNK: Final = 1 << 20
_HEAD: Final = 4096
_MAGIC: Final = {
    "pdf": {".pdf"},
    "png": {".png"},
    "jpg": {".jpg", ".jpeg", ".jfif"},
    "jpeg": {".jpg", ".jpeg", ".jfif"},
    "msg": {".msg", ".doc", ".xls", ".ppt", ".msi"},
}
_MAIL_HEADER: Final = re.compile(rb"\A(?:From |[A-Za-z0-9-]+:)")

FLAGS: Final[dict[str, Sentence]] = {
    "macros": _("Filen innehåller makron. De körs inte här men finns kvar i originalet."),
    "external_template": _("Filen hämtar en mall från en annan plats när den öppnas i ett ordbehandlingsprogram."),
    "external": _("Filen hämtar uppgifter från en annan plats eller skickar uppgifter dit när den öppnas."),
    "embedded": _("Filen innehåller andra filer. De har inte granskats var för sig och finns kvar i originalet."),
    "open_action": _("Filen gör något av sig själv när den öppnas (OpenAction). Det sker inte här."),
    "additional_actions": _("Filen gör något av sig själv när den läses eller skrivs ut (AA). Det sker inte här."),
    "javascript": _("Filen innehåller skript (JavaScript). De körs inte här men finns kvar i originalet."),
    "launch": _("Filen kan starta ett program när den öppnas. Det sker inte här."),
    "xfa": _("Filen är ett formulär (XFA), vars innehåll bara vissa program kan visa."),
    "restricted": _("Filen är låst mot ändring eller utskrift. Be avsändaren om en olåst fil om den ska bevaras."),
    "program": _("Meddelandet har en bifogad fil som är ett program. Den tas inte emot som egen handling."),
    "other_file": _(
        "Filen har en annan fil gömd efter sitt slut. Det gömda visas inte här men finns kvar i originalet."
    ),
    "unread": _("Filen är så stor att bara början har granskats efter skript och bifogade filer."),
}
"""Det registratorn får veta: words of the inspection and their sentences, in the order they are shown."""


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


class FileTooHeavy(FileDamaged):
    """To look at it takes more time or memory than a file may take."""

    sentence = _("Filen tar för mycket tid eller minne att öppna. Be avsändaren dela upp den eller skicka den som pdf.")


class TooManyPages(FileDamaged):
    """A PDF longer than the limit."""

    sentence = _("Filen har fler än 5 000 sidor. Dela upp den i flera filer.")


_REFUSALS: Final[dict[str, type[Refusal]]] = {
    "damaged": FileDamaged,
    "locked": FileDamaged,
    "too_many_pages": TooManyPages,
}


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
    head = stream.read(_HEAD)
    _check_head(head, extension, stream)
    flags: tuple[str, ...] = ()
    if extension == "txt":
        _check_text(stream, extension)
    else:
        flags = _inspected(stream, extension)
    stream.seek(0)
    return Admitted(name, MEDIA_TYPES[extension], size, tuple(FLAGS[flag] for flag in FLAGS if flag in flags))


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


def _check_head(head: bytes, extension: str, stream: BinaryIO) -> None:
    """The leading bytes agree with the extension."""
    if extension in _MAGIC and not _MAGIC[extension] & _guesses(head):
        raise _mismatch(extension)
    if extension == "eml" and (b"\0" in head or not _MAIL_HEADER.match(head.lstrip())):
        raise _mismatch(extension)
    if extension == "xml":
        _check_text(stream, extension)


def _inspected(stream: BinaryIO, extension: str) -> tuple[str, ...]:
    """What the child process says of the file."""
    try:
        told = run(
            "diarium.engine.inspection:inspect",
            {"extension": extension},
            content=stream,
            cpu_seconds=CPU_SECONDS,
            wall_seconds=WALL_SECONDS,
        )
    except ChildFailed as failure:
        raise (FileTooHeavy if failure.reason in {"time", "memory"} else FileDamaged) from failure
    refused = told["refused"]
    if refused == "mismatch":
        raise _mismatch(extension)
    if refused:
        raise _REFUSALS[refused]
    return tuple(told["flags"])


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


def _check_text(stream: BinaryIO, extension: str) -> None:
    """Every byte is text in UTF-8, and no byte is zero; a piece at a time, whatever the size."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while chunk := stream.read(_CHUNK):
            if "\0" in decoder.decode(chunk):
                raise _mismatch(extension)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _mismatch(extension) from error
