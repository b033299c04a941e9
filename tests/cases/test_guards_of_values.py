"""Värden som databasen nekar: words, dates, persons and hashes that can never be."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.db import DatabaseError
from django.utils import timezone

from cases.services.case import record_on_case
from tests import builders
from tests.cases.guards import attempt, copy_of_a_row

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("end")]


NEW_CASE = (
    "INSERT INTO cases_case (uuid, entry_id, case_type_id, board_id, state, version, round, state_since,"
    " on_hold_reason) SELECT gen_random_uuid(), (SELECT min(id) FROM diarium_diaryentry WHERE NOT EXISTS"
    " (SELECT FROM cases_case c WHERE c.entry_id = diarium_diaryentry.id)), case_type_id, board_id, '{}', {}, {},"
    " now(), '' FROM cases_case LIMIT 1"
)


@pytest.fixture
def loose_entry(db: None) -> None:
    """A diary entry that no matter has."""

    from diarium import services as register

    case = builders.the_walk().case()
    register.open_entry(
        board_id=case.board_id,
        opened_on=timezone.localdate(),
        public_subject="Löst",
        class_code=None,
        actor=builders.actor(builders.RUT),
        at=timezone.now(),
    )


@pytest.mark.parametrize("begins", [("closed", 1, 1), ("signing", 1, 1), ("draft", 2, 1), ("draft", 1, 2)])
def test_a_matter_begins_as_a_draft(loose_entry: None, begins: tuple[str, int, int]) -> None:
    with pytest.raises(DatabaseError, match="begins as draft"):
        attempt(NEW_CASE.format(*begins))


def test_a_matter_does_not_begin_without_its_event(loose_entry: None) -> None:
    with pytest.raises(DatabaseError, match="do not agree"):
        attempt(NEW_CASE.format("draft", 1, 1))


def _tell() -> None:
    """An event of the matter in this transaction, so that only the other guards are left."""
    record_on_case(builders.the_walk().case(), "note_written", actor=builders.actor(builders.RUT), at=timezone.now())


OTHER_HASH = {"content_hash": "repeat('0', 64)"}


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        ("cases_approval", {"sending": "sending + 10", **OTHER_HASH}),
        ("cases_signature", OTHER_HASH),
    ],
)
def test_a_word_is_given_on_exactly_the_text_that_was_seen(table: str, changes: Mapping[str, str]) -> None:
    _tell()

    with pytest.raises(DatabaseError):
        attempt(copy_of_a_row(table, changes))


@pytest.mark.parametrize(
    ("table", "changes", "name"),
    [
        (
            "cases_approval",
            {"outcome": "'returned'", "comment": "'Saknas'"},
            "cases_one_word_per_role_and_sending",
        ),
        ("cases_approval", {"role": "'unit_head'"}, "the same person approved it before"),
        ("cases_approval", {"sending": "9", "outcome": "'perhaps'"}, "cases_approval_outcome_known"),
        ("cases_approval", {"sending": "9", "outcome": "'returned'", "comment": "''"}, "cases_return_has_comment"),
        ("cases_signature", {}, "cases_one_signature_per_place_and_text"),
        ("cases_dispatch", {"uuid": "gen_random_uuid()"}, "cases_one_dispatch_per_recipient"),
        (
            "cases_dispatch",
            {"name": "'x'", "uuid": "gen_random_uuid()", "channel": "'pigeon'"},
            "cases_dispatch_channel",
        ),
        ("cases_recipient", {}, "cases_recipient_once"),
        ("cases_party", {}, "cases_party_once"),
        ("cases_staffreport", {}, "cases_one_report_per_round"),
        ("cases_agreement", {}, "cases_one_agreement_per_round"),
        ("cases_staffreportversion", {}, "cases_report_version_once"),
        ("cases_staffreportversion", {"number": "9", "content_hash": "'no hash'"}, "cases_version_hash_form"),
        ("cases_situationanalysis", {}, "cases_analysis_number_once"),
        ("cases_situationanalysis", {"number": "9", "as_of": "NULL"}, "cases_concluded_analysis_is_dated"),
        (
            "cases_situationanalysis",
            {"number": "9", "covers_to": "covers_from - 1"},
            "cases_analysis_period_in_order",
        ),
        ("cases_decision", {}, "cases_paragraph_once"),
        ("cases_decision", {"paragraph": "15", "confirmed_by_id": "recorded_by_id"}, "cases_recorder_does_not_confirm"),
        ("cases_decision", {"paragraph": "15", "confirmed_by_id": "NULL"}, "cases_confirmation_is_whole"),
        ("cases_decision", {"paragraph": "15", "adjusted_on": "meeting_date - 1"}, "cases_adjusted_after_meeting"),
        ("cases_decision", {"paragraph": "15", "adjusted_on": "NULL"}, "cases_final_decision_is_adjusted"),
        ("cases_decision", {"paragraph": "15", "outcome": "'shouted'"}, "cases_decision_outcome_known"),
        (
            "cases_decision",
            {"paragraph": "15", "outcome": "'referred_back'", "motivation": "''"},
            "cases_referral_back_has_motivation",
        ),
        ("cases_instrument", {"key": "'Z'", "valid_to": "valid_from - 1"}, "cases_instrument_period_in_order"),
        ("cases_findinganswer", {}, "cases_finding_answered_once"),
        ("cases_findinganswer", {"fingerprint": "'x'", "kind": "'waived'", "reason": "''"}, "cases_waiver_has_reason"),
    ],
)
def test_words_dates_and_persons_are_what_they_must_be(table: str, changes: Mapping[str, str], name: str) -> None:
    _tell()

    with pytest.raises(DatabaseError, match=name):
        attempt(copy_of_a_row(table, changes))


@pytest.mark.matter_before("confirm_paper_signature")
def test_a_signature_on_paper_is_not_confirmed_by_who_recorded_it() -> None:
    _tell()

    with pytest.raises(DatabaseError, match="cases_paper_signature_confirmed_by_another"):
        attempt(
            "INSERT INTO cases_signature (slot_id, version_id, content_hash, method, signer_label, capacity, signed_at,"
            " signed_on, original_id, recorded_by_id, confirmed_by_id)"
            " SELECT o.slot_id, v.id, v.content_hash, 'paper', 'x', 'x', now(), o.signed_on, o.id, o.recorded_by_id,"
            " o.recorded_by_id FROM cases_paperoriginal o JOIN cases_agreementversion v ON v.id = o.version_id"
        )
