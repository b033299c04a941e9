"""Writing an event down."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from accounts.capacity import Actor
from audit import chain
from audit.models import Event, Value
from audit.rules import Stream
from audit.selectors import verify
from audit.services import UnknownVerb, record
from tests.audit.conftest import AT

pytestmark = pytest.mark.django_db


def test_the_first_event_of_a_chain_begins_at_one_after_zero(tell: Callable[..., Event]) -> None:
    event = tell(after="draft")

    assert (event.seq, event.prev_hash, event.status_before, event.status_after) == (1, chain.ZERO, None, "draft")


def test_each_event_hangs_on_the_one_before(tell: Callable[..., Event]) -> None:
    first = tell(after="draft")
    second = tell(before="draft", after="situation_analysis")

    assert (second.seq, second.prev_hash) == (2, first.hash)


def test_the_status_stays_until_an_event_changes_it(tell: Callable[..., Event]) -> None:
    tell(after="draft")
    event = tell()

    assert (event.status_before, event.status_after) == ("draft", "draft")


def test_the_body_says_who_in_what_capacity_and_when(tell: Callable[..., Event], rut: Actor) -> None:
    event = Event.objects.get(pk=tell(data={"number": "KS-2018/91"}, request="k-1").pk)

    facts = json.loads(bytes(event.body))
    assert facts["actor"] == {
        "id": rut.id,
        "label": "Rut Sandin",
        "capacity": "Registrator",
        "for": None,
        "mandate": None,
    }
    assert facts["at"] == "2020-10-28T13:05:00.000000Z"
    assert (facts["request"], facts["data"]) == ("k-1", {"number": "KS-2018/91"})
    assert facts["recorded"] == chain.instant(event.recorded_at)


def test_two_chains_do_not_know_each_other(tell: Callable[..., Event]) -> None:
    tell(Stream("entry:a"))

    assert tell(Stream("entry:b")).seq == 1


def test_an_event_costs_two_statements_and_one_more_with_values(
    tell: Callable[..., Event], rut: Actor, matter: Stream, django_assert_num_queries: Any
) -> None:
    tell(after="draft")

    with transaction.atomic():
        with django_assert_num_queries(2):
            record(matter, "mandate_given", actor=rut, at=AT)
        with django_assert_num_queries(3):
            record(
                matter, "mandate_given", actor=rut, at=AT, values={"sender": "Anna Andersson", "subject": "Klagomål"}
            )


def test_a_protected_value_stands_beside_the_event_which_only_commits_to_it(tell: Callable[..., Event]) -> None:
    event = tell(values={"sender": "Anna Andersson"})

    value = Value.objects.get(event=event)
    assert b"Anna" not in bytes(event.body)
    assert event.facts["data"]["values"] == {"sender": chain.commitment(bytes(value.salt), "Anna Andersson").hex()}


def test_the_same_value_twice_has_two_commitments(tell: Callable[..., Event]) -> None:
    first, second = tell(values={"sender": "Anna"}), tell(values={"sender": "Anna"})

    assert first.facts["data"]["values"] != second.facts["data"]["values"]


def test_an_event_is_marked_with_the_key_outside_the_database(
    tell: Callable[..., Event], settings: LazySettings
) -> None:
    event = tell()

    assert event.mac == chain.mac(settings.AUDIT_MAC_KEYS[settings.AUDIT_MAC_KEY].encode(), bytes(event.hash))


def test_a_verb_that_no_room_has_named_is_refused(rut: Actor, matter: Stream) -> None:
    with pytest.raises(UnknownVerb):
        record(matter, "forged", actor=rut, at=AT)


@pytest.mark.django_db(transaction=True)
def test_eight_people_at_once_make_one_unbroken_chain(tell: Callable[..., Event], matter: Stream) -> None:
    def work() -> None:
        for _ in range(5):
            tell()
        connection.close()

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 41))
    assert verify().holds


@pytest.mark.django_db(transaction=True)
def test_an_event_without_a_transaction_to_belong_to_is_refused(rut: Actor, matter: Stream) -> None:
    with pytest.raises(TransactionManagementError):
        record(matter, "mandate_given", actor=rut, at=datetime(2020, 1, 1, tzinfo=UTC))
