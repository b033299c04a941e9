"""Begärda åtgärder i databasen: two persons, an event, and the yes of the same transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests import builders
from tests.builders import CAMILLA, CATARINA, PATRIK, RUT
from tests.workflows.act_requests import stand_in_for_catarina
from workflows.models import ActRequest

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("sign")]


@contextmanager
def _refused(match: str) -> Iterator[None]:
    with pytest.raises(DatabaseError, match=match), _checked_at_the_end():
        yield


@contextmanager
def _checked_at_the_end() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


ANSWER = (
    "UPDATE workflows_actrequest SET outcome = 'granted', answered_by_id = %s, answered_at = now(),"
    " granted_in = txid_current()"
)


def test_the_database_refuses_one_person_on_both_sides() -> None:
    way = builders.the_walk()
    builders.ask(way, CATARINA, "renegotiate")
    stand_in_for_catarina(PATRIK)

    with _refused("workflows_act_request_by_two"), connection.cursor() as cursor:
        cursor.execute(ANSWER, [builders.user(CATARINA).pk])
    with _refused("acts for the side that asked"), connection.cursor() as cursor:
        cursor.execute(ANSWER, [builders.user(PATRIK).pk])
    with _refused("workflows_act_request_by_two"), connection.cursor() as cursor:
        cursor.execute(ANSWER + ", answered_for_id = %s", [builders.user(CAMILLA).pk, builders.user(CATARINA).pk])


def test_the_database_keeps_what_was_asked_and_answered() -> None:
    way = builders.the_walk()
    request = builders.ask(way, CATARINA, "renegotiate")
    builders.answer(way, CAMILLA, request, yes=False, reason="Nej.")

    for statement in (
        "UPDATE workflows_actrequest SET answer_reason = 'Jo'",
        "UPDATE workflows_actrequest SET outcome = ''",
    ):
        with _refused("what was asked and answered stays"), connection.cursor() as cursor:
            cursor.execute(statement)
    with _refused("denied|never deleted"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM workflows_actrequest")


def test_the_database_wants_the_history_to_name_who_asked_answered_and_took_back() -> None:
    way = builders.the_walk()
    request = builders.ask(way, CATARINA, "renegotiate")

    with _refused("no event tells of the change, or it names another"), connection.cursor() as cursor:
        cursor.execute(ANSWER, [builders.user(CAMILLA).pk])
    with _refused("no event tells of the change, or it names another"):
        ActRequest.objects.create(
            case=way.case(),
            act="withdraw",
            asked_as="ask_withdrawal",
            reason="Skäl",
            asked_by=builders.user(CAMILLA),
            asked_at=request.asked_at,
        )
    with _refused("taken back by another than who asked"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE workflows_actrequest SET outcome = 'taken_back', answered_by_id = %s, answered_at = now()",
            [builders.user(CAMILLA).pk],
        )


def test_the_database_wants_a_judgment_where_one_person_goes_back_from_the_signing() -> None:
    from audit.services import record

    case, rut = builders.the_walk().case(), builders.actor(RUT)
    assert not case.entry.aliases.exists()

    with _refused("needs the yes of a second person"):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_case SET state = 'committee_proposal', version = version + 1")
        record(case, "rectified", actor=rut, at=timezone.now(), before="signing", after="committee_proposal")


def test_the_database_wants_the_yes_of_a_second_person_for_the_act_itself() -> None:
    from audit.services import record

    way = builders.the_walk()
    case, camilla = way.case(), builders.actor(CAMILLA)

    with _refused("needs the yes of a second person"):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_case SET state = 'committee_proposal', version = version + 1")
        record(case, "renegotiated", actor=camilla, at=timezone.now(), before="signing", after="committee_proposal")


@pytest.mark.matter_before("end")
def test_the_database_lets_no_round_begin_by_itself() -> None:
    from audit.services import record

    case, rut = builders.the_walk().case(), builders.actor(RUT)

    with _refused("needs the yes of a second person"):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_case SET state = 'draft', round = 2, version = version + 1")
        record(case, "new_round_started", actor=rut, at=timezone.now(), before="closed", after="draft")
    with _refused("round 2 does not follow 1"), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET round = 2, version = version + 1")


def test_a_request_without_event_is_refused_at_commit() -> None:
    way = builders.the_walk()

    with _refused("no event tells of the change"):
        ActRequest.objects.create(
            case=way.case(),
            act="renegotiate",
            asked_as="renegotiate_as_officer",
            reason="Skäl",
            asked_by=builders.user(CATARINA),
            asked_at=timezone.now(),
        )
