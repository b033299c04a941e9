"""Objektlager (S3): the same promises as the folder's, kept by the store itself.

Chosen by `BLOB_STORAGE=s3`; needs the extra `s3` (django-storages and boto3), whose settings are the environment's
`BLOB_S3_*`. A name that is taken is never written (`If-None-Match: *`), the store checks the SHA-256 of what comes,
and with `BLOB_S3_LOCK_DAYS` it refuses to remove the file for so many days (Object Lock, in a bucket made for it).
"""

from __future__ import annotations

import base64
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final, NoReturn, cast

from botocore.exceptions import ClientError
from django.conf import settings
from storages.backends.s3 import S3Storage

from diarium.engine.storage import BlobMissing, blob_name

_TAKEN: Final = 412
_AT_THE_SAME_TIME: Final = 409
_ABSENT: Final = (404, 403)
_IN_MEMORY: Final = 4 << 20
_TRIES: Final = 3


class ObjectStore(S3Storage):  # type: ignore[misc]
    """Hink: what Django's storages do to any file (save, delete) is refused."""

    def __init__(self) -> None:
        super().__init__(**settings.BLOB_S3)

    @property
    def _client(self) -> Any:
        return self.connection.meta.client

    def keep(self, whole: Path, sha256: str) -> None:
        """Conditional PUT with the hash as checksum; a taken name has the same content."""
        more: dict[str, Any] = {}
        if settings.BLOB_S3_LOCK_DAYS:
            until = datetime.now(UTC) + timedelta(days=settings.BLOB_S3_LOCK_DAYS)
            more = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": until}
        for tries_left in reversed(range(_TRIES)):
            try:
                with whole.open("rb") as body:
                    self._client.put_object(
                        Bucket=self.bucket_name,
                        Key=blob_name(sha256),
                        Body=body,
                        IfNoneMatch="*",
                        ChecksumSHA256=base64.b64encode(bytes.fromhex(sha256)).decode(),
                        ContentType="application/octet-stream",
                        **more,
                    )
            except ClientError as error:
                if _status(error) == _TAKEN:
                    return
                if _status(error) != _AT_THE_SAME_TIME or not tries_left:
                    raise
            else:
                return

    def exists(self, sha256: str) -> bool:
        try:
            self._head(sha256)
        except BlobMissing:
            return False
        return True

    def open(self, sha256: str) -> BinaryIO:
        """A copy beside the program: whoever reads wants to seek."""
        try:
            answer = self._client.get_object(Bucket=self.bucket_name, Key=blob_name(sha256))
        except ClientError as error:
            raise _missing(error, sha256) from error
        copy = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 the reader closes it
        shutil.copyfileobj(answer["Body"], copy, 1 << 20)
        copy.seek(0)
        return cast(BinaryIO, copy)

    def stored_at(self, sha256: str) -> float:
        written: datetime = self._head(sha256)["LastModified"]
        return written.timestamp()

    def remove(self, sha256: str) -> None:
        self._client.delete_object(Bucket=self.bucket_name, Key=blob_name(sha256))

    def save(self, *_given: Any, **_more: Any) -> NoReturn:
        """Refused: a name that is not the hash, and an overwriting."""
        raise NotImplementedError("files are kept by diarium.engine.storage.store")

    def delete(self, *_given: Any, **_more: Any) -> NoReturn:
        """Refused: see `diarium.engine.storage.purge`."""
        raise NotImplementedError("files leave by diarium.engine.storage.purge")

    def _head(self, sha256: str) -> Any:
        try:
            return self._client.head_object(Bucket=self.bucket_name, Key=blob_name(sha256))
        except ClientError as error:
            raise _missing(error, sha256) from error


def _status(error: ClientError) -> int:
    return int(error.response["ResponseMetadata"]["HTTPStatusCode"])


def _missing(error: ClientError, sha256: str) -> Exception:
    """A bucket that one may not list answers 403 for what is not there."""
    return BlobMissing(sha256) if _status(error) in _ABSENT else error
