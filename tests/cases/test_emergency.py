"""Tillfällig åtkomst: asked blindly, granted by another, read and never acted in, told, and over by the clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import policy
from accounts.models import Board, Municipality, Role
from audit.models import Event
from cases.models import Case
from cases.selectors.case_list import Wanted, case_list
from diarium import services as register
from diarium.models import Document, EmergencyAccess
from diarium.services.emergency import AlreadyAnswered, HoursOutOfRange
from diarium.services.entry import ReasonMissing
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, RUT, SIV, ULLA
from tests.cases.pages import Budget, as_, text
from workflows.selectors import inbox

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]

NUMBER = "KS-2018/91.103"
ASK = "/arenden/tillfallig-atkomst/"


@pytest.fixture
def secret(case: Case) -> Case:
    """The matter marked secret; nobody but the officer sees it."""
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )
    return Case.objects.select_related("entry").get(pk=case.pk)


def _asked(case: Case, name: str = ULLA, **when: Any) -> EmergencyAccess:
    at = when.get("at", timezone.now())
    found = register.ask_emergency_access(
        entry_id=case.entry_id, reason="Barnet är i fara.", actor=builders.actor(name), at=at
    )
    assert found is not None
    return found


def _granted(
    case: Case, name: str = ULLA, *, hours: int | None = None, ago: timedelta = timedelta()
) -> EmergencyAccess:
    at = timezone.now() - ago
    access = _asked(case, name, at=at)
    return register.grant_emergency_access(access_id=access.pk, hours=hours, actor=builders.actor(CAMILLA), at=at)


def _sees(name: str, case: Case) -> bool:
    return policy.visible(builders.actor(name), Case).filter(pk=case.pk).exists()


def _open(name: str, case: Case) -> Any:
    client = as_(name)
    assert client.post(reverse("open_by_emergency", args=[case.uuid])).status_code == 302
    return client


def test_asking_opens_nothing_and_granting_opens_the_matter_for_a_day(secret: Case) -> None:
    access = _asked(secret)
    assert not _sees(ULLA, secret)

    granted = register.grant_emergency_access(access_id=access.pk, actor=builders.actor(CAMILLA), at=timezone.now())

    assert _sees(ULLA, secret)
    assert granted.until is not None
    assert granted.granted_at is not None
    assert granted.until - granted.granted_at == timedelta(hours=24)


def test_how_long_it_lasts_is_the_municipalitys_own_figure(secret: Case) -> None:
    Municipality.objects.update(emergency_hours=4)

    access = _granted(secret)

    assert access.until is not None
    assert access.granted_at is not None
    assert access.until - access.granted_at == timedelta(hours=4)
    assert "Åtkomsten gäller i 4 timmar, loggas och meddelas registratorn." in text(as_(PATRIK), ASK)


def test_the_access_is_over_by_the_clock_of_the_database(secret: Case) -> None:
    _granted(secret, ULLA, hours=1, ago=timedelta(minutes=61))
    _granted(secret, PATRIK, hours=2, ago=timedelta(minutes=61))

    assert not _sees(ULLA, secret)
    assert _sees(PATRIK, secret)


@pytest.mark.parametrize("name", [CAMILLA, SIV, OLLE, IDA])
def test_others_may_not_ask(secret: Case, name: str) -> None:
    with pytest.raises(policy.NotAllowed):
        _asked(secret, name)
    assert as_(name).get(ASK).status_code == 403
    assert as_(name).post(ASK, {"key": "a", "number": NUMBER, "reason": "x"}).status_code == 403


@pytest.mark.parametrize("name", [CATARINA, RUT, PATRIK, SIV, ULLA, OLLE, IDA])
def test_only_the_director_grants_and_refuses(secret: Case, name: str) -> None:
    access = _asked(secret)
    for door in (register.grant_emergency_access, register.refuse_emergency_access):
        with pytest.raises(policy.NotAllowed):
            door(access_id=access.pk, actor=builders.actor(name), at=timezone.now())
    page = reverse("emergency", args=[access.pk])
    assert as_(name).get(page).status_code == 404
    assert as_(name).post(page, {"key": "a", "answer": "grant", "hours": 24}).status_code == 404


def test_nobody_lets_themselves_in(secret: Case) -> None:
    director = builders.give_role(ULLA, Role.DIRECTOR)
    access = _asked(secret)

    with pytest.raises(policy.NotAllowed):
        register.grant_emergency_access(access_id=access.pk, actor=director, at=timezone.now())
    assert as_(ULLA).get(reverse("emergency", args=[access.pk])).status_code == 404


def test_nobody_lets_in_whom_they_stand_in_for(secret: Case) -> None:
    builders.give_role(CAMILLA, Role.UNIT_HEAD)
    today = timezone.localdate()
    camilla = builders.user(CAMILLA).pk
    stand_in = builders.give_role(PATRIK, Role.DIRECTOR, on_behalf_of_id=camilla, valid_from=today, valid_to=today)
    access = _asked(secret, CAMILLA)

    with pytest.raises(policy.NotAllowed):
        register.grant_emergency_access(access_id=access.pk, actor=stand_in, at=timezone.now())


def test_a_request_is_answered_once_with_a_reason_and_for_a_week_at_most(secret: Case) -> None:
    told: dict[str, Any] = {"actor": builders.actor(CAMILLA), "at": timezone.now()}
    with pytest.raises(ReasonMissing):
        register.ask_emergency_access(entry_id=secret.entry_id, reason=" ", **{**told, "actor": builders.actor(ULLA)})
    access = _asked(secret)
    for hours in (0, 169):
        with pytest.raises(HoursOutOfRange):
            register.grant_emergency_access(access_id=access.pk, hours=hours, **told)

    register.refuse_emergency_access(access_id=access.pk, **told)

    for door in (register.grant_emergency_access, register.refuse_emergency_access):
        with pytest.raises(AlreadyAnswered):
            door(access_id=access.pk, **told)
    assert not _sees(ULLA, secret)


def test_the_access_lets_read_and_never_act(secret: Case) -> None:
    _granted(secret, RUT)
    rut = builders.actor(RUT)

    case = policy.get_visible(rut, Case, pk=secret.pk)
    assert policy.can(rut, "see_working_material", case) is False  # a registrar never sees drafts
    assert policy.can(rut, "read_history", case)
    asked_about: tuple[tuple[str, Any], ...] = (
        ("write_note", case),
        ("assign_officer", case),
        ("register_document", case),
        ("retry_job", case),
        ("mark_secrecy", case.entry),
        ("keep_need_to_know", case.entry),
        ("lift_secrecy_as_registrar", case.entry),
    )
    for action, about in asked_about:
        assert not policy.can(rut, action, about), action


@pytest.mark.matter_before("approve")
def test_the_access_shows_none_of_the_matters_work(secret: Case) -> None:
    _granted(secret, PATRIK)
    assert _sees(PATRIK, secret)
    assert inbox.count_todo(builders.actor(PATRIK)) == 0

    register.grant_need_to_know(
        entry_id=secret.entry_id,
        user_id=builders.user(PATRIK).pk,
        valid_from=timezone.localdate(),
        actor=builders.actor(CATARINA),
        at=timezone.now(),
    )

    assert inbox.count_todo(builders.actor(PATRIK)) == 1


def test_the_access_opens_the_secret_documents_of_an_open_matter(case: Case) -> None:
    document = case.entry.documents.get(document_no=1)
    register.mark_document_secret(
        document_id=document.pk, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )
    _granted(case)

    assert policy.visible(builders.actor(ULLA), Document).filter(pk=document.pk).exists()


def test_there_is_nothing_to_ask_for_in_an_open_matter_or_in_one_that_is_seen(case: Case) -> None:
    for name in (ULLA, CATARINA):
        told: dict[str, Any] = {"actor": builders.actor(name), "at": timezone.now()}
        assert register.ask_emergency_access(entry_id=case.entry_id, reason="x", **told) is None
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )
    told = {"actor": builders.actor(CATARINA), "at": timezone.now()}
    assert register.ask_emergency_access(entry_id=case.entry_id, reason="x", **told) is None
    assert not EmergencyAccess.objects.exists()


def test_a_second_request_while_the_first_waits_is_the_first(secret: Case) -> None:
    _asked(secret)

    again = register.ask_emergency_access(
        entry_id=secret.entry_id, reason="Nu.", actor=builders.actor(ULLA), at=timezone.now()
    )

    assert again is None
    assert EmergencyAccess.objects.count() == 1


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
    access = _asked(secret)
    client = as_(ULLA)
    assert NUMBER not in text(client, "/uppgifter/")
    assert client.get(reverse("emergency", args=[access.pk])).status_code == 404
    register.refuse_emergency_access(access_id=access.pk, actor=builders.actor(CAMILLA), at=timezone.now())

    assert NUMBER not in text(client, "/uppgifter/")
    assert client.get(reverse("open_by_emergency", args=[secret.uuid])).status_code == 404
    assert client.post(reverse("open_by_emergency", args=[secret.uuid])).status_code == 404


def test_the_director_judges_by_number_and_reason_and_never_sees_the_subject(secret: Case) -> None:
    access = _asked(secret)
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


def test_the_registry_is_told_by_number_and_acknowledges(secret: Case) -> None:
    access = _granted(secret)
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
    access = _granted(secret, RUT)

    for actor in (elsewhere, builders.actor(RUT), builders.actor(CAMILLA)):
        with pytest.raises(policy.NotAllowed):
            register.acknowledge_emergency(access_id=access.pk, actor=actor, at=timezone.now())
    assert as_(OLLE).get(reverse("emergency", args=[access.pk])).status_code == 404
    assert as_(OLLE).post(reverse("acknowledge_emergency", args=[access.pk])).status_code == 404


def test_every_page_of_the_matter_is_closed_until_it_is_opened_by_a_button_that_tells_the_log(secret: Case) -> None:
    _granted(secret)
    client = as_(ULLA)
    document = secret.entry.documents.get(document_no=1)
    names = ("case", "case_documents", "case_history", "case_analysis", "case_report", "case_decision", "case_tasks")
    pages = [reverse(name, args=[secret.uuid]) for name in (*names, "case_recipients", "watch_case")]
    pages.append(reverse("document", args=[document.uuid]))
    assert f"Du har tillfällig åtkomst {NUMBER}" in text(client, "/uppgifter/")
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 409, page
        assert secret.entry.public_subject not in answer.content.decode()
    assert client.get(reverse("open_by_emergency", args=[secret.uuid])).status_code == 200
    assert not Event.objects.filter(verb="emergency_opened").exists()

    client = _open(ULLA, secret)

    for page in pages:
        assert client.get(page).status_code in (200, 403), page
    assert secret.entry.public_subject in text(client, pages[0])
    [told] = Event.objects.filter(verb="emergency_opened")
    assert (told.actor_label, told.stream) == (ULLA, secret.entry.stream)


def test_an_opening_lasts_for_half_an_hour_and_each_is_told(secret: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    _granted(secret)
    client = _open(ULLA, secret)
    page = reverse("case", args=[secret.uuid])
    assert client.get(page).status_code == 200

    monkeypatch.setattr("cases.selectors.emergency.READ_FOR", timedelta())

    assert client.get(page).status_code == 409
    _open(ULLA, secret)
    assert Event.objects.filter(verb="emergency_opened").count() == 2


def test_another_persons_opening_opens_nothing(secret: Case) -> None:
    _granted(secret, ULLA)
    _granted(secret, PATRIK)
    _open(ULLA, secret)

    assert as_(PATRIK).get(reverse("case", args=[secret.uuid])).status_code == 409


def test_opening_a_document_by_the_access_is_told_too(secret: Case) -> None:
    _granted(secret)
    client = _open(ULLA, secret)
    document = secret.entry.documents.get(document_no=1)

    answer = client.post(reverse("document_file", args=[document.uuid, 1]))

    assert b"".join(answer.streaming_content)

    assert Event.objects.filter(verb="document_opened", actor_label=ULLA).count() == 1


def test_who_may_see_the_matter_anyway_opens_it_as_always(secret: Case) -> None:
    assert as_(CATARINA).get(reverse("case", args=[secret.uuid])).status_code == 200
    assert as_(CATARINA).post(reverse("open_by_emergency", args=[secret.uuid])).status_code == 404
    assert [row.number for row in case_list(builders.actor(CATARINA), Wanted()).rows] == [NUMBER]


def test_the_way_to_ask_is_shown_on_every_page_that_is_not_there(secret: Case) -> None:
    hidden = as_(ULLA).get(reverse("case", args=[secret.uuid])).content.decode()
    absent = as_(ULLA).get("/arenden/00000000-0000-4000-8000-000000000000/").content.decode()

    assert ASK in hidden
    assert ASK in absent
    assert ASK not in as_(OLLE).get(reverse("case", args=[secret.uuid])).content.decode()


def test_the_events_hold_no_reason(secret: Case) -> None:
    _granted(secret)

    for event in Event.objects.filter(verb__startswith="emergency_"):
        assert "Barnet" not in bytes(event.body).decode()


def test_the_pages_ask_the_database_fifteen_times_at_most(secret: Case, django_assert_max_num_queries: Budget) -> None:
    access = _asked(secret)
    for name, page in ((CAMILLA, reverse("emergency", args=[access.pk])), (ULLA, ASK), (CAMILLA, "/uppgifter/")):
        client = as_(name)
        client.get(page)
        with django_assert_max_num_queries(15):
            assert client.get(page).status_code == 200, page
