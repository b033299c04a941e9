"""Filer: the text of a file that is to be read, or the sentence that says why it cannot be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.reading.structure import Content, ContentError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_ZIP = b"PK\x03\x04"
_OFFICE = b"\xd0\xcf\x11\xe0"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8")


class Unreadable(ValueError):
    """The file cannot be read as a staff report; `sentence` says what to do."""

    def __init__(self, sentence: _StrPromise) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def text_of(data: bytes) -> str:
    """The text of a text file in UTF-8.

    Raises:
        Unreadable: a PDF, a word processor's file, a picture, an empty file or another encoding.
    """
    if data.startswith(b"%PDF") and b"/Encrypt" in data:
        raise Unreadable(_("Filen är krypterad. Be avsändaren skicka den utan lösenord."))
    if data.startswith(b"%PDF"):
        raise Unreadable(_("Filen är en pdf. Markera och kopiera texten i den och klistra in den."))
    if data.startswith((_ZIP, _OFFICE)):
        raise Unreadable(_("Filen är från ett ordbehandlingsprogram. Kopiera texten och klistra in den."))
    if data.startswith(_PICTURES):
        raise Unreadable(_("Filen är inskannad utan text. Skriv av den eller be om en digital fil."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(_("Texten är inte sparad som UTF-8. Spara den som UTF-8 och försök igen.")) from None
    if not text.strip():
        raise Unreadable(_("Filen är tom."))
    return text


def content_of(data: bytes) -> Content | None:
    """The content of a file in the product's own JSON format; None when it is something else."""
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return None
    try:
        return Content.from_dict(json.loads(data.decode("utf-8-sig")))
    except (ContentError, UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        return None
