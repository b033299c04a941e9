"""Lagring: what lies under its final name is whole, and is never written again."""

from __future__ import annotations

import hashlib
import io
import os
import stat

import pytest

from diarium.engine import storage


def test_the_same_content_is_kept_once() -> None:
    first, again = storage.store(b"samma"), storage.store(io.BytesIO(b"samma"))

    assert first == again == storage.Blob(hashlib.sha256(b"samma").hexdigest(), 5)
    assert storage.read_blob(first.sha256) == b"samma"


def test_a_stored_file_is_read_only_and_nothing_is_left_beside_it() -> None:
    blob = storage.store(b"skrivs en gang")

    path = storage.blob_path(blob.sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert path.stat().st_nlink == 1
    assert list((path.parents[3] / "incoming").iterdir()) == []


def test_a_broken_stream_leaves_nothing() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        storage.store(Broken())
    assert list((storage.blob_path("0" * 64).parents[3] / "incoming").iterdir()) == []


def test_a_file_that_is_not_there_is_named_as_missing() -> None:
    with pytest.raises(storage.BlobMissing):
        storage.read_blob("0" * 64)
    assert not storage.exists("0" * 64)


@pytest.mark.parametrize("name", ["../../etc/passwd", "0" * 63, "A" * 64, ""])
def test_only_a_hash_is_a_name_of_a_file(name: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        storage.open_blob(name)


def test_a_changed_file_does_not_measure_as_its_name() -> None:
    blob = storage.store(b"helt innehall")
    path = storage.blob_path(blob.sha256)
    path.chmod(0o600)
    path.write_bytes(b"halvt")

    assert storage.measure(blob.sha256) != blob
    path.unlink()


def test_a_file_leaves_only_by_a_decision_and_not_on_the_day_it_was_stored() -> None:
    blob = storage.store(b"gallras")
    path = storage.blob_path(blob.sha256)
    with pytest.raises(storage.PurgeRefused, match="decision"):
        storage.purge(blob.sha256, decision=" ")
    with pytest.raises(storage.PurgeRefused, match="lately"):
        storage.purge(blob.sha256, decision="KS 2026 § 12")
    os.utime(path, (1, 1))
    storage.store(b"gallras")
    with pytest.raises(storage.PurgeRefused, match="lately"):
        storage.purge(blob.sha256, decision="KS 2026 § 12")

    os.utime(path, (1, 1))
    storage.purge(blob.sha256, decision="KS 2026 § 12")

    assert not storage.exists(blob.sha256)
    with pytest.raises(storage.BlobMissing):
        storage.purge(blob.sha256, decision="KS 2026 § 12")
