"""Databasens vakter över ärendet, each tried with raw SQL as the app role (G1, G3–G5, G8, G9, G11–G15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.rules import Stream
from audit.services import record
from cases.services.case import record_on_case, write_note
from tests import builders
from tests.cases.guards import attempt, copy_of_a_row

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("end")]


WRITTEN_ONCE = (
    "cases_historical_case",
    "cases_historical_staff_report",
    "cases_historical_agreement",
    "cases_caseassignment",
    "cases_casenote",
    "cases_staffreportversion",
    "cases_findinganswer",
    "cases_approval",
    "cases_decisionpoint",
    "cases_paperoriginal",
    "cases_signature",
    "cases_distribution",
    "cases_dispatchattempt",
    "cases_dispatchreceipt",
    "workflows_processdefinition",
)


NEVER_DELETED = (
    "cases_case",
    "cases_casetype",
    "cases_party",
    "cases_instrument",
    "cases_situationanalysis",
    "cases_staffreport",
    "cases_decision",
    "cases_agreement",
    "cases_agreementversion",
    "cases_signatureslot",
    "cases_recipient",
    "cases_dispatch",
)


CHANGED_WITH_AN_EVENT = (
    "cases_party",
    "cases_instrument",
    "cases_staffreport",
    "cases_decision",
    "cases_agreement",
    "cases_agreementversion",
    "cases_signatureslot",
    "cases_recipient",
    "cases_dispatch",
)


# A copy of a row with something changed: what a forger would add.
ADDED_WITH_AN_EVENT: Mapping[str, Mapping[str, str]] = {
    "cases_caseassignment": {},
    "cases_staffreportversion": {"number": "number + 10"},
    "cases_findinganswer": {"fingerprint": "md5(random()::text)"},
    "cases_approval": {"sending": "sending + 10"},
    "cases_decision": {"paragraph": "paragraph + 10"},
    "cases_decisionpoint": {"number": "number + 10"},
    "cases_party": {"name": "name || ' 2'"},
    "cases_instrument": {"key": "key || '2'", "current": "false"},
    "cases_recipient": {"text": "text || ' 2'"},
    "cases_agreementversion": {"number": "number + 10"},
    "cases_paperoriginal": {},
    "cases_distribution": {"uuid": "gen_random_uuid()"},
    "cases_dispatch": {"uuid": "gen_random_uuid()", "name": "name || ' 2'"},
}


REFUSED = {
    "a matter never skips a step": "UPDATE cases_case SET state = 'signing', version = version + 1",
    "a matter is not moved along the way without its event": (
        "UPDATE cases_case SET state = 'distribution', version = version + 1"
    ),
    "a matter is not changed without its event": "UPDATE cases_case SET version = version + 1, unit_id = NULL",
    "a matter is not changed without its version": "UPDATE cases_case SET unit_id = NULL",
    "a version is never stepped back": "UPDATE cases_case SET version = version - 1",
    "a version is never skipped": "UPDATE cases_case SET version = version + 2",
    "a matter keeps its identity": "UPDATE cases_case SET uuid = gen_random_uuid(), version = version + 1",
    "a matter keeps its diary entry": "UPDATE cases_case SET entry_id = entry_id + 1, version = version + 1",
    "a matter keeps its board": "UPDATE cases_case SET board_id = board_id + 1, version = version + 1",
    "a matter is in a state that exists": "UPDATE cases_case SET state = 'limbo', version = version + 1",
    "a way is never opened": "INSERT INTO cases_allowedtransition (source, target) VALUES ('draft', 'closed')",
    "a way is never led elsewhere": "UPDATE cases_allowedtransition SET target = 'closed' WHERE source = 'draft'",
    "a way is never closed": "DELETE FROM cases_allowedtransition",
    "the ways are never emptied": "TRUNCATE cases_allowedtransition",
    "a decision's outcome stays": "UPDATE cases_decision SET outcome = 'rejected'",
    "a decision's paragraph stays": "UPDATE cases_decision SET paragraph = 15",
    "a decision's day stays": "UPDATE cases_decision SET meeting_date = meeting_date - 1",
    "a mandate to sign is not added": "UPDATE cases_decision SET gives_mandate = NOT gives_mandate",
    "a decision is not unconfirmed": "UPDATE cases_decision SET confirmed_at = NULL, confirmed_by_id = NULL",
    "a confirmed decision is not called wrong": "UPDATE cases_decision SET refused = true",
    "a decision keeps its extract": "UPDATE cases_decision SET extract_sha256 = repeat('0', 64)",
    "an agreement's text stays": "UPDATE cases_agreementversion SET content = '{}'",
    "an agreement's hash stays": "UPDATE cases_agreementversion SET content_hash = repeat('0', 64)",
    "an agreement keeps its document": "UPDATE cases_agreementversion SET document_sha256 = repeat('0', 64)",
    "a concluded analysis stays": "UPDATE cases_situationanalysis SET analysis = 'Annat'",
    "a concluded analysis keeps its areas": "DELETE FROM cases_priorityarea",
    "a concluded analysis gets no more sources": (
        "INSERT INTO cases_analysissource (analysis_id, position, title)"
        " SELECT id, 99, 'x' FROM cases_situationanalysis"
    ),
    "an area of a concluded analysis stays": "UPDATE cases_priorityarea SET name = 'Annat'",
    "a place is in a state that exists": "UPDATE cases_signatureslot SET state = 'forged'",
    "a dispatch is in a state that exists": "UPDATE cases_dispatch SET state = 'lost'",
    "a case's process does not begin anew beside the first": (
        "UPDATE workflows_caseprocess SET active = true; "
        "WITH p AS (INSERT INTO viewflow_process (flow_class, status, created, data)"
        " SELECT flow_class, 'NEW', now(), '{}' FROM viewflow_process LIMIT 1 RETURNING id)"
        " INSERT INTO workflows_caseprocess (process_ptr_id, case_id, active)"
        " SELECT p.id, c.id, true FROM p, cases_case c"
    ),
    "a guard is not switched off": "ALTER TABLE cases_case DISABLE TRIGGER ALL",
    "a guard is not dropped": "DROP TRIGGER cases_case_row ON cases_case",
    "a guard is not rewritten": (
        "CREATE OR REPLACE FUNCTION cases_case_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
    ),
    "replication mode is not chosen": "SET session_replication_role = replica",
    "nobody is led to a temporary table": "CREATE TEMPORARY TABLE audit_event (stream text)",
}


def speak_and_take_back() -> None:
    """What would be asked at COMMIT of what the test has done; nothing of it is left for the check after the test."""
    try:
        attempt("SELECT 1")
    finally:
        transaction.set_rollback(True)


def rows_in(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        (count,) = cursor.fetchone()
        return int(count)


@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses(sql: str) -> None:
    with pytest.raises(DatabaseError):
        attempt(sql)


@pytest.mark.parametrize("table", WRITTEN_ONCE)
def test_what_is_written_once_is_neither_changed_nor_removed(table: str) -> None:
    column = "history_id" if "historical" in table else "id"

    for sql in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(DatabaseError):
            attempt(sql)


@pytest.mark.parametrize("table", NEVER_DELETED)
def test_what_belongs_to_a_matter_is_never_removed(table: str) -> None:
    assert rows_in(table)

    for sql in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(DatabaseError):
            attempt(sql)


@pytest.mark.parametrize("table", CHANGED_WITH_AN_EVENT)
def test_a_part_is_not_changed_without_an_event(table: str) -> None:
    assert rows_in(table)

    with pytest.raises(DatabaseError, match="no event tells"):
        attempt(f"UPDATE {table} SET id = id")


@pytest.mark.parametrize("table", ADDED_WITH_AN_EVENT)
@pytest.mark.matter_before("close")
def test_a_part_is_not_added_without_an_event(table: str) -> None:
    assert rows_in(table)

    with pytest.raises(DatabaseError, match="no event tells"):
        attempt(copy_of_a_row(table, ADDED_WITH_AN_EVENT[table]))


def test_a_note_is_not_added_without_an_event() -> None:
    with pytest.raises(DatabaseError, match="no event tells"):
        attempt(
            "INSERT INTO cases_casenote (case_id, text, written_at, written_by_id, event)"
            " SELECT id, 'Efteråt', now(), case_officer_id, gen_random_uuid() FROM cases_case"
        )


def test_a_step_is_not_told_of_without_being_taken() -> None:
    case = builders.the_walk().case()

    record(case, "case_reopened", actor=builders.actor(builders.RUT), at=timezone.now(), before="closed", after="draft")

    with pytest.raises(DatabaseError, match="do not agree"):
        speak_and_take_back()


def test_an_event_is_not_written_about_a_matter_that_is_not_there() -> None:
    nobody = Stream("case:5f1c7a5e-0000-4000-8000-000000000091")
    record(nobody, "case_reopened", actor=builders.actor(builders.RUT), at=timezone.now(), after="draft")

    with pytest.raises(DatabaseError, match="do not agree"):
        speak_and_take_back()


def test_an_event_does_not_excuse_another_state_than_it_names() -> None:
    case = builders.the_walk().case()
    record_on_case(case, "note_written", actor=builders.actor(builders.RUT), at=timezone.now())

    with pytest.raises(DatabaseError):
        attempt("UPDATE cases_case SET state = 'distribution', version = version + 1")


def test_every_table_of_the_rooms_is_among_those_tried() -> None:
    tried = {*WRITTEN_ONCE, *NEVER_DELETED, "cases_allowedtransition", "workflows_caseprocess"}
    tried |= {"cases_analysissource", "cases_priorityarea"}  # in REFUSED
    tried |= {"cases_referral", "cases_referralenclosure", "cases_referralnudge"}  # in test_referral_guards
    tried |= {"cases_delegationpoint", "cases_delegationreport"}  # in test_delegation
    tried |= {
        "workflows_deadline",
        "workflows_deadlinenotice",
        "workflows_plannedmeeting",
    }  # in test_deadline, test_planning
    tried |= {"workflows_processdraft"}  # in test_process_draft
    tried |= {"cases_watch", "cases_openedcase", "workflows_taskread"}  # a person's own, nothing of the matter
    tried |= {"cases_openedreport", "cases_reportpdf"}  # in test_approving
    tried |= {"workflows_noticesetting", "workflows_summary", "workflows_tasknotice"}  # in test_notice
    tried |= {"workflows_adhoctask", "workflows_nudge"}  # in test_ad_hoc_guards, test_nudge
    tried |= {"cases_workingcopy", "cases_checksetting"}  # in test_working_copy, test_draft_check
    tried |= {"cases_opinion"}  # in test_opinion
    tried |= {"workflows_actrequest"}  # in test_act_request
    tables = {
        model._meta.db_table
        for room in ("cases", "workflows")
        for model in apps.get_app_config(room).get_models()
        if model._meta.managed
    }

    assert tables == tried


@pytest.mark.django_db(transaction=True)
@pytest.mark.allows_inconsistency
def test_not_even_the_owner_rewrites_what_is_written_once(owner_connection: psycopg.Connection[Any]) -> None:
    way = builders.the_walk()
    builders.intervene(way, builders.RUT, "reopen")
    write_note(case_id=way.case_id, text="Ringt.", actor=builders.actor(builders.RUT), at=timezone.now())

    for table in WRITTEN_ONCE:
        column = "history_id" if "historical" in table else "id"
        for sql in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(psycopg.Error, match=r"written once|never deleted"):
                owner_connection.execute(sql)
