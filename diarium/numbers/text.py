"""Nummer i text: the parts that every written number has, and the one spelling that they are compared in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

_PREFIX: Final = re.compile(
    r"^(?:diarienummer|diarienr|dnr|ärendenummer|ärendenr|ärende|beteckning)\.?\s*:?\s*", re.IGNORECASE
)
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣-"), "-")
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))

A_BOARD = r"(?P<board>[A-ZÅÄÖÉ]{1,7})"
A_YEAR = r"(?P<year>(?:19|20)\d\d)"
A_SHORT_YEAR = r"(?P<short_year>\d\d)"
A_SERIAL = r"(?P<serial>\d{1,6})"
A_CLASS = r"(?P<class_code>\d\.\d\.\d|\d{1,4})"
A_DOCUMENT = r"(?P<document_no>\d{1,4})"
AND_DOCUMENT = rf"(?: ?- ?{A_DOCUMENT})?"
EARLIEST_YEAR: Final = 1970


def normalised(text: str) -> str:
    """The text as numbers are compared: NFC, one kind of space and dash, no prefix ("Dnr"), capitals."""
    plain = unicodedata.normalize("NFC", text).translate(_DASHES).translate(_INVISIBLE)
    plain = " ".join(plain.split())
    return _PREFIX.sub("", plain).strip(" .,;").upper()


def parts_of(found: re.Match[str] | None) -> dict[str, str] | None:
    """The parts that the text has, by name."""
    return None if found is None else {name: part for name, part in found.groupdict().items() if part}


def year_of(parts: Mapping[str, str]) -> int:
    """The year that the parts name; 0 = none."""
    return 2000 + int(parts["short_year"]) if "short_year" in parts else int(parts.get("year", 0))
