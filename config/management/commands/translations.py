"""Översättningen: bring the English catalogue up to date with the texts, or say what is missing in it."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from config import catalogue


class Command(BaseCommand):
    """Exit 1 and a sentence per fault with `--check`; without it the catalogue is written and compiled."""

    help = "Uppdaterar den engelska katalogen, eller kontrollerar den med --check."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="ändra inget; säg vad som saknas")

    def handle(self, *args: Any, **options: Any) -> None:
        english = catalogue.english()
        if not options["check"]:
            catalogue.write(english)
        faults = list(catalogue.faults(english))
        for fault in faults:
            self.stdout.write(fault)
        if faults and options["check"]:
            sys.exit(1)
