"""Kalenderadressen: secret, changed and closed by the person; what is fetched there, and what never is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.capacity import SYSTEM
from accounts.services import deactivate_user
from meetings import services
from meetings.selectors.ical import CalendarEvent, calendar_text
from tests import builders
from tests.builders import CATARINA, SIV
from tests.cases.pages import as_, text
from tests.meetings.days import board, meeting_on, plan

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]
PAGE = "/installningar/kalender/"


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


def _address(person: str = CATARINA) -> str:
    row = services.new_address(actor=builders.actor(person), at=timezone.now())
    return f"/kalender/{row.user.uuid}/{services.secret_of(row)}.ics"


def _events(address: str) -> list[dict[str, str]]:
    """The events of the feed, unfolded."""
    response = Client().get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    body = response.content.decode().replace("\r\n ", "")
    return [
        dict(line.split(":", 1) for line in part.split("END:VEVENT")[0].strip().split("\r\n"))
        for part in body.split("BEGIN:VEVENT")[1:]
    ]


def test_a_person_makes_changes_and_closes_the_address() -> None:
    client = as_(CATARINA)
    assert "Skapa en adress" in text(client, PAGE)
    client.post(PAGE)
    first = client.get(PAGE).context["address"].removeprefix("http://localhost:8000")
    assert Client().get(first).status_code == 200

    client.post(PAGE)
    second = client.get(PAGE).context["address"].removeprefix("http://localhost:8000")

    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    client.post(PAGE, {"gor": "stang"})
    assert Client().get(second).status_code == 404


def test_the_address_is_not_guessed_and_dies_with_the_account() -> None:
    address = _address()
    assert Client().get(address.replace(".ics", "0.ics")).status_code == 404
    assert Client().get(f"/kalender/{builders.user(SIV).uuid}/{'0' * 64}.ics").status_code == 404

    deactivate_user(user_id=builders.user(CATARINA).pk, actor=SYSTEM, at=timezone.now())

    assert Client().get(address).status_code == 404


def test_the_feed_has_the_persons_deadlines_and_meetings() -> None:
    case = builders.the_walk().case()
    plan(meeting_on(date(2027, 12, 1)))

    found = {event["SUMMARY"]: event for event in _events(_address())}

    number = case.entry.printed_number
    task = found[f"{number}: Komplettera ärendet"]
    assert task["DTSTART;VALUE=DATE"] == f"{timezone.localdate() + timedelta(days=5):%Y%m%d}"
    assert task["URL"].endswith("/")
    assert f"{number}: sammanträde i Kommunstyrelsen" in found
    assert len({event["UID"] for event in found.values()}) == len(found)


def test_the_subject_of_a_matter_never_stands_in_the_feed_and_of_a_secret_one_only_its_number() -> None:
    way = builders.the_walk()
    address = _address()
    subject = way.case().entry.public_subject
    assert subject not in Client().get(address).content.decode()
    builders.mark_secret(way)

    found = _events(address)

    assert {event["SUMMARY"] for event in found} == {f"{way.case().entry.printed_number}: Uppgift"}
    assert all("DESCRIPTION" not in event for event in found)
    assert way.case().entry.printed_number not in Client().get(_address(SIV)).content.decode()


def test_the_secretary_has_the_meetings_of_the_board_and_the_board_its_own_feed() -> None:
    row = meeting_on(date(2027, 12, 1))
    address = _address(SIV)
    assert "Sammanträde: Kommunstyrelsen" in {event["SUMMARY"] for event in _events(address)}
    of_board = address.replace(".ics", f"/{board().uuid}.ics")

    found = {event["UID"].split("@")[0]: event for event in _events(of_board)}

    assert found[f"stop-{row.uuid}"]["DTSTART;VALUE=DATE"] == "20271117"
    assert found[f"summons-{row.uuid}"]["DTSTART;VALUE=DATE"] == "20271124"
    services.cancel_meeting(meeting_id=row.pk, reason="x", actor=builders.actor(SIV), at=timezone.now(), key="k" * 32)
    assert [event["STATUS"] for event in _events(of_board)] == ["CANCELLED"]


def test_a_program_that_has_it_already_gets_no_content_and_one_that_asks_too_often_is_stopped() -> None:
    address = _address()
    first = Client().get(address)
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert "no-cache" in first["Cache-Control"]

    answers = [Client().get(address).status_code for _one in range(60)]

    assert answers[-1] == 429


def test_lines_are_folded_at_75_octets_in_crlf_and_no_letter_is_cut() -> None:
    event = CalendarEvent(
        uid="a@b",
        day=date(2026, 10, 28),
        summary="Överenskommelse; åtgärder, " * 9,
        stamp=datetime(2026, 10, 1, 12, tzinfo=UTC),
        starts=datetime.combine(date(2026, 10, 28), time(18), tzinfo=UTC),
        description="rad 1\nrad 2\x00",
    )

    body = calendar_text("Kalender", [event])

    lines = body.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "DTSTART:20261028T180000Z" in lines
    whole = body.replace("\r\n ", "")
    assert "Överenskommelse\\; åtgärder\\, " * 9 in whole
    assert "DESCRIPTION:rad 1\\nrad 2\r\n" in whole
    assert "\n" not in body.replace("\r\n", "")
