"""Ta in en fil: the gate looks at it, its content is stored at once, and a letter is opened for what it proposes.

What is let in lies under its hash, registered or not; a content that nobody registers is no document.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from audit.rules import Refusal, Sentence
from diarium.engine.letter import LETTERS, Letter, attachment, open_letter
from diarium.engine.storage import open_blob, store
from diarium.engine.upload import admit


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
    """Släpp in och lagra, or say why not.

    Raises:
        FileTooLarge, FileTypeRefused, FileMismatch, FileDamaged: as the gate says.
    """
    admitted = admit(content, file_name)
    content.seek(0)
    blob = store(content)
    return LetIn(StoredFile(blob.sha256, blob.size, admitted.file_name, admitted.media_type), admitted.warnings)


def read_letter(file: StoredFile) -> OpenedLetter | None:
    """Öppna ett lagrat meddelande; None = it is no letter, or it cannot be read. Its attachments are let in too."""
    if file.media_type not in LETTERS:
        return None
    with tempfile.TemporaryDirectory(prefix="beslutsgang-letter-") as folder, open_blob(file.sha256) as content:
        into = Path(folder)
        letter = open_letter(content, file.media_type, into=into)
        if letter is None:
            return None
        enclosed = []
        for part in letter.parts:
            place = attachment(into, part)
            if place is not None:
                with place.open("rb") as stream:
                    enclosed.append(_enclosed(stream, part.file_name, part.inline))
        return OpenedLetter(letter, tuple(enclosed))


def _enclosed(stream: BinaryIO, file_name: str, inline: bool) -> Enclosed:
    try:
        return Enclosed(file_name, inline, let_in=let_in(stream, file_name))
    except Refusal as refusal:
        return Enclosed(file_name, inline, refused=str(refusal.sentence))
