"""manage.py receive_mail: takes in letters from the mail system, into Att registrera. The same letter once only."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError
from django.utils import timezone, translation

from accounts.capacity import SYSTEM
from accounts.models import Board
from diarium.services.post import Received, receive_letter

TRY_AGAIN = 75
"""EX_TEMPFAIL: the mail system keeps the letter and tries later."""


class Command(BaseCommand):
    """`receive_mail --board KS [FILE]` from a pipe, or `--maildir DIR`. Exit 75 = not taken in, try again."""

    help = "Tar emot e-post i Att registrera: ett meddelande på standard in, en fil eller en Maildir."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="fil med meddelandet, - = standard in")
        parser.add_argument("--board", required=True, metavar="KOD", help="nämnden som brevlådan hör till")
        parser.add_argument(
            "--maildir", type=Path, metavar="DIR", help="ta emot allt i DIR/new och flytta till DIR/cur"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take in one letter, or every one in the folder."""
        try:
            board = Board.objects.filter(code=options["board"]).first()
            if board is None:
                raise CommandError(f"Det finns ingen nämnd med koden {options['board']}.")
            with translation.override("sv"):
                if options["maildir"]:
                    self._folder(board, options["maildir"])
                else:
                    self._one(board, _read(options["file"]))
        except (OperationalError, InterfaceError) as error:
            self.stderr.write(str(error))
            sys.exit(TRY_AGAIN)

    def _one(self, board: Board, raw: bytes) -> Received:
        if not raw.strip():
            raise CommandError("Meddelandet är tomt.")
        received = receive_letter(board_id=board.pk, raw=raw, actor=SYSTEM, at=timezone.now())
        self.stdout.write(f"{'fanns' if received.known else 'mottaget'} {received.arrival.uuid}")
        return received

    def _folder(self, board: Board, maildir: Path) -> None:
        new, done = maildir / "new", maildir / "cur"
        if not new.is_dir():
            raise CommandError(f"{maildir} är ingen Maildir.")
        done.mkdir(exist_ok=True)
        failed = 0
        for path in sorted(file for file in new.iterdir() if file.is_file()):
            try:
                self._one(board, path.read_bytes())
            except (CommandError, OSError) as error:
                failed += 1
                self.stderr.write(f"{path.name}: {error}")
                continue
            path.rename(done / f"{path.name.partition(':')[0]}:2,S")
        if failed:
            sys.exit(1)


def _read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
