"""Reparationer av grenar, frågor och mallar: what hangs beside the main path is found, shown, mended and gone."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.urls import reverse
from viewflow.workflow.models import Task

from audit.selectors import check_consistency
from tests import builders, damage
from tests.builders import CATARINA, IDA, PATRIK, ULLA
from tests.cases.pages import as_, text
from tests.referrals import answer, ask, asked_one, inside
from tests.workflows.definitions import published
from tests.workflows.repairs import DRIFT, Fault, check_again, see_and_mend
from workflows import services

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.allows_inconsistency]


@pytest.mark.matter_before("record_paper_signature")
def test_a_join_that_nothing_would_open_is_opened(owner_connection: psycopg.Connection[Any]) -> None:
    way = builders.the_walk()
    no = {"reason": "Villkoren passar inte."}
    builders.on_slot(way, CATARINA, "sign_agreement", "decline_on_paper", "Lokalpolis", no)
    damage.plant(owner_connection, "UPDATE viewflow_task SET status = 'CANCELED' WHERE status IN ('NEW', 'ASSIGNED')")

    see_and_mend(Fault("", "stuck_join", "open_join", []))

    assert check_consistency() == []
    assert builders.open_tasks(way) == ["handle_declined"]


@pytest.mark.matter_before("record_paper_signature")
def test_a_branch_about_nothing_is_dropped(owner_connection: psycopg.Connection[Any]) -> None:
    way = builders.the_walk()
    damage.plant(
        owner_connection,
        "UPDATE viewflow_task SET data = data || '{\"item\": 999999}' WHERE id ="
        " (SELECT max(id) FROM viewflow_task WHERE status = 'ASSIGNED')",
    )
    kinds = {one.kind for one in check_consistency()}
    assert kinds == {"orphan_branch", "orphan_slot"}

    see_and_mend(Fault("", "orphan_branch", "drop_branch", []))
    see_and_mend(Fault("", "orphan_slot", "add_branch", []))

    assert check_consistency() == []
    for party in ("Lokalpolis", "Södertörns"):
        builders.sign_on_paper(way, party)
    assert way.case().state == "distribution"


@pytest.mark.matter_before("confirm_decision")
def test_a_definition_that_no_longer_passes_its_check_is_found(owner_connection: psycopg.Connection[Any]) -> None:
    damage.plant(
        owner_connection, "UPDATE workflows_processdefinition SET body = replace(body, 'confirm_decision', 'gone')"
    )

    assert {one.kind for one in check_consistency()} >= {"definition"}
    check_again()
    assert "Kan inte åtgärdas härifrån" in text(as_(IDA), DRIFT)


@pytest.mark.matter_before("confirm_decision")
def test_from_a_definition_that_fails_its_check_the_way_leads_to_the_newer_version(
    owner_connection: psycopg.Connection[Any],
) -> None:
    newer = published(lambda nodes: nodes["approve_deputy"].update(days=9))
    damage.plant(
        owner_connection,
        "UPDATE workflows_processdefinition SET body = replace(body, 'confirm_decision', 'gone')"
        " WHERE code = 'agreement' AND version = 1",
    )
    check_again()
    ida = as_(IDA)
    address = reverse("move_matters", args=["agreement", newer.version])

    assert f'<a href="{address}">Flytta pågående ärenden …</a>' in ida.get(DRIFT).content.decode()
    assert ida.get(address).status_code == 200


@pytest.mark.matter_before("record_paper_signature")
def test_two_joins_of_the_same_branches_begin_again_as_one() -> None:
    way = builders.the_walk()
    no = {"reason": "Villkoren passar inte."}
    builders.on_slot(way, CATARINA, "sign_agreement", "decline_on_paper", "Lokalpolis", no)
    first = Task.objects.get(flow_task_type="JOIN", status__in=("NEW", "STARTED"))
    second = Task.objects.create(
        process=first.process,
        flow_task=first.flow_task,
        flow_task_type="JOIN",
        status=first.status,
        token=first.token,
    )
    second.previous.set(first.previous.all())

    see_and_mend(Fault("", "double_join", "begin_again", [], "each_signer"))

    assert check_consistency() == []
    builders.sign_on_paper(way, "Södertörns")
    assert set(builders.open_tasks(way)) <= {"sign_agreement", "handle_declined"}


QUESTIONS = [
    pytest.param("contribution", "write_analysis", marks=pytest.mark.matter_before("conclude_analysis")),
    pytest.param("referral", "write_report", marks=pytest.mark.matter_before("send_for_approval")),
]


@pytest.mark.parametrize(("kind", "beside"), QUESTIONS)
def test_a_question_whose_task_is_lost_has_it_again(
    kind: str, beside: str, owner_connection: psycopg.Connection[Any]
) -> None:
    way = builders.the_walk()
    ask(way, kind, inside(ULLA), inside(PATRIK))
    waits = builders.open_tasks(way)
    lost = asked_one(way, ULLA).pk
    damage.plant(
        owner_connection,
        f'UPDATE viewflow_task SET status = \'CANCELED\' WHERE data @> \'{{"of": "referral", "item": {lost}}}\'',
    )
    assert [(one.kind, one.row) for one in check_consistency()] == [("orphan_referral", lost)]

    see_and_mend(Fault("", "orphan_referral", "add_question", []))

    assert check_consistency() == []
    assert builders.open_tasks(way) == waits
    assert Task.objects.get(pk=services.open_branch(way.case(), lost)).owner == builders.user(ULLA)
    for person in (ULLA, PATRIK):
        answer(way, person, "nothing_to_add" if kind == "contribution" else "abstain", person)
    assert [name for name in builders.open_tasks(way) if not name.endswith("_ready")] == [beside]


@pytest.mark.parametrize(("kind", "beside"), QUESTIONS)
def test_a_task_whose_question_has_ended_is_dropped(
    kind: str, beside: str, owner_connection: psycopg.Connection[Any]
) -> None:
    way = builders.the_walk()
    ask(way, kind, inside(ULLA), inside(PATRIK))
    ended = asked_one(way, ULLA).pk
    damage.plant(
        owner_connection,
        "UPDATE cases_referral SET state = 'closed_without_answer', ended_at = now(), ended_label = 'Någon',"
        " close_reason = 'Skäl'"
        f" WHERE id = {ended}",
    )
    assert {one.kind for one in check_consistency()} == {"orphan_branch"}

    see_and_mend(Fault("", "orphan_branch", "drop_branch", []))

    assert check_consistency() == []
    people = [name for name in builders.open_tasks(way) if not name.endswith("_ready")]
    assert len(people) == 2
    assert beside in people


@pytest.mark.matter_before("send_for_approval")
def test_a_question_that_rests_while_the_matter_is_back_in_its_analysis_is_no_fault() -> None:
    way = builders.the_walk()
    ask(way, "referral", inside(ULLA))

    builders.intervene(way, CATARINA, "reopen_analysis")

    assert way.case().state == "situation_analysis"
    assert asked_one(way, ULLA).state == "sent"
    assert services.open_branch(way.case(), asked_one(way, ULLA).pk) is None
    assert check_consistency() == []
