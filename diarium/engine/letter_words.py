"""Ord ur meddelanden: clean lines, pages without their markup, and what looks like a diary number."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser
from typing import Final

MAX_LINE: Final = 300

_NUMBER: Final = re.compile(
    r"(?<![\w/])[A-ZÅÄÖ]{2,7}\s?[-/.]?\s?(?:19|20)\d\d\s?[/:-]\s?\d{1,6}(?:\.\d{1,4})?(?![\w/])"
)


def numbers_in(text: str) -> list[str]:
    """What looks like diary numbers in a subject, in the order they stand."""
    return list(dict.fromkeys(found.group().strip() for found in _NUMBER.finditer(text)))


def one_line(text: str, limit: int = MAX_LINE) -> str:
    """One line without control and direction characters, NFC, never longer than the register takes."""
    plain = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    plain = "".join(char if unicodedata.category(char) not in {"Cc", "Cf", "Co", "Cs", "Cn"} else " " for char in plain)
    return " ".join(plain.split())[:limit].strip()


class _Words(HTMLParser):
    """What is to be read in a page: no styles, no scripts, a line for each block."""

    _HIDDEN: Final = {"style", "script", "head", "title"}
    _LINES: Final = {"p", "br", "div", "tr", "li", "h1", "h2", "h3"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in self._HIDDEN
        if tag in self._LINES:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._HIDDEN and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(" ".join(data.split()) + " ")


def without_markup(page: str) -> str:
    """The words of a page in HTML, a line for each block."""
    parser = _Words()
    parser.feed(page[:200_000])
    return "".join(parser.words)
