"""Vandra ett styrdokument, en motion och ett delegationsbeslut to their ends, in a database of their own."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError

from audit.selectors import check_consistency, verify
from config import rehearsal, walk
from config.demo import matters
from config.management.commands import walk_seed
from config.walk.others import KINDS, Kind, walk_kind
from diarium.engine.words import indexed_keys


class Command(walk_seed.Command):
    """As `walk_seed`, for the shipped processes beside the agreement."""

    help = "Vandrar ärenden av de andra slagen i en egen databas. Slutar med 1 om något inte når sitt slut."

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk each, print, and judge the ends."""
        faults = []
        with rehearsal.own_database(), rehearsal.post_office():
            rehearsal.load_huddinge()
            indexed_keys("ärende")  # the dictionary, which a server has read when it starts
            for kind in KINDS:
                state = self._walked(kind, as_json=options["json"])
                faults += [f"{kind.case_type}: {state}, inte closed"] if state != "closed" else []
            faults += [] if verify().exit_code == 0 else ["händelsekedjan är bruten"]
            faults += [str(finding) for finding in check_consistency()]
        if faults:
            raise CommandError("Vandringen slutade inte som väntat: " + "; ".join(faults))

    def _walked(self, kind: Kind, *, as_json: bool) -> str:
        way, lines = walk.Walk(), []
        for act in walk_kind(way, kind):
            lines.append(self._measured(act, way))
            matters.run_jobs()
            self._say(asdict(lines[-1]), as_json=as_json)
        decisions = way.case().decisions.order_by("pk").values_list("body__code", "outcome")
        ended = {
            "kind": kind.case_type,
            "number": way.case().entry.printed_number,
            "state": str(way.case().state),
            "acts": len(lines),
            "sql": sum(line.sql for line in lines),
            "decisions": [f"{body} {outcome}" for body, outcome in decisions],
        }
        self._say({"total": ended}, as_json=as_json)
        return str(ended["state"])
