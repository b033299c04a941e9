"""Granska ett tjänsteutlåtande: print what the draft checks find in a file. Saves nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from cases.draft_checks.checks import run
from cases.draft_checks.findings import Finding
from cases.reading.files import Unreadable, content_of, text_of
from cases.reading.reader import read_text
from cases.selectors.at_hand import lexicon_at_hand, register_at_hand

SEVERITIES = (
    ("error", gettext_lazy("Fel")),
    ("warning", gettext_lazy("Varning")),
    ("info", gettext_lazy("Upplysning")),
)


class Command(BaseCommand):
    """`check_draft FILE [--json]`: the findings, the gravest first; exit 0 also when there are errors."""

    help = "Granska ett tjänsteutlåtande (text eller produktens JSON) och skriv ut anmärkningarna. Ingenting sparas."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and the form of the answer."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, check, print."""
        path: Path = options["file"]
        words = lexicon_at_hand()
        try:
            data = path.read_bytes()
            content = content_of(data) or read_text(text_of(data), words).content()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except Unreadable as error:
            raise CommandError(f"{path}: {error.sentence}") from error
        with override("sv"):
            findings = run(content, register_at_hand(content, words))
            text = self._as_json(findings) if options["as_json"] else self._as_text(findings)
        self.stdout.write(text)

    def _as_json(self, findings: Sequence[Finding]) -> str:
        return json.dumps([finding.to_dict() for finding in findings], ensure_ascii=False, indent=2)

    def _as_text(self, findings: Sequence[Finding]) -> str:
        if not findings:
            return _("Inga anmärkningar.")
        lines: list[str] = []
        for severity, label in SEVERITIES:
            for finding in findings:
                if finding.severity == severity:
                    lines.append(f"{label} {finding.code}: {finding.message}")
                    lines += [f"    {p.section} {p.paragraph}: ”{p.quote}”" for p in finding.places]
        return "\n".join(lines)
