"""Mina uppgifter: whose turn it is, whom one waits for, and what one has done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task

from accounts.models import Board, Role
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, PIA, ROLF, RUT, SIV, ULLA
from tests.cases.pages import as_, text
from tests.config import strict_html
from workflows.selectors import inbox
from workflows.selectors.inbox import Filter, numbers

pytestmark = pytest.mark.django_db
INBOX = "/uppgifter/"
ANYTHING = Filter()


def _titles(name: str) -> list[str]:
    return [line.title for line in inbox.todo_page(builders.actor(name), ANYTHING).rows]


@pytest.mark.matter_before("start_situation_analysis")
def test_the_officers_task_is_the_officers_alone() -> None:
    assert _titles(CATARINA) == ["Komplettera ärendet"]
    assert [_titles(name) for name in (RUT, PATRIK, CAMILLA, SIV, ULLA, IDA, OLLE, PIA)] == [[]] * 8


@pytest.mark.matter_before("approve")
def test_a_task_that_nobody_has_waits_for_everybody_with_the_role() -> None:
    assert _titles(PATRIK) == ["Godkänn förslag till beslut"]
    assert _titles(CAMILLA) == []

    builders.give_role(OLLE, Role.DEPUTY_DIRECTOR)

    assert _titles(OLLE) == ["Godkänn förslag till beslut"]


@pytest.mark.matter_before("confirm_decision")
def test_a_role_for_another_board_gives_no_task() -> None:
    assert _titles(RUT) == _titles(ROLF) == ["Bekräfta registrerat beslut"]
    other = Board.objects.exclude(code="KS").order_by("pk")[0]

    elsewhere = builders.give_role(OLLE, Role.REGISTRAR, board_id=other.pk)

    assert inbox.count_todo(elsewhere) == 0


@pytest.mark.matter_before("confirm_decision")
def test_a_task_that_is_taken_leaves_the_others_lists() -> None:
    task = Task.objects.get(status="NEW", flow_task_type="HUMAN")

    as_(ROLF).post(reverse("claim_task", args=[task.pk]))

    assert _titles(ROLF) == ["Bekräfta registrerat beslut"]
    assert _titles(RUT) == []


@pytest.mark.matter_before("start_situation_analysis")
def test_the_stand_in_sees_the_tasks_of_the_one_stood_in_for() -> None:
    today = timezone.localdate()
    own = builders.user(CATARINA).mandates.get(role=Role.CASE_OFFICER)
    builders.give_role(
        OLLE,
        Role.CASE_OFFICER,
        board_id=own.board_id,
        unit_id=own.unit_id,
        on_behalf_of_id=builders.user(CATARINA).pk,
        valid_from=today,
        valid_to=today + timedelta(days=7),
    )

    assert _titles(OLLE) == ["Komplettera ärendet"]


@pytest.mark.matter_before("approve")
def test_the_officer_sees_whom_the_matter_waits_for() -> None:
    page = text(as_(CATARINA), "/uppgifter/vantar/")

    assert "Godkänn förslag till beslut" in page
    assert "Biträdande kommundirektören" in page
    assert _titles(CATARINA) == []


@pytest.mark.matter_before("approve")
def test_what_is_done_is_listed_with_its_outcome() -> None:
    page = text(as_(CATARINA), "/uppgifter/klara/")

    assert "Lägesbilden fastställdes" in page
    assert "Förslaget skickades för godkännande" in page


@pytest.mark.matter_before("start_situation_analysis")
def test_the_list_is_filtered_by_words_and_step() -> None:
    client = as_(CATARINA)

    assert "Komplettera ärendet" in text(client, f"{INBOX}?q=91.103&steg=draft")
    assert "Inga uppgifter matchar ”hyra”." in text(client, f"{INBOX}?q=hyra")
    assert "Inga uppgifter matchar filtret." in text(client, f"{INBOX}?steg=decision")


@pytest.mark.matter_before("start_situation_analysis")
def test_the_latest_day_is_that_of_the_process_and_the_late_one_says_so() -> None:
    client = as_(CATARINA)
    assert "Om 5 dagar" in text(client, INBOX)

    builders.let_days_pass(9)

    assert "Försenad 4 dagar" in text(client, INBOX)


@pytest.mark.matter_before("open_case")
def test_an_empty_list_says_what_will_be_here() -> None:
    client = as_(RUT)

    assert "Du har inga uppgifter att göra." in text(client, INBOX)
    assert "Du väntar inte på någon." in text(client, "/uppgifter/vantar/")


@pytest.mark.matter_before("open_case")
def test_sixty_tasks_are_paged_both_ways_in_as_many_queries_as_ten() -> None:
    first = builders.open_case()
    pattern = Task.objects.get(process__caseprocess__case=first, status="ASSIGNED")
    client = as_(CATARINA)
    _more(pattern, 9)
    with CaptureQueriesContext(connection) as few:
        client.get(INBOX)
    _more(pattern, 55)

    with CaptureQueriesContext(connection) as many:
        response = client.get(INBOX)

    assert len(many) == len(few) <= 15
    assert len([one for one in many if one["sql"].startswith("SELECT COALESCE((SELECT COUNT(")]) == 1
    page = response.context["page"]
    assert (len(page.rows), page.previous) == (50, "")
    following = inbox.todo_page(builders.actor(CATARINA), ANYTHING, after=page.following)
    assert (len(following.rows), following.following) == (15, "")
    back = inbox.todo_page(builders.actor(CATARINA), ANYTHING, before=following.previous)
    assert [line.pk for line in back.rows] == [line.pk for line in page.rows]
    assert not {line.pk for line in page.rows} & {line.pk for line in following.rows}


def _more(pattern: Task, number: int) -> None:
    Task.objects.bulk_create(
        Task(
            process=pattern.process,
            flow_task=pattern.flow_task,
            flow_task_type="HUMAN",
            status="ASSIGNED",
            owner=pattern.owner,
            token=pattern.token,
        )
        for _ in range(number)
    )


@pytest.mark.matter_before("confirm_decision")
def test_the_menu_counts_what_waits() -> None:
    response = as_(RUT).get(INBOX)

    (item,) = [item for item in response.context["shell"].menu if item.place.address == INBOX]
    assert item.count == 1


@pytest.mark.matter_before("open_case")
def test_a_long_list_is_not_counted_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    _more(Task.objects.get(process__caseprocess__case=builders.open_case(), status="ASSIGNED"), 62)
    assert "Visar 50 av 63 uppgifter" in text(as_(CATARINA), INBOX)
    assert (inbox.as_counted(1000), inbox.as_counted(1001)) == ("1000", "1\u00a0000+")
    monkeypatch.setattr(numbers, "MOST", 60)

    page = text(as_(CATARINA), INBOX)

    assert inbox.count_todo(builders.actor(CATARINA)) == 61
    assert "Visar 50 av 60+ uppgifter" in page
    assert "Att göra (60+)" in page
    assert inbox.as_counted(60) == "60"


def test_open_tasks_are_found_by_their_own_indexes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'viewflow_task'")
        names = {row[0] for row in cursor.fetchall()}

    assert {"workflows_open_of_owner", "workflows_open_in_pool", "workflows_done_of_owner"} <= names


@pytest.mark.matter_before("confirm_decision")
@pytest.mark.parametrize("address", ["/uppgifter/", "/uppgifter/vantar/", "/uppgifter/klara/"])
def test_the_lists_are_strict_html(address: str) -> None:
    strict_html.parsed(as_(RUT).get(address))
