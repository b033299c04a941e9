"""Begäran om handlingar: asked for without a name, numbered without gaps, and tried by those who may read it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.policy import NotAllowed, can, visible
from audit.models import Event, Value
from diarium.models import DisclosureRequest, DisclosureYear
from diarium.selectors import disclosure as read
from diarium.services import disclosure as doors
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, ROLF, RUT, SIV
from tests.diarium.requests import AT, answer, asked, asked_for_document, secret, the_matter

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("distribute")]


def test_the_first_of_the_year_is_number_one_and_the_next_two() -> None:
    assert [asked(at=AT).reference for _ in range(2)] == ["B-2026-0001", "B-2026-0002"]
    assert asked(at=AT.replace(year=2027)).reference == "B-2027-0001"


def test_the_year_is_that_of_stockholm() -> None:
    assert asked(at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)).year == 2027


def test_a_request_that_is_rolled_back_gives_its_number_back() -> None:
    with transaction.atomic():
        asked()
        transaction.set_rollback(True)

    assert asked().number == 1


def test_nobody_is_recorded_as_the_asker() -> None:
    request = asked(contact="kerstin@example.se")

    event = Event.objects.get(stream=request.stream)
    assert (event.actor, event.actor_label, event.capacity) == ("", "Allmänheten", "")
    assert b"kerstin" not in bytes(event.body)
    assert b"Avtalet" not in bytes(event.body)
    assert dict(Value.objects.filter(event=event).values_list("name", "value")) == {
        "wanted": "Avtalet med polisen",
        "contact": "kerstin@example.se",
    }


def test_a_request_must_say_what_is_wanted_and_nothing_else() -> None:
    with pytest.raises(doors.NothingWanted, match="Beskriv vilken handling du vill ta del av"):
        asked(wanted="   ", contact="kerstin@example.se")

    assert asked(contact="").contact == ""


def test_the_same_form_sent_twice_is_one_request() -> None:
    key = uuid4().hex

    assert asked(key=key) == asked(key=key)
    assert DisclosureRequest.objects.count() == 1


def test_what_was_asked_stays_as_it_was_asked() -> None:
    request = asked()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE diarium_disclosurerequest SET wanted = 'annat' WHERE id = %s", [request.pk])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE diarium_disclosureyear SET last_number = 99")


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_moment_get_numbers_without_gaps() -> None:
    from concurrent.futures import ThreadPoolExecutor

    def one(_number: int) -> int:
        try:
            return asked(at=AT).number
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as executor:
        numbers = sorted(executor.map(one, range(18)))

    assert numbers == list(range(1, 19))
    assert DisclosureYear.objects.get(year=2026).last_number == 18


def test_the_registrar_tries_a_request_and_it_waits_as_tried() -> None:
    request = asked()

    tried = doors.try_request(request_id=request.pk, actor=builders.actor(RUT), at=timezone.now())

    assert tried.status == "tried"
    assert read.open_requests_count(builders.actor(RUT)) == 1


def test_the_officer_tries_those_of_the_own_matter_alone() -> None:
    own, other = asked_for_document(), asked()
    catarina = builders.actor(CATARINA)

    assert list(visible(catarina, DisclosureRequest)) == [own]
    assert can(catarina, "handle_request", own)
    assert not can(catarina, "handle_request", other)
    assert read.open_requests_count(catarina) == 1


@pytest.mark.parametrize("person", [OLLE, SIV, IDA])
def test_nobody_else_sees_or_answers_a_request(person: str) -> None:
    request = asked_for_document()

    assert not visible(builders.actor(person), DisclosureRequest).exists()
    with pytest.raises(NotAllowed):
        answer(request, "released", person=person)


def test_a_registrar_of_another_board_sees_those_without_a_matter_alone() -> None:
    from accounts.models import Board

    unbound = asked()
    asked_for_document()
    olle = builders.give_role(OLLE, "registrar", board_id=Board.objects.get(code="SN").pk)

    assert list(visible(olle, DisclosureRequest)) == [unbound]


def test_what_is_marked_secret_is_tried_by_those_who_may_read_it() -> None:
    request = asked_for_document()
    secret()

    assert can(builders.actor(CATARINA), "handle_request", request)
    assert not can(builders.actor(ROLF), "handle_request", request)
    with pytest.raises(NotAllowed):
        answer(request, "released", person=ROLF, reason="Prövad")


def test_a_request_for_a_whole_secret_matter_is_tried_by_those_who_may_read_it() -> None:
    request = asked(entry_id=the_matter().pk)
    secret()

    assert can(builders.actor(CATARINA), "handle_request", request)
    assert not can(builders.actor(ROLF), "handle_request", request)


def test_a_request_is_bound_to_the_matter_that_its_number_means() -> None:
    request, rut = asked(), builders.actor(RUT)
    target = read.target_of(rut, f"{the_matter().printed_number}-1")
    assert target is not None

    bound = doors.bind_request(
        request_id=request.pk, entry_id=target.entry_id, document_id=target.document_id, actor=rut, at=timezone.now()
    )

    assert bound.entry == the_matter()
    assert bound.document is not None
    assert bound.document.document_no == 1
    assert Event.objects.filter(stream=request.stream, verb="request_bound").count() == 1


@pytest.mark.parametrize("number", ["KS-2018/92", "KS-2018/91.103-99", "hej"])
def test_a_number_that_means_nothing_binds_nothing(number: str) -> None:
    assert read.target_of(builders.actor(RUT), number) is None
