"""Läs in diarieplanen ur en csv-fil, or tell what it would change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from accounts.capacity import SYSTEM
from diarium.management.commands.import_retention_rules import Command as TableCommand
from diarium.selectors.plan_report import PlanReport
from diarium.services.plan_import import import_class_plan


class Command(TableCommand):
    """`import_class_plan FILE [--dry-run] [--json] [--end-missing DATE]`: all of the file or, with a fault, nothing."""

    help = "Läs in diarieplanen (kod;namn;gäller från;gäller till;gallringsregel). Samma fil igen ändrar inget."

    def add_arguments(self, parser: CommandParser) -> None:
        """The day when codes that the file leaves out end."""
        super().add_arguments(parser)
        parser.add_argument(
            "--end-missing",
            type=date.fromisoformat,
            metavar="DATE",
            help="Sista dag för koder som inte finns i filen. Utan den lämnas de orörda.",
        )

    def door(self, **options: Any) -> Callable[..., PlanReport]:
        """The import, with what the operator has asked for."""

        def read(content: bytes, *, dry_run: bool) -> PlanReport:
            return import_class_plan(
                content=content,
                actor=SYSTEM,
                at=timezone.now(),
                dry_run=dry_run,
                end_missing_on=options["end_missing"],
            )

        return read
