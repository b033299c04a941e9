"""manage.py year_end_report: the numbers of a year, diary by diary, and whether one is missing."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.capacity import SYSTEM
from diarium.selectors.numbers import OLD_MONTHS, DiaryReport, missing_sentence, year_report
from diarium.services.numbers import check_numbers


class Command(BaseCommand):
    """Årsrapport. Exit 0: no number is missing or double; 1: one is."""

    help = "Skriver årsrapporten över diarienumren och antecknar kontrollen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, default=0, help="Året; utelämnat: det här året.")
        parser.add_argument("--months", type=int, default=OLD_MONTHS, help="Öppet längre än så många månader räknas.")
        parser.add_argument("--json", action="store_true", help="Svara med ett JSON-objekt.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report and end with 1 where a number is missing or double."""
        today = timezone.localdate()
        year = options["year"] or today.year
        diaries = year_report(year=year, today=today, months=options["months"])
        run = check_numbers(actor=SYSTEM, clock=timezone.now)
        faulty = run.found > 0 or not all(diary.is_whole for diary in diaries)
        if options["json"]:
            rows = [diary.as_dict() for diary in diaries]
            answer = {"exit": int(faulty), "year": year, "diaries": rows, "findings": run.findings}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            for diary in diaries:
                self._write(diary, options["months"])
            if not diaries:
                self.stdout.write(_("Det finns inget diarium för {year}.").format(year=year))
        if faulty:
            sys.exit(1)

    def _write(self, diary: DiaryReport, months: int) -> None:
        words = {**diary.as_dict(), "months": months, "said": diary.said}
        self.stdout.write(
            _(
                "{board} {year}: {said} {merged} sammanslagna. {taken_over} övertagna. {open} öppna, varav {open_long} "
                "i mer än {months} månader. {without_class} ärenden och {documents_without_class} handlingar utan "
                "klassificering."
            ).format(**words)
        )
        for number in diary.missing:
            self.stdout.write(missing_sentence(number))
