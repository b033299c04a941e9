"""Diarienummer: a value object, parsed from any form seen in real documents and printed in the municipality's own.

Identity = (board, year, serial). The class code is an attribute that is printed in the number and the document number a
place within the matter; neither is part of the identity (domain: a reclassified matter is the same matter).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

_PREFIX: Final = re.compile(
    r"^(?:diarienummer|diarienr|dnr|ärendenummer|ärendenr|ärende|beteckning)\.?\s*:?\s*", re.IGNORECASE
)
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣-"), "-")
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))

_BOARD = r"(?P<board>[A-ZÅÄÖÉ]{1,7})"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_SERIAL = r"(?P<serial>\d{1,6})"
_CLASS = r"(?P<class_code>\d\.\d\.\d|\d{1,4})"
_DOCUMENT = r"(?P<document_no>\d{1,4})"

# The order matters: the first form that fits the whole text is taken.
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"{_BOARD} ?[-/.]? ?{_YEAR} ?/ ?{_SERIAL}(?: ?\. ?{_CLASS})?(?: ?- ?{_DOCUMENT})?",  # KS-2018/91.103-7
        rf"{_BOARD} ?[-/]? ?{_YEAR}:{_SERIAL}",  # KS/2018:245
        rf"{_BOARD} ?- ?{_YEAR} ?- ?{_SERIAL}(?::{_DOCUMENT})?",  # SLK-2024-00074:12
        rf"{_YEAR}/{_BOARD} {_SERIAL}(?: {_CLASS})?",  # 2018/KS 0001 001
        rf"{_BOARD}\.{_YEAR}\.{_SERIAL}",  # KU.2018.6
        rf"{_BOARD} {_YEAR} {_SERIAL}(?: {_CLASS})?",  # KS 2018 91 103
        rf"{_BOARD} ?-? ?{_SERIAL}/{_YEAR}",  # KS 146/2015
        rf"{_YEAR}/{_SERIAL}(?:\.{_CLASS})?",  # 2018/91
        rf"{_YEAR}-(?P<serial>\d{{5,6}})",  # 2023-00250; shorter ones are months and periods
        rf"{_YEAR}:{_SERIAL}",  # 2012:186
        rf"{_SERIAL}/{_YEAR}",  # 00322/2026
        r"(?P<serial>\d{1,6})/(?P<short_year>\d\d)",  # 0451/23
    )
)
_SERIAL_AND_CLASS: Final = re.compile(rf"{_SERIAL}\.(?P<class_code>\d{{3,4}}|\d\.\d\.\d)")
_EARLIEST_YEAR: Final = 1970


@dataclass(frozen=True, slots=True)
class NumberTemplate:
    """Mall för diarienummer: how a municipality prints its own numbers; Huddinge's is KS-2018/91.103-7."""

    sep1: str = "-"
    sep2: str = "/"
    class_separator: str = "."
    document_separator: str = "-"
    serial_width: int = 0

    @classmethod
    def from_settings(cls, data: Mapping[str, object]) -> NumberTemplate:
        """From the municipality's row; what is absent keeps Huddinge's form, other keys (an example) are ignored."""
        texts = {
            name: str(data[name]) for name in ("sep1", "sep2", "class_separator", "document_separator") if name in data
        }
        width = data.get("serial_width", 0)
        return cls(**texts, serial_width=width if isinstance(width, int) else 0)


@dataclass(frozen=True, slots=True)
class DiaryNumber:
    """Diarienummer: `board` in capitals or empty (a form that names none), `class_code` empty when absent."""

    board: str
    year: int
    serial: int
    class_code: str = ""
    document_no: int | None = None

    @classmethod
    def parse(cls, text: str) -> DiaryNumber | None:
        """Read any form of `domain.md` §6.1; None = not a number of ours (kept verbatim as a foreign reference)."""
        plain = normalised(text)
        for form in _FORMS:
            found = form.fullmatch(plain)
            if found is None:
                continue
            parts = found.groupdict()
            year = int(parts["year"]) if parts.get("year") else 2000 + int(parts["short_year"])
            serial = int(parts["serial"])
            if year < _EARLIEST_YEAR or serial == 0:
                continue
            document_no = parts.get("document_no")
            return cls(
                board=parts.get("board") or "",
                year=year,
                serial=serial,
                class_code=parts.get("class_code") or "",
                document_no=int(document_no) if document_no else None,
            )
        return None

    @property
    def identity(self) -> str:
        """The normalised key that numbers are compared by: `ks2018/91`; without a board `2018/91`."""
        return f"{self.board.lower()}{self.year}/{self.serial}"

    @property
    def matter(self) -> DiaryNumber:
        """The number of the matter, without the document's."""
        return replace(self, document_no=None)

    def printed(self, template: NumberTemplate | Mapping[str, object] | None = None) -> str:
        """As the municipality prints it; without template as Huddinge does."""
        form = template if isinstance(template, NumberTemplate) else NumberTemplate.from_settings(template or {})
        text = f"{self.board}{form.sep1}" if self.board else ""
        text += f"{self.year}{form.sep2}{self.serial:0{form.serial_width}d}"
        if self.class_code:
            text += f"{form.class_separator}{self.class_code}"
        if self.document_no is not None:
            text += f"{form.document_separator}{self.document_no}"
        return text

    def __str__(self) -> str:
        return self.printed()


def normalised(text: str) -> str:
    """The text as numbers are compared: NFC, one kind of space and dash, no prefix ("Dnr"), capitals."""
    plain = unicodedata.normalize("NFC", text).translate(_DASHES).translate(_INVISIBLE)
    plain = " ".join(plain.split())
    return _PREFIX.sub("", plain).strip(" .,;").upper()


def serial_and_class(text: str) -> tuple[int, str] | None:
    """The end of a number, as people type it in the search box: "91.103" → (91, "103")."""
    found = _SERIAL_AND_CLASS.fullmatch(normalised(text))
    return (int(found["serial"]), found["class_code"]) if found else None
