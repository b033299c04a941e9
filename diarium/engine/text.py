"""Textgrinden: what may stand in a document is decided when the text is saved, not when it is set.

NFC, one kind of line end, Word's private signs mended; then every character against the fonts that documents are set
with (`fonts/coverage.json`, made from them). What no font has would stop the document at signing time.
"""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from audit.rules import Refusal
from diarium.engine.render import FONTS

_MENDED: Final = {
    0xF0B7: "•",  # Word's bullet, in the private area of its symbol font
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
    0x2011: "-",
    0x00AD: "",
    0x200B: "",
    0x200C: "",
    0x200D: "",
    0x2060: "",
    0xFEFF: "",
    0x0009: " ",
    0x2028: "\n",
    0x2029: "\n\n",
}


REPLACED: Final = "□"


class CharacterRefused(Refusal):
    """A character that cannot be printed, or that only hides something."""

    status = 422


def clean_text(text: str) -> str:
    """The text as it is kept: what can be printed, in one form.

    Raises:
        CharacterRefused: names the first character that cannot be printed.
    """
    mended = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").translate(_MENDED))
    for char in mended:
        if not _prints(char):
            raise CharacterRefused(
                _("Texten innehåller ett tecken som inte kan skrivas ut: %(char)s. Ta bort det.")
                % {"char": _named(char)}
            )
    return mended


def printable(text: str) -> tuple[str, str]:
    """A foreign text as it can be printed, with □ for what no font has; and the first character that was lost."""
    mended = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").translate(_MENDED))
    lost = next((char for char in mended if not _prints(char)), "")
    return "".join(char if _prints(char) else REPLACED for char in mended) if lost else mended, lost


def _prints(char: str) -> bool:
    return char == "\n" or _in("public_sans", char) or _in("other_faces", char)


def other_faces(text: str) -> str:
    """The characters that print in another face than the rest (Greek, arrows …), each once, for a notice."""
    return "".join(dict.fromkeys(char for char in text if char != "\n" and not _in("public_sans", char)))


def _named(char: str) -> str:
    """The character itself where it can be seen, with its code point."""
    code = f"U+{ord(char):04X}"
    return code if unicodedata.category(char)[0] in "CZ" else f"{char} ({code})"


@cache
def _coverage(face: str) -> tuple[list[int], list[int]]:
    ranges = json.loads((FONTS / "coverage.json").read_text(encoding="utf-8"))[face]
    return [first for first, _last in ranges], [last for _first, last in ranges]


def _in(face: str, char: str) -> bool:
    firsts, lasts = _coverage(face)
    index = bisect_right(firsts, ord(char)) - 1
    return index >= 0 and ord(char) <= lasts[index]


def clean_tree(value: Any) -> Any:
    """The same for every text in a structure of lists and mappings; the keys are left alone."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {key: clean_tree(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [clean_tree(inner) for inner in value]
    return value
