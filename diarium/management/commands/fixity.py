"""manage.py fixity: are the files what they were when they were stored?"""

from __future__ import annotations

import sys
from datetime import date
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error
from django.utils import timezone

from audit.selectors import Finding
from audit.services import record_check
from diarium.selectors.fixity import hashes_to_read, odd_file

COULD_NOT = 2
TOLD_EVERY = 500


class Command(BaseCommand):
    """Läs om filerna. Exit 0: all are whole; 1: findings; 2: could not be read at all. The run is written down."""

    help = "Läser om lagrade filer och jämför dem med deras kontrollsummor."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=_day, help="Bara filer som lagrats från och med dagen (ÅÅÅÅ-MM-DD).")
        parser.add_argument("--sample", type=int, help="Så många filer på måfå i stället för alla.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, tell how far it has come, and end with the exit code."""
        sample = options["sample"]
        if sample is not None and sample < 1:
            raise CommandError("--sample ska vara minst 1.")
        started = timezone.now()
        findings: list[Finding] = []
        try:
            hashes = hashes_to_read(since=options["since"], sample=sample)
            for number, sha256 in enumerate(hashes, start=1):
                found = odd_file(sha256)
                if found is not None:
                    findings.append(found)
                    self.stdout.write(str(found))
                if number % TOLD_EVERY == 0:
                    self.stderr.write(f"{number} av {len(hashes)} filer")
            record_check("fixity", started_at=started, ended_at=timezone.now(), checked=len(hashes), findings=findings)
        except (Error, OSError) as reason:
            self._could_not(reason)
        self.stdout.write(f"{_files(len(hashes))}, {len(findings)} fynd.")
        if findings:
            sys.exit(1)

    def _could_not(self, reason: Exception) -> NoReturn:
        self.stderr.write(f"Filerna gick inte att läsa: {type(reason).__name__}: {reason}".strip())
        sys.exit(COULD_NOT)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _files(count: int) -> str:
    return "1 fil läst" if count == 1 else f"{count} filer lästa"
