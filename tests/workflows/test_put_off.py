"""Bordläggning och återremiss (R14, R15): how many times, and who asked, on the decision and the page of the matter."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from cases.models import Decision
from cases.selectors.decision import decision_cards
from tests import builders
from tests.builders import RUT, SIV
from tests.cases.pages import as_, text
from workflows.selectors.open_tasks import open_task

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("record_decision")]


def _table(day: str, paragraph: int, by: str = "") -> None:
    builders.decide(
        builders.the_walk(),
        "tabled",
        meeting_date=day,
        paragraph=paragraph,
        adjusted_on=None,
        tabled_to="2020-11-25",
        requested_by=by,
    )


def _page(name: str) -> str:
    return text(as_(RUT), reverse(name, args=[builders.the_walk().case().uuid]))


def test_the_matter_says_how_many_times_it_was_tabled_and_who_asked_last() -> None:
    _table("2020-09-30", 11, by="Anna Ek (S)")
    assert "Bordlagt 1 gång, senast på begäran av Anna Ek (S)" in _page("case")

    _table("2020-10-14", 12, by="Bo  Berg (M)")

    assert "Bordlagt 2 gånger, senast på begäran av Bo Berg (M)" in _page("case")
    words = _page("case_decision")
    assert "Antal gånger Bordlagt 2 gånger" in words
    assert "Begärt av Bo Berg (M)" in words
    assert [card.put_off for card in decision_cards(builders.the_walk().case())] == ["Bordlagt 2 gånger", ""]


def test_a_record_that_was_refused_is_not_counted() -> None:
    way = builders.the_walk()
    wrong = builders.decision("tabled", meeting_date="2020-09-30", paragraph=10, adjusted_on=None)
    way.perform(SIV, "record_decision", "record_decision", payload=wrong)
    way.perform(RUT, "confirm_decision", "reject", payload={"comment": "Fel dag."})
    assert "Bordlagt 1 gång" not in _page("case")

    _table("2020-10-14", 12)

    assert "Bordlagt 1 gång" in _page("case")
    assert "senast på begäran" not in _page("case")


def test_a_referral_back_is_counted_by_itself() -> None:
    _table("2020-09-30", 11)

    builders.decide(
        builders.the_walk(),
        "referred_back",
        meeting_date="2020-10-14",
        paragraph=12,
        adjusted_on=None,
        motivation="Kostnaden ska utredas.",
        requested_by="Anna Ek (S)",
    )

    words = _page("case")
    assert "Bordlagt 1 gång" in words
    assert "Återremitterat 1 gång, senast på begäran av Anna Ek (S)" in words


def test_the_form_asks_who_asked_and_only_what_was_put_off_keeps_it() -> None:
    task = open_task(builders.the_walk().case_id, "record_decision")
    assert "Vem begärde det?" in text(as_(SIV), reverse("task", args=[task]))

    builders.decide(builders.the_walk(), "adopted", requested_by="Anna Ek (S)")

    assert Decision.objects.get().requested_by == ""


def test_who_asked_stays_as_it_was_recorded_and_belongs_to_what_was_put_off() -> None:
    _table("2020-09-30", 11, by="Anna Ek (S)")
    for change in ("requested_by = 'Bo Berg (M)'", "outcome = 'noted', adjusted_on = meeting_date"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE cases_decision SET {change}")
