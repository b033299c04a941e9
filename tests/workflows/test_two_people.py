"""Två personer: who acts for the first is never the second, in every act that takes two (R8, G12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import Role
from accounts.policy import NotAllowed
from accounts.services import register_absence
from cases.models import Approval, Decision
from cases.services import staff_report
from cases.services.steps.approval import GaveWord, OwnText, SentIt
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

pytestmark = pytest.mark.django_db


def _away(person: str, substitute: str) -> None:
    """The first is away today, and the second does the work."""
    today = timezone.localdate()
    register_absence(
        user_id=builders.user(person).pk,
        substitute_id=builders.user(substitute).pk,
        valid_from=today,
        valid_to=today,
        actor=builders.actor(person),
        at=timezone.now(),
    )


def _refused_by_the_database(message: str, work: Callable[[], Any]) -> None:
    with pytest.raises(DatabaseError, match=message), transaction.atomic():
        work()


# Approving a text


@pytest.mark.matter_before("approve")
def test_who_approved_as_deputy_does_not_approve_again_as_the_directors_substitute() -> None:
    way = builders.the_walk()
    _away(CAMILLA, PATRIK)
    way.perform(PATRIK, "approve_deputy", "approve", 2)

    with pytest.raises(GaveWord, match="redan godkänt av Patrik Forshage"):
        way.perform(PATRIK, "approve_director", "approve", 2)
    assert Approval.objects.count() == 1


@pytest.mark.matter_before("approve")
def test_who_approved_may_return_the_text_as_the_directors_substitute() -> None:
    way = builders.the_walk()
    _away(CAMILLA, PATRIK)
    way.perform(PATRIK, "approve_deputy", "approve", 2)

    way.perform(PATRIK, "approve_director", "return", 2, payload={"comment": "Jag såg ett fel."})

    assert builders.open_tasks(way) == ["write_report"]


@pytest.mark.matter_before("approve")
def test_the_directors_substitute_who_has_not_said_anything_approves() -> None:
    way = builders.the_walk()
    _away(CAMILLA, ULLA)
    way.perform(PATRIK, "approve_deputy", "approve", 2)

    assert way.perform(ULLA, "approve_director", "approve", 2).state == "decision"
    approval = Approval.objects.get(role=Role.DIRECTOR)
    assert (approval.approver_label, approval.on_behalf_of, approval.acted_for) == (
        ULLA,
        CAMILLA,
        builders.user(CAMILLA),
    )


@pytest.mark.matter_before("approve")
def test_whose_substitute_approved_first_does_not_approve_second() -> None:
    way = builders.the_walk()
    _away(PATRIK, ULLA)
    way.perform(ULLA, "approve_deputy", "approve", 2)
    builders.give_role(PATRIK, "director")

    with pytest.raises(GaveWord):
        way.perform(PATRIK, "approve_director", "approve", 2)


@pytest.mark.matter_before("approve")
def test_one_person_does_not_approve_for_two() -> None:
    way = builders.the_walk()
    _away(PATRIK, ULLA)
    _away(CAMILLA, ULLA)
    way.perform(ULLA, "approve_deputy", "approve", 2)

    with pytest.raises(GaveWord):
        way.perform(ULLA, "approve_director", "approve", 2)


@pytest.mark.matter_before("approve")
def test_the_director_approves_also_while_standing_in_for_the_deputy_who_approved_before() -> None:
    way = builders.the_walk()
    way.perform(PATRIK, "approve_deputy", "approve", 2)
    _away(PATRIK, CAMILLA)

    assert way.perform(CAMILLA, "approve_director", "approve", 2).state == "decision"
    assert Approval.objects.get(role=Role.DIRECTOR).on_behalf_of == ""


@pytest.mark.matter_before("approve")
def test_an_authors_substitute_does_not_approve_the_authors_text_in_any_capacity() -> None:
    way = builders.the_walk()
    _away(CATARINA, PATRIK)

    with pytest.raises(OwnText):
        way.perform(PATRIK, "approve_deputy", "approve", 2)


@pytest.mark.matter_before("approve")
def test_who_wrote_does_not_approve_when_standing_in_for_the_approver() -> None:
    way = builders.the_walk()
    _away(PATRIK, CATARINA)

    with pytest.raises(OwnText):
        way.perform(CATARINA, "approve_deputy", "approve", 2)


@pytest.mark.matter_before("send_for_approval")
def test_the_one_a_substitute_wrote_for_does_not_approve_the_text() -> None:
    way = builders.the_walk()
    builders.give_role(CATARINA, "deputy_director")
    _away(CATARINA, ULLA)
    report = way.case().reports.get()
    staff_report.save_report(
        case_id=way.case_id,
        content=_with_title("En annan rubrik"),
        base_version=report.latest,
        actor=builders.actor(ULLA),
        at=timezone.now(),
    )

    assert {builders.user(ULLA).pk, builders.user(CATARINA).pk} <= staff_report.authors_of(report)


def _with_title(title: str) -> Any:
    return replace(walk.mended(), title=title)


@pytest.mark.matter_before("send_for_approval")
def test_who_had_the_text_sent_by_a_substitute_does_not_approve_it(monkeypatch: pytest.MonkeyPatch) -> None:
    way = builders.the_walk()
    monkeypatch.setattr("cases.services.steps.approval.authors_of", lambda _report: set())
    builders.give_role(CATARINA, "deputy_director")
    _away(CATARINA, ULLA)
    way.perform(ULLA, "write_report", "send_for_approval", version=2)

    for person in (ULLA, CATARINA):
        with pytest.raises(SentIt):
            way.perform(person, "approve_deputy", "approve", 2)


APPROVE = """
INSERT INTO cases_approval (version_id, content_hash, sending, role, outcome, comment, approver_id, approver_label,
  capacity, on_behalf_of, acted_for_id, approved_at)
