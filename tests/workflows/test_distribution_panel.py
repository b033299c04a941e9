"""Uppgifterna att expediera och avsluta, som de ser ut: who gets the decision, and what closing wants."""

from __future__ import annotations

import pytest
from django.http import HttpResponseBase
from django.urls import reverse

from accounts.models import Board
from cases.models import Case, Dispatch
from config import walk
from tests.builders import IDA, OLLE, RUT
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html

pytestmark = pytest.mark.django_db


def _task(way: walk.Walk, node: str) -> str:
    return reverse("task", args=[way.task(node)])


def _joint() -> str:
    return f"board_{Board.objects.get(code='SÖFN').pk}"


def _send(way: walk.Walk, **answers: str) -> HttpResponseBase:
    case: Case = way.case()
    data = {"key": "a", "version": str(case.version), "outcome": "distribute", **answers}
    return as_(RUT).post(_task(way, "distribute"), data, follow=True)


@pytest.mark.matter_before("distribute")
def test_everybody_who_gets_the_decision_is_shown_before_it_is_sent(way: walk.Walk) -> None:
    page = text(as_(RUT), _task(way, "distribute"))

    assert "Beslutet skickas till 12 mottagare" in page
    assert "Socialnämnden Samtliga nämnder Internt" in page
    assert "Ska den vara med?" in page
    assert "Det här skickas" in page


@pytest.mark.matter_before("distribute")
def test_the_joint_board_must_be_decided_about(way: walk.Walk) -> None:
    answer = _send(way)

    assert answer.status_code == 422
    assert "ska vara med." in strict_html.text(answer)
    assert not Dispatch.objects.exists()


@pytest.mark.matter_before("distribute")
@pytest.mark.parametrize(("said", "number"), [("in", 13), ("out", 12)])
def test_the_decision_is_sent_with_or_without_the_joint_board(way: walk.Walk, said: str, number: int) -> None:
    answer = _send(way, **{_joint(): said})

    assert answer.status_code == 200
    assert Dispatch.objects.count() == number


@pytest.mark.matter_before("distribute")
@pytest.mark.parametrize("name", [OLLE, IDA])
def test_others_do_not_see_the_task(way: walk.Walk, name: str) -> None:
    assert as_(name).get(_task(way, "distribute")).status_code in (403, 404)


@pytest.mark.matter_before("distribute")
def test_the_preview_asks_few_questions(way: walk.Walk, django_assert_max_num_queries: Budget) -> None:
    rut, address = as_(RUT), _task(way, "distribute")
    rut.get(address)  # the first time it is opened it becomes read

    with django_assert_max_num_queries(15):
        rut.get(address)


@pytest.mark.matter_before("close")
def test_closing_shows_what_it_wants(way: walk.Walk) -> None:
    page = text(as_(RUT), _task(way, "close_case"))

    assert "Innan ärendet avslutas" in page
    assert "Alla mottagare har fått beslutet" in page
