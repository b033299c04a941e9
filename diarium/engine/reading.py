"""Läsning av en främmande fil: its text as blocks. Runs in the child process only.

There is an end to how much of a file is read; what is cut is said.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Any, Final

from diarium.engine.blocks import Enough, Kept
from diarium.engine.office import read_docx, read_odt, read_xlsx

MAX_PAGES_READ: Final = 5_000

_HEADS: Final = (("From", "Från"), ("To", "Till"), ("Cc", "Kopia"), ("Date", "Skickat"), ("Subject", "Ämne"))


def read(payload: dict[str, Any], path: str) -> dict[str, Any]:
    """The blocks of the file, `payload["extension"]` saying its type; `cut` = there was more."""
    kept, cut = Kept(), False
    try:
        READERS[payload["extension"]](Path(path), kept)
    except Enough:
        cut = True
    return {"blocks": kept.blocks, "cut": cut}


def _plain(path: Path, kept: Kept) -> None:
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for line in lines:
            kept.add("p", line.rstrip("\n"))


def _pdf(path: Path, kept: Kept) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for number in range(min(len(document), MAX_PAGES_READ)):
        page = document[number]
        text = page.get_textpage().get_text_range()
        page.close()
        for line in text.splitlines():
            kept.add("p", line.strip())


def _mail(path: Path, kept: Kept) -> None:
    with path.open("rb") as content:
        letter = message_from_binary_file(content, policy=policy.default)
    told = [[label, value] for name, label in _HEADS if (value := _header(letter, name))]
    kept.add("table", [["Brevhuvud", ""], *told])
    for line in _words_of(letter).splitlines():
        kept.add("p", line.strip())
    names = [str(name) for part in letter.walk() if (name := _name_of(part))]
    if names:
        kept.add("h3", "Bilagor i meddelandet")
        kept.add("ul", names)


def _safely(ask: Callable[[], Any]) -> Any:
    """Headers of spam and of old programs break every rule there is; what cannot be read is nothing."""
    try:
        return ask()
    except (ValueError, LookupError, AttributeError, TypeError, IndexError, AssertionError):
        return None


def _header(letter: Message[Any, Any], name: str) -> str:
    return " ".join(str(_safely(lambda: letter[name]) or "").split())


def _name_of(part: Message[Any, Any]) -> str:
    return str(_safely(part.get_filename) or "")


def _words_of(letter: Message[Any, Any]) -> str:
    if not isinstance(letter, EmailMessage):
        return ""
    body = _safely(lambda: letter.get_body(preferencelist=("plain", "html")))
    if body is None:
        return ""
    words = str(_safely(body.get_content) or "")
    if body.get_content_type() == "text/html":
        from diarium.engine.letter_words import without_markup

        return without_markup(words)
    return words


def _outlook(path: Path, kept: Kept) -> None:
    from diarium.engine.letter import MSG, read_letter

    letter, _contents = read_letter(path.read_bytes(), MSG)
    sent = letter.sent.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if isinstance(letter.sent, datetime) else ""
    told = [["Från", f"{letter.sender} {letter.address}".strip()], ["Skickat", sent], ["Ämne", letter.subject]]
    kept.add("table", [["Brevhuvud", ""], *(row for row in told if row[1])])
    for line in letter.body.splitlines():
        kept.add("p", line.strip())
    if letter.parts:
        kept.add("h3", "Bilagor i meddelandet")
        kept.add("ul", [part.file_name for part in letter.parts])


def _nothing(_path: Path, _kept: Kept) -> None:
    """A picture has no text."""


READERS: Final = {
    "txt": _plain,
    "xml": _plain,
    "docx": read_docx,
    "odt": read_odt,
    "xlsx": read_xlsx,
    "pdf": _pdf,
    "eml": _mail,
    "msg": _outlook,
    "png": _nothing,
    "jpg": _nothing,
}
