"""Objektlagret: the same promises as the folder's, kept against a store that speaks HTTP."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from diarium.engine import storage
from tests.diarium.engine.fakes import Bucket, object_store


@pytest.fixture
def bucket(settings: Any) -> Iterator[Bucket]:
    with object_store() as made:
        settings.BLOB_STORAGE = "s3"
        settings.BLOB_S3 = {
            "bucket_name": "handlingar",
            "endpoint_url": made.address,
            "region_name": "eu-north-1",
            "access_key": "nyckel",
            "secret_key": "hemlig",
            "addressing_style": "path",
        }
        storage._made.cache_clear()
        yield made
        storage._made.cache_clear()


def test_a_file_is_kept_under_its_hash_with_the_hash_as_checksum(bucket: Bucket) -> None:
    blob = storage.store(io.BytesIO("innehåll".encode()))

    assert list(bucket.objects) == [f"/handlingar/{storage.blob_name(blob.sha256)}"]
    assert bucket.heads["if-none-match"] == "*"
    assert "x-amz-object-lock-mode" not in bucket.heads
    assert storage.read_blob(blob.sha256) == "innehåll".encode()
    assert storage.measure(blob.sha256) == blob
    assert storage.exists(blob.sha256)


def test_the_same_content_is_written_once(bucket: Bucket) -> None:
    first, again = storage.store(b"samma"), storage.store(b"samma")

    assert first == again
    assert len(bucket.objects) == 1


def test_what_is_there_is_not_written_over_even_when_it_is_wrong(bucket: Bucket) -> None:
    blob = storage.store(b"ratt")
    bucket.objects[f"/handlingar/{storage.blob_name(blob.sha256)}"] = b"fel"

    storage.store(b"ratt")

    assert storage.read_blob(blob.sha256) == b"fel"
    assert storage.measure(blob.sha256) != blob


def test_two_writers_at_the_same_time_try_again_and_another_fault_is_a_fault(bucket: Bucket) -> None:
    bucket.first_answers = [409]
    storage.store(b"samtidigt")
    bucket.first_answers = [403]
    with pytest.raises(ClientError):
        storage.store(b"nekad")

    assert len(bucket.objects) == 1


def test_a_locked_bucket_is_told_how_long(bucket: Bucket, settings: Any) -> None:
    settings.BLOB_S3_LOCK_DAYS = 30

    storage.store(b"last")

    assert bucket.heads["x-amz-object-lock-mode"] == "COMPLIANCE"
    assert bucket.heads["x-amz-object-lock-retain-until-date"] > time.strftime("%Y")


def test_a_file_that_is_not_there_is_named_as_missing(bucket: Bucket) -> None:
    assert not storage.exists("0" * 64)
    with pytest.raises(storage.BlobMissing):
        storage.read_blob("0" * 64)
    with pytest.raises(ValueError, match=r"\.\."):
        storage.open_blob("../../etc/passwd")


def test_nothing_is_saved_or_deleted_but_by_a_purge_with_a_decision(bucket: Bucket) -> None:
    blob = storage.store(b"gallras")
    made: Any = storage._store()

    for refused in (made.save, made.delete):
        with pytest.raises(NotImplementedError):
            refused("namn", b"")
    for decision in ("", "KS 2026 § 12"):
        with pytest.raises(storage.PurgeRefused):
            storage.purge(blob.sha256, decision=decision)
    bucket.written[f"/handlingar/{storage.blob_name(blob.sha256)}"] = time.time() - 2 * storage.RESTING_SECONDS
    storage.purge(blob.sha256, decision="KS 2026 § 12")

    assert not bucket.objects
