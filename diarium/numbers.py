"""Diarienummer: a value object, parsed from any form seen in real documents and printed in the form of its diary.

Identity = (board, year, serial). The class code is an attribute that is printed in the number and the document number a
place within the matter; neither is part of the identity (domain: a reclassified matter is the same matter). A form may
leave out the board or the class: the identity then lives in the diary's row, never in the printed text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Final

_PREFIX: Final = re.compile(
    r"^(?:diarienummer|diarienr|dnr|ärendenummer|ärendenr|ärende|beteckning)\.?\s*:?\s*", re.IGNORECASE
)
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣-"), "-")
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))

_BOARD = r"(?P<board>[A-ZÅÄÖÉ]{1,7})"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_SHORT_YEAR = r"(?P<short_year>\d\d)"
_SERIAL = r"(?P<serial>\d{1,6})"
_CLASS = r"(?P<class_code>\d\.\d\.\d|\d{1,4})"
_DOCUMENT = r"(?P<document_no>\d{1,4})"
_AND_DOCUMENT = rf"(?: ?- ?{_DOCUMENT})?"

# The order matters: the first form that fits the whole text is taken.
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"{_BOARD} ?[-/.]? ?{_YEAR} ?/ ?{_SERIAL}(?: ?\. ?{_CLASS})?{_AND_DOCUMENT}",  # KS-2018/91.103-7
        rf"{_BOARD} ?[-/]? ?{_YEAR}:{_SERIAL}{_AND_DOCUMENT}",  # KS/2018:245
        rf"{_BOARD} ?- ?{_YEAR} ?- ?{_SERIAL}(?::{_DOCUMENT})?",  # SLK-2024-00074:12
        rf"{_YEAR}/{_BOARD} {_SERIAL}(?: {_CLASS})?{_AND_DOCUMENT}",  # 2018/KS 0001 001
        rf"{_BOARD}\.{_YEAR}\.{_SERIAL}{_AND_DOCUMENT}",  # KU.2018.6
        rf"{_BOARD} {_YEAR} {_SERIAL}(?: {_CLASS})?{_AND_DOCUMENT}",  # KS 2018 91 103
        rf"{_BOARD} ?-? ?{_SERIAL}/{_YEAR}{_AND_DOCUMENT}",  # KS 146/2015
        rf"{_YEAR}/{_SERIAL}(?:\.{_CLASS})?{_AND_DOCUMENT}",  # 2018/91
        rf"{_YEAR}-(?P<serial>\d{{5,6}}){_AND_DOCUMENT}",  # 2023-00250; shorter ones are months and periods
        rf"{_YEAR}:{_SERIAL}{_AND_DOCUMENT}",  # 2012:186
        rf"{_SERIAL}/{_YEAR}{_AND_DOCUMENT}",  # 00322/2026
        rf"{_SERIAL}/{_SHORT_YEAR}{_AND_DOCUMENT}",  # 0451/23
    )
)
# What people type in the search box and no document says: a part of a number, or one with the wrong signs in it.
_TYPED: Final = tuple(
    re.compile(form)
    for form in (
        rf"{_BOARD} ?[-/. ]? ?{_YEAR} ?[-/.: ] ?{_SERIAL}(?: ?[-. ] ?{_CLASS})?{_AND_DOCUMENT}",  # ks-2018-91
        rf"{_BOARD} ?[-/. ]? ?{_SHORT_YEAR}/{_SERIAL}(?:\.{_CLASS})?{_AND_DOCUMENT}",  # ks 18/91
        rf"{_YEAR} ?[-/.: ] ?{_SERIAL}(?: ?[. ] ?{_CLASS})?{_AND_DOCUMENT}",  # 2018 91
        rf"{_SERIAL}\.(?P<class_code>\d{{2,4}}|\d\.\d\.\d){_AND_DOCUMENT}",  # 91.103
        rf"{_BOARD} ?[-/. ]? ?{_SERIAL}(?:\.{_CLASS})?{_AND_DOCUMENT}",  # ks 91
        rf"{_SERIAL}",  # 91
    )
)
_KEY: Final = re.compile(r"(?P<board>\D*)(?P<year>\d{4})/(?P<serial>\d+)")
_DATE: Final = re.compile(rf"{_YEAR}-\d\d-\d\d")
_EARLIEST_YEAR: Final = 1970
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
    parts = {BOARD: _BOARD, YEAR: _SHORT_YEAR if form.short_year else _YEAR, SERIAL: _SERIAL}
    text = parts[form.order[0]]
    for sign, name in zip(form.signs, form.order[1:], strict=True):
        text += re.escape(sign) + parts[name]
    if form.class_separator:
        text += rf"(?:{re.escape(form.class_separator)}{_CLASS})?"
    return re.compile(text + rf"(?:{re.escape(form.document_separator)}{_DOCUMENT})?")


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
        parts = _parts(None if _DATE.fullmatch(plain) else form.fullmatch(plain))
        if parts is None:
            continue
        number_of_year = _year(parts)
        if not number_of_year and re.fullmatch(_YEAR, parts["serial"]):
            continue
        if int(parts["serial"]) and (number_of_year == 0 or number_of_year >= _EARLIEST_YEAR):
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


def normalised(text: str) -> str:
    """The text as numbers are compared: NFC, one kind of space and dash, no prefix ("Dnr"), capitals."""
    plain = unicodedata.normalize("NFC", text).translate(_DASHES).translate(_INVISIBLE)
    plain = " ".join(plain.split())
    return _PREFIX.sub("", plain).strip(" .,;").upper()


def _parts(found: re.Match[str] | None) -> dict[str, str] | None:
    return None if found is None else {name: part for name, part in found.groupdict().items() if part}


def _year(parts: Mapping[str, str]) -> int:
    return 2000 + int(parts["short_year"]) if "short_year" in parts else int(parts.get("year", 0))


def _number_of(found: re.Match[str] | None) -> DiaryNumber | None:
    parts = _parts(found)
    if parts is None or _year(parts) < _EARLIEST_YEAR or int(parts["serial"]) == 0:
        return None
    document_no = parts.get("document_no")
    return DiaryNumber(
        board=parts.get("board", ""),
        year=_year(parts),
        serial=int(parts["serial"]),
        class_code=parts.get("class_code", ""),
        document_no=int(document_no) if document_no else None,
    )


def _samples() -> Iterator[DiaryNumber]:
    for serial in (1, 91, 1980, 2026, 20260, 202612):
        for class_code in ("", "103", "1.2.3"):
            for document_no in (None, 7, 1234):
                yield DiaryNumber("KS", 2026, serial, class_code, document_no)


HUDDINGE: Final = NumberTemplate()
# The forms of domain.md §6.1 that a diary can choose for its own numbers.
FORMS: Final[Mapping[str, NumberTemplate]] = {
    "board-year/serial.class": HUDDINGE,
    "board year/serial": NumberTemplate(sep1=" ", class_separator=""),
    "board/year:serial": NumberTemplate(sep1="/", sep2=":", class_separator=""),
    "board-year-serial:document": NumberTemplate(sep2="-", class_separator="", document_separator=":", serial_width=5),
    "year/board serial class": NumberTemplate(
        sep1="/", sep2=" ", class_separator=" ", serial_width=4, order=(YEAR, BOARD, SERIAL)
    ),
    "board.year.serial": NumberTemplate(sep1=".", sep2=".", class_separator=""),
    "serial/year": NumberTemplate(class_separator="", serial_width=5, order=(SERIAL, YEAR)),
    "serial/short year": NumberTemplate(class_separator="", serial_width=4, order=(SERIAL, YEAR), short_year=True),
    "board serial/year": NumberTemplate(sep1=" ", class_separator="", order=(BOARD, SERIAL, YEAR)),
    "board-serial/year": NumberTemplate(class_separator="", order=(BOARD, SERIAL, YEAR)),
    "year-serial": NumberTemplate(sep2="-", class_separator="", serial_width=5, order=(YEAR, SERIAL)),
    "year:serial": NumberTemplate(sep2=":", class_separator="", order=(YEAR, SERIAL)),
}


def document_of(matter: str, document_no: int) -> str:
    """The printed number of a document where the diary is not at hand: in the known form that the matter's is in."""
    for form in FORMS.values():
        number = form.read(matter)
        if number is not None and number.printed(form) == matter:
            return form.document(matter, document_no)
    return HUDDINGE.document(matter, document_no)
