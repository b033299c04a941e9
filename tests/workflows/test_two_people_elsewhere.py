"""Två personer utanför godkännandet: decisions, signatures on paper, secrecy markings and emergency access."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.policy import NotAllowed
from cases.models import Decision
from cases.services.steps.decision import SamePerson
from cases.services.steps.signature import SamePersonConfirms
from config import walk
from config.walk import ending
from diarium.models import NeedToKnow
from diarium.services import mark_entry_secret
from diarium.services.emergency import acknowledge_emergency, ask_emergency_access, grant_emergency_access
from diarium.services.lift import NotSecondPerson, confirm_lift, propose_lift
from tests import builders
from tests.builders import CAMILLA, CATARINA, PATRIK, ROLF, RUT, SIV, ULLA
from tests.workflows.two_people import away, refused_by_the_database

pytestmark = pytest.mark.django_db


def _record(way: walk.Walk, person: str = SIV) -> None:
    way.perform(person, "record_decision", "record_decision", payload=builders.decision())


@pytest.mark.matter_before("record_decision")
def test_who_stands_in_for_the_recorder_does_not_confirm_the_decision() -> None:
    way = builders.the_walk()
    _record(way)
    away(SIV, RUT)

    for outcome, said in (("confirm", {}), ("reject", {"comment": "Fel."})):
        with pytest.raises(SamePerson):
            way.perform(RUT, "confirm_decision", outcome, payload=said)
    way.perform(ROLF, "confirm_decision", "confirm")


@pytest.mark.matter_before("record_decision")
def test_the_one_it_was_recorded_for_does_not_confirm_the_decision() -> None:
    way = builders.the_walk()
    builders.give_role(SIV, "registrar")
    away(SIV, ULLA)
    _record(way, ULLA)

    with pytest.raises(SamePerson):
        way.perform(SIV, "confirm_decision", "confirm")


@pytest.mark.matter_before("record_decision")
def test_a_recorder_does_not_confirm_as_the_registrars_substitute() -> None:
    way = builders.the_walk()
    away(RUT, SIV)
    _record(way)

    with pytest.raises(SamePerson):
        way.perform(SIV, "confirm_decision", "confirm")


@pytest.mark.matter_before("record_decision")
@pytest.mark.allows_inconsistency
def test_the_database_takes_no_confirmation_of_one_who_acts_for_the_recorder() -> None:
    way = builders.the_walk()
    _record(way)
    away(SIV, RUT)

    def confirm() -> None:
        Decision.objects.update(confirmed_by=builders.user(RUT), confirmed_at=timezone.now())

    refused_by_the_database("acts for the one who recorded", confirm)


def _paper(way: walk.Walk) -> None:
    ending._paper(way, builders.slot_of(way, "Lokalpolisområde"))


@pytest.mark.matter_before("sign")
def test_who_stands_in_for_the_recorder_does_not_confirm_a_signature_on_paper() -> None:
    way = builders.the_walk()
    _paper(way)
    away(CATARINA, RUT)

    for outcome, said in (("confirm", {}), ("reject", {"comment": "Fel.", "reason": "Fel."})):
        with pytest.raises(SamePersonConfirms):
            builders.on_slot(way, RUT, "confirm_signature", outcome, "Lokalpolisområde", said)
    builders.on_slot(way, ROLF, "confirm_signature", "confirm", "Lokalpolisområde")


@pytest.mark.matter_before("sign")
@pytest.mark.allows_inconsistency
def test_the_database_takes_no_signature_confirmed_by_one_who_acts_for_the_recorder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    way = builders.the_walk()
    _paper(way)
    away(CATARINA, RUT)
    monkeypatch.setattr("accounts.capacity.Actor.sides", frozenset())

    with pytest.raises(DatabaseError, match="acts for the one who recorded"):
        builders.on_slot(way, RUT, "confirm_signature", "confirm", "Lokalpolisområde")


@pytest.mark.matter_before("sign")
def test_nobody_signs_for_another() -> None:
    way = builders.the_walk()
    away(CAMILLA, PATRIK)

    with pytest.raises(NotAllowed):
        builders.on_slot(way, PATRIK, "sign_agreement", "sign", "Huddinge")
    builders.on_slot(way, CAMILLA, "sign_agreement", "sign", "Huddinge")


def _secret(way: walk.Walk, *listed: str) -> None:
    now = timezone.now()
    entry = way.case().entry
    for name in {RUT, *listed}:
        NeedToKnow.objects.create(entry=entry, user=builders.user(name), valid_from=timezone.localdate())
    mark_entry_secret(entry_id=entry.pk, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=now)


@pytest.mark.matter_before("send_for_approval")
@pytest.mark.allows_inconsistency
def test_the_proposers_substitute_does_not_lift_the_marking() -> None:
    way = builders.the_walk()
    _secret(way, ULLA, ROLF)
    now = timezone.now()
    lift = propose_lift(entry_id=way.case().entry_id, reason="Skäl", actor=builders.actor(CATARINA), at=now)
    away(CATARINA, RUT)

    with pytest.raises(NotSecondPerson):
        confirm_lift(lift_id=lift.pk, actor=builders.actor(RUT), at=now)

    def confirm() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE diarium_secrecylift SET confirmed_by_id = %s, confirmed_at = now(),"
                " confirmed_transaction = txid_current()",
                [builders.user(RUT).pk],
            )

    refused_by_the_database("acts for the proposer", confirm)
    confirm_lift(lift_id=lift.pk, actor=builders.actor(ROLF), at=now)


@pytest.mark.matter_before("send_for_approval")
def test_the_one_it_was_proposed_for_does_not_lift_the_marking() -> None:
    way = builders.the_walk()
    builders.give_role(CATARINA, "registrar")
    away(CATARINA, ULLA)
    _secret(way, ULLA)
    now = timezone.now()
    lift = propose_lift(entry_id=way.case().entry_id, reason="Skäl", actor=builders.actor(ULLA), at=now)

    with pytest.raises(NotSecondPerson):
        confirm_lift(lift_id=lift.pk, actor=builders.actor(CATARINA), at=now)


@pytest.mark.matter_before("send_for_approval")
@pytest.mark.allows_inconsistency
def test_the_askers_substitute_does_not_grant_emergency_access() -> None:
    way = builders.the_walk()
    _secret(way)
    now = timezone.now()
    asked = ask_emergency_access(entry_id=way.case().entry_id, reason="Skäl", actor=builders.actor(PATRIK), at=now)
    assert asked is not None
    away(PATRIK, CAMILLA)

    with pytest.raises(NotAllowed):
        grant_emergency_access(access_id=asked.pk, actor=builders.actor(CAMILLA), at=now)

    def grant() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE diarium_emergencyaccess SET granted_by_id = %s, granted_at = now(), until = now()",
                [builders.user(CAMILLA).pk],
            )

    refused_by_the_database("acts for the asker", grant)


@pytest.mark.matter_before("send_for_approval")
def test_the_asker_does_not_grant_as_the_directors_substitute() -> None:
    way = builders.the_walk()
    _secret(way)
    now = timezone.now()
    asked = ask_emergency_access(entry_id=way.case().entry_id, reason="Skäl", actor=builders.actor(PATRIK), at=now)
    assert asked is not None
    away(CAMILLA, PATRIK)

    with pytest.raises(NotAllowed):
        grant_emergency_access(access_id=asked.pk, actor=builders.actor(PATRIK), at=now)


@pytest.mark.matter_before("send_for_approval")
def test_the_registrys_notice_is_not_seen_by_who_got_the_access_or_acts_for_that_one() -> None:
    way = builders.the_walk()
    _secret(way)
    now = timezone.now()
    asked = ask_emergency_access(entry_id=way.case().entry_id, reason="Skäl", actor=builders.actor(PATRIK), at=now)
    assert asked is not None
    grant_emergency_access(access_id=asked.pk, actor=builders.actor(CAMILLA), at=now)
    away(PATRIK, ROLF)

    with pytest.raises(NotAllowed):
        acknowledge_emergency(access_id=asked.pk, actor=builders.actor(ROLF), at=now)
    acknowledge_emergency(access_id=asked.pk, actor=builders.actor(RUT), at=now)
