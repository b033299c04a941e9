"""Post som kommer in av sig själv: letters from the mail system and batches from the scanner, taken in as they came.

Nothing that reached the authority may be lost: what the gate refuses or nobody can read is kept whole all the same.
The subjects made here are written into the register, so they are Swedish whoever reads it.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from accounts.capacity import Actor
from accounts.models import Board
from diarium.calendar import stockholm_date
from diarium.engine.letter import EML, open_letter
from diarium.engine.separator import NotSplit, Piece, split
from diarium.models import Arrival
from diarium.services.arrival import take_in
from diarium.services.intake import StoredFile, keep_whole, let_in
from diarium.states import ArrivalChannel

LETTER_NAME: Final = "meddelande.eml"
PDF: Final = "application/pdf"
LONGEST_WAY: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Received:
    """Svar: what was taken in, and whether it was there before."""

    arrival: Arrival
    known: bool


def receive_letter(*, board_id: int, raw: bytes, actor: Actor, at: datetime) -> Received:
    """Ta emot ett meddelande. Its Message-ID makes it one, or its content where it has none.

    Raises:
        NotAllowed: as `take_in` says.
    """
    letter = open_letter(raw, EML)
    stored = keep_whole(io.BytesIO(raw), LETTER_NAME, EML)
    message_id = letter.message_id if letter and letter.message_id else f"sha256:{stored.sha256}"
    came = letter.received if letter and letter.received else at
    came = came if at - LONGEST_WAY <= came <= at else at
    return _taken(
        board_id=board_id,
        channel=ArrivalChannel.MAIL,
        came=came,
        sender=letter.who if letter else "",
        subject=(letter.subject if letter else "") or "E-post utan rubrik",
        file=stored,
        message_id=message_id,
        actor=actor,
        at=at,
    )


def receive_scans(*, board_id: int, batch: Path, actor: Actor, at: datetime) -> list[Received]:
    """Ta emot en inskannad bunt: a piece for each separator sheet, in the diary of the board that the sheet names.

    Raises:
        NotAllowed: as `take_in` says.
        FileTypeRefused, FileMismatch, FileDamaged, FileTooLarge: a batch that is no readable PDF is not taken in.
    """
    whole = let_in_path(batch)
    with tempfile.TemporaryDirectory(prefix="beslutsgang-scan-") as folder:
        try:
            pieces = split(batch, into=Path(folder))
        except NotSplit:
            pieces = []
        if not pieces or (len(pieces) == 1 and not pieces[0].board):
            return [_scanned(board_id, whole, whole.sha256, batch.name, None, actor=actor, at=at)]
        boards = {code: pk for pk, code in Board.objects.values_list("pk", "code")}
        return [
            _scanned(boards.get(piece.board, board_id), file, whole.sha256, batch.name, piece, actor=actor, at=at)
            for piece, file in _pieces(pieces, batch.stem)
        ]


def let_in_path(path: Path) -> StoredFile:
    """The file of a path through the gate, into the store."""
    with path.open("rb") as stream:
        return let_in(stream, path.name).file


def _pieces(pieces: list[Piece], stem: str) -> Iterator[tuple[Piece, StoredFile]]:
    for piece in pieces:
        with piece.file.open("rb") as content:
            yield piece, keep_whole(content, f"{stem}-{piece.first}.pdf", PDF)


def _scanned(
    board_id: int, file: StoredFile, batch: str, name: str, piece: Piece | None, *, actor: Actor, at: datetime
) -> Received:
    subject = f"Inskannad handling, {name}"
    if piece is not None:
        subject = f"{subject} sida {piece.first}–{piece.last}"
        if piece.number:
            subject = f"{piece.number}: {subject[:1].lower()}{subject[1:]}"
    return _taken(
        board_id=board_id,
        channel=ArrivalChannel.SCAN,
        came=at,
        sender="",
        subject=subject,
        file=file,
        message_id=f"scan:{batch}:{piece.first if piece else 1}",
        actor=actor,
        at=at,
    )


def _taken(
    *,
    board_id: int,
    channel: str,
    came: datetime,
    sender: str,
    subject: str,
    file: StoredFile,
    message_id: str,
    actor: Actor,
    at: datetime,
) -> Received:
    before = Arrival.objects.filter(board=board_id, message_id=message_id).first()
    if before is not None:
        return Received(before, known=True)
    arrival = take_in(
        board_id=board_id,
        channel=channel,
        came_on=stockholm_date(came),
        arrived_at=came,
        sender=sender,
        subject=subject,
        files=[file],
        message_id=message_id,
        actor=actor,
        at=at,
    )
    return Received(arrival, known=False)
