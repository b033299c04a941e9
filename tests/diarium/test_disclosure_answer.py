"""Svaret på en begäran: who, when and what, with its reason, in time, and once."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from audit.models import Event
from audit.selectors import sentence_of
from diarium import services as register
from diarium.models import Document
from diarium.selectors import disclosure as read
from diarium.selectors.keyset import Place
from diarium.services import disclosure as doors
from diarium.services.intake import let_in
from tests import builders
from tests.builders import CATARINA, RUT
from tests.diarium.requests import AT, answer, asked, asked_for_document, secret, the_matter
from tests.files import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("distribute")]


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
    secret()

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
