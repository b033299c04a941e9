"""Fyll en demonstration: bring its database up to date and load Huddinge through the services."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.demo import desks, loading, mailroom, matters, meeting_days


class Command(BaseCommand):
    """Run by `manage.py demo`; it can be run again, what is there already stays."""

    help = "Förbereder demonstrationens databas och läser in Huddinge."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--without-matters", action="store_true", help="kommunen utan något ärende")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Det här är inte en demonstration (DEMO=1 saknas), så inget har lästs in.")
        call_command("provision", verbosity=0)
        loading.load(at=timezone.now())
        meeting_days.load(at=timezone.now())
        if not options["without_matters"]:
            matters.load()
            desks.load(at=timezone.now())
            mailroom.load(at=timezone.now())
        mailroom.check(at=timezone.now())
