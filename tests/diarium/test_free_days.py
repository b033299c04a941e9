"""Helgdagar: the calendar of the law, and the municipality's own free days, which no clock of the law counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.policy import NotAllowed, NotVisible
from audit.models import Event
from audit.selectors import sentence_of
from diarium import calendar
from diarium.models import FreeDay
from diarium.selectors.free_day import free_days, free_days_by_time
from diarium.services import free_day as services
from tests import builders
from tests.builders import CATARINA, OLLE, PIA, RUT
from tests.cases.pages import Budget, as_, text

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]

PAGE = "/administration/helgdagar/"
SQUEEZED = date(2037, 5, 15)  # the Friday after Kristi himmelsfärdsdag
AT = datetime(2036, 1, 10, 9, tzinfo=UTC)


def added(day: date = SQUEEZED, name: str = "Klämdag", *, who: str = RUT, at: datetime = AT) -> FreeDay:
    return services.add_free_day(day=day, name=name, actor=builders.actor(who), at=at)


def ended(row: FreeDay, *, who: str = RUT, at: datetime = AT) -> FreeDay:
    return services.end_free_day(free_day_id=row.pk, actor=builders.actor(who), at=at)


def test_the_page_has_the_holidays_of_the_year_as_the_clocks_count_them() -> None:
    page = text(as_(CATARINA), f"{PAGE}?ar=2026")

    assert "Helgdagar 2026" in page
    assert "Långfredagen" in page
    assert "Midsommarafton" in page
    assert "Kommunen har inga egna lediga dagar det här året." in page
    assert "Ny ledig dag" not in page
    for holiday in calendar.holidays_of(2026):
        assert not calendar.is_working_day(holiday.day)


@pytest.mark.parametrize("asked", ["1066", "9999", "x", "", "20260", "²²²²"])
def test_a_year_that_is_none_is_this_year(asked: str) -> None:
    assert f"Helgdagar {timezone.localdate().year}" in text(as_(RUT), f"{PAGE}?ar={asked}")


@pytest.mark.parametrize("name", [PIA, OLLE])
def test_who_has_no_role_in_the_municipality_has_no_page(name: str) -> None:
    assert as_(name).get(PAGE).status_code == 403


def test_the_registrar_adds_a_day_and_takes_it_away_and_both_are_told() -> None:
    rut = as_(RUT)
    answer = rut.post(f"{PAGE}ny/", {"day": SQUEEZED.isoformat(), "name": " Klämdag  efter torsdagen "})
    row = FreeDay.objects.get()

    assert answer.headers["Location"] == f"{PAGE}?ar=2037"
    page = text(rut, f"{PAGE}?ar=2037")
    assert "Klämdag efter torsdagen" in page
    assert rut.post(f"{PAGE}{row.pk}/ta-bort/").headers["Location"] == f"{PAGE}?ar=2037"

    assert "Klämdag efter torsdagen" not in text(rut, f"{PAGE}?ar=2037").replace("är en vanlig dag igen", "")
    told = [sentence_of(row) for row in Event.objects.filter(verb__startswith="free_day").order_by("pk")]
    assert told == [
        "lade till den lediga dagen 15\xa0maj 2037, Klämdag efter torsdagen",
        "tog bort den lediga dagen 15\xa0maj 2037, Klämdag efter torsdagen",
    ]


def test_only_a_registrar_keeps_the_days() -> None:
    row = added()

    with pytest.raises(NotAllowed):
        added(SQUEEZED + timedelta(days=7), who=CATARINA)
    with pytest.raises(NotAllowed):
        ended(row, who=CATARINA)
    assert as_(CATARINA).get(f"{PAGE}ny/").status_code == 403
    assert as_(CATARINA).post(f"{PAGE}{row.pk}/ta-bort/").status_code == 403


def test_a_day_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotVisible):
        services.end_free_day(free_day_id=0, actor=builders.actor(RUT), at=AT)
    assert as_(RUT).post(f"{PAGE}0/ta-bort/").status_code == 404


@pytest.mark.parametrize(
    ("day", "name", "sentence"),
    [
        (date(2037, 5, 16), "Lördag", "2037-05-16 är redan ledig"),
        (date(2037, 5, 14), "Kristi himmelsfärdsdag", "2037-05-14 är redan ledig"),
        (date(2036, 1, 10), "I dag", "Välj en dag som inte har varit."),
        (SQUEEZED, "  ", "Skriv vad dagen kallas"),
    ],
)
def test_a_day_that_cannot_be_free_is_refused(day: date, name: str, sentence: str) -> None:
    with pytest.raises(services.FreeDayRefused, match=sentence):
        added(day, name)


def test_the_same_day_once_more_is_the_same_row_and_another_name_is_refused() -> None:
    row = added()

    assert added() == row
    with pytest.raises(services.FreeDayRefused, match="2037-05-15 är redan en ledig dag: Klämdag"):
        added(name="Annat")
    ended(row)
    assert ended(FreeDay.objects.get()).ended_at == AT
    assert added() != row
    assert Event.objects.filter(verb__startswith="free_day").count() == 3


def test_a_day_that_has_been_stays() -> None:
    row = added()

    with pytest.raises(services.FreeDayRefused, match="har redan varit"):
        ended(row, at=datetime(2037, 5, 15, 9, tzinfo=UTC))


def test_a_refused_day_is_said_beside_the_form() -> None:
    response = as_(RUT).post(f"{PAGE}ny/", {"day": "2037-05-16", "name": "Lördag"})

    assert response.status_code == 422
    assert "2037-05-16 är redan ledig enligt kalendern." in response.content.decode()


def test_own_days_stop_the_municipalitys_working_days_and_no_clock_of_the_law() -> None:
    added()
    free = free_days()

    assert calendar.add_working_days(date(2037, 5, 13), 1) == SQUEEZED
    assert calendar.add_working_days(date(2037, 5, 13), 1, free) == date(2037, 5, 18)
    assert calendar.working_days_before(date(2037, 5, 18), 1, free) == date(2037, 5, 13)
    assert calendar.last_appeal_day(date(2037, 4, 24)) == SQUEEZED
    assert calendar.before_meeting(date(2037, 5, 22)).planned == SQUEEZED


def test_what_was_counted_before_a_day_was_added_or_after_it_was_taken_away_is_counted_without_it() -> None:
    row = added()
    ended(row, at=AT + timedelta(days=2))
    then = free_days_by_time()

    assert then(AT - timedelta(seconds=1)) == frozenset()
    assert then(AT + timedelta(days=1)) == {SQUEEZED}
    assert then(AT + timedelta(days=3)) == frozenset()
    assert free_days() == frozenset()


@pytest.mark.parametrize(
    "values",
    [
        "('2037-05-15', 'Två gånger', now(), NULL)",
        "('2037-05-16', 'Lördag', now(), NULL)",
        "('2037-06-15', '', now(), NULL)",
        "('2037-06-15', 'Bakvänt', now(), now() - interval '1 day')",
    ],
)
def test_the_database_holds_a_day_once_on_a_weekday_with_a_name(values: str) -> None:
    added()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO diarium_freeday (day, name, added_at, ended_at) VALUES {values}")


def test_the_page_asks_few_questions(django_assert_max_num_queries: Budget) -> None:
    for n in range(20):
        day = date(2037, 3, 2) + timedelta(days=n)
        if calendar.is_working_day(day):
            added(day)
    client = as_(RUT)

    with django_assert_max_num_queries(7):
        client.get(f"{PAGE}?ar=2037")
