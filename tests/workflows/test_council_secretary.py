"""Fullmäktiges sekreterare: bound to the council alone, has what waits for the council, and nothing before it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.capacity import Actor
from accounts.models import Board
from accounts.policy import NotAllowed, can
from accounts.services import end_mandate
from config import walk
from tests import builders
from tests.builders import IDA, OLLE, RUT, SIV, ULLA
from tests.cases.pages import Budget, as_, text
from tests.workflows import kinds
from workflows.selectors import inbox
from workflows.selectors.inbox import Filter
from workflows.selectors.notice_people import people_of_task
from workflows.selectors.people import takers
from workflows.selectors.task import open_tasks
from workflows.selectors.unattended import unattended, ways_on
from workflows.services.tasks import claim_task

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]

POLICY = "Policy för trygghet och säkerhet"
POINT = "Policy för trygghet och säkerhet antas."
RECORDED = {"meeting_date": "2020-11-16", "paragraph": 8, "adjusted_on": "2020-11-20"}


def secretary_of(code: str) -> Actor:
    return builders.give_role(OLLE, "board_secretary", board_id=Board.objects.get(code=code).pk)


def before_board() -> walk.Walk:
    return kinds.before_the_board("policy", POLICY, POINT)


def to_do(actor: Actor) -> list[str]:
    titles = [line.title for line in inbox.todo_page(actor, Filter()).rows]
    assert inbox.count_todo(actor) == len(titles)
    return titles


def may_record(actor: Actor, way: walk.Walk) -> bool:
    return can(actor, "record_decision", way.case())


def board_without_secretary() -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    for mandate in builders.user(SIV).mandates.filter(role="board_secretary"):
        end_mandate(mandate_id=mandate.pk, valid_to=yesterday, actor=builders.actor(IDA), at=timezone.now())


def test_what_the_board_passed_on_waits_in_the_list_of_the_councils_secretary() -> None:
    way = before_board()
    olle = secretary_of("KF")
    assert (to_do(olle), may_record(olle, way)) == ([], False)

    kinds.by_board(way, "forwarded")

    assert (to_do(olle), may_record(olle, way)) == (["Registrera fullmäktiges beslut"], True)
    assert "Registrera fullmäktiges beslut" in text(as_(OLLE), "/uppgifter/?lista=board_secretary")


def test_the_councils_secretary_records_what_the_council_decided() -> None:
    way = before_board()
    secretary_of("KF")
    with pytest.raises(NotAllowed):
        way.perform(OLLE, "record_decision", "record_decision", payload=builders.decision("forwarded"))
    kinds.by_board(way, "forwarded")

    way.perform(OLLE, "record_council", "record_decision", payload=builders.decision("adopted", **RECORDED))
    answer = way.perform(RUT, "confirm_council", "confirm")

    assert answer.state == "distribution"
    assert to_do(builders.actor(OLLE)) == [], "what is decided is distributed by the matter's own board"


def test_nobody_is_told_in_the_place_of_the_councils_secretary() -> None:
    way = before_board()
    today = timezone.localdate()
    assert [person.name for person in people_of_task(open_tasks(way.case()).get(), on=today)] == [SIV]
    secretary_of("KF")

    kinds.by_board(way, "forwarded")

    assert people_of_task(open_tasks(way.case()).get(), on=today) == []


def test_what_the_council_tabled_stays_with_its_secretary() -> None:
    way = before_board()
    kinds.by_board(way, "forwarded")
    kinds.by_council(way, "tabled", tabled_to="2020-12-07", adjusted_on="")

    olle = secretary_of("KF")

    assert (to_do(olle), may_record(olle, way)) == (["Registrera fullmäktiges beslut"], True)


@pytest.mark.parametrize("outcome", ["tabled", "unconfirmed", "referred_back"])
def test_what_the_board_has_not_passed_on_is_not_the_councils(outcome: str) -> None:
    way = before_board()
    if outcome == "tabled":
        kinds.by_board(way, "tabled", tabled_to="2020-11-04", adjusted_on="")
    elif outcome == "referred_back":
        kinds.by_board(way, "forwarded")
        kinds.by_council(way, "referred_back", motivation="Kostnaderna ska redovisas.", adjusted_on="")
    else:
        way.perform("Siv Ek", "record_decision", "record_decision", payload=builders.decision("forwarded"))

    assert to_do(secretary_of("KF")) == []


def test_another_boards_secretary_has_nothing_of_it() -> None:
    way = before_board()
    kinds.by_board(way, "forwarded")

    elsewhere = secretary_of("FSN")

    assert (to_do(elsewhere), may_record(elsewhere, way)) == ([], False)


def test_a_secret_matter_waits_for_the_councils_secretary_who_is_on_its_list_alone() -> None:
    way = before_board()
    kinds.by_board(way, "forwarded")
    olle = secretary_of("KF")

    builders.mark_secret(way)

    assert (to_do(olle), may_record(olle, way)) == ([], False)


def test_the_task_can_be_given_to_the_councils_secretary() -> None:
    way = before_board()
    kinds.by_board(way, "forwarded")
    olle = secretary_of("KF")
    task = open_tasks(way.case()).get()

    named = takers(task, way.case(), on=timezone.localdate())

    assert olle.user_id in [pk for pk, _name in named]


def test_what_the_councils_secretary_can_do_is_no_finding() -> None:
    way = before_board()
    olle = secretary_of("KF")
    assert list(unattended()) == []
    kinds.by_board(way, "forwarded")
    task = open_tasks(way.case()).get()
    claim_task(task_id=task.pk, actor=olle, at=timezone.now())

    assert list(unattended()) == []
    assert SIV in [name.split(",")[0] for _pk, name in ways_on("nobody", task.pk).people]


def test_what_nobody_of_the_board_can_do_is_offered_to_the_councils_secretary() -> None:
    way = before_board()
    kinds.by_board(way, "forwarded")
    task = open_tasks(way.case()).get()
    claim_task(task_id=task.pk, actor=builders.actor(SIV), at=timezone.now())
    olle = secretary_of("KF")
    elsewhere = builders.give_role(ULLA, "board_secretary", board_id=Board.objects.get(code="FSN").pk)
    board_without_secretary()
    assert [one.row for one in unattended()] == [task.pk]

    way_on = ways_on("nobody", task.pk)

    offered = [pk for pk, _name in way_on.people]
    assert olle.user_id in offered
    assert elsewhere.user_id not in offered
    assert way_on.has_list


def test_what_waits_for_the_councils_secretary_alone_is_no_finding() -> None:
    way = before_board()
    kinds.by_board(way, "forwarded")
    board_without_secretary()
    assert [one.kind for one in unattended()] == ["nobody"]

    secretary_of("KF")

    assert list(unattended()) == []


def test_who_stands_in_for_the_councils_secretary_has_the_task_that_was_taken() -> None:
    way = before_board()
    kinds.by_board(way, "forwarded")
    council, today = Board.objects.get(code="KF").pk, timezone.localdate()
    olle = secretary_of("KF")
    claim_task(task_id=open_tasks(way.case()).get().pk, actor=olle, at=timezone.now())

    stand_in = builders.give_role(
        ULLA,
        "board_secretary",
        board_id=council,
        on_behalf_of_id=olle.user_id,
        valid_from=today,
        valid_to=today + timedelta(days=5),
    )

    assert to_do(stand_in) == ["Registrera fullmäktiges beslut"]


def test_the_councils_list_costs_no_more_for_every_matter_in_it(django_assert_max_num_queries: Budget) -> None:
    for _n in range(2):
        kinds.by_board(before_board(), "forwarded", paragraph=20 + _n)
    secretary_of("KF")
    client = as_(OLLE)

    with django_assert_max_num_queries(15):
        page = text(client, "/uppgifter/")

    assert page.count("Registrera fullmäktiges beslut") >= 2
