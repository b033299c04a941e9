"""Förbered databasen: migrate as the owner (`DATABASE_OWNER_URL`), then give the application's role its rights."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import roles


class Command(BaseCommand):
    """Run after every upgrade, before the web processes and workers are started."""

    help = "Migrerar databasen som ägare och ger applikationens roll sina rättigheter."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        owner_url = os.environ.get("DATABASE_OWNER_URL")
        if not owner_url:
            raise CommandError("Ange DATABASE_OWNER_URL: databasens ägare, som aldrig är den roll som webben kör som.")
        roles.provision(owner_url, verbosity=options["verbosity"])
