"""Sidorna om tillfällig åtkomst: what the asker, the director and the registry read, by number and never by subject."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import policy
from accounts.models import Board, Role
from audit.models import Event
from cases.models import Case
from diarium import services as register
from diarium.models import EmergencyAccess
from tests import builders
from tests.builders import CAMILLA, OLLE, PATRIK, RUT, ULLA
from tests.cases.emergency import ASK, NUMBER, asked, granted
from tests.cases.pages import Budget, as_, text

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


def test_the_answer_is_the_same_whatever_the_number_is_of(secret: Case) -> None:
    other = builders.open_case()
    client = as_(ULLA)
    answers = set()
    for number in (NUMBER, "ks 2018 91", other.entry.printed_number, "KS-2017/4711", "2018/91", "Okänt", NUMBER):
        answer = client.post(ASK, {"key": "a", "number": number, "reason": "Barnet är i fara."})
        page = client.get(answer.headers["Location"])
        body = page.content.decode()
        answers.add((answer.status_code, answer.headers["Location"], body.partition("<main")[2].partition("</form")[0]))

    assert len({(status, place) for status, place, _body in answers}) == 1
    assert all("Begäran är mottagen." in body for _status, _place, body in answers)
    assert EmergencyAccess.objects.count() == 1


def test_before_the_answer_the_asker_learns_nothing_and_a_refusal_says_nothing(secret: Case) -> None:
    access = asked(secret)
    client = as_(ULLA)
    assert NUMBER not in text(client, "/uppgifter/")
    assert client.get(reverse("emergency", args=[access.pk])).status_code == 404
    register.refuse_emergency_access(access_id=access.pk, actor=builders.actor(CAMILLA), at=timezone.now())

    assert NUMBER not in text(client, "/uppgifter/")
    assert client.get(reverse("open_by_emergency", args=[secret.uuid])).status_code == 404
    assert client.post(reverse("open_by_emergency", args=[secret.uuid])).status_code == 404


def test_the_director_judges_by_number_and_reason_and_never_sees_the_subject(secret: Case) -> None:
    access = asked(secret)
    client, page = as_(CAMILLA), reverse("emergency", args=[access.pk])
    assert f"Ta ställning till en begäran om tillfällig åtkomst {NUMBER} Ulla Chef" in text(client, "/uppgifter/")
    shown = text(client, page)
    assert "Barnet är i fara." in shown
    assert secret.entry.public_subject not in client.get(page).content.decode()

    assert client.post(page, {"key": "a", "hours": "24"}).status_code == 422
    assert client.post(page, {"key": "b", "answer": "grant", "hours": "999"}).status_code == 422
    assert client.post(page, {"key": "c", "answer": "grant", "hours": "4"}).status_code == 302

    access.refresh_from_db()
    assert access.until is not None
    assert access.granted_at is not None
    assert access.until - access.granted_at == timedelta(hours=4)
    assert "Ta ställning" not in text(client, "/uppgifter/")


def test_who_may_grant_in_two_capacities_chooses_one_and_it_is_recorded(secret: Case) -> None:
    today = timezone.localdate()
    page = reverse("emergency", args=[asked(secret).pk])
    builders.give_role(PATRIK, Role.DIRECTOR)
    builders.give_role(
        PATRIK, Role.DIRECTOR, on_behalf_of_id=builders.user(CAMILLA).pk, valid_from=today, valid_to=today
    )
    stand_in = builders.user(PATRIK).mandates.get(on_behalf_of__isnull=False)
    client, answer = as_(PATRIK), {"answer": "grant", "hours": "4"}

    assert client.post(page, {"key": "a", **answer}).status_code == 422
    assert client.post(page, {"key": "b", **answer, "capacity": str(stand_in.pk)}).status_code == 302

    told = Event.objects.get(verb="emergency_granted").facts["actor"]
    assert (told["for"], told["mandate"]) == (CAMILLA, stand_in.pk)


def test_the_registry_is_told_by_number_and_acknowledges(secret: Case) -> None:
    access = granted(secret)
    client, page = as_(RUT), reverse("emergency", args=[access.pk])
    notice = reverse("acknowledge_emergency", args=[access.pk])
    assert f"Tillfällig åtkomst har beviljats {NUMBER} Ulla Chef" in text(client, "/uppgifter/")
    assert secret.entry.public_subject not in client.get(page).content.decode()
    assert client.post(page, {"key": "a", "answer": "grant", "hours": "4"}).status_code == 403

    assert client.post(notice).status_code == 302
    assert client.post(notice).status_code == 302

    assert "Tillfällig åtkomst har beviljats" not in text(client, "/uppgifter/")
    assert Event.objects.filter(verb="emergency_acknowledged").count() == 1


def test_the_registrar_of_another_board_and_the_one_let_in_do_not_acknowledge(secret: Case) -> None:
    other = Board.objects.exclude(code="KS").order_by("pk")[0]
    elsewhere = builders.give_role(OLLE, Role.REGISTRAR, board_id=other.pk)
    access = granted(secret, RUT)

    for actor in (elsewhere, builders.actor(RUT), builders.actor(CAMILLA)):
        with pytest.raises(policy.NotAllowed):
            register.acknowledge_emergency(access_id=access.pk, actor=actor, at=timezone.now())
    assert as_(OLLE).get(reverse("emergency", args=[access.pk])).status_code == 404
    assert as_(OLLE).post(reverse("acknowledge_emergency", args=[access.pk])).status_code == 404


def test_the_way_to_ask_is_shown_on_every_page_that_is_not_there(secret: Case) -> None:
    hidden = as_(ULLA).get(reverse("case", args=[secret.uuid])).content.decode()
    absent = as_(ULLA).get("/arenden/00000000-0000-4000-8000-000000000000/").content.decode()

    assert ASK in hidden
    assert ASK in absent
    assert ASK not in as_(OLLE).get(reverse("case", args=[secret.uuid])).content.decode()


def test_the_events_hold_no_reason(secret: Case) -> None:
    granted(secret)

    for event in Event.objects.filter(verb__startswith="emergency_"):
        assert "Barnet" not in bytes(event.body).decode()


def test_the_pages_ask_the_database_fifteen_times_at_most(secret: Case, django_assert_max_num_queries: Budget) -> None:
    access = asked(secret)
    for name, page in ((CAMILLA, reverse("emergency", args=[access.pk])), (ULLA, ASK), (CAMILLA, "/uppgifter/")):
        client = as_(name)
        client.get(page)
        with django_assert_max_num_queries(15):
            assert client.get(page).status_code == 200, page
