"""Databasens vakter över det inkomna och över begäran om handlingar, each tried with raw SQL (G14)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError

from accounts.models import User
from audit.rules import Stream
from audit.services import record
from diarium.models import (
    Arrival,
    DiaryEntry,
    DisclosureRequest,
    DisclosureYear,
)
from tests.diarium.conftest import AT, REGISTRAR
from tests.diarium.raw import attempt, speak

pytestmark = pytest.mark.django_db


def test_what_came_stays_as_it_came_and_leaves_once(entry: DiaryEntry, people: tuple[User, User]) -> None:
    arrival = Arrival.objects.create(
        board=entry.diary.board, channel="mail", came_on=AT.date(), arrived_at=AT, subject="Fråga om gatubelysning"
    )
    stream = Stream(arrival.stream)
    record(stream, "subject_corrected", actor=REGISTRAR, at=AT)
    speak()

    for sql in (
        "UPDATE diarium_arrival SET subject = 'Något annat'",
        "UPDATE diarium_arrival SET came_on = came_on + 1",
        "DELETE FROM diarium_arrival",
        "UPDATE diarium_arrival SET exit = 'kept', decided_at = now()",
        f"UPDATE diarium_arrival SET exit = 'kept', decided_at = now(), decided_by_id = {people[0].pk}",
    ):
        with pytest.raises(DatabaseError):
            attempt(sql)
    attempt(
        f"UPDATE diarium_arrival SET exit = 'trivial', decided_at = now(), decided_by_id = {people[0].pk}, reason = 'x'"
    )
    with pytest.raises(DatabaseError, match="leaves once"):
        attempt("UPDATE diarium_arrival SET reason = 'ett annat skäl'")


@pytest.mark.django_db(transaction=True)
def test_nothing_comes_or_is_asked_without_an_event(entry: DiaryEntry) -> None:
    DisclosureYear.objects.create(year=2026)
    for sql in (
        (
            "INSERT INTO diarium_arrival (uuid, board_id, channel, came_on, arrived_at, sender, subject, message_id,"
            " exit, reason) SELECT gen_random_uuid(), board_id, 'mail', '2026-11-22', now(), '', 'x', '', 'waiting', ''"
            " FROM diarium_diary"
        ),
        (
            "UPDATE diarium_disclosureyear SET last_number = 1;"
            "INSERT INTO diarium_disclosurerequest (uuid, year, number, received_at, wanted, contact, status, reason)"
            " VALUES (gen_random_uuid(), 2026, 1, now(), 'x', '', 'new', '')"
        ),
    ):
        with pytest.raises(DatabaseError, match="no event tells"):
            attempt(sql)


@pytest.mark.allows_inconsistency
def test_requests_are_counted_without_gaps_and_stay_as_asked(db: None) -> None:
    DisclosureYear.objects.create(year=2026, last_number=0)
    attempt("UPDATE diarium_disclosureyear SET last_number = last_number + 1")
    request = DisclosureRequest.objects.create(year=2026, number=1, received_at=AT, wanted="Avtalet med polisen")
    record(request, "subject_corrected", actor=REGISTRAR, at=AT)
    speak()

    for sql in (
        "UPDATE diarium_disclosureyear SET last_number = last_number + 2",
        "UPDATE diarium_disclosureyear SET last_number = 0",
        "UPDATE diarium_disclosurerequest SET wanted = 'något annat'",
        "UPDATE diarium_disclosurerequest SET status = 'refused', decided_at = now()",
        "DELETE FROM diarium_disclosurerequest",
        (
            "INSERT INTO diarium_disclosurerequest (uuid, year, number, received_at, wanted, contact, status, reason)"
            " VALUES (gen_random_uuid(), 2026, 7, now(), 'x', '', 'new', '')"
        ),
    ):
        with pytest.raises(DatabaseError):
            attempt(sql)
