"""Vad som blev av en expediering: each row by its last attempt, sent once, acknowledged once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.policy import NotAllowed
from cases.models import Dispatch
from cases.services import distribution
from cases.services.distribution import AddressMissing, NothingToSend
from cases.states import AttemptOutcome
from diarium.engine.mail import AddressRefused
from tests import builders
from tests.builders import ROLF, RUT, SIV
from tests.workflows.distributing import distribute

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("distribute")]


def attempt(dispatch: Dispatch, outcome: AttemptOutcome, *, last_try: bool = False) -> str:
    begun = distribution.begin_attempt(dispatch_id=dispatch.pk, at=timezone.now())
    assert begun is not None
    return distribution.end_attempt(
        attempt_id=begun[1].pk, outcome=outcome, detail="550 nej", last_try=last_try, at=timezone.now()
    )


@pytest.mark.parametrize(
    ("outcome", "last_try", "state"),
    [
        (AttemptOutcome.ACCEPTED, False, "sent"),
        (AttemptOutcome.REFUSED, False, "failed"),
        (AttemptOutcome.DEFERRED, False, "queued"),
        (AttemptOutcome.DEFERRED, True, "failed"),
        (AttemptOutcome.UNKNOWN, False, "unknown"),
    ],
)
def test_a_row_is_what_became_of_its_last_attempt(outcome: AttemptOutcome, last_try: bool, state: str) -> None:
    distribute(builders.the_walk())
    row = Dispatch.objects.filter(channel="email")[0]

    assert attempt(row, outcome, last_try=last_try) == state

    row.refresh_from_db()
    assert row.state == state


def test_a_sent_row_is_not_sent_again() -> None:
    distribute(builders.the_walk())
    row = Dispatch.objects.filter(channel="email")[0]
    attempt(row, AttemptOutcome.ACCEPTED)

    assert distribution.begin_attempt(dispatch_id=row.pk, at=timezone.now()) is None
    with pytest.raises(NothingToSend):
        distribution.resend(dispatch_id=row.pk, address="a@b.example", actor=builders.actor(RUT), at=timezone.now())
    with pytest.raises(NothingToSend):
        distribution.mark_sent_by_letter(dispatch_id=row.pk, actor=builders.actor(RUT), at=timezone.now())


def test_a_returned_row_is_sent_again_to_a_real_address_or_by_letter() -> None:
    distribute(builders.the_walk())
    first, second = Dispatch.objects.filter(channel="email")[:2]
    for row in (first, second):
        attempt(row, AttemptOutcome.REFUSED)
    rut, now = builders.actor(RUT), timezone.now()

    with pytest.raises(AddressMissing):
        distribution.resend(dispatch_id=first.pk, address=" ", actor=rut, at=now)
    with pytest.raises(AddressRefused):
        distribution.resend(dispatch_id=first.pk, address="a@b.example, c@d.example", actor=rut, at=now)
    assert distribution.resend(dispatch_id=first.pk, address="ny@b.example", actor=rut, at=now).state == "queued"
    assert distribution.mark_sent_by_letter(dispatch_id=second.pk, actor=rut, at=now).channel == "letter"


def test_a_delivery_is_acknowledged_once_by_the_boards_registry() -> None:
    distribute(builders.the_walk())
    row = Dispatch.objects.filter(channel="internal")[0]

    with pytest.raises(NotAllowed):
        distribution.acknowledge(dispatch_id=row.pk, actor=builders.actor(SIV), at=timezone.now())
    read = distribution.acknowledge(dispatch_id=row.pk, actor=builders.actor(ROLF), at=timezone.now())
    assert read.acknowledged_label == ROLF
    with pytest.raises(NothingToSend):
        distribution.acknowledge(dispatch_id=row.pk, actor=builders.actor(ROLF), at=timezone.now())


def test_a_mail_is_not_acknowledged_for_the_one_outside() -> None:
    distribute(builders.the_walk())
    row = Dispatch.objects.filter(channel="email")[0]

    with pytest.raises((NothingToSend, NotAllowed)):
        distribution.acknowledge(dispatch_id=row.pk, actor=builders.actor(RUT), at=timezone.now())
