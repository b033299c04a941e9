"""manage.py check_consistency: do the rows of the register, the tasks and the log fit together?"""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from audit.selectors.consistency import check_consistency


class Command(BaseCommand):
    """Rimlighetskontroll. Exit 0: nothing found; 1: a sentence per finding."""

    help = "Kontrollerar att ärenden, uppgifter och händelser hänger ihop."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Svara med ett JSON-objekt.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings and end with 1 where there are any."""
        findings = check_consistency()
        if options["json"]:
            rows = [finding.as_dict() for finding in findings]
            self.stdout.write(json.dumps({"exit": int(bool(rows)), "findings": rows}, ensure_ascii=False))
        else:
            for finding in findings:
                self.stdout.write(str(finding))
            if not findings:
                self.stdout.write(_("Allt hänger ihop."))
        if findings:
            sys.exit(1)
