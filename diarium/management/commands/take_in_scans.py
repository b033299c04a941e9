"""manage.py take_in_scans: takes in what the scanner has left in a folder, cut where a separator sheet lies."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from accounts.capacity import SYSTEM
from accounts.models import Board
from audit.rules import Refusal
from diarium.services.post import receive_scans

DONE, REFUSED = "klara", "avvisade"


class Command(BaseCommand):
    """`take_in_scans DIR --board KS`: processed files go to DIR/klara, what cannot be read to DIR/avvisade (exit 1)."""

    help = "Tar emot inskannade pdf-filer i Att registrera. Buntar delas vid skiljebladen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR")
        parser.add_argument(
            "--board", required=True, metavar="KOD", help="nämnden, om skiljebladet inte säger en annan"
        )
        parser.add_argument(
            "--settle", type=int, default=10, metavar="SEK", help="rör inte filer som ändrats de senaste sekunderna"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Every PDF of the folder, the oldest name first."""
        directory: Path = options["directory"]
        board = Board.objects.filter(code=options["board"]).first()
        if board is None:
            raise CommandError(f"Det finns ingen nämnd med koden {options['board']}.")
        if not directory.is_dir():
            raise CommandError(f"{directory} finns inte.")
        refused = 0
        with translation.override("sv"):
            for batch in sorted(directory.glob("*.[pP][dD][fF]")):
                if _is_being_written(batch, options["settle"]):
                    continue
                refused += not self._batch(board, batch)
        if refused:
            sys.exit(1)

    def _batch(self, board: Board, batch: Path) -> bool:
        try:
            taken = receive_scans(board_id=board.pk, batch=batch, actor=SYSTEM, at=timezone.now())
        except Refusal as refusal:
            self.stderr.write(f"{batch.name}: {refusal.sentence}")
            _move(batch, REFUSED)
            return False
        new = sum(not received.known for received in taken)
        self.stdout.write(f"{batch.name}: {new} mottagna, {len(taken) - new} fanns")
        _move(batch, DONE)
        return True


def _is_being_written(path: Path, seconds: int) -> bool:
    return timezone.now().timestamp() - path.stat().st_mtime < seconds


def _move(path: Path, folder: str) -> None:
    """Beside what was there before, never over it."""
    into = path.parent / folder
    into.mkdir(exist_ok=True)
    target, number = into / path.name, 1
    while target.exists():
        number += 1
        target = into / f"{path.stem}-{number}{path.suffix}"
    path.rename(target)
