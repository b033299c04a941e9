"""The demonstration's mail room: something waits to be registered, and the checks have been run."""

from __future__ import annotations

import pytest
from django.utils import timezone

from audit.models import CheckRun
from config.demo import mailroom
from diarium.models import Arrival, DisclosureRequest

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]


def test_what_has_come_waits_once_however_often_it_is_loaded() -> None:
    for _ in range(2):
        mailroom.load(at=timezone.now())

    assert [arrival.subject for arrival in Arrival.objects.all()] == [subject for subject, _, _ in mailroom.LETTERS]
    assert DisclosureRequest.objects.get().reference.endswith("-0001")


def test_the_checks_have_been_run_and_found_nothing() -> None:
    mailroom.check(at=timezone.now())

    assert {(run.kind, run.found) for run in CheckRun.objects.all()} == {("numbers", 0), ("fixity", 0), ("verify", 0)}
