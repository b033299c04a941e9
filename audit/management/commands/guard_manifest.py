"""manage.py guard_manifest ROOM …: write down the guards that the migrations of a room have put up."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from audit.selectors.guards import manifest_path, manifest_text


class Command(BaseCommand):
    """Run it on a freshly migrated database after changing a guard's migration, and commit `guards.json` with it."""

    help = "Skriver ett rums guards.json efter databasen som den är."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("rooms", nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        """One file for each room."""
        for room in options["rooms"]:
            path = manifest_path(room)
            path.write_text(manifest_text(room), encoding="utf-8")
            self.stdout.write(str(path))
