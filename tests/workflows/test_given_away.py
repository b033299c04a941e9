"""Uppgifter som byter person: taken from a list, put back, handed over, and to whom they cannot go."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task

from accounts.models import Board
from accounts.policy import NotAllowed
from cases.models import SignatureSlot
from config import walk
from diarium import services as register
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, RUT, SIV, ULLA
from tests.cases.pages import as_, text
from workflows import services
from workflows.services import TakenByOther

pytestmark = pytest.mark.django_db


def hand_over(task: int, to: str, *, by: str) -> None:
    services.hand_over_task(task_id=task, to_id=builders.user(to).pk, actor=builders.actor(by), at=timezone.now())


def know(way: walk.Walk, name: str) -> None:
    """The person comes on the secret matter's list, put there by its officer."""
    register.grant_need_to_know(
        entry_id=way.case().entry_id,
        user_id=builders.user(name).pk,
        valid_from=timezone.localdate(),
        actor=builders.actor(CATARINA),
        at=timezone.now(),
    )


@pytest.mark.matter_before("approve")
def test_a_task_of_the_pool_is_taken_given_back_and_handed_over() -> None:
    way, now = builders.the_walk(), timezone.now()
    builders.give_role(ULLA, "deputy_director")
    task = way.task("approve_deputy")

    services.claim_task(task_id=task, actor=builders.actor(PATRIK), at=now)
    with pytest.raises(TakenByOther, match=PATRIK):
        services.claim_task(task_id=task, actor=builders.actor(ULLA), at=now)
    with pytest.raises(TakenByOther, match=PATRIK):
        builders.the_walk().perform(ULLA, "approve_deputy", "approve", 2)
    with pytest.raises(services.tasks.NotYours):
        services.release_task(task_id=task, actor=builders.actor(ULLA), at=now)
    services.release_task(task_id=task, actor=builders.actor(PATRIK), at=now)
    hand_over(task, ULLA, by=PATRIK)
    with pytest.raises(TakenByOther, match=ULLA):
        way.perform(PATRIK, "approve_deputy", "approve", 2)
    builders.the_walk().perform(ULLA, "approve_deputy", "approve", 2)


@pytest.mark.matter_before("approve")
def test_a_task_is_handed_to_somebody_who_has_the_role_today() -> None:
    way = builders.the_walk()
    builders.give_role(OLLE, "deputy_director", valid_to=date(2019, 1, 1))

    for name in (OLLE, CATARINA):
        with pytest.raises(services.tasks.PersonUnfit):
            hand_over(way.task("approve_deputy"), name, by=PATRIK)


@pytest.mark.matter_before("send_for_approval")
def test_a_step_of_the_officer_is_handed_to_nobody_since_it_goes_with_the_matter() -> None:
    way = builders.the_walk()
    builders.give_role(OLLE, "case_officer")
    task = way.task("write_report")

    with pytest.raises(services.tasks.OfficersOwn, match="Byt handläggare i stället"):
        hand_over(task, OLLE, by=CATARINA)

    services.change_officer(
        case_id=way.case().pk, officer_id=builders.user(OLLE).pk, actor=builders.actor(RUT), at=timezone.now()
    )
    assert Task.objects.get(pk=task).owner == builders.user(OLLE)


@pytest.mark.matter_before("sign")
def test_nobody_signs_because_the_task_was_handed_over() -> None:
    task = builders.the_walk().task("sign_agreement", SignatureSlot.objects.get(party__is_municipality=True).pk)

    with pytest.raises(services.tasks.PersonUnfit, match="Ingen undertecknar för någon annan"):
        hand_over(task, PATRIK, by=CAMILLA)


@pytest.mark.matter_before("approve")
def test_a_task_of_a_secret_matter_is_handed_to_somebody_who_may_know() -> None:
    way = builders.the_walk()
    builders.give_role(ULLA, "deputy_director")
    builders.mark_secret(way)
    know(way, PATRIK)

    with pytest.raises(services.tasks.PersonUnfit, match="får inte se ärendet"):
        hand_over(way.task("approve_deputy"), ULLA, by=PATRIK)
    assert ULLA not in text(as_(PATRIK), reverse("hand_over", args=[way.task("approve_deputy")]))

    know(way, ULLA)
    assert ULLA in text(as_(PATRIK), reverse("hand_over", args=[way.task("approve_deputy")]))
    hand_over(way.task("approve_deputy"), ULLA, by=PATRIK)


@pytest.mark.matter_before("approve")
def test_a_task_is_handed_to_nobody_of_another_board() -> None:
    way = builders.the_walk()
    builders.give_role(OLLE, "deputy_director", board_id=Board.objects.get(code="GSN").pk)

    with pytest.raises(services.tasks.PersonUnfit, match="har inte rollen"):
        hand_over(way.task("approve_deputy"), OLLE, by=PATRIK)


@pytest.mark.matter_before("approve")
@pytest.mark.parametrize("person", [CATARINA, CAMILLA, RUT, SIV, IDA, OLLE])
def test_a_task_is_taken_by_its_role_only(person: str) -> None:
    with pytest.raises(NotAllowed):
        services.claim_task(
            task_id=builders.the_walk().task("approve_deputy"), actor=builders.actor(person), at=timezone.now()
        )
