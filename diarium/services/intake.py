"""Ta in en fil: the gate looks at it, its content is stored at once, and a letter is opened for what it proposes.

What is let in lies under its hash, registered or not; a content that nobody registers is no document.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from audit.rules import Refusal, Sentence
from diarium.engine.letter import LETTERS, Letter, attachment, open_letter
from diarium.engine.storage import store
from diarium.engine.upload import admit
from diarium.selectors.file import IN_QUARANTINE, FileQuarantined, open_file
from diarium.services.file import FileInfected, keep_scan, screen
from diarium.states import ScanStatus

MOST_ENCLOSED = 25
TOO_MANY = _("Bara de första 25 bilagorna läses in.")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Fil som släppts in och lagrats; registered or not, its content lies under its hash."""

    sha256: str
    size: int
    file_name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class LetIn:
    """Insläppt fil, and what the one who registers it should think of."""

    file: StoredFile
    warnings: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Enclosed:
    """Bilaga till ett meddelande: let in as a file of its own, or `refused` with the reason and kept in the message."""

    file_name: str
    inline: bool
    let_in: LetIn | None = None
    refused: Sentence = ""


@dataclass(frozen=True, slots=True)
class OpenedLetter:
    """Meddelande som gick att läsa."""

    letter: Letter
    enclosed: tuple[Enclosed, ...] = ()


def let_in(content: BinaryIO, file_name: str) -> LetIn:
    """Släpp in och lagra, or say why not. What the scanner could not try is stored in quarantine, with a warning.

    Raises:
        FileTooLarge, FileTypeRefused, FileMismatch, FileDamaged: as the gate says. FileInfected: as the scanner says.
    """
    admitted = admit(content, file_name)
    status = screen(content)
    content.seek(0)
    blob = store(content)
    shut = (IN_QUARANTINE,) if keep_scan(blob.sha256, status) else ()
    file = StoredFile(blob.sha256, blob.size, admitted.file_name, admitted.media_type)
    return LetIn(file, (*admitted.warnings, *shut))


def keep_whole(content: BinaryIO, file_name: str, media_type: str) -> StoredFile:
    """Lagra det som kom av sig själv, also what the gate refuses: nobody can be asked for another file.

    What the scanner refused lies in quarantine, until a job has had its final word.
    """
    try:
        return let_in(content, file_name).file
    except Refusal as refusal:
        content.seek(0)
        blob = store(content)
        if isinstance(refusal, FileInfected):
            keep_scan(blob.sha256, ScanStatus.WAITING)
        return StoredFile(blob.sha256, blob.size, file_name, media_type)


def peek_letter(file: StoredFile) -> Letter | None:
    """Läs ett lagrat meddelande utan att ta in bilagorna. None = no letter, unreadable, or in quarantine."""
    with tempfile.TemporaryDirectory(prefix="beslutsgang-letter-") as folder:
        return _opened(file, Path(folder))


def read_letter(file: StoredFile) -> OpenedLetter | None:
    """Öppna ett lagrat meddelande: its attachments are let in too, the first of very many. None as `peek_letter`."""
    with tempfile.TemporaryDirectory(prefix="beslutsgang-letter-") as folder:
        into = Path(folder)
        letter = _opened(file, into)
        if letter is None:
            return None
        enclosed = []
        for number, part in enumerate(letter.parts, 1):
            place = attachment(into, part)
            if place is None:
                continue
            if number > MOST_ENCLOSED:
                enclosed.append(Enclosed(part.file_name, part.inline, refused=TOO_MANY))
                continue
            with place.open("rb") as stream:
                enclosed.append(_enclosed(stream, part.file_name, part.inline))
        return OpenedLetter(letter, tuple(enclosed))


def _opened(file: StoredFile, into: Path) -> Letter | None:
    if file.media_type not in LETTERS:
        return None
    try:
        content = open_file(file.sha256)
    except FileQuarantined:
        return None
    with content:
        return open_letter(content, file.media_type, into=into)


def _enclosed(stream: BinaryIO, file_name: str, inline: bool) -> Enclosed:
    try:
        return Enclosed(file_name, inline, let_in=let_in(stream, file_name))
    except Refusal as refusal:
        return Enclosed(file_name, inline, refused=str(refusal.sentence))
