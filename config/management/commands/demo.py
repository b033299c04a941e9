"""Starta demonstrationen: a municipality on one's own machine, with database, web, worker and mail, until Ctrl-C."""

import shutil
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import localdb
from config.demo import loading
from config.demo.environment import EMPTY, FILLED, POSTGRES, SECRETS
from config.demo.supervisor import DemoError, Supervisor, only_one
from config.localbinaries import LocalDatabaseError


class Command(BaseCommand):
    """Starting it again continues where it was; `--reset` throws its data away first."""

    help = "Startar demonstrationen på den här datorn och håller den i gång tills den avbryts."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help="Huddinge utan något ärende, i en egen databas")
        parser.add_argument("--reset", action="store_true", help="kasta demonstrationens uppgifter och avsluta")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["reset"]:
                self._reset()
            else:
                self._run(empty=options["empty"])
        except (DemoError, LocalDatabaseError) as refused:
            raise CommandError(str(refused)) from refused

    def _run(self, *, empty: bool) -> None:
        supervisor = Supervisor(EMPTY if empty else FILLED, self._tell)
        self._tell("Demonstrationen startar. Första gången tar det en stund.")
        supervisor.run(when_ready=self._tell_how_to_use_it)
        self._tell("Demonstrationen är stoppad. Starta den igen med make demo, så fortsätter den där den var.")

    def _tell(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def _tell_how_to_use_it(self, address: str) -> None:
        width = max(len(who) for who, _ in loading.logins())
        people = "\n".join(f"  {who:{width}}  {email}" for who, email in loading.logins())
        self._tell(
            f"\nBeslutsgång är i gång: {address}\n"
            f"Brev som skickas läses på {address}/demo/brev/\n\n"
            f"Logga in med lösenordet {loading.PASSWORD} som\n{people}\n\n"
            "Avbryt med Ctrl-C."
        )

    def _reset(self) -> None:
        with only_one():
            localdb.discard(POSTGRES)
            for variant in (FILLED, EMPTY):
                shutil.rmtree(variant.files, ignore_errors=True)
            SECRETS.unlink(missing_ok=True)
        self._tell("Demonstrationens uppgifter är borta.")
