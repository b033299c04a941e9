"""Egna nummerformer: those that a diary can choose, and the number of a document in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from diarium.numbers.number import BOARD, SERIAL, YEAR, NumberTemplate

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
