"""Skriv om sökindexet: after a change of the analyser, or when a check says that something is missing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from diarium.services.reindex import BATCH, reindex


class Command(BaseCommand):
    """`manage.py reindex`: every matter and document, a batch at a time; broken off it goes on with `--after`."""

    help = "Skriv om sökindexet. Inget annat ändras. Avbruten körning fortsätter med --after."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--after", type=int, default=0, help="Fortsätt efter den här raden (står i utskriften).")
        parser.add_argument("--batch", type=int, default=BATCH, help="Så många ärenden åt gången.")

    def handle(self, *_args: Any, after: int, batch: int, **_options: Any) -> None:
        entries = documents = 0
        for done in reindex(after=after, size=max(batch, 1)):
            entries += done.entries
            documents += done.documents
            self.stdout.write(f"{entries} ärenden och {documents} handlingar, fortsätt efter {done.last}")
        self.stdout.write(f"Klart: {entries} {'ärende' if entries == 1 else 'ärenden'} och {documents} handlingar.")