SELECT v.id, v.content_hash, r.sending, 'director', 'approved', '', %s, '', '', '', %s, now()
  FROM cases_staffreportversion v JOIN cases_staffreport r ON r.id = v.report_id ORDER BY v.number DESC LIMIT 1
"""


def _approve_past_the_door(person: str, acted_for: str | None = None) -> None:
    other = builders.user(acted_for).pk if acted_for else None
    with connection.cursor() as cursor:
        cursor.execute(APPROVE, [builders.user(person).pk, other])


@pytest.mark.matter_before("approve")
@pytest.mark.allows_inconsistency
@pytest.mark.parametrize(("person", "acted_for"), [(PATRIK, None), (PATRIK, CAMILLA), (ULLA, PATRIK)])
def test_the_database_takes_no_second_approval_of_the_same_person(person: str, acted_for: str | None) -> None:
    way = builders.the_walk()
    way.perform(PATRIK, "approve_deputy", "approve", 2)

    _refused_by_the_database("approved it before", lambda: _approve_past_the_door(person, acted_for))
    _approve_past_the_door(CAMILLA)


@pytest.mark.matter_before("approve")
@pytest.mark.allows_inconsistency
@pytest.mark.parametrize(
    ("person", "acted_for"), [(CATARINA, None), (CATARINA, CAMILLA), (ULLA, CATARINA), (ULLA, None)]
)
def test_the_database_takes_no_approval_of_an_author_or_for_one(person: str, acted_for: str | None) -> None:
    _away(CATARINA, ULLA)

    _refused_by_the_database("by an author", lambda: _approve_past_the_door(person, acted_for))


# Recording and confirming a decision


def _record(way: walk.Walk, person: str = SIV) -> None:
    way.perform(person, "record_decision", "record_decision", payload=builders.decision())


@pytest.mark.matter_before("record_decision")
def test_who_stands_in_for_the_recorder_does_not_confirm_the_decision() -> None:
    way = builders.the_walk()
    _record(way)
    _away(SIV, RUT)

    for outcome, said in (("confirm", {}), ("reject", {"comment": "Fel."})):
        with pytest.raises(SamePerson):
            way.perform(RUT, "confirm_decision", outcome, payload=said)
    way.perform(ROLF, "confirm_decision", "confirm")


@pytest.mark.matter_before("record_decision")
def test_the_one_it_was_recorded_for_does_not_confirm_the_decision() -> None:
    way = builders.the_walk()
    builders.give_role(SIV, "registrar")
    _away(SIV, ULLA)
    _record(way, ULLA)

    with pytest.raises(SamePerson):
        way.perform(SIV, "confirm_decision", "confirm")


@pytest.mark.matter_before("record_decision")
def test_a_recorder_does_not_confirm_as_the_registrars_substitute() -> None:
    way = builders.the_walk()
    _away(RUT, SIV)
    _record(way)

    with pytest.raises(SamePerson):
        way.perform(SIV, "confirm_decision", "confirm")


@pytest.mark.matter_before("record_decision")
@pytest.mark.allows_inconsistency
def test_the_database_takes_no_confirmation_of_one_who_acts_for_the_recorder() -> None:
    way = builders.the_walk()
    _record(way)
    _away(SIV, RUT)

    def confirm() -> None:
        Decision.objects.update(confirmed_by=builders.user(RUT), confirmed_at=timezone.now())

    _refused_by_the_database("acts for the one who recorded", confirm)


# A signature on paper


def _paper(way: walk.Walk) -> None:
    ending._paper(way, builders.slot_of(way, "Lokalpolisområde"))


@pytest.mark.matter_before("sign")
def test_who_stands_in_for_the_recorder_does_not_confirm_a_signature_on_paper() -> None:
    way = builders.the_walk()
    _paper(way)
    _away(CATARINA, RUT)

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
    _away(CATARINA, RUT)
    monkeypatch.setattr("accounts.capacity.Actor.sides", frozenset())

    with pytest.raises(DatabaseError, match="acts for the one who recorded"):
        builders.on_slot(way, RUT, "confirm_signature", "confirm", "Lokalpolisområde")


@pytest.mark.matter_before("sign")
def test_nobody_signs_for_another() -> None:
    way = builders.the_walk()
    _away(CAMILLA, PATRIK)

    with pytest.raises(NotAllowed):
        builders.on_slot(way, PATRIK, "sign_agreement", "sign", "Huddinge")
    builders.on_slot(way, CAMILLA, "sign_agreement", "sign", "Huddinge")


# Secrecy


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
    _away(CATARINA, RUT)

    with pytest.raises(NotSecondPerson):
        confirm_lift(lift_id=lift.pk, actor=builders.actor(RUT), at=now)

    def confirm() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE diarium_secrecylift SET confirmed_by_id = %s, confirmed_at = now(),"
                " confirmed_transaction = txid_current()",
                [builders.user(RUT).pk],
            )

    _refused_by_the_database("acts for the proposer", confirm)
    confirm_lift(lift_id=lift.pk, actor=builders.actor(ROLF), at=now)


@pytest.mark.matter_before("send_for_approval")
def test_the_one_it_was_proposed_for_does_not_lift_the_marking() -> None:
    way = builders.the_walk()
    builders.give_role(CATARINA, "registrar")
    _away(CATARINA, ULLA)
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
    _away(PATRIK, CAMILLA)

    with pytest.raises(NotAllowed):
        grant_emergency_access(access_id=asked.pk, actor=builders.actor(CAMILLA), at=now)

    def grant() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE diarium_emergencyaccess SET granted_by_id = %s, granted_at = now(), until = now()",
                [builders.user(CAMILLA).pk],
            )

    _refused_by_the_database("acts for the asker", grant)


@pytest.mark.matter_before("send_for_approval")
def test_the_asker_does_not_grant_as_the_directors_substitute() -> None:
    way = builders.the_walk()
    _secret(way)
    now = timezone.now()
    asked = ask_emergency_access(entry_id=way.case().entry_id, reason="Skäl", actor=builders.actor(PATRIK), at=now)
    assert asked is not None
    _away(CAMILLA, PATRIK)

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
    _away(PATRIK, ROLF)

    with pytest.raises(NotAllowed):
        acknowledge_emergency(access_id=asked.pk, actor=builders.actor(ROLF), at=now)
    acknowledge_emergency(access_id=asked.pk, actor=builders.actor(RUT), at=now)
