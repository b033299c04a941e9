"""Begäran om handlingar: anybody asks without a name, the registry tries, answers and gives reasons."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.policy import NotAllowed, can, visible
from audit.models import Event, Value
from audit.selectors import sentence_of
from cases.models import Case
from diarium import services as register
from diarium.models import DiaryEntry, DisclosureRequest, DisclosureYear, Document
from diarium.selectors import disclosure as read
from diarium.selectors.keyset import Place
from diarium.services import disclosure as doors
from diarium.services.intake import let_in
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, ROLF, RUT, SIV
from tests.files import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("distribute")]

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # a Friday


def asked(**changes: Any) -> DisclosureRequest:
    facts: dict[str, Any] = {
        "wanted": "Avtalet med polisen",
        "contact": "",
        "at": timezone.now(),
        "key": uuid4().hex,
    }
    return doors.ask_for_document(**(facts | changes))


def the_matter() -> DiaryEntry:
    return Case.objects.select_related("entry").get().entry


def asked_for_document(**changes: Any) -> DisclosureRequest:
    document = Document.objects.filter(entry=the_matter()).order_by("document_no")[0]
    return asked(entry_id=document.entry_id, document_id=document.pk, **changes)


def answer(request: DisclosureRequest, status: str, *, person: str = RUT, **changes: Any) -> DisclosureRequest:
    return doors.answer_request(
        request_id=request.pk, status=status, actor=builders.actor(person), at=timezone.now(), **changes
    )


def secret(entry: DiaryEntry) -> None:
    register.mark_entry_secret(
        entry_id=entry.pk, provision="OSL 25 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )


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
    secret(the_matter())

    assert can(builders.actor(CATARINA), "handle_request", request)
    assert not can(builders.actor(ROLF), "handle_request", request)
    with pytest.raises(NotAllowed):
        answer(request, "released", person=ROLF, reason="Prövad")


def test_a_request_for_a_whole_secret_matter_is_tried_by_those_who_may_read_it() -> None:
    request = asked(entry_id=the_matter().pk)
    secret(the_matter())

    assert can(builders.actor(CATARINA), "handle_request", request)
    assert not can(builders.actor(ROLF), "handle_request", request)


def test_a_released_request_tells_who_when_and_what() -> None:
    request = answer(asked_for_document(), "released")

    assert (request.status, request.decided_by) == ("released", builders.user(RUT))
    event = Event.objects.get(stream=request.stream, verb="request_answered")
    assert (event.status_before, event.status_after) == ("new", "released")
    assert sentence_of(event) == f"besvarade begäran {request.reference}"
    assert read.open_requests_count(builders.actor(RUT)) == 0


def test_an_answered_request_is_not_answered_again() -> None:
    request = answer(asked_for_document(), "released")

    with pytest.raises(doors.RequestAnswered):
        answer(request, "refused", reason="Ångrar mig")
    with pytest.raises(doors.RequestAnswered):
        doors.bind_request(
            request_id=request.pk, entry_id=the_matter().pk, document_id=None, actor=builders.actor(RUT), at=AT
        )


@pytest.mark.parametrize("status", ["refused", "masked"])
def test_a_refusal_and_a_masking_give_their_reason(status: str) -> None:
    request = asked_for_document()

    with pytest.raises(register.ReasonMissing):
        answer(request, status, reason="  ")


def test_what_is_marked_secret_leaves_only_with_a_word_of_how_it_was_tried() -> None:
    request = asked_for_document()
    secret(the_matter())

    with pytest.raises(doors.SecrecyNotTried):
        answer(request, "released", person=CATARINA)
    assert answer(request, "released", person=CATARINA, reason="Inget men, OSL 25:1").status == "released"


def test_the_masked_copy_is_a_document_of_its_own_and_names_no_asker() -> None:
    request = asked_for_document(contact="kerstin@example.se")
    before = Document.objects.filter(entry=the_matter()).count()

    answered = answer(
        request, "masked", reason="Telefonnummer, OSL 21:3", masked=let_in(io.BytesIO(PDF), "maskad.pdf").file
    )

    copy = Document.objects.filter(entry=the_matter()).order_by("-document_no")[0]
    assert Document.objects.filter(entry=the_matter()).count() == before + 1
    assert (copy.title, copy.direction, copy.status) == ("Maskad kopia av handling 1", "dispatched", "dispatched")
    assert (copy.kind, copy.sender_or_recipient) == ("other", "")
    assert copy.versions.get().role == "masked"
    assert read.copy_of(answered) == copy.document_no
    assert read.request_page(builders.actor(RUT), answered, now=AT).copy == copy


def test_a_masked_copy_needs_a_matter_to_lie_in() -> None:
    with pytest.raises(doors.NoMatter):
        answer(asked(), "masked", reason="Namn", masked=let_in(io.BytesIO(PDF), "maskad.pdf").file)


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


@pytest.mark.parametrize(
    ("now", "waited", "late"),
    [
        (AT + timedelta(hours=5), "Kom in i dag", False),
        (AT + timedelta(days=1), "Väntat 1\u00a0dag", False),
        (AT + timedelta(days=3), "Väntat 3\u00a0dagar", False),  # Monday: one working day
        (AT + timedelta(days=4), "Väntat 4\u00a0dagar", True),
    ],
)
def test_a_request_is_late_after_one_working_day(now: datetime, waited: str, late: bool) -> None:
    asked(at=AT)

    [line] = read.request_queue(builders.actor(RUT), "", Place(), now=now).rows

    assert (line.waited, line.late) == (waited, late)


def test_the_queue_has_the_oldest_first_and_the_answered_apart() -> None:
    first, second, third = asked(), asked(), asked()
    answer(second, "released")
    rut = builders.actor(RUT)

    waiting = read.request_queue(rut, "", Place(), now=timezone.now())
    answered = read.request_queue(rut, "besvarade", Place(), now=timezone.now())

    assert [line.reference for line in waiting.rows] == [first.reference, third.reference]
    assert [line.reference for line in answered.rows] == [second.reference]


@pytest.mark.allows_inconsistency
def test_a_request_that_is_not_as_its_events_say_is_found() -> None:
    request = asked()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE diarium_disclosurerequest SET status = 'tried' WHERE id = %s", [request.pk])

    assert [finding.code for finding in read.odd_requests()] == ["E-REQUEST"]
