"""Tillfällig åtkomst: asked blindly, granted by another, for a time that the clock of the database ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import policy
from accounts.models import Municipality, Role
from cases.models import Case
from diarium import services as register
from diarium.models import EmergencyAccess
from diarium.services.emergency import AlreadyAnswered, HoursOutOfRange
from diarium.services.entry import ReasonMissing
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, RUT, SIV, ULLA
from tests.cases.emergency import ASK, NUMBER, asked, granted, sees
from tests.cases.pages import as_, text

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


def test_asking_opens_nothing_and_granting_opens_the_matter_for_a_day(secret: Case) -> None:
    access = asked(secret)
    assert not sees(ULLA, secret)

    granted = register.grant_emergency_access(access_id=access.pk, actor=builders.actor(CAMILLA), at=timezone.now())

    assert sees(ULLA, secret)
    assert granted.until is not None
    assert granted.granted_at is not None
    assert granted.until - granted.granted_at == timedelta(hours=24)


def test_how_long_it_lasts_is_the_municipalitys_own_figure(secret: Case) -> None:
    Municipality.objects.update(emergency_hours=4)

    access = granted(secret)

    assert access.until is not None
    assert access.granted_at is not None
    assert access.until - access.granted_at == timedelta(hours=4)
    assert "Åtkomsten gäller i 4 timmar, loggas och meddelas registratorn." in text(as_(PATRIK), ASK)


def test_the_access_is_over_by_the_clock_of_the_database(secret: Case) -> None:
    granted(secret, ULLA, hours=1, ago=timedelta(minutes=61))
    granted(secret, PATRIK, hours=2, ago=timedelta(minutes=61))

    assert not sees(ULLA, secret)
    assert sees(PATRIK, secret)


@pytest.mark.parametrize("name", [CAMILLA, SIV, OLLE, IDA])
def test_others_may_not_ask(secret: Case, name: str) -> None:
    with pytest.raises(policy.NotAllowed):
        asked(secret, name)
    assert as_(name).get(ASK).status_code == 403
    assert as_(name).post(ASK, {"key": "a", "number": NUMBER, "reason": "x"}).status_code == 403


@pytest.mark.parametrize("name", [CATARINA, RUT, PATRIK, SIV, ULLA, OLLE, IDA])
def test_only_the_director_grants_and_refuses(secret: Case, name: str) -> None:
    access = asked(secret)
    for door in (register.grant_emergency_access, register.refuse_emergency_access):
        with pytest.raises(policy.NotAllowed):
            door(access_id=access.pk, actor=builders.actor(name), at=timezone.now())
    page = reverse("emergency", args=[access.pk])
    assert as_(name).get(page).status_code == 404
    assert as_(name).post(page, {"key": "a", "answer": "grant", "hours": 24}).status_code == 404


def test_nobody_lets_themselves_in(secret: Case) -> None:
    director = builders.give_role(ULLA, Role.DIRECTOR)
    access = asked(secret)

    with pytest.raises(policy.NotAllowed):
        register.grant_emergency_access(access_id=access.pk, actor=director, at=timezone.now())
    assert as_(ULLA).get(reverse("emergency", args=[access.pk])).status_code == 404


def test_nobody_lets_in_whom_they_stand_in_for(secret: Case) -> None:
    builders.give_role(CAMILLA, Role.UNIT_HEAD)
    today = timezone.localdate()
    camilla = builders.user(CAMILLA).pk
    stand_in = builders.give_role(PATRIK, Role.DIRECTOR, on_behalf_of_id=camilla, valid_from=today, valid_to=today)
    access = asked(secret, CAMILLA)

    with pytest.raises(policy.NotAllowed):
        register.grant_emergency_access(access_id=access.pk, actor=stand_in, at=timezone.now())


def test_a_request_is_answered_once_with_a_reason_and_for_a_week_at_most(secret: Case) -> None:
    told: dict[str, Any] = {"actor": builders.actor(CAMILLA), "at": timezone.now()}
    with pytest.raises(ReasonMissing):
        register.ask_emergency_access(entry_id=secret.entry_id, reason=" ", **{**told, "actor": builders.actor(ULLA)})
    access = asked(secret)
    for hours in (0, 169):
        with pytest.raises(HoursOutOfRange):
            register.grant_emergency_access(access_id=access.pk, hours=hours, **told)

    register.refuse_emergency_access(access_id=access.pk, **told)

    for door in (register.grant_emergency_access, register.refuse_emergency_access):
        with pytest.raises(AlreadyAnswered):
            door(access_id=access.pk, **told)
    assert not sees(ULLA, secret)


def test_there_is_nothing_to_ask_for_in_an_open_matter_or_in_one_that_is_seen(case: Case) -> None:
    for name in (ULLA, CATARINA):
        told: dict[str, Any] = {"actor": builders.actor(name), "at": timezone.now()}
        assert register.ask_emergency_access(entry_id=case.entry_id, reason="x", **told) is None
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )
    told = {"actor": builders.actor(CATARINA), "at": timezone.now()}
    assert register.ask_emergency_access(entry_id=case.entry_id, reason="x", **told) is None
    assert not EmergencyAccess.objects.exists()


def test_a_second_request_while_the_first_waits_is_the_first(secret: Case) -> None:
    asked(secret)

    again = register.ask_emergency_access(
        entry_id=secret.entry_id, reason="Nu.", actor=builders.actor(ULLA), at=timezone.now()
    )

    assert again is None
    assert EmergencyAccess.objects.count() == 1
