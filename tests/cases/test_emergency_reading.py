"""Vad en tillfällig åtkomst öppnar: reading and never acting, each opening told in the log, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import policy
from audit.models import Event
from cases.models import Case
from cases.selectors.case_list import Wanted, case_list
from cases.selectors.keyset import Place
from diarium import services as register
from diarium.models import Document
from tests import builders
from tests.builders import CATARINA, PATRIK, RUT, ULLA
from tests.cases.emergency import NUMBER, granted, sees
from tests.cases.pages import as_, text
from workflows.selectors import inbox

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


def opened(name: str, case: Case) -> Any:
    client = as_(name)
    assert client.post(reverse("open_by_emergency", args=[case.uuid])).status_code == 302
    return client


def test_the_access_lets_read_and_never_act(secret: Case) -> None:
    granted(secret, RUT)
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
    granted(secret, PATRIK)
    assert sees(PATRIK, secret)
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
    granted(case)

    assert policy.visible(builders.actor(ULLA), Document).filter(pk=document.pk).exists()


def test_every_page_of_the_matter_is_closed_until_it_is_opened_by_a_button_that_tells_the_log(secret: Case) -> None:
    granted(secret)
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

    client = opened(ULLA, secret)

    for page in pages:
        assert client.get(page).status_code in (200, 403), page
    assert secret.entry.public_subject in text(client, pages[0])
    [told] = Event.objects.filter(verb="emergency_opened")
    assert (told.actor_label, told.stream) == (ULLA, secret.entry.stream)


def test_an_opening_lasts_for_half_an_hour_and_each_is_told(secret: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    granted(secret)
    client = opened(ULLA, secret)
    page = reverse("case", args=[secret.uuid])
    assert client.get(page).status_code == 200

    monkeypatch.setattr("cases.selectors.emergency.READ_FOR", timedelta())

    assert client.get(page).status_code == 409
    opened(ULLA, secret)
    assert Event.objects.filter(verb="emergency_opened").count() == 2


def test_another_persons_opening_opens_nothing(secret: Case) -> None:
    granted(secret, ULLA)
    granted(secret, PATRIK)
    opened(ULLA, secret)

    assert as_(PATRIK).get(reverse("case", args=[secret.uuid])).status_code == 409


def test_opening_a_document_by_the_access_is_told_too(secret: Case) -> None:
    granted(secret)
    client = opened(ULLA, secret)
    document = secret.entry.documents.get(document_no=1)

    answer = client.post(reverse("document_file", args=[document.uuid, 1]))

    assert b"".join(answer.streaming_content)

    assert Event.objects.filter(verb="document_opened", actor_label=ULLA).count() == 1


def test_who_may_see_the_matter_anyway_opens_it_as_always(secret: Case) -> None:
    assert as_(CATARINA).get(reverse("case", args=[secret.uuid])).status_code == 200
    assert as_(CATARINA).post(reverse("open_by_emergency", args=[secret.uuid])).status_code == 404
    assert [row.number for row in case_list(builders.actor(CATARINA), Wanted(), Place()).rows] == [NUMBER]
