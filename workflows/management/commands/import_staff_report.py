"""Läs in ett tjänsteutlåtande: print the structure that is recognised in a file. Saves nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.reading.files import Unreadable, text_of
from cases.reading.reader import read_text
from cases.reading.reading import Reading
from cases.selectors.at_hand import lexicon_at_hand


class Command(BaseCommand):
    """`import_staff_report FILE [--json] [--ocr]`: every field with its confidence and its source lines."""

    help = "Läs ett tjänsteutlåtande som text och skriv ut dess struktur. Ingenting sparas."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, the form of the answer, and whether the text comes from paper."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--ocr", action="store_true", help="Texten är tolkad från papper; inget fält är säkert.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read and print."""
        path: Path = options["file"]
        words = lexicon_at_hand()
        try:
            text = text_of(path.read_bytes())
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except Unreadable as error:
            raise CommandError(f"{path}: {error.sentence}") from error
        with override("sv"):
            reading = read_text(text, words, source="ocr" if options["ocr"] else "text")
            answer = _as_json(reading) if options["as_json"] else _as_text(reading)
        self.stdout.write(answer)


def _as_json(reading: Reading) -> str:
    return json.dumps(reading.to_json(), ensure_ascii=False, indent=2)


def _as_text(reading: Reading) -> str:
    fields = reading.fields()
    sure = sum(not field.needs_confirmation for field in fields)
    lines = [
        _("%(sure)d av 12 fält är säkra. %(unsure)d behöver kontrolleras.")
        % {"sure": sure, "unsure": len(fields) - sure}
    ]
    for field in fields:
        lines_of_source = f"{field.source[0]}-{field.source[1]}" if field.source else "-"
        value = json.dumps(field.value, ensure_ascii=False)
        lines.append(f"{field.confidence:.1f}  {lines_of_source:>9}  {field.label}: {value}")
    lines += [f"- {removed.kind} {removed.lines[0]}-{removed.lines[1]}" for removed in reading.removed]
    lines += [f"+ {join.left}|{join.right} ({join.kind})" for join in reading.joins]
    return "\n".join([*lines, *reading.warnings])
