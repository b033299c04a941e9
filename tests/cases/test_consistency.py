"""Rimlighet och uppspelning: everything planted behind the doors' back is found, each under its code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from audit.selectors import check_consistency, verify
from cases.selectors.replay import FOLDED, fold
from cases.selectors.verbs import VERBS
from tests import builders, damage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.allows_inconsistency]

Plant = Callable[[str], None]


@pytest.fixture
def plant(owner_connection: psycopg.Connection[Any]) -> Plant:
    """A change by the owner, past every guard of ours."""
    return lambda statement: damage.plant(owner_connection, statement)


CONSISTENCY = {
    "a state that no event tells of": (
        "UPDATE cases_case SET state = 'draft'",
        {"E-STATE", "E-TASK"},
    ),
    "a version that no event has": ("UPDATE cases_case SET version = version + 1", {"E-STATE"}),
    "a way that the machine does not have": (
        "INSERT INTO cases_allowedtransition (source, target) VALUES ('draft', 'closed')",
        {"E-TRANSITION"},
    ),
    "a way that the database has lost": (
        "DELETE FROM cases_allowedtransition WHERE source = 'draft'",
        {"E-TRANSITION"},
    ),
    "a live matter without a process": ("UPDATE workflows_caseprocess SET active = false", {"E-PROCESS"}),
    "a process without an open task": ("UPDATE viewflow_task SET status = 'DONE'", {"E-TASK"}),
    "a task that was begun and never ended": (
        "UPDATE viewflow_task SET status = 'STARTED' WHERE status = 'NEW'",
        {"E-TASK"},
    ),
    "a task of a node that does not exist": (
        "UPDATE viewflow_task SET flow_task = replace(flow_task, 'confirm_decision', 'gone') WHERE status = 'NEW'",
        {"E-NODE"},
    ),
}


@pytest.mark.matter_before("confirm_decision")
@pytest.mark.parametrize(("statement", "codes"), CONSISTENCY.values(), ids=CONSISTENCY.keys())
def test_what_does_not_fit_together_is_found(plant: Plant, statement: str, codes: set[str]) -> None:
    assert check_consistency() == []

    plant(statement)

    assert {finding.code for finding in check_consistency()} == codes
    assert all(str(finding.sentence).endswith(".") for finding in check_consistency())


@pytest.mark.matter_before("end")
def test_a_closed_matter_with_a_running_process_is_found(plant: Plant) -> None:
    plant("UPDATE workflows_caseprocess SET active = true")

    assert "E-PROCESS" in {finding.code for finding in check_consistency()}


@pytest.mark.matter_before("end")
def test_a_closed_matter_whose_entry_is_open_is_found(plant: Plant) -> None:
    plant("UPDATE diarium_diaryentry SET status = 'open'")

    assert "E-ENTRY" in {finding.code for finding in check_consistency()}


@pytest.mark.matter_before("record_decision")
def test_a_job_that_nobody_will_do_is_found(plant: Plant) -> None:
    way = builders.the_walk()
    builders.decide(way, "rejected")
    assert check_consistency() == []

    plant("DELETE FROM procrastinate_events; DELETE FROM procrastinate_jobs")

    assert {finding.code for finding in check_consistency()} == {"E-JOB"}


REPLAY = {
    "the state": "UPDATE cases_case SET state = 'signing'",
    "the version": "UPDATE cases_case SET version = version + 1",
    "the officer": (
        "UPDATE cases_case SET case_officer_id = (SELECT id FROM accounts_user WHERE name = 'Olle Olsson')"
    ),
    "a report's hash": (
        "ALTER TABLE cases_approval DROP CONSTRAINT cases_approval_of_the_text_seen;"
        " UPDATE cases_staffreportversion SET content_hash = repeat('0', 64) WHERE number = 1"
    ),
    "a report's text": (
        "UPDATE cases_staffreportversion SET content = jsonb_set(content, '{title}', '\"Annat\"') WHERE number = 2"
    ),
    "a report's version is gone": (
        "DELETE FROM cases_findinganswer WHERE version_id IN"
        " (SELECT id FROM cases_staffreportversion WHERE number = 1);"
        " DELETE FROM cases_staffreportversion WHERE number = 1"
    ),
    "a decision's outcome": "UPDATE cases_decision SET outcome = 'noted'",
    "a decision's paragraph": "UPDATE cases_decision SET paragraph = 15",
    "a decision's day": "UPDATE cases_decision SET meeting_date = meeting_date - 7",
    "a decision is unconfirmed": ("UPDATE cases_decision SET confirmed_at = NULL, confirmed_by_id = NULL"),
    "a decision is refused": "UPDATE cases_decision SET refused = true",
    "an agreement's text": "UPDATE cases_agreementversion SET content = jsonb_set(content, '{title}', '\"Annat\"')",
    "a signature is gone": ("DELETE FROM cases_signature WHERE id = (SELECT max(id) FROM cases_signature)"),
    "an approval is gone": "DELETE FROM cases_approval WHERE id = (SELECT max(id) FROM cases_approval)",
    "a dispatch is gone": (
        "DELETE FROM cases_dispatch WHERE id = (SELECT max(id) FROM cases_dispatch WHERE channel = 'internal')"
    ),
}


@pytest.mark.matter_before("close")
@pytest.mark.parametrize("statement", REPLAY.values(), ids=REPLAY.keys())
def test_a_row_that_is_not_what_its_events_say_is_found(plant: Plant, statement: str) -> None:
    plant(statement)

    assert "E-REPLAY" in {finding.code for finding in verify().findings}


@pytest.mark.matter_before("end")
def test_the_walked_matter_is_what_its_events_say() -> None:
    report = verify()

    assert (report.findings, report.exit_code) == ([], 0)


@pytest.mark.matter_before("record_decision")
def test_treatments_under_the_same_paragraph_of_two_meetings_are_kept_apart() -> None:
    way = builders.the_walk()
    builders.decide(way, "tabled", adjusted_on="")
    later = builders.decision("adopted", meeting_date="2020-11-18", adjusted_on="2020-11-20")
    way.perform(builders.SIV, "record_decision", "record_decision", payload=later)
    way.perform(builders.RUT, "confirm_decision", "reject", payload={"comment": "Fel möte."})

    assert verify().findings == []


@pytest.mark.matter_before("end")
def test_a_guard_that_was_switched_off_is_found(owner_connection: psycopg.Connection[Any]) -> None:
    for table, name in (
        ("cases_case", "cases_case_row"),
        ("cases_case", "cases_case_has_event"),
        ("audit_event", "cases_event_has_case"),
        ("cases_signature", "cases_signature_written_once"),
        ("cases_decisionpoint", "cases_decisionpoint_has_event"),
        ("workflows_processdefinition", "workflows_processdefinition_written_once"),
    ):
        owner_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}".encode())
        assert [(finding.code, finding.found) for finding in verify().findings] == [("E-GUARD", "D")], name
        owner_connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}".encode())


@pytest.mark.matter_before("end")
def test_a_constraint_that_was_dropped_is_found(owner_connection: psycopg.Connection[Any]) -> None:
    owner_connection.execute("ALTER TABLE cases_decision DROP CONSTRAINT cases_recorder_does_not_confirm")
    owner_connection.execute("DROP INDEX workflows_one_running_process")

    assert [finding.code for finding in verify().findings] == ["E-GUARD", "E-GUARD"]


# Verbs that leave nothing to compare: the row they write is seen by another verb, or is a working copy.
PASSES_BY = {
    "note_written",
    "document_opened",
    "analysis_started",
    "analysis_saved",
    "analysis_concluded",
    "analysis_reopened",
    "proposal_started",
    "finding_waived",
    "finding_acknowledged",
    "sent_for_approval",
    "report_taken_back",
    "referred_back",
    "referred_back_to_analysis",
    "handed_to_board",
    "delegated_decision_reported",
    "urgent_report_planned",
    "urgent_report_unplanned",
    "delegation_point_kept",
    "process_moved",
    "signing_started",
    "agreement_registered",
    "signing_declined",
    "paper_signature_recorded",
    "paper_signature_refused",
    "agreement_redrawn",
    "agreement_not_concluded",
    "signing_finished",
    "distribution_started",
    "extract_registered",
    "recipient_added",
    "recipient_removed",
    "recipient_bound",
    "referral_extended",
    "referral_nudged",
    "referral_mail_sent",
    "referral_mail_failed",
    "referral_mail_unknown",
    "referral_mail_queued_again",
    "referral_mail_sent_by_letter",
    "dispatch_sent",
    "dispatch_failed",
    "dispatch_unknown",
    "dispatch_queued_again",
    "dispatch_sent_by_letter",
    "delivery_acknowledged",
    "job_retried",
    "job_given_up",
    "process_repaired",
    "task_handed_over",
    "task_put_back",
    "ad_hoc_task_given",
    "ad_hoc_task_taken",
    "ad_hoc_task_put_back",
    "ad_hoc_task_handed_over",
    "ad_hoc_task_done",
    "ad_hoc_task_cannot",
    "ad_hoc_task_taken_back",
    "closing_postponed",
    "instruments_listed",
    "party_added",
    "deadline_moved",
    "deadline_dropped",
    "deadlines_counted",
    "meeting_planned",
    "meeting_unplanned",
    "case_type_added",
    "case_type_kept",
    "draft_check_set",
    "case_type_ended",
    "case_type_resumed",
    "case_closed",
    "case_withdrawn",
    "case_reopened",
    "case_paused",
    "case_resumed",
    "renegotiated",
    "rectified",
    "withdraw_requested",
    "withdraw_granted",
    "withdraw_refused",
    "withdraw_request_taken_back",
    "renegotiate_requested",
    "renegotiate_granted",
    "renegotiate_refused",
    "renegotiate_request_taken_back",
    "start_new_round_requested",
    "start_new_round_granted",
    "start_new_round_refused",
    "start_new_round_request_taken_back",
    "number_cancelled",
    "case_merged",
}


def test_a_new_verb_is_folded_or_said_to_leave_nothing() -> None:
    assert set(VERBS) == FOLDED | PASSES_BY
    assert not FOLDED & PASSES_BY
    assert callable(fold)
