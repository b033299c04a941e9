"""Det som kommer in: taken in once, leaves by one of the exits of OSL 5:1, and is late after the next working day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.capacity import SYSTEM, Actor, Grant
from accounts.models import Board
from accounts.policy import NotAllowed
from audit.models import Event
from diarium import services
from diarium.calendar import registered_late_if_on, registration_due
from diarium.engine.storage import store
from diarium.models import Arrival, ArrivalFile, DiaryEntry, Document
from diarium.selectors.arrival import age_of, late_documents, overdue_arrivals, waiting, waiting_count
from diarium.services.arrival import (
    ArrivalSettled,
    ExitMissing,
    MayBeSecret,
    leave_unregistered,
    settle_registered,
    take_in,
)
from diarium.services.intake import StoredFile
from tests import builders
from tests.builders import CATARINA, RUT

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]
AT = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


@pytest.fixture
def board() -> Board:
    """Kommunstyrelsen."""
    return Board.objects.get(code="KS")


@pytest.fixture
def rut() -> Actor:
    """The registrar."""
    return builders.actor(RUT)


@pytest.fixture
def entry(board: Board, rut: Actor) -> DiaryEntry:
    """A matter of today."""
    return builders.open_case().entry


def _come(board: Board, **changes: Any) -> Arrival:
    return take_in(
        **{
            "board_id": board.pk,
            "channel": "mail",
            "came_on": TODAY,
            "arrived_at": AT,
            "sender": "Åsa Öberg",
            "subject": "Fråga om lägesbild",
            "message_id": "<a1@example.se>",
            "actor": SYSTEM,
            "at": AT,
            **changes,
        }
    )


def test_what_comes_waits_with_its_files_and_an_event(board: Board) -> None:
    blob = store(b"Hej")

    arrival = _come(board, files=[StoredFile(blob.sha256, blob.size, "brev.txt", "text/plain")])

    assert waiting_count(SYSTEM) == 1
    assert arrival.files.get().file_name == "brev.txt"
    event = Event.objects.get(stream=arrival.stream)
    assert (event.verb, event.status_after) == ("arrival_taken_in", "waiting")
    assert b"Fr\xc3\xa5ga" not in bytes(event.body), "what came may be secret: its words stand beside the event"
    assert blob.sha256.encode() not in bytes(event.body)


def test_the_same_letter_is_taken_in_once_for_a_board_and_once_for_another(board: Board) -> None:
    other = Board.objects.get(code="GSN")

    first, second, elsewhere = _come(board), _come(board, subject="Annat"), _come(other)

    assert first == second
    assert second.subject == "Fråga om lägesbild"
    assert elsewhere != first
    assert Arrival.objects.count() == 2


def test_without_an_id_of_the_letter_each_is_its_own(board: Board) -> None:
    assert _come(board, message_id="") != _come(board, message_id="")


def test_nothing_comes_in_tomorrow_and_an_empty_subject_has_words(board: Board) -> None:
    with pytest.raises(services.DateInTheFuture):
        _come(board, came_on=TODAY + timedelta(days=1))

    assert _come(board, subject=" \0\u202e ", sender="Å\nsa").subject == "Utan rubrik"
    assert Arrival.objects.get().sender == "Å sa"


@pytest.mark.parametrize("way_out", ["kept", "trivial", "elsewhere"])
def test_it_leaves_by_an_exit_with_who_and_why(board: Board, rut: Actor, way_out: str) -> None:
    arrival = _come(board)

    leave_unregistered(
        arrival_id=arrival.pk, way_out=way_out, reason=" Reklam ", without_secrecy=True, actor=rut, at=AT
    )

    arrival.refresh_from_db()
    assert (arrival.exit, arrival.reason, arrival.decided_by_id) == (way_out, "Reklam", rut.user_id)
    event = Event.objects.get(stream=arrival.stream, verb="arrival_left")
    assert (event.status_before, event.status_after) == ("waiting", way_out)
    assert waiting_count(SYSTEM) == 0


def test_kept_without_registering_only_when_nothing_in_it_is_secret(board: Board, rut: Actor) -> None:
    arrival = _come(board)

    with pytest.raises(MayBeSecret, match="inte innehåller sekretess"):
        leave_unregistered(arrival_id=arrival.pk, way_out="kept", reason="Kopia", actor=rut, at=AT)


@pytest.mark.parametrize(
    ("way_out", "reason", "refusal"),
    [("trivial", " ", services.ReasonMissing), ("registered", "x", ExitMissing), ("", "x", ExitMissing)],
)
def test_a_choice_without_exit_or_reason_is_none(
    board: Board, rut: Actor, way_out: str, reason: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        leave_unregistered(arrival_id=_come(board).pk, way_out=way_out, reason=reason, actor=rut, at=AT)


def test_it_leaves_once_and_the_second_is_told_who_was_first(board: Board, rut: Actor, entry: DiaryEntry) -> None:
    arrival = _come(board)
    for _twice in range(2):
        leave_unregistered(arrival_id=arrival.pk, way_out="trivial", reason="Reklam", actor=rut, at=AT)

    with pytest.raises(ArrivalSettled, match="Rut Sandin har redan tagit hand om handlingen"):
        leave_unregistered(arrival_id=arrival.pk, way_out="elsewhere", reason="x", actor=rut, at=AT)
    with pytest.raises(ArrivalSettled):
        settle_registered(arrival_id=arrival.pk, document=_registered(entry), actor=rut, at=AT)
    assert Event.objects.filter(stream=arrival.stream, verb="arrival_left").count() == 1


def test_only_the_registrar_of_the_board_handles_what_comes_to_it(board: Board, rut: Actor) -> None:
    other = Grant(role="registrar", label="Registrator", board_id=Board.objects.get(code="GSN").pk)
    arrival = _come(board)

    for actor in (builders.actor(CATARINA), replace(rut, grants=(other,))):
        with pytest.raises(NotAllowed):
            leave_unregistered(arrival_id=arrival.pk, way_out="trivial", reason="x", actor=actor, at=AT)
        with pytest.raises(NotAllowed):
            _come(board, actor=actor)
        assert not waiting(actor).exists()
    assert waiting(rut).count() == 1


def _registered(entry: DiaryEntry, **changes: Any) -> Document:
    return services.register_document(
        **{
            "entry_id": entry.pk,
            "title": "Svar",
            "direction": "received",
            "kind": "letter",
            "dated": TODAY,
            "actor": builders.actor(RUT),
            "at": AT,
            **changes,
        }
    )


def test_it_names_the_document_that_it_became(board: Board, rut: Actor, entry: DiaryEntry) -> None:
    arrival, document = _come(board), _registered(entry)

    settle_registered(arrival_id=arrival.pk, document=document, actor=rut, at=AT)

    assert Arrival.objects.get().document == document
    assert Event.objects.get(verb="arrival_registered").facts["data"]["document"] == str(document.uuid)


@pytest.mark.allows_inconsistency
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE diarium_arrival SET subject = 'Annat'",
        "UPDATE diarium_arrival SET came_on = '2020-01-01'",
        "UPDATE diarium_arrival SET exit = 'trivial', decided_at = now(), reason = 'x'",
        "DELETE FROM diarium_arrival",
        "UPDATE diarium_arrivalfile SET file_name = 'x'",
        "DELETE FROM diarium_arrivalfile",
    ],
)
def test_the_database_refuses_to_change_what_came(board: Board, statement: str) -> None:
    _come(board, files=[StoredFile("0" * 64, 1, "a.txt", "text/plain")])

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {statement}")
    assert ArrivalFile.objects.get().file_name == "a.txt"


@pytest.mark.parametrize(
    ("came_on", "due"),
    [
        (date(2026, 11, 19), date(2026, 11, 20)),  # Thursday
        (date(2026, 11, 20), date(2026, 11, 23)),  # Friday
        (date(2026, 11, 21), date(2026, 11, 23)),  # Saturday
        (date(2026, 12, 23), date(2026, 12, 28)),  # the day before Christmas Eve
    ],
)
def test_it_is_late_when_the_next_working_day_has_passed(board: Board, rut: Actor, came_on: date, due: date) -> None:
    _come(board, came_on=came_on, at=datetime(2026, 12, 31, 12, tzinfo=UTC))

    assert registration_due(came_on) == due
    assert registered_late_if_on(due) < came_on
    assert not overdue_arrivals(rut, due).exists()
    assert overdue_arrivals(rut, due + timedelta(days=1)).exists()


@pytest.mark.parametrize(
    ("received_on", "registered", "late"),
    [
        (date(2026, 11, 19), date(2026, 11, 20), False),
        (date(2026, 11, 19), date(2026, 11, 21), True),
        (date(2026, 11, 20), date(2026, 11, 23), False),
        (date(2026, 11, 20), date(2026, 11, 24), True),
        (date(2026, 12, 23), date(2026, 12, 28), False),
        (date(2026, 12, 23), date(2026, 12, 29), True),
    ],
)
def test_a_document_is_registered_late_after_its_working_day(
    entry: DiaryEntry, received_on: date, registered: date, late: bool
) -> None:
    at = datetime(registered.year, registered.month, registered.day, 10, tzinfo=UTC)
    _registered(entry, received_on=received_on, dated=received_on, at=at)
    _registered(entry, direction="established", dated=date(2020, 1, 1), at=at)

    found = list(late_documents(SYSTEM, date(2026, 12, 31)))

    assert bool(found) is late
    if late:
        assert getattr(found[0], "due") == registration_due(received_on)  # noqa: B009 annotated


def test_age_is_said_as_people_count() -> None:
    told = [age_of(TODAY - timedelta(days=days), TODAY) for days in (0, 1, 5)]

    assert told == ["Kom in i dag", "Kom in i går", "Kom in för 5 dagar sedan"]


@pytest.mark.django_db(transaction=True)
def test_the_same_letter_twice_at_the_same_moment_is_one(board: Board) -> None:
    start = Barrier(4)

    def deliver(number: int) -> int:
        start.wait(timeout=10)
        try:
            return _come(board, subject=f"Försök {number}").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = set(threads.map(deliver, range(4)))

    assert len(answers) == 1
    assert Arrival.objects.count() == 1
    assert Event.objects.filter(verb="arrival_taken_in").count() == 1
