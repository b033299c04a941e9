"""Lagring: files by their SHA-256, written once. What lies under its final name is whole and is never written again.

Where they lie is a setting (`BLOB_STORAGE`): a folder, or an object store (`diarium.engine.object_store`). A blob that
a rolled back transaction leaves behind is harmless: the same content finds it again. `purge` is the only way out.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

_CHUNK: Final = 1 << 20
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_READ_ONLY: Final = 0o440
_KINDS: Final = {"file": "diarium.engine.storage.FileStore", "s3": "diarium.engine.object_store.ObjectStore"}
RESTING_SECONDS: Final = 24 * 60 * 60


class BlobMissing(LookupError):
    """No file with that hash; `verify` reports it."""


class PurgeRefused(RuntimeError):
    """The file stays: no decision is named, or it was stored so lately that a form may still hold it."""


@dataclass(frozen=True, slots=True)
class Blob:
    """Lagrad fil: `sha256` as 64 hex digits, `size` in bytes."""

    sha256: str
    size: int


class Store(Protocol):
    """Var filerna ligger. `keep` gives a whole file its final name and leaves what is there already as it is."""

    def keep(self, whole: Path, sha256: str) -> None: ...
    def exists(self, sha256: str) -> bool: ...
    def open(self, sha256: str) -> BinaryIO: ...
    def stored_at(self, sha256: str) -> float: ...
    def remove(self, sha256: str) -> None: ...


class FileStore:
    """Mapp: a hard link gives the final name, so half a file never has it; read-only from then on."""

    def keep(self, whole: Path, sha256: str) -> None:
        whole.chmod(_READ_ONLY)
        final = blob_path(sha256)
        final.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(whole, final)
        except FileExistsError:
            os.utime(final)  # somebody needs it again: it is not taken away meanwhile
            return
        directory = os.open(final.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def exists(self, sha256: str) -> bool:
        return blob_path(sha256).is_file()

    def open(self, sha256: str) -> BinaryIO:
        try:
            return blob_path(sha256).open("rb")
        except FileNotFoundError as error:
            raise BlobMissing(sha256) from error

    def stored_at(self, sha256: str) -> float:
        try:
            return blob_path(sha256).stat().st_mtime
        except FileNotFoundError as error:
            raise BlobMissing(sha256) from error

    def remove(self, sha256: str) -> None:
        blob_path(sha256).unlink()


def blob_path(sha256: str) -> Path:
    """Where the file lies or would lie in a folder.

    Raises:
        ValueError: not a SHA-256 in hex, so never a path outside the store.
    """
    return Path(settings.BLOB_ROOT) / blob_name(sha256)


def blob_name(sha256: str) -> str:
    """`sha256/ab/cd/<hash>`.

    Raises:
        ValueError: not a SHA-256 in hex.
    """
    if not _HASH.fullmatch(sha256):
        raise ValueError(sha256)
    return f"sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}"


@cache
def _made(kind: str) -> Store:
    store_class: type[Store] = import_string(_KINDS[kind])
    return store_class()


def _store() -> Store:
    return _made(settings.BLOB_STORAGE)


def store(content: bytes | BinaryIO) -> Blob:
    """Write the content once: temporary file on the same volume → fsync → its final name, which is its hash."""
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
        _store().keep(temporary, digest.hexdigest())
    finally:
        temporary.unlink(missing_ok=True)
    return Blob(digest.hexdigest(), size)


def exists(sha256: str) -> bool:
    """Whether the file is there (not whether it is whole: see `measure`)."""
    return _store().exists(sha256)


def open_blob(sha256: str) -> BinaryIO:
    """The file for reading.

    Raises:
        BlobMissing: it is not there.
    """
    return _store().open(sha256)


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


def purge(sha256: str, *, decision: str) -> None:
    """Gallra filen: the only way out. Who calls has counted the references and recorded the decision it names.

    Raises:
        PurgeRefused: no decision, or stored again less than a day ago.
        BlobMissing: it is not there.
    """
    if not decision.strip():
        raise PurgeRefused("no decision")
    if time.time() - _store().stored_at(sha256) < RESTING_SECONDS:
        raise PurgeRefused("stored lately")
    _store().remove(sha256)
