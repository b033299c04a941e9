"""Undersökning av en främmande fil: what the upload gate must know of it. Runs in the child process only.

Each function takes a dict and the file's path and answers `{"refused": "" or a word, "flags": [words]}`. Nothing is
unpacked to disk, executed or mended. The words are the gate's (`diarium.engine.upload`), which has the sentences.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from email import message_from_binary_file, policy
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from diarium.engine.containers import Refused, inspect_container, no_entities

MAX_PAGES: Final = 5_000
MAX_PARTS: Final = 5_000
MAX_PIXELS: Final = 500_000_000

_CHUNK: Final = 1 << 20
_MAX_OBJECTS: Final = 100_000
_OTHER_FILE: Final = re.compile(rb"PK\x03\x04|%PDF-|\bMZ\x90\x00|<script|<html", re.IGNORECASE)
_PROGRAMS: Final = re.compile(r"\.(?:exe|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|msi|jar|lnk|dll|iso|img)$", re.I)
_ACTIVE: Final = (
    (re.compile(rb"/S\s*/JavaScript\b|/JS\b"), "javascript"),
    (re.compile(rb"/S\s*/Launch\b"), "launch"),
    (re.compile(rb"/S\s*/(?:SubmitForm|ImportData|GoToR|Movie|Rendition)\b"), "external"),
    (re.compile(rb"/AA\b"), "additional_actions"),
    (re.compile(rb"/EF\b"), "embedded"),
)


def inspect(payload: dict[str, Any], path: str) -> dict[str, Any]:
    """Look at the file as the type that its extension says, `payload["extension"]`."""
    look = _LOOKS[payload["extension"]]
    try:
        return {"refused": "", "flags": sorted(set(look(Path(path), payload["extension"])))}
    except Refused as refusal:
        return {"refused": str(refusal), "flags": []}


def _xml(path: Path, _extension: str) -> list[str]:
    """Well-formed and without entities, whose expansion has no end."""
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = no_entities
    try:
        with path.open("rb") as stream:
            parser.ParseFile(stream)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Refused("mismatch") from error
    return []


def _pdf(path: Path, _extension: str) -> list[str]:
    import pikepdf  # half of the time that a small file takes: only where it is needed

    try:
        with pikepdf.open(path, suppress_warnings=True) as document:
            pages = len(document.pages)
            if pages > MAX_PAGES:
                raise Refused("too_many_pages")
            if pages == 0:
                raise Refused("damaged")
            flags = ["restricted"] if document.is_encrypted else []
            return [*flags, *_catalogue(document), *_objects(document), *_tail(path)]
    except pikepdf.PasswordError as error:
        raise Refused("locked") from error
    except (pikepdf.PdfError, RecursionError, OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused("damaged") from error


def _catalogue(document: Any) -> Iterator[str]:
    """What is told to happen when the document is opened, and what lies in it beside the pages."""
    import pikepdf

    root = document.Root
    opening = root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") != pikepdf.Name.GoTo:
        yield "open_action"
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        yield "xfa"
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        if "/JavaScript" in names:
            yield "javascript"
        if "/EmbeddedFiles" in names:
            yield "embedded"


def _objects(document: Any) -> Iterator[str]:
    """The same wherever it hides: actions, triggers and files in any object, however deep in it.

    The object is written out with its names made plain (`/J#61va` is `/Java`) and searched; what it refers to is an
    object of its own.
    """
    import pikepdf

    every = document.objects
    if int(document.trailer.get("/Size", 0)) > _MAX_OBJECTS:
        yield "unread"
        every = (document.get_object((number, 0)) for number in range(1, _MAX_OBJECTS))
    for found in every:
        if isinstance(found, pikepdf.Dictionary | pikepdf.Array):
            told = found.unparse(resolved=True)
            yield from (flag for pattern, flag in _ACTIVE if pattern.search(told))


def _tail(path: Path) -> Iterator[str]:
    """Another file after the end of this one."""
    with path.open("rb") as stream:
        stream.seek(max(0, stream.seek(0, io.SEEK_END) - _CHUNK))
        end = stream.read()
    if _OTHER_FILE.search(end[end.rfind(b"%%EOF") + 5 :]):
        yield "other_file"


def _picture(path: Path, extension: str) -> list[str]:
    content = path.read_bytes()
    width, height, end = _png(content) if extension == "png" else _jpeg(content)
    if not 0 < width * height <= MAX_PIXELS:
        raise Refused("damaged")
    return ["other_file"] if _OTHER_FILE.search(content, end) else []


def _png(content: bytes) -> tuple[int, int, int]:
    """Width, height and where the picture ends."""
    end = content.rfind(b"IEND")
    if content[12:16] != b"IHDR" or end < 0:
        raise Refused("damaged")
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big"), end + 8


def _jpeg(content: bytes) -> tuple[int, int, int]:
    """Walk the segments to the frame's head; the picture ends with the first end mark after its scan."""
    at, size = 2, len(content)
    while at + 9 < size and content[at] == 0xFF:
        mark, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            end = content.rfind(b"\xff\xd9")
            if end < 0:
                break
            first = content.find(b"\xff\xd9", at)
            height, width = content[at + 5 : at + 7], content[at + 7 : at + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big"), first + 2
        at += 2 + max(length, 2)
    raise Refused("damaged")


def _mail(path: Path, _extension: str) -> list[str]:
    """A letter: not too many parts, not too deep; programs among the attachments are named."""
    with path.open("rb") as stream:
        letter = message_from_binary_file(stream, policy=policy.compat32)
    flags: list[str] = []
    for number, part in enumerate(letter.walk()):
        if number > MAX_PARTS:
            raise Refused("damaged")
        name = part.get_filename()
        if name and _PROGRAMS.search(str(name).strip()):
            flags.append("program")
    return flags


def _outlook(path: Path, _extension: str) -> list[str]:
    """The directory of the compound file names what only a letter has."""
    content = path.read_bytes()
    if "__properties_version1.0".encode("utf-16-le") not in content:
        raise Refused("mismatch")
    return ["macros"] if "_VBA_PROJECT".encode("utf-16-le") in content else []


_LOOKS: Final = {
    "pdf": _pdf,
    "docx": inspect_container,
    "xlsx": inspect_container,
    "odt": inspect_container,
    "xml": _xml,
    "png": _picture,
    "jpg": _picture,
    "jpeg": _picture,
    "eml": _mail,
    "msg": _outlook,
}
