"""Diarienummer: a value object, parsed from any form seen in real documents and printed in the form of its diary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Final

from diarium.numbers.text import (
    A_BOARD,
    A_CLASS,
    A_DOCUMENT,
    A_SERIAL,
    A_SHORT_YEAR,
    A_YEAR,
    AND_DOCUMENT,
    EARLIEST_YEAR,
    normalised,
    parts_of,
    year_of,
)

# The order matters: the first form that fits the whole text is taken.
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"{A_BOARD} ?[-/.]? ?{A_YEAR} ?/ ?{A_SERIAL}(?: ?\. ?{A_CLASS})?{AND_DOCUMENT}",  # KS-2018/91.103-7
        rf"{A_BOARD} ?[-/]? ?{A_YEAR}:{A_SERIAL}{AND_DOCUMENT}",  # KS/2018:245
        rf"{A_BOARD} ?- ?{A_YEAR} ?- ?{A_SERIAL}(?::{A_DOCUMENT})?",  # SLK-2024-00074:12
        rf"{A_YEAR}/{A_BOARD} {A_SERIAL}(?: {A_CLASS})?{AND_DOCUMENT}",  # 2018/KS 0001 001
        rf"{A_BOARD}\.{A_YEAR}\.{A_SERIAL}{AND_DOCUMENT}",  # KU.2018.6
        rf"{A_BOARD} {A_YEAR} {A_SERIAL}(?: {A_CLASS})?{AND_DOCUMENT}",  # KS 2018 91 103
        rf"{A_BOARD} ?-? ?{A_SERIAL}/{A_YEAR}{AND_DOCUMENT}",  # KS 146/2015
        rf"{A_YEAR}/{A_SERIAL}(?:\.{A_CLASS})?{AND_DOCUMENT}",  # 2018/91
        rf"{A_YEAR}-(?P<serial>\d{{5,6}}){AND_DOCUMENT}",  # 2023-00250; shorter ones are months and periods
        rf"{A_YEAR}:{A_SERIAL}{AND_DOCUMENT}",  # 2012:186
        rf"{A_SERIAL}/{A_YEAR}{AND_DOCUMENT}",  # 00322/2026
        rf"{A_SERIAL}/{A_SHORT_YEAR}{AND_DOCUMENT}",  # 0451/23
    )
)
_KEY: Final = re.compile(r"(?P<board>\D*)(?P<year>\d{4})/(?P<serial>\d+)")
_SEPARATORS: Final = frozenset({"-", "/", ":", ".", " "})

BOARD, YEAR, SERIAL = "board", "year", "serial"
USUAL_ORDER: Final = (BOARD, YEAR, SERIAL)


@dataclass(frozen=True, slots=True)
class NumberTemplate:
    """Nummermall: how a diary prints its own numbers; Huddinge's is KS-2018/91.103-7.

    `order` is board, year and serial as they follow each other (the board may be left out); `sep1` and `sep2` stand
    between them, a form of two parts has `sep2` alone. An empty `class_separator` leaves the class code out.
    """

    sep1: str = "-"
    sep2: str = "/"
    class_separator: str = "."
    document_separator: str = "-"
    serial_width: int = 0
    order: tuple[str, ...] = USUAL_ORDER
    short_year: bool = False

    @classmethod
    def from_settings(cls, data: Mapping[str, object]) -> NumberTemplate:
        """From a stored row; what is absent keeps Huddinge's form, other keys (an example) are ignored."""
        texts = {
            name: str(data[name]) for name in ("sep1", "sep2", "class_separator", "document_separator") if name in data
        }
        width, order = data.get("serial_width", 0), data.get("order")
        return cls(
            **texts,
            serial_width=width if isinstance(width, int) else 0,
            order=tuple(map(str, order)) if isinstance(order, list | tuple) else USUAL_ORDER,
            short_year=bool(data.get("short_year", False)),
        )

    def as_settings(self) -> dict[str, object]:
        """As it is stored."""
        return {**asdict(self), "order": list(self.order)}

    @property
    def signs(self) -> list[str]:
        """What stands between the parts."""
        return [self.sep1, self.sep2][-(len(self.order) - 1) :]

    @property
    def is_sound(self) -> bool:
        """Whether what it prints can be read back, by itself and by who does not know it."""
        if sorted(self.order) not in (sorted((BOARD, YEAR, SERIAL)), sorted((YEAR, SERIAL))):
            return False
        signs = {self.sep1, self.sep2, self.document_separator, *filter(None, [self.class_separator])}
        if not signs <= _SEPARATORS or self.class_separator == self.document_separator:
            return False
        if self.class_separator and self.order[-1] != SERIAL:
            return False
        return 0 <= self.serial_width <= 6 and all(self._is_read_back(number) for number in _samples())

    def _is_read_back(self, number: DiaryNumber) -> bool:
        told, text = self.told(number), number.printed(self)
        return self.read(text) == told and told in DiaryNumber.readings(text)

    def told(self, number: DiaryNumber) -> DiaryNumber:
        """What the form says of the number: without the board or the class code that it does not print."""
        return replace(
            number,
            board=number.board if BOARD in self.order else "",
            class_code=number.class_code if self.class_separator else "",
        )

    def read(self, text: str) -> DiaryNumber | None:
        """Read a number printed in this form."""
        return _number_of(_pattern_of(self).fullmatch(normalised(text)))

    def document(self, matter: str, document_no: int) -> str:
        """The printed number of a document, from that of its matter."""
        return f"{matter}{self.document_separator}{document_no}"


