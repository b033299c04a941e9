"""Bevaka: a person's own list of matters, by day, and nothing of it that the person may not see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import policy
from cases.models import Case, Watch
from cases.selectors.watch import watch_lines
from cases.services.watch import stop_watching, watch_case
from diarium import services as register
from tests import builders
from tests.builders import CATARINA, OLLE, RUT, SIV
from tests.cases.pages import Budget, as_, text

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]

LIST = "/uppgifter/bevakas/"
TODAY = timezone.localdate()


def _watch(case: Case, name: str = SIV, **when: Any) -> Watch:
    return watch_case(case_id=case.pk, on=when.get("on"), actor=builders.actor(name), at=timezone.now())


def _make_secret(case: Case) -> None:
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )


def test_a_matter_is_watched_once_and_a_second_time_changes_the_day(case: Case) -> None:
    _watch(case)
    _watch(case, on=TODAY)

    assert [(row.user.name, row.on) for row in Watch.objects.all()] == [(SIV, TODAY)]


@pytest.mark.parametrize("name", [OLLE])
def test_nobody_watches_what_they_do_not_see(case: Case, name: str) -> None:
    with pytest.raises(policy.NotVisible):
        _watch(case, name)
    _make_secret(case)
    with pytest.raises(policy.NotVisible):
        _watch(case, SIV)
    assert as_(SIV).get(reverse("watch_case", args=[case.uuid])).status_code == 404
    assert as_(SIV).post(reverse("watch_case", args=[case.uuid]), {"key": "a", "on": ""}).status_code == 404


def test_the_list_has_the_earliest_day_first_and_those_without_a_day_last(case: Case) -> None:
    second, third = builders.open_case(), builders.open_case()
    _watch(case)
    _watch(second, on=TODAY + timedelta(days=5))
    _watch(third, on=TODAY)

    days = [line.on for line in watch_lines(builders.actor(SIV))]

    assert days == [TODAY, TODAY + timedelta(days=5), None]


def test_a_matter_is_watched_and_let_go_on_its_page(case: Case) -> None:
    client, page = as_(SIV), reverse("case", args=[case.uuid])
    assert "Sluta bevaka" not in text(client, page)
    watch = reverse("watch_case", args=[case.uuid])
    assert client.post(watch, {"key": "a", "on": "i övermorgon kanske"}).status_code == 422

    answer = client.post(watch, {"key": "b", "on": "2030-05-02"}, follow=True)

    assert "Du bevakar KS-2018/91.103 till 2\u00a0maj 2030." in answer.content.decode()
    assert "Sluta bevaka" in text(client, page)
    assert "Bevakas (1)" in text(client, LIST)
    assert "2030-05-02" in text(client, LIST)
    assert 'value="2030-05-02"' in client.get(watch).content.decode()

    stopped = client.post(reverse("stop_watching", args=[case.uuid]), {"next": LIST}, follow=True)

    assert "Du bevakar inte längre ärendet." in stopped.content.decode()
    assert "Du bevakar inga ärenden. Välj Bevaka på ett ärende för att få det här." in text(client, LIST)


def test_the_list_is_filtered_by_word_and_step(case: Case) -> None:
    _watch(case)
    client = as_(SIV)

    assert "KS-2018/91.103" in text(client, f"{LIST}?q=91.103&steg=draft")
    assert "Inga bevakade ärenden matchar filtret." in text(client, f"{LIST}?q=finns-inte")
    assert "Inga bevakade ärenden matchar filtret." in text(client, f"{LIST}?steg=signing")


def test_a_matter_made_secret_leaves_the_list_and_its_count(case: Case) -> None:
    _watch(case)
    _watch(case, CATARINA)
    _make_secret(case)

    page = text(as_(SIV), LIST)

    assert "Bevakas (0)" in page
    assert "KS-2018/91.103" not in page
    assert "Bevakas (1)" in text(as_(CATARINA), LIST)
    stop_watching(case_id=case.pk, actor=builders.actor(SIV))
    assert Watch.objects.count() == 1


def test_nobody_stops_what_they_do_not_watch(case: Case) -> None:
    _watch(case)

    assert as_(RUT).post(reverse("stop_watching", args=[case.uuid])).status_code == 404
    assert as_(SIV).get(reverse("stop_watching", args=[case.uuid])).status_code == 405
    assert Watch.objects.count() == 1


def test_the_way_back_stays_here(case: Case) -> None:
    _watch(case)

    answer = as_(SIV).post(reverse("stop_watching", args=[case.uuid]), {"next": "https://example.com/"})

    assert answer.headers["Location"] == reverse("case", args=[case.uuid])


def test_the_pages_ask_the_database_fifteen_times_at_most(case: Case, django_assert_max_num_queries: Budget) -> None:
    _watch(case)
    client = as_(SIV)
    for page in (LIST, reverse("case", args=[case.uuid]), reverse("watch_case", args=[case.uuid])):
        client.get(page)
        with django_assert_max_num_queries(15):
            assert client.get(page).status_code == 200, page
