"""Sökt nummer: what somebody types in the search box, whole numbers and parts of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from diarium.numbers.number import DiaryNumber, NumberTemplate
from diarium.numbers.text import (
    A_BOARD,
    A_CLASS,
    A_SERIAL,
    A_SHORT_YEAR,
    A_YEAR,
    AND_DOCUMENT,
    EARLIEST_YEAR,
    normalised,
    parts_of,
    year_of,
)

# What people type in the search box and no document says: a part of a number, or one with the wrong signs in it.
_TYPED: Final = tuple(
    re.compile(form)
    for form in (
        rf"{A_BOARD} ?[-/. ]? ?{A_YEAR} ?[-/.: ] ?{A_SERIAL}(?: ?[-. ] ?{A_CLASS})?{AND_DOCUMENT}",  # ks-2018-91
        rf"{A_BOARD} ?[-/. ]? ?{A_SHORT_YEAR}/{A_SERIAL}(?:\.{A_CLASS})?{AND_DOCUMENT}",  # ks 18/91
        rf"{A_YEAR} ?[-/.: ] ?{A_SERIAL}(?: ?[. ] ?{A_CLASS})?{AND_DOCUMENT}",  # 2018 91
        rf"{A_SERIAL}\.(?P<class_code>\d{{2,4}}|\d\.\d\.\d){AND_DOCUMENT}",  # 91.103
        rf"{A_BOARD} ?[-/. ]? ?{A_SERIAL}(?:\.{A_CLASS})?{AND_DOCUMENT}",  # ks 91
        rf"{A_SERIAL}",  # 91
    )
)
_DATE: Final = re.compile(rf"{A_YEAR}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Sought:
    """Sökt nummer: what somebody typed of one. What was not said is empty, or 0."""

    board: str
    year: int
    serial: int
    class_code: str = ""
    document_no: int | None = None


def sought(text: str, forms: Iterable[NumberTemplate] = ()) -> Iterator[Sought]:
    """What the text can mean in the search box, the likeliest first: whole numbers, then parts of one (91.103, ks 91).

    A bare year is no number, nor is a date.
    """
    plain = normalised(text)
    for number in DiaryNumber.readings(plain, forms):
        yield Sought(number.board, number.year, number.serial, number.class_code, number.document_no)
    for form in _TYPED:
        parts = parts_of(None if _DATE.fullmatch(plain) else form.fullmatch(plain))
        if parts is None:
            continue
        number_of_year = year_of(parts)
        if not number_of_year and re.fullmatch(A_YEAR, parts["serial"]):
            continue
        if int(parts["serial"]) and (number_of_year == 0 or number_of_year >= EARLIEST_YEAR):
            yield Sought(
                parts.get("board", ""),
                number_of_year,
                int(parts["serial"]),
                parts.get("class_code", ""),
                int(parts["document_no"]) if "document_no" in parts else None,
            )


def document_no_in(text: str) -> int | None:
    """The document's number in what somebody typed: KS-2018/91.103-6 → 6."""
    return next((found.document_no for found in sought(text) if found.document_no is not None), None)
