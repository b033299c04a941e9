"""Behörighetslistan: who may see a secret matter beside its officer, from–to, and never who runs the system."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import policy
from audit.models import Event
from cases.models import Case
from diarium import services as register
from diarium.models import Document, NeedToKnow
from diarium.services.need_to_know import AlreadyListed, DatesInDisorder, LastOfTheList, NotForOperation
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, ROLF, RUT, SIV, ULLA
from tests.cases.pages import Budget, as_, text

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]

DAY = timedelta(days=1)


@pytest.fixture
def secret(case: Case) -> Case:
    """The matter marked secret, Rut on its list."""
    register.mark_entry_secret(
        entry_id=case.entry_id,
        provision="OSL 18 kap. 1 §",
        entitled=[builders.user(RUT).pk],
        actor=builders.actor(RUT),
        at=timezone.now(),
    )
    return Case.objects.select_related("entry").get(pk=case.pk)


def _list(case: Case, name: str, *, by: str = CATARINA, **dates: date) -> NeedToKnow:
    return register.grant_need_to_know(
        entry_id=case.entry_id,
        user_id=builders.user(name).pk,
        valid_from=dates.get("valid_from", timezone.localdate()),
        valid_to=dates.get("valid_to"),
        actor=builders.actor(by),
        at=timezone.now(),
    )


def _sees(name: str, case: Case) -> bool:
    return policy.visible(builders.actor(name), Case).filter(pk=case.pk).exists()


def test_the_list_opens_the_matter_for_its_days_on_the_databases_date(secret: Case) -> None:
    today = timezone.localdate()
    _list(secret, SIV, valid_from=today, valid_to=today)
    _list(secret, ULLA, valid_from=today - 9 * DAY, valid_to=today - DAY)
    _list(secret, CAMILLA, valid_from=today + DAY)

    assert [_sees(name, secret) for name in (SIV, ULLA, CAMILLA)] == [True, False, False]


def test_the_list_widens_no_role(secret: Case) -> None:
    _list(secret, OLLE)
    _list(secret, SIV)

    assert not _sees(OLLE, secret)
    assert not policy.can(builders.actor(SIV), "write_note", secret)


def test_the_list_opens_the_secret_documents_of_an_open_matter(case: Case) -> None:
    document = case.entry.documents.get(document_no=1)
    register.mark_document_secret(
        document_id=document.pk, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )
    assert not policy.visible(builders.actor(SIV), Document).filter(pk=document.pk).exists()

    _list(case, SIV)

    assert policy.visible(builders.actor(SIV), Document).filter(pk=document.pk).exists()


def test_who_runs_the_system_or_has_no_account_is_never_listed(secret: Case) -> None:
    with pytest.raises(NotForOperation):
        _list(secret, IDA)
    builders.give_role(IDA, "registrar")
    with pytest.raises(NotForOperation):
        _list(secret, IDA)


@pytest.mark.parametrize("name", [ROLF, CAMILLA, PATRIK, SIV, ULLA, OLLE, IDA])
def test_only_the_officer_and_a_registrar_on_the_list_keep_it(secret: Case, name: str) -> None:
    row = _list(secret, SIV, by=RUT)

    with pytest.raises(policy.NotAllowed):
        _list(secret, OLLE, by=name)
    with pytest.raises(policy.NotAllowed):
        register.end_need_to_know(row_id=row.pk, actor=builders.actor(name), at=timezone.now())


def test_a_registrar_does_not_let_herself_in_to_the_secret_documents_of_an_open_matter(case: Case) -> None:
    """Neither by the list nor by marking another document."""
    told: dict[str, Any] = {"provision": "OSL 18 kap. 1 §", "actor": builders.actor(RUT), "at": timezone.now()}
    first, second = case.entry.documents.order_by("document_no")[:2]
    register.mark_document_secret(document_id=first.pk, **told)
    with pytest.raises(policy.NotAllowed):
        _list(case, RUT, by=RUT)
    with pytest.raises(policy.NotAllowed):
        _list(case, ROLF, by=RUT)

    register.mark_document_secret(document_id=second.pk, entitled=[builders.user(RUT).pk], **told)
    register.mark_entry_secret(entry_id=case.entry_id, entitled=[builders.user(RUT).pk], **told)

    assert not NeedToKnow.objects.exists()
    assert not policy.visible(builders.actor(RUT), Document).filter(secrecy_provision__gt="").exists()


def test_dates_are_in_order_and_nobody_stands_there_twice(secret: Case) -> None:
    today = timezone.localdate()
    with pytest.raises(DatesInDisorder):
        _list(secret, SIV, valid_from=today, valid_to=today - DAY)
    _list(secret, SIV, valid_from=today, valid_to=today + DAY)
    with pytest.raises(AlreadyListed):
        _list(secret, SIV, valid_from=today + DAY)
    _list(secret, SIV, valid_from=today + 2 * DAY)


def test_taken_off_the_list_is_at_once_and_the_row_stays(secret: Case) -> None:
    row = _list(secret, SIV)
    assert _sees(SIV, secret)

    register.end_need_to_know(row_id=row.pk, actor=builders.actor(RUT), at=timezone.now())

    assert not _sees(SIV, secret)
    assert NeedToKnow.objects.filter(pk=row.pk).exists()
    assert Event.objects.filter(stream=secret.entry.stream).order_by("-seq")[0].verb == "need_to_know_ended"


def test_a_registrar_does_not_leave_a_secret_matter_that_nobody_sees(secret: Case) -> None:
    row = NeedToKnow.objects.get(entry=secret.entry)
    with pytest.raises(LastOfTheList):
        register.end_need_to_know(row_id=row.pk, actor=builders.actor(RUT), at=timezone.now())

    register.end_need_to_know(row_id=row.pk, actor=builders.actor(CATARINA), at=timezone.now())


def test_the_event_names_nobody(secret: Case) -> None:
    _list(secret, SIV)

    event = Event.objects.filter(verb="need_to_know_granted").order_by("-seq")[0]
    assert SIV not in bytes(event.body).decode()
    assert str(builders.user(SIV).uuid) not in bytes(event.body).decode()
    assert set(event.protected_values.values_list("value", flat=True)) == {SIV, str(builders.user(SIV).uuid)}


def test_the_officer_keeps_the_list_on_its_page(secret: Case) -> None:
    client, page = as_(CATARINA), reverse("need_to_know", args=[secret.uuid])
    form: dict[str, Any] = {"key": "a", "person": builders.user(SIV).pk, "valid_from": "i dag"}
    assert "Rut Sandin" in text(client, page)
    assert f">{IDA}" not in client.get(page).content.decode()

    assert client.post(page, {**form, "person": ""}).status_code == 422
    assert client.post(page, {**form, "valid_to": "2001-01-01"}).status_code == 422
    assert "Siv Ek står på behörighetslistan." in client.post(page, form, follow=True).content.decode()
    assert client.post(page, form).status_code == 422
    assert as_(SIV).get(reverse("case", args=[secret.uuid])).status_code == 200

    row = NeedToKnow.objects.get(user=builders.user(SIV))
    end = reverse("end_need_to_know", args=[secret.uuid, row.pk])
    assert "Siv Ek ser inte längre det som är sekretessmarkerat i ärendet." in text(client, end)
    assert client.post(end, {"key": "b"}).status_code == 302
    assert as_(SIV).get(reverse("case", args=[secret.uuid])).status_code == 404


def test_the_last_registrar_is_told_why_and_where_to_go(secret: Case) -> None:
    row = NeedToKnow.objects.get(entry=secret.entry)
    end = reverse("end_need_to_know", args=[secret.uuid, row.pk])

    answer = as_(RUT).post(end, {"key": "a"})

    assert answer.status_code == 409
    assert "Minst en person måste kunna se ärendet." in answer.content.decode()


@pytest.mark.parametrize("name", [ROLF, CAMILLA, SIV, ULLA, OLLE, IDA])
def test_the_list_does_not_exist_for_others(secret: Case, name: str) -> None:
    row = NeedToKnow.objects.get(entry=secret.entry)
    client = as_(name)

    for address in (
        reverse("need_to_know", args=[secret.uuid]),
        reverse("end_need_to_know", args=[secret.uuid, row.pk]),
    ):
        assert client.get(address).status_code in (403, 404)
        assert client.post(address, {"key": "a"}).status_code in (403, 404)


def test_a_row_of_another_matter_is_no_row_here(secret: Case) -> None:
    other = builders.open_case()
    row = NeedToKnow.objects.get(entry=secret.entry)

    assert as_(RUT).get(reverse("end_need_to_know", args=[other.uuid, row.pk])).status_code == 404


def test_the_page_asks_the_database_fifteen_times_at_most(secret: Case, django_assert_max_num_queries: Budget) -> None:
    client, page = as_(RUT), reverse("need_to_know", args=[secret.uuid])
    client.get(page)
    with django_assert_max_num_queries(15):
        assert client.get(page).status_code == 200
