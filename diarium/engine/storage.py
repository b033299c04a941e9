"""Lagring: files by their SHA-256, written once. What lies under its final name is whole and is never written again.

A blob that a rolled back transaction leaves behind is harmless: the same content finds it again.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

_CHUNK: Final = 1 << 20
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_READ_ONLY: Final = 0o440


class BlobMissing(LookupError):
    """No file with that hash; `verify` reports it."""


@dataclass(frozen=True, slots=True)
class Blob:
    """Lagrad fil: `sha256` as 64 hex digits, `size` in bytes."""

    sha256: str
    size: int


def blob_path(sha256: str) -> Path:
    """Where the file lies or would lie.

    Raises:
        ValueError: not a SHA-256 in hex, so never a path outside the store.
    """
    if not _HASH.fullmatch(sha256):
        raise ValueError(sha256)
    return Path(settings.BLOB_ROOT) / "sha256" / sha256[:2] / sha256[2:4] / sha256


def store(content: bytes | BinaryIO) -> Blob:
    """Write the content once: temporary file on the same volume → fsync → hard link to the final name."""
    incoming = Path(settings.BLOB_ROOT) / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=incoming)
    temporary = Path(name)
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(descriptor, "wb") as target:
            for chunk in [content] if isinstance(content, bytes) else iter(lambda: content.read(_CHUNK), b""):
                digest.update(chunk)
                size += target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        temporary.chmod(_READ_ONLY)
        _link(temporary, blob_path(digest.hexdigest()))
    finally:
        temporary.unlink(missing_ok=True)
    return Blob(digest.hexdigest(), size)


def _link(temporary: Path, final: Path) -> None:
    """Give the file its final name; an existing name means the same content and is left as it is."""
    final.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(temporary, final)
    except FileExistsError:
        return
    directory = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def exists(sha256: str) -> bool:
    """Whether the file is there (not whether it is whole: see `measure`)."""
    return blob_path(sha256).is_file()


def open_blob(sha256: str) -> BinaryIO:
    """The file for reading.

    Raises:
        BlobMissing: it is not there.
    """
    try:
        return blob_path(sha256).open("rb")
    except FileNotFoundError as error:
        raise BlobMissing(sha256) from error


def read_blob(sha256: str) -> bytes:
    """The whole content.

    Raises:
        BlobMissing: it is not there.
    """
    with open_blob(sha256) as file:
        return file.read()


def measure(sha256: str) -> Blob:
    """Read the file again and say what it really is: fixity.

    Raises:
        BlobMissing: it is not there.
    """
    digest, size = hashlib.sha256(), 0
    with open_blob(sha256) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return Blob(digest.hexdigest(), size)
