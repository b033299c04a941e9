"""Frister som de visas: in the list of their own, in the matter, beside the inbox; and moved on a page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.builders import CATARINA, IDA, OLLE, RUT, ULLA
from tests.cases.pages import Budget, as_, text
from workflows.models import Deadline

pytestmark = pytest.mark.django_db
LIST = "/arenden/frister/"
MOST_QUERIES = 15


def _task_deadline() -> Deadline:
    return Deadline.objects.get(kind="task", ended_as="")


def _address(name: str, row: Deadline) -> str:
    return reverse(name, args=[row.case.uuid, row.pk])


@pytest.mark.matter_before("start_situation_analysis")
def test_what_is_late_stands_in_a_list_of_its_own_with_whom_it_lies(django_assert_max_num_queries: Budget) -> None:
    client = as_(ULLA)
    assert "Ingen frist är försenad." in text(client, LIST)
    builders.let_days_pass(9)

    with django_assert_max_num_queries(MOST_QUERIES):
        page = text(client, LIST)

    assert "Komplettera ärendet" in page
    assert "Försenad 4 dagar" in page
    assert CATARINA in page
    board, unit = builders.the_walk().case().board_id, builders.the_walk().case().unit_id
    assert "Komplettera ärendet" in text(client, f"{LIST}?namnd={board}&enhet={unit}")
    assert "Inga frister matchar filtret." in text(client, f"{LIST}?namnd={board + 1}")
    assert "Komplettera ärendet" in text(client, f"{LIST}?visa=alla&namnd=nonsens")


@pytest.mark.matter_before("start_situation_analysis")
def test_the_list_of_deadlines_tells_nothing_of_a_secret_matter() -> None:
    builders.let_days_pass(9)
    number = builders.the_walk().case().entry.printed_number
    builders.mark_secret(builders.the_walk())

    assert number not in text(as_(ULLA), LIST)
    assert number not in text(as_(OLLE), LIST)
    assert number in text(as_(CATARINA), LIST)


@pytest.mark.matter_before("send_for_approval")
def test_the_matter_shows_its_clocks_with_their_law() -> None:
    case = builders.the_walk().case()

    page = text(as_(CATARINA), reverse("case_tasks", args=[case.uuid]))

    assert "Uppdatera lägesbilden" in page
    assert "2023:196 6 §" in page
    assert "Lägesbilden ska uppdateras senast" in text(as_(CATARINA), reverse("case", args=[case.uuid]))


@pytest.mark.matter_before("send_for_approval")
def test_the_coming_dates_stand_beside_the_officers_inbox() -> None:
    row = Deadline.objects.get(kind="situation_analysis")

    page = text(as_(CATARINA), "/uppgifter/")

    assert "Kommande datum" in page
    assert ("Uppdatera lägesbilden" in page) == (0 <= (row.due - timezone.localdate()).days <= 120)
    assert "Visa alla frister" in page


@pytest.mark.matter_before("start_situation_analysis")
def test_the_officer_moves_a_deadline_and_the_reason_stands_beside_it() -> None:
    client, row = as_(CATARINA), _task_deadline()
    address = _address("move_deadline", row)
    later = timezone.localdate() + timedelta(days=30)
    key = client.get(address).context["form"]["key"].value()

    assert client.post(address, {"key": key, "due": later.isoformat(), "reason": ""}).status_code == 422
    past = (timezone.localdate() - timedelta(days=2)).isoformat()
    refused = client.post(address, {"key": key, "due": past, "reason": "x"})
    assert refused.status_code == 422
    assert "Välj ett datum som inte har passerat." in refused.content.decode()
    done = client.post(address, {"key": key, "due": later.isoformat(), "reason": "Väntar på polisen."}, follow=True)

    assert "Flyttad: Väntar på polisen." in done.content.decode()
    again = client.post(address, {"key": key, "due": later.isoformat(), "reason": "Väntar på polisen."})
    assert again.status_code == 302
    row.refresh_from_db()
    assert row.due == later


@pytest.mark.matter_before("start_situation_analysis")
def test_nobody_else_moves_it_and_a_deadline_of_another_matter_is_not_found() -> None:
    row = _task_deadline()

    assert as_(OLLE).get(_address("move_deadline", row)).status_code == 403
    assert as_(IDA).get(_address("move_deadline", row)).status_code == 403
    assert as_(CATARINA).get(reverse("move_deadline", args=[row.case.uuid, row.pk + 1000])).status_code == 404


@pytest.mark.matter_before("end")
def test_an_agreement_that_shall_not_be_renewed_is_put_aside_on_a_page() -> None:
    row = Deadline.objects.get(kind="agreement_expiry")
    client, address = as_(RUT), _address("drop_deadline", row)
    key = client.get(address).context["form"]["key"].value()

    client.post(address, {"key": key, "reason": "Ersätts av länsavtalet."})

    row.refresh_from_db()
    assert row.ended_as == "dropped"
