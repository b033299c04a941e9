"""Vilande: a matter rests until its day, and its own clocks run on."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.policy import NotAllowed
from audit.models import Event
from cases.models import Case
from cases.services import on_hold
from cases.services.case import WrongState
from cases.services.nudge import sweep_nudges
from cases.services.on_hold import DayPassed, NotOnHold
from cases.services.staff_report import ReasonMissing
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, RUT, SIV, ULLA
from tests.cases.pages import as_, text
from tests.referrals import ask, inside
from workflows.selectors.task import page_of
from workflows.services import claim_task

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("send_for_approval")]
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def _pause(person: str = CATARINA, *, days: int = 30, reason: str = "Väntar på statistik.", key: str = "") -> Case:
    now = timezone.now()
    return on_hold.pause_case(
        case_id=builders.the_walk().case_id,
        until=timezone.localdate(now) + timedelta(days=days),
        reason=reason,
        actor=builders.actor(person),
        at=now,
        key=key or uuid4().hex,
    )


def test_the_officer_lets_the_matter_rest_with_a_day_and_a_reason_and_takes_it_up() -> None:
    case = _pause()
    way = builders.the_walk()

    assert way.case().on_hold_until == timezone.localdate() + timedelta(days=30)
    assert builders.open_tasks(way) == ["write_report"]
    assert (way.case().state, way.case().version) == ("committee_proposal", case.version)
    on_hold.resume_case(case_id=case.pk, actor=builders.actor(CATARINA), at=timezone.now())
    assert (way.case().on_hold_until, way.case().on_hold_reason) == (None, "")
    with pytest.raises(NotOnHold):
        on_hold.resume_case(case_id=case.pk, actor=builders.actor(CATARINA), at=timezone.now())


def test_the_day_is_to_come_and_the_reason_is_written() -> None:
    for days in (0, -1):
        with pytest.raises(DayPassed):
            _pause(days=days)
    with pytest.raises(ReasonMissing):
        _pause(reason=" ")


@pytest.mark.parametrize("person", [RUT, PATRIK, CAMILLA, SIV, ULLA, IDA, OLLE])
def test_only_the_officer_lets_it_rest(person: str) -> None:
    with pytest.raises(NotAllowed):
        _pause(person)


def test_the_same_form_twice_pauses_once_and_another_moves_the_day() -> None:
    version = _pause(key="one-key").version
    assert _pause(key="one-key").version == version

    _pause(days=60)

    assert builders.the_walk().case().on_hold_until == timezone.localdate() + timedelta(days=60)


def test_the_reason_does_not_lie_open_in_the_log() -> None:
    _pause(reason="Anna är sjuk.")

    assert not any(b"Anna" in bytes(body) for body in Event.objects.values_list("body", flat=True))


def test_it_wakes_by_itself_on_the_day_in_stockholm_and_once() -> None:
    until = _pause().on_hold_until
    assert until is not None
    evening_before = datetime(until.year, until.month, until.day, 0, 30, tzinfo=STOCKHOLM) - timedelta(hours=1)
    assert on_hold.wake_due(at=evening_before) == 0

    morning = evening_before + timedelta(hours=1)
    assert [on_hold.wake_due(at=morning), on_hold.wake_due(at=morning)] == [1, 0]

    case = builders.the_walk().case()
    assert (case.on_hold_until, case.on_hold_reason) == (None, "")
    last = Event.objects.filter(stream=case.stream).order_by("-seq")[0]
    assert (last.verb, last.actor_label) == ("case_resumed", "Beslutsgång")


def test_a_step_takes_the_matter_up_again_and_says_so() -> None:
    _pause()
    way = builders.the_walk()

    way.perform(CATARINA, "write_report", "send_for_approval", 2)

    assert way.case().on_hold_until is None
    verbs = Event.objects.filter(stream=way.case().stream).order_by("-seq").values_list("verb", flat=True)
    assert list(verbs[:2]) == ["sent_for_approval", "case_resumed"]


def test_an_act_takes_the_matter_up_again() -> None:
    _pause()
    way = builders.the_walk()

    builders.intervene(way, CAMILLA, "withdraw")

    assert (way.case().state, way.case().on_hold_until) == ("withdrawn", None)


@pytest.mark.matter_before("sign")
def test_a_signature_is_what_one_may_be_waiting_for_and_wakes_nothing() -> None:
    _pause(reason="Väntar på underskrifter.")
    way = builders.the_walk()

    builders.on_slot(way, CAMILLA, "sign_agreement", "sign", "Huddinge")

    assert way.case().on_hold_until is not None


def test_those_who_are_asked_are_not_reminded_while_it_rests_and_are_when_it_does_not() -> None:
    way, now = builders.the_walk(), timezone.now()
    ask(way, "referral", inside(ULLA), due=timezone.localdate(now) + timedelta(days=10))
    _pause(days=20)

    assert sweep_nudges(at=now + timedelta(days=12)) == 0
    on_hold.resume_case(case_id=way.case_id, actor=builders.actor(CATARINA), at=now)
    assert sweep_nudges(at=now + timedelta(days=12)) == 1


@pytest.mark.matter_before("approve")
def test_why_a_secret_matter_rests_is_not_told_to_one_who_has_a_task_in_it_and_may_not_know_it() -> None:
    way = builders.the_walk()
    claim_task(task_id=way.task("approve_deputy"), actor=builders.actor(PATRIK), at=timezone.now())
    _pause(reason="Väntar på läkarens utlåtande.")
    task = way.task("approve_deputy")
    address = reverse("task", args=[task])
    assert "läkarens utlåtande" in text(as_(PATRIK), address)

    builders.mark_secret(way)

    assert page_of(builders.actor(PATRIK), task).on_hold == ""
    assert "läkarens utlåtande" not in text(as_(PATRIK), address)


@pytest.mark.matter_before("end")
def test_a_closed_matter_does_not_rest() -> None:
    with pytest.raises(WrongState):
        _pause()


def test_the_database_wants_a_reason_and_an_open_matter() -> None:
    for change in (
        "on_hold_until = CURRENT_DATE + 1",
        "on_hold_reason = 'Skäl'",
    ):
        with (
            pytest.raises(DatabaseError, match="cases_on_hold_with_reason_while_open"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE cases_case SET {change}, version = version + 1")
