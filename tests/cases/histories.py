"""Historiken och en händelse i den: the addresses that the tests of it read."""

from __future__ import annotations

from django.urls import reverse

from audit.models import Event
from cases.models import Case


def address(case: Case, query: str = "") -> str:
    return reverse("case_history", args=[case.uuid]) + query


def event_of(case: Case, verb: str) -> Event:
    return Event.objects.filter(stream__in=[case.stream, case.entry.stream], verb=verb).latest("pk")


def page_of(case: Case, verb: str) -> str:
    return reverse("case_event", args=[case.uuid, event_of(case, verb).uuid])