@cache
def _pattern_of(form: NumberTemplate) -> re.Pattern[str]:
    parts = {BOARD: A_BOARD, YEAR: A_SHORT_YEAR if form.short_year else A_YEAR, SERIAL: A_SERIAL}
    text = parts[form.order[0]]
    for sign, name in zip(form.signs, form.order[1:], strict=True):
        text += re.escape(sign) + parts[name]
    if form.class_separator:
        text += rf"(?:{re.escape(form.class_separator)}{A_CLASS})?"
    return re.compile(text + rf"(?:{re.escape(form.document_separator)}{A_DOCUMENT})?")


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
        return next(iter(cls.readings(text)), None)

    @classmethod
    def readings(cls, text: str, forms: Iterable[NumberTemplate] = ()) -> tuple[DiaryNumber, ...]:
        """Everything that the text can mean, own `forms` first: 2018/23 is matter 23 of 2018, or 2018 of 2023."""
        plain = normalised(text)
        own = (_number_of(_pattern_of(form).fullmatch(plain)) for form in forms)
        known = (_number_of(form.fullmatch(plain)) for form in _FORMS)
        return tuple(dict.fromkeys(number for number in (*own, *known) if number is not None))

    @classmethod
    def from_key(cls, key: str, class_code: str = "") -> DiaryNumber:
        """The number that an identity stands for.

        Raises:
            ValueError: it is none.
        """
        found = _KEY.fullmatch(key)
        if found is None:
            raise ValueError(key)
        return cls(found["board"].upper(), int(found["year"]), int(found["serial"]), class_code)

    @property
    def identity(self) -> str:
        """The normalised key that numbers are compared by: `ks2018/91`; without a board `2018/91`."""
        return f"{self.board.lower()}{self.year}/{self.serial}"

    @property
    def matter(self) -> DiaryNumber:
        """The number of the matter, without the document's."""
        return replace(self, document_no=None)

    def printed(self, template: NumberTemplate | Mapping[str, object] | None = None) -> str:
        """As the diary prints it; without template as Huddinge does."""
        form = template if isinstance(template, NumberTemplate) else NumberTemplate.from_settings(template or {})
        parts = {
            BOARD: self.board,
            YEAR: f"{self.year % 100:02d}" if form.short_year else str(self.year),
            SERIAL: f"{self.serial:0{form.serial_width}d}",
        }
        order, signs = list(form.order), form.signs
        if BOARD in order and not self.board:
            place = order.index(BOARD)
            del order[place], signs[min(place, 1)]
        text = parts[order[0]] + "".join(sign + parts[name] for sign, name in zip(signs, order[1:], strict=True))
        if self.class_code and form.class_separator:
            text += f"{form.class_separator}{self.class_code}"
        return text if self.document_no is None else form.document(text, self.document_no)

    def __str__(self) -> str:
        return self.printed()


def _number_of(found: re.Match[str] | None) -> DiaryNumber | None:
    parts = parts_of(found)
    if parts is None or year_of(parts) < EARLIEST_YEAR or int(parts["serial"]) == 0:
        return None
    document_no = parts.get("document_no")
    return DiaryNumber(
        board=parts.get("board", ""),
        year=year_of(parts),
        serial=int(parts["serial"]),
        class_code=parts.get("class_code", ""),
        document_no=int(document_no) if document_no else None,
    )


def _samples() -> Iterator[DiaryNumber]:
    for serial in (1, 91, 1980, 2026, 20260, 202612):
        for class_code in ("", "103", "1.2.3"):
            for document_no in (None, 7, 1234):
                yield DiaryNumber("KS", 2026, serial, class_code, document_no)
