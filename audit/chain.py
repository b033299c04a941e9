"""Kedjan: canonical bytes, hashes, commitments and MACs of the event log. Pure: no models, no clock, no randomness.

The canonical form is that of RFC 8785 for strings, integers below 2**53, booleans, null, lists and objects with ASCII
identifiers as keys. Floats are refused: decimals are strings.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

ZERO = bytes(32)
VERSION = 1
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_LARGEST = 2**53


class NotCanonical(ValueError):
    """The value has no canonical form."""


def canonical(value: Any) -> bytes:
    """Kanonisk form: the one sequence of bytes that says this value.

    Raises:
        NotCanonical: floats, integers from 2**53, U+0000, lone surrogates, keys that are no ASCII identifiers.
    """
    cleaned = _clean(value)
    return json.dumps(cleaned, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _clean(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return text(value)
    if isinstance(value, int):
        if abs(value) >= _LARGEST:
            raise NotCanonical("an integer of 2**53 or more is written as a string")
        return value
    if isinstance(value, Mapping):
        return {_identifier(key): _clean(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    raise NotCanonical(f"{type(value).__name__} has no canonical form")


def _identifier(key: Any) -> str:
    if not isinstance(key, str) or not _KEY.match(key):
        raise NotCanonical(f"{key!r} is no identifier")
    return key


def text(value: str) -> str:
    """The text in NFC.

    Raises:
        NotCanonical: U+0000 or a lone surrogate.
    """
    if "\x00" in value:
        raise NotCanonical("U+0000 cannot be stored")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise NotCanonical("a lone surrogate is no text") from None
    return unicodedata.normalize("NFC", value)


def instant(moment: datetime) -> str:
    """A moment as `YYYY-MM-DDTHH:MM:SS.ffffffZ`, always six digits.

    Raises:
        NotCanonical: a moment without time zone.
    """
    if moment.tzinfo is None:
        raise NotCanonical("a moment needs a time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def day(when: date) -> str:
    """A date as `YYYY-MM-DD`."""
    return when.isoformat()


def event_hash(prev: bytes, body: bytes) -> bytes:
    """The link: SHA-256(0x00 ‖ prev ‖ body)."""
    return hashlib.sha256(b"\x00" + prev + body).digest()


def mac(key: bytes, event: bytes) -> bytes:
    """HMAC-SHA-256 over the event's hash, with a key that the database never sees."""
    return hmac.new(key, event, hashlib.sha256).digest()


def commitment(salt: bytes, value: str) -> bytes:
    """SHA-256(0x03 ‖ salt ‖ value): says that a value was this one without saying which."""
    return hashlib.sha256(b"\x03" + salt + value.encode()).digest()


def fingerprint(value: Any) -> str:
    """SHA-256 of the canonical form, in hex: what one use of a door asked for."""
    return hashlib.sha256(canonical(value)).hexdigest()
