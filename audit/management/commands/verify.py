"""manage.py verify: are the log, the guards and the register what they promise to be?"""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.selectors.links import CannotVerify
from audit.selectors.verification import Report, verify
from audit.services import record_check

COULD_NOT = 2


class Command(BaseCommand):
    """Verifiera. Exit 0: all holds; 1: findings; 2: could not verify; 3: holds, but something could not be seen."""

    help = "Verifierar händelseloggen, databasens vakter och registret."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Svara med ett JSON-objekt.")
        parser.add_argument(
            "--record", action="store_true", help="Skriv ned att kontrollen är gjord, för sidan Kontroll."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report, write down that the check was made, and end with its exit code."""
        started = timezone.now()
        try:
            report = verify()
            if options["record"]:
                record_check(
                    "verify",
                    started_at=started,
                    ended_at=timezone.now(),
                    checked=report.events,
                    findings=report.findings,
                )
        except (Error, CannotVerify) as reason:
            self._could_not(reason, as_json=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            self._print(report)
        if report.exit_code:
            sys.exit(report.exit_code)

    def _could_not(self, reason: Exception, *, as_json: bool) -> NoReturn:
        why = f"{type(reason).__name__}: {reason}".strip()
        if as_json:
            self.stdout.write(json.dumps({"exit": COULD_NOT, "reason": why}, ensure_ascii=False))
        else:
            self.stderr.write(_("Det gick inte att verifiera: {reason}").format(reason=why))
        sys.exit(COULD_NOT)

    def _print(self, report: Report) -> None:
        for finding in report.findings:
            self.stdout.write(str(finding))
        for sentence in report.missing:
            self.stdout.write(str(sentence))
        counted = {"events": report.events, "streams": report.streams, "guards": report.guards}
        self.stdout.write(_("{events} händelser i {streams} kedjor, {guards} vakter.").format(**counted))
        if report.holds:
            self.stdout.write(_("Kedjorna är obrutna."))
        else:
            self.stdout.write(_("{count} fynd.").format(count=len(report.findings)))
