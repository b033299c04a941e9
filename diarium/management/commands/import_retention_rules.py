"""Läs in gallringsreglerna ur en csv-fil, or tell what it would change."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.capacity import SYSTEM
from diarium.engine.table import TableRefused
from diarium.selectors.plan_report import PlanReport
from diarium.services.plan_import import PlanHasFaults, import_retention_rules


class Command(BaseCommand):
    """`import_retention_rules FILE [--dry-run] [--json]`: all of the file or, with any fault, nothing."""

    help = "Läs in gallringsreglerna (kod;benämning;åtgärd;år;räknas från;gäller från;gäller till)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and the form of the answer."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="Visa vad filen ändrar. Inget sparas.")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *_args: Any, file: Path, dry_run: bool, as_json: bool, **options: Any) -> None:
        """Read, print what it changes, and end with an error when the file has faults."""
        with override("sv"):
            try:
                report = self.door(**options)(file.read_bytes(), dry_run=dry_run)
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror}") from error
            except TableRefused as refusal:
                raise CommandError(f"{file}: {refusal}") from refusal
            except PlanHasFaults as refusal:
                report = refusal.report
            self.stdout.write(
                json.dumps(report.to_json(), ensure_ascii=False, indent=2) if as_json else _as_text(report)
            )
            if report.faults:
                raise CommandError(_("Inget är inläst. Rätta raderna och läs in filen igen."))

    def door(self, **_options: Any) -> Callable[..., PlanReport]:
        """The import."""

        def read(content: bytes, *, dry_run: bool) -> PlanReport:
            return import_retention_rules(content=content, actor=SYSTEM, at=timezone.now(), dry_run=dry_run)

        return read


def _as_text(report: PlanReport) -> str:
    parts = ((_("Ny"), report.new), (_("Ändrad"), report.changed), (_("Avslutad"), report.ended))
    lines = [
        f"{word}: {line.code} {line.name} ({', '.join(line.facts)})".rstrip() for word, part in parts for line in part
    ]
    lines += [_("Rad {line}: {sentence}").format(line=one.line, sentence=one.sentence) for one in report.faults]
    lines += [_("Kolumnen {name} används inte.").format(name=name) for name in report.ignored]
    if not report.faults:
        lines.append(
            _("{new} nya, {changed} ändrade, {ended} avslutade, {unchanged} oförändrade.").format(
                new=len(report.new), changed=len(report.changed), ended=len(report.ended), unchanged=report.unchanged
            )
        )
    return "\n".join(lines)
