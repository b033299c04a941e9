"""Öppna, godkänna och skriva om ett förslag: what the tests of approvals begin with."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils import timezone

from cases.models import StaffReportVersion
from cases.reading.structure import Content
from cases.services.staff_report import save_report
from config import walk
from tests import builders
from tests.builders import CATARINA, PATRIK
from tests.cases.pages import as_

DEPUTY = "approve_deputy"


FIRST = "Öppna förslaget innan du godkänner det."


def open_proposal(way: walk.Walk, name: str = PATRIK) -> None:
    assert as_(name).get(reverse("task", args=[way.task(DEPUTY)])).status_code == 200


def new_text(way: walk.Walk, title: str = "En annan rubrik") -> StaffReportVersion:
    """The officer takes it back, writes, and sends it again: the deputy's task is another then."""
    builders.intervene(way, CATARINA, "take_back", reason="Fel belopp.")
    content = Content.from_dict(StaffReportVersion.objects.get(number=2).content)
    version = save_report(
        case_id=way.case_id,
        content=replace(content, addressee=title),
        base_version=2,
        actor=builders.actor(CATARINA),
        at=timezone.now(),
    )
    way.perform(CATARINA, "write_report", "send_for_approval", version.number)
    return version
