"""Sammanträden: entered, moved and called off, with the matters that are prepared for them."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board, Role
from accounts.policy import NotAllowed
from audit.models import Event
from diarium import calendar
from meetings import services
from meetings.models import LeadTimes, Meeting
from meetings.services import CouncilNeedsAWeek, DayTaken, MeetingCancelled, MeetingLine, MeetingPassed, OutOfOrder
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.meetings.days import TIMES, board, meeting_on, plan
from workflows.models import PlannedMeeting

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]
MOST_QUERIES = 15


def _in(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def _move(row: Meeting, on: date, *, reason: str = "Lokalen är upptagen.", person: str = SIV) -> int:
    return services.move_meeting(
        meeting_id=row.pk,
        line=MeetingLine(on),
        reason=reason,
        actor=builders.actor(person),
        at=timezone.now(),
        key=uuid4().hex,
    )


def _cancel(row: Meeting, *, reason: str = "För få ärenden.") -> int:
    return services.cancel_meeting(
        meeting_id=row.pk, reason=reason, actor=builders.actor(SIV), at=timezone.now(), key=uuid4().hex
    )


def test_the_secretary_enters_the_days_of_a_year_and_those_that_are_known_stay_one() -> None:
    lines = [MeetingLine(_in(30), time(18), "Sessionssalen"), MeetingLine(_in(60)), MeetingLine(_in(60))]
    key = uuid4().hex

    def enter(key: str) -> tuple[int, int]:
        return services.add_meetings(
            board_id=board().pk, lines=lines, actor=builders.actor(SIV), at=timezone.now(), key=key
        )

    assert enter(key) == (2, 1)
    assert enter(key) == (2, 1)
    assert enter(uuid4().hex) == (0, 3)
    assert Meeting.objects.count() == 2
    assert Event.objects.filter(verb="meeting_added").count() == 2


def test_only_the_boards_secretary_and_the_registry_keep_its_meetings_and_never_in_the_past() -> None:
    other = Board.objects.get(code="FSN")

    for person in (CATARINA, OLLE, IDA):
        with pytest.raises(NotAllowed):
            meeting_on(_in(30), person=person)
    with pytest.raises(NotAllowed):
        meeting_on(_in(30), body=other, person=SIV)
    with pytest.raises(MeetingPassed):
        meeting_on(_in(-1), person=RUT)


def test_a_matter_follows_the_meeting_that_is_moved() -> None:
    row = meeting_on(_in(40))
    plan(row)

    assert _move(row, _in(47)) == 1

    assert PlannedMeeting.objects.get().on == _in(47)
    assert Event.objects.filter(stream=builders.the_walk().case().stream, verb="meeting_planned").count() == 2


def test_a_matter_has_no_meeting_when_it_is_called_off() -> None:
    row = meeting_on(_in(40))
    plan(row)

    assert _cancel(row) == 1

    assert PlannedMeeting.objects.get().on is None
    with pytest.raises(MeetingCancelled):
        _move(row, _in(50))
    assert meeting_on(_in(40)) != row


def test_two_meetings_of_a_body_are_not_on_one_day() -> None:
    first, _second = meeting_on(_in(40)), meeting_on(_in(50))

    with pytest.raises(DayTaken):
        _move(first, _in(50))
    with pytest.raises(services.ReasonMissing):
        _move(first, _in(51), reason=" ")


def test_the_council_is_summoned_a_week_before_at_the_latest() -> None:
    council = Board.objects.get(kind="council")

    with pytest.raises(CouncilNeedsAWeek):
        services.set_lead_times(
            board_id=council.pk, days={**TIMES, "summons_days": 6}, actor=builders.actor(RUT), at=timezone.now()
        )
    with pytest.raises(OutOfOrder):
        services.set_lead_times(
            board_id=board().pk, days={**TIMES, "stop_days": 3}, actor=builders.actor(SIV), at=timezone.now()
        )
    services.set_lead_times(
        board_id=board().pk, days={**TIMES, "stop_days": 20}, actor=builders.actor(SIV), at=timezone.now()
    )
    assert LeadTimes.objects.get().stop_days == 20


ATTEMPTS = {
    "deleted": "DELETE FROM meetings_meeting",
    "emptied": "TRUNCATE meetings_meeting CASCADE",
    "disordered": "UPDATE meetings_leadtimes SET stop_days = 1",
    "twice a day": """
        INSERT INTO meetings_meeting (uuid, board_id, "on", place, state, changed_at)
        SELECT gen_random_uuid(), board_id, "on", place, state, changed_at FROM meetings_meeting
    """,
    "unheard of": """
        INSERT INTO meetings_meeting (uuid, board_id, "on", place, state, changed_at)
        SELECT gen_random_uuid(), board_id, "on" + 1, place, state, changed_at FROM meetings_meeting;
        SET CONSTRAINTS ALL IMMEDIATE
    """,
    "lead times unheard of": """
        INSERT INTO meetings_leadtimes (uuid, board_id, summons_days, review_days, stop_days, approval_days,
                                        writing_days, referral_days)
        SELECT gen_random_uuid(), b.id, 7, 12, 14, 3, 10, 21 FROM accounts_board b WHERE b.code = 'FSN';
        SET CONSTRAINTS ALL IMMEDIATE
    """,
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_database_refuses_what_no_event_tells_of(attempt: str) -> None:
    meeting_on(_in(30))
    services.set_lead_times(board_id=board().pk, days=TIMES, actor=builders.actor(SIV), at=timezone.now())

    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        _run(ATTEMPTS[attempt])


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_calendar_shows_the_year_with_the_days_before(django_assert_max_num_queries: Budget) -> None:
    on = calendar.next_working_day(_in(30))
    meeting_on(on)
    client = as_(CATARINA)

    with django_assert_max_num_queries(MOST_QUERIES):
        page = text(client, f"/sammantraden/?ar={on.year}")

    assert "Kommunstyrelsen" in page
    assert "Sista dag att anmäla" in page
    assert "Lägg in sammanträden" not in page
    assert "Lägg in sammanträden" in text(as_(SIV), "/sammantraden/?ar=x")
    assert "Det finns inga sammanträden det här året." in text(client, "/sammantraden/?ar=2199")


def test_a_list_from_a_spreadsheet_is_pasted_and_every_faulty_line_is_named() -> None:
    client, address = as_(SIV), reverse("add_meetings", args=[board().uuid])
    day = _in(30).isoformat()
    key = client.get(address).context["form"]["key"].value()

    refused = client.post(address, {"key": key, "lines": f"Datum;Tid\n{day};18.00;Salen\n32 maj\n{day};26"})
    assert refused.status_code == 422
    said = refused.content.decode()
    assert "Rad 3: ”32 maj” är inget datum." in said
    assert "Rad 4: ”26” är inget klockslag." in said

    answer = client.post(address, {"key": key, "lines": f"Datum;Tid\n{day};18.00;Salen\n\n"}, follow=True)

    assert "1 sammanträde är inlagt." in answer.content.decode()
    row = Meeting.objects.get()
    assert (row.on, row.starts_at, row.place) == (_in(30), time(18), "Salen")


def test_the_secretary_moves_and_calls_off_a_meeting_on_its_pages() -> None:
    client, row = as_(SIV), meeting_on(_in(30))
    plan(row)
    address = reverse("move_meeting", args=[row.uuid])
    key = client.get(address).context["form"]["key"].value()
    form = {"key": key, "on": _in(31).isoformat(), "starts_at": "18.30", "place": "Salen"}

    assert client.post(address, {**form, "reason": ""}).status_code == 422
    assert "1 ärende följde med." in client.post(address, {**form, "reason": "x"}, follow=True).content.decode()

    address = reverse("cancel_meeting", args=[row.uuid])
    key = client.get(address).context["form"]["key"].value()
    assert client.post(address, {"key": key, "reason": ""}).status_code == 422
    done = client.post(address, {"key": key, "reason": "x"}, follow=True).content.decode()
    assert "Inställt" in done
    assert as_(OLLE).get(address).status_code == 403


def test_lead_times_are_changed_on_a_page_and_wrong_ones_are_answered_there() -> None:
    client, address = as_(SIV), reverse("lead_times", args=[board().uuid])
    told = {name: str(number) for name, number in TIMES.items()}

    assert client.post(address, {**told, "stop_days": "många"}).status_code == 422
    assert client.post(address, {**told, "stop_days": "1"}).status_code == 422
    page = client.post(address, {**told, "stop_days": "28"}, follow=True).content.decode()

    assert "28 dagar före" in page
    assert "28 dagar före" in text(client, "/administration/sammantraden/")


def test_who_keeps_no_body_finds_no_page_of_it() -> None:
    other = Board.objects.get(code="FSN")

    assert as_(SIV).get(reverse("board_meetings", args=[other.uuid])).status_code == 403
    assert as_(OLLE).get("/administration/sammantraden/").status_code == 403
    builders.give_role(OLLE, Role.BOARD_SECRETARY, board_id=other.pk)
    assert as_(OLLE).get(reverse("board_meetings", args=[other.uuid])).status_code == 200
