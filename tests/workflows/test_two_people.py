"""Två personer: who acts for the first is never the second, in every act that takes two (R8, G12)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Role
from cases.models import Approval
from cases.selectors import four_eyes
from cases.services import staff_report
from cases.services.steps.approval import GaveWord, OwnText, SentIt
from config import walk
from tests import builders
from tests.builders import CAMILLA, CATARINA, PATRIK, ULLA
from tests.workflows.two_people import away, refused_by_the_database

pytestmark = pytest.mark.django_db


@pytest.mark.matter_before("approve")
def test_who_approved_as_deputy_does_not_approve_again_as_the_directors_substitute() -> None:
    way = builders.the_walk()
    away(CAMILLA, PATRIK)
    way.perform(PATRIK, "approve_deputy", "approve", 2)

    with pytest.raises(GaveWord, match="redan godkänt av Patrik Forshage"):
        way.perform(PATRIK, "approve_director", "approve", 2)
    assert Approval.objects.count() == 1


@pytest.mark.matter_before("approve")
def test_who_approved_may_return_the_text_as_the_directors_substitute() -> None:
    way = builders.the_walk()
    away(CAMILLA, PATRIK)
    way.perform(PATRIK, "approve_deputy", "approve", 2)

    way.perform(PATRIK, "approve_director", "return", 2, payload={"comment": "Jag såg ett fel."})

    assert builders.open_tasks(way) == ["write_report"]


@pytest.mark.matter_before("approve")
def test_the_directors_substitute_who_has_not_said_anything_approves() -> None:
    way = builders.the_walk()
    away(CAMILLA, ULLA)
    way.perform(PATRIK, "approve_deputy", "approve", 2)

    assert way.perform(ULLA, "approve_director", "approve", 2).state == "decision"
    approval = Approval.objects.get(role=Role.DIRECTOR)
    assert (approval.approver_label, approval.on_behalf_of, approval.acted_for) == (
        ULLA,
        CAMILLA,
        builders.user(CAMILLA),
    )


@pytest.mark.matter_before("approve")
def test_whose_substitute_approved_first_does_not_approve_second() -> None:
    way = builders.the_walk()
    away(PATRIK, ULLA)
    way.perform(ULLA, "approve_deputy", "approve", 2)
    builders.give_role(PATRIK, "director")

    with pytest.raises(GaveWord):
        way.perform(PATRIK, "approve_director", "approve", 2)


@pytest.mark.matter_before("approve")
def test_one_person_does_not_approve_for_two() -> None:
    way = builders.the_walk()
    away(PATRIK, ULLA)
    away(CAMILLA, ULLA)
    way.perform(ULLA, "approve_deputy", "approve", 2)

    with pytest.raises(GaveWord):
        way.perform(ULLA, "approve_director", "approve", 2)


@pytest.mark.matter_before("approve")
def test_the_director_approves_also_while_standing_in_for_the_deputy_who_approved_before() -> None:
    way = builders.the_walk()
    way.perform(PATRIK, "approve_deputy", "approve", 2)
    away(PATRIK, CAMILLA)

    assert way.perform(CAMILLA, "approve_director", "approve", 2).state == "decision"
    assert Approval.objects.get(role=Role.DIRECTOR).on_behalf_of == ""


@pytest.mark.matter_before("approve")
def test_an_authors_substitute_does_not_approve_the_authors_text_in_any_capacity() -> None:
    way = builders.the_walk()
    away(CATARINA, PATRIK)

    with pytest.raises(OwnText):
        way.perform(PATRIK, "approve_deputy", "approve", 2)


@pytest.mark.matter_before("approve")
def test_who_wrote_does_not_approve_when_standing_in_for_the_approver() -> None:
    way = builders.the_walk()
    away(PATRIK, CATARINA)

    with pytest.raises(OwnText):
        way.perform(CATARINA, "approve_deputy", "approve", 2)


@pytest.mark.matter_before("send_for_approval")
def test_the_one_a_substitute_wrote_for_does_not_approve_the_text() -> None:
    way = builders.the_walk()
    builders.give_role(CATARINA, "deputy_director")
    away(CATARINA, ULLA)
    report = way.case().reports.get()
    staff_report.save_report(
        case_id=way.case_id,
        content=_with_title("En annan rubrik"),
        base_version=report.latest,
        actor=builders.actor(ULLA),
        at=timezone.now(),
    )

    version = report.versions.latest("number")
    assert {builders.user(ULLA).pk, builders.user(CATARINA).pk} <= four_eyes.authors_of(version)


def _with_title(title: str) -> Any:
    return replace(walk.mended(), title=title)


@pytest.mark.matter_before("send_for_approval")
def test_who_had_the_text_sent_by_a_substitute_does_not_approve_it(monkeypatch: pytest.MonkeyPatch) -> None:
    way = builders.the_walk()
    monkeypatch.setattr("cases.selectors.four_eyes._authors", lambda _version, _acts: set())
    builders.give_role(CATARINA, "deputy_director")
    away(CATARINA, ULLA)
    way.perform(ULLA, "write_report", "send_for_approval", version=2)

    for person in (ULLA, CATARINA):
        with pytest.raises(SentIt):
            way.perform(person, "approve_deputy", "approve", 2)


APPROVE = """
INSERT INTO cases_approval (version_id, content_hash, sending, role, outcome, comment, approver_id, approver_label,
  capacity, on_behalf_of, acted_for_id, approved_at)
SELECT v.id, v.content_hash, r.sending, 'director', 'approved', '', %s, '', '', '', %s, now()
  FROM cases_staffreportversion v JOIN cases_staffreport r ON r.id = v.report_id ORDER BY v.number DESC LIMIT 1
"""


def _approve_past_the_door(person: str, acted_for: str | None = None) -> None:
    other = builders.user(acted_for).pk if acted_for else None
    with connection.cursor() as cursor:
        cursor.execute(APPROVE, [builders.user(person).pk, other])


@pytest.mark.matter_before("approve")
@pytest.mark.allows_inconsistency
@pytest.mark.parametrize(("person", "acted_for"), [(PATRIK, None), (PATRIK, CAMILLA), (ULLA, PATRIK)])
def test_the_database_takes_no_second_approval_of_the_same_person(person: str, acted_for: str | None) -> None:
    way = builders.the_walk()
    way.perform(PATRIK, "approve_deputy", "approve", 2)

    refused_by_the_database("approved it before", lambda: _approve_past_the_door(person, acted_for))
    _approve_past_the_door(CAMILLA)


@pytest.mark.matter_before("approve")
@pytest.mark.allows_inconsistency
@pytest.mark.parametrize(
    ("person", "acted_for"), [(CATARINA, None), (CATARINA, CAMILLA), (ULLA, CATARINA), (ULLA, None)]
)
def test_the_database_takes_no_approval_of_an_author_or_for_one(person: str, acted_for: str | None) -> None:
    away(CATARINA, ULLA)

    refused_by_the_database("by an author", lambda: _approve_past_the_door(person, acted_for))
