"""Jäv håller någon utanför (KL 6:28–32): who left a matter for it is offered nothing there, nor can be given it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task

from audit.models import Event
from audit.selectors import verify
from tests import builders
from tests.beside import give, matter, titles
from tests.builders import CATARINA, OLLE, PATRIK, ROLF, RUT
from tests.cases.pages import Budget, as_, text
from tests.workflows.kept_out import PLACES, change_officer, could_do_all, the_task
from workflows import services
from workflows.models import AdHocTask
from workflows.selectors.handover import taker_of, work_of
from workflows.selectors.unattended import unattended

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("approve")]


@pytest.fixture(autouse=True)
def _every_role() -> None:
    could_do_all()


@pytest.mark.parametrize("place", PLACES)
def test_who_left_for_another_reason_still(place: str) -> None:
    change_officer(OLLE)

    assert PLACES[place]()


@pytest.mark.parametrize("place", PLACES)
def test_nobody_who_is_jävig(place: str) -> None:
    change_officer(OLLE, conflict="own_matter")

    assert not PLACES[place]()


def test_what_the_jävig_person_had_in_the_matter_goes_back_or_to_the_new_officer() -> None:
    mine, taken = give(CATARINA, by=RUT), give(role="registrar", by=RUT)
    services.claim_ad_hoc_task(ad_hoc_id=taken.pk, actor=builders.actor(CATARINA), at=timezone.now())
    services.claim_task(task_id=the_task().pk, actor=builders.actor(CATARINA), at=timezone.now())

    change_officer(OLLE, conflict="represents")

    assert the_task().owner is None
    assert AdHocTask.objects.get(pk=taken.pk).owner is None
    assert AdHocTask.objects.get(pk=mine.pk).owner == builders.user(OLLE)
    assert titles(CATARINA) == []
    verbs = Event.objects.filter(stream=matter().stream).order_by("-seq").values_list("verb", flat=True)[:4]
    told = ["ad_hoc_task_put_back", "ad_hoc_task_handed_over", "task_put_back", "officer_replaced_for_conflict"]
    assert list(verbs) == told
    assert verify().findings == []


def test_it_stays_with_who_left_for_another_reason() -> None:
    services.claim_task(task_id=the_task().pk, actor=builders.actor(CATARINA), at=timezone.now())

    change_officer(OLLE)

    assert the_task().owner == builders.user(CATARINA)


def test_a_task_given_by_the_jävig_person_does_not_go_back_there() -> None:
    task = give(PATRIK, by=CATARINA)
    change_officer(OLLE, conflict="own_matter")

    items = work_of(builders.user(PATRIK), None)

    assert [(item.pk, item.goal.user) for item in items] == [(task.pk, builders.user(OLLE))]


def test_the_hand_over_of_all_work_says_why_the_matter_stays() -> None:
    change_officer(OLLE, conflict="own_matter")

    items = work_of(builders.user(OLLE), taker_of(builders.user(CATARINA), on=timezone.localdate()))

    assert [item.goal.refused for item in items] == [f"{CATARINA} är jävig i ärendet. Välj någon annan."]


def test_the_night_finds_the_task_whose_only_person_is_jävig() -> None:
    services.claim_task(task_id=the_task().pk, actor=builders.actor(CATARINA), at=timezone.now())
    assert list(unattended()) == []
    change_officer(OLLE, conflict="own_matter")
    assert list(unattended()) == []

    Task.objects.filter(pk=the_task().pk).update(owner=builders.user(CATARINA), status="ASSIGNED")

    found = [str(one.sentence) for one in unattended()]
    assert found == [f"Ingen kan göra uppgiften: {CATARINA} har den men kan inte längre utföra den."]


def test_the_page_of_the_task_says_why_it_cannot_be_done() -> None:
    change_officer(OLLE, conflict="own_matter")

    words = text(as_(CATARINA), reverse("task", args=[the_task().pk]))

    assert "Du har lämnat ärendet på grund av jäv och får inte delta i handläggningen av det." in words
    assert "Ta uppgiften" not in words


@pytest.mark.parametrize("page", ["case", "task", "case_tasks", "inbox"])
def test_the_pages_ask_fifteen_times_at_most(page: str, django_assert_max_num_queries: Budget) -> None:
    change_officer(OLLE, conflict="own_matter")
    client = as_(CATARINA)
    args = {"inbox": [], "task": [the_task().pk]}.get(page, [matter().uuid])
    client.get(reverse(page, args=args))

    with django_assert_max_num_queries(15):
        assert client.get(reverse(page, args=args)).status_code == 200


def test_the_hand_over_asks_no_more_questions_for_many_things(django_assert_num_queries: Budget) -> None:
    builders.give_role(ROLF, "case_officer")
    change_officer(OLLE)
    taker = taker_of(builders.user(ROLF), on=timezone.localdate())
    give(OLLE, by=RUT)
    olle = builders.user(OLLE)
    with django_assert_num_queries(4):
        assert len(work_of(olle, taker)) == 2
    for _number in range(3):
        give(OLLE, by=RUT)

    with django_assert_num_queries(4):
        assert len(work_of(olle, taker)) == 5
