"""Arkiv vid grinden: documents that are zip files inside. Runs in the child process only.

Every member is read and none is kept: what the heads say of names and sizes is not believed.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final
from xml.parsers import expat

MAX_MEMBERS: Final = 5_000
MAX_UNPACKED: Final = 1 << 30
MAX_RATIO: Final = 200
MAX_DEPTH: Final = 2
CONTAINERS: Final = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml"}

_CHUNK: Final = 1 << 20
_ARCHIVES: Final = (".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".docm", ".xlsm", ".jar")
_OVERLAP: Final = 64
_MAX_RELATIONS: Final = 16 << 20
_LOCAL_HEAD: Final = b"PK\x03\x04"
_COMPOUND_HEAD: Final = b"\xd0\xcf\x11\xe0"
_LOCKED_OFFICE: Final = "EncryptedPackage".encode("utf-16-le")
_ENTITY: Final = re.compile(rb"<!ENTITY|<\0!\0E\0N\0T\0I\0T\0Y|\0<\0!\0E\0N\0T\0I\0T\0Y")
_DATA_LINK: Final = re.compile(rb"DDEAUTO|\bDDE\b")


class Refused(Exception):
    """The file is not let in; the word says why: damaged, locked, mismatch or too_many_pages."""


def inspect_container(path: Path, extension: str) -> list[str]:
    """What is active in the document.

    Raises:
        Refused: it is something else, locked, broken or bursting.
    """
    flags: list[str] = []
    with path.open("rb") as stream:
        head = stream.read(4)
        if head == _COMPOUND_HEAD and _LOCKED_OFFICE in head + stream.read():
            raise Refused("locked")
        if head != _LOCAL_HEAD:
            raise Refused("mismatch")
        stream.seek(0)
        names = _unpack(stream, _Budget(), flags, depth=1)
    if CONTAINERS[extension] not in names:
        raise Refused("mismatch")
    return flags


class _Budget:
    """What may still be unpacked, counted while reading: the headers of an archive lie."""

    def __init__(self) -> None:
        self.members = MAX_MEMBERS
        self.size = MAX_UNPACKED

    def spend(self, *, members: int = 0, size: int = 0) -> None:
        self.members -= members
        self.size -= size
        if self.members < 0 or self.size < 0:
            raise Refused("damaged")


def _unpack(stream: BinaryIO, budget: _Budget, flags: list[str], *, depth: int) -> list[str]:
    """Read every member and keep none; the names."""
    if depth > MAX_DEPTH:
        raise Refused("damaged")
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            budget.spend(members=len(members))
            if len({member.filename for member in members}) < len(members):
                raise Refused("damaged")
            for member in members:
                _check_member(member)
                flags.extend(_told_by_name(member.filename.lower()))
                _read_member(archive, member, budget, flags, depth)
            return [member.filename for member in members]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise Refused("damaged") from error


def _check_member(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1:
        raise Refused("locked")
    outside = member.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", member.filename)
    drive = re.match(r"[A-Za-z]:", member.filename)
    hidden = "\0" in member.orig_filename
    link = stat.S_ISLNK(member.external_attr >> 16)
    if outside or drive or hidden or link or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("damaged")


def _told_by_name(name: str) -> Iterator[str]:
    if "vbaproject" in name or "/activex/" in name or name.startswith(("basic/", "scripts/")):
        yield "macros"
    if "/embeddings/" in name:
        yield "embedded"


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: _Budget, flags: list[str], depth: int
) -> None:
    name = member.filename.lower()
    inner = io.BytesIO() if name.endswith(_ARCHIVES) else None
    relations = io.BytesIO() if name.endswith((".rels", "manifest.xml")) else None
    unpacked, kept = 0, b""
    with archive.open(member) as file:
        while chunk := file.read(_CHUNK):
            unpacked += len(chunk)
            budget.spend(size=len(chunk))
            if unpacked > _CHUNK and unpacked > MAX_RATIO * max(member.compress_size, 1):
                raise Refused("damaged")
            if inner is not None:
                inner.write(chunk)
            if relations is not None and relations.tell() < _MAX_RELATIONS:
                relations.write(chunk)
            if name.endswith((".xml", ".rels")):
                _look_at_xml(kept + chunk, name, flags)
                kept = chunk[-_OVERLAP:]
    if relations is not None:
        flags.extend(_related(relations.getvalue()))
    if inner is not None:
        _unpack(inner, budget, flags, depth=depth + 1)


def _look_at_xml(window: bytes, name: str, flags: list[str]) -> None:
    if _ENTITY.search(window):
        raise Refused("damaged")
    if name == "word/document.xml" and _DATA_LINK.search(window):
        flags.append("external")


def _related(content: bytes) -> Iterator[str]:
    """What the relations of a document (or the manifest of one in the open format) say that it fetches."""
    found: list[str] = []

    def element(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "encryption-data":
            raise Refused("locked")
        if attributes.get("TargetMode", "").lower() == "external":
            kind = attributes.get("Type", "").rpartition("/")[2]
            if kind == "attachedTemplate":
                found.append("external_template")
            elif kind not in ("hyperlink", ""):
                found.append("external")

    parser = expat.ParserCreate()
    parser.StartElementHandler = element
    parser.EntityDeclHandler = no_entities
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Refused("damaged") from error
    yield from found


def no_entities(*_declared: Any) -> None:
    """An entity has no end.

    Raises:
        Refused: always.
    """
    raise Refused("damaged")
