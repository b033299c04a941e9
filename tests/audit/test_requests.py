"""The same request has one effect."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError

from audit.models import Request
from audit.selectors import verify
from audit.services import KeyReused, Refusal, once, remember, sweep_requests


def _claim(key: str = "k-1", **asked: Any) -> Any:
    return once(actor_id="rut", key=key, door="perform", fingerprint_of={"task": 1, **asked})


@pytest.mark.django_db
def test_the_second_use_of_a_form_gets_the_first_answer() -> None:
    first = _claim()
    remember(first, {"number": "KS-2020/1"})

    again = _claim()
    assert (first.fresh, again.fresh, again.answer) == (True, False, {"number": "KS-2020/1"})


@pytest.mark.django_db
@pytest.mark.allows_inconsistency
def test_a_key_used_for_something_else_is_refused_with_a_sentence() -> None:
    _claim()

    with pytest.raises(KeyReused, match="redan skickats med andra uppgifter") as refusal:
        _claim(outcome="reject")
    assert refusal.value.status == 422


@pytest.mark.django_db
@pytest.mark.allows_inconsistency
def test_a_claim_is_one_statement_and_remembering_another(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        claim = _claim()
    with django_assert_num_queries(1):
        remember(claim, {})


@pytest.mark.django_db
@pytest.mark.allows_inconsistency
def test_another_person_may_use_the_same_key() -> None:
    _claim()

    assert once(actor_id="siv", key="k-1", door="perform", fingerprint_of={"task": 1}).fresh


@pytest.mark.django_db(transaction=True)
def test_a_refusal_gives_its_key_back() -> None:
    def refused() -> None:
        with transaction.atomic():
            _claim()
            raise Refusal

    with pytest.raises(Refusal):
        refused()

    with transaction.atomic():
        claim = _claim()
        remember(claim, {})
    assert claim.fresh


@pytest.mark.django_db(transaction=True)
def test_a_claim_without_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError):
        _claim()


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_have_one_effect_and_one_answer() -> None:
    barrier, answers = Barrier(16), []

    def press() -> None:
        barrier.wait()
        with transaction.atomic():
            claim = _claim()
            if claim.fresh:
                remember(claim, {"effect": 1})
            answers.append((claim.fresh, claim.answer or {"effect": 1}))
        connection.close()

    threads = [Thread(target=press) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(fresh for fresh, _ in answers) == [False] * 15 + [True]
    assert all(answer == {"effect": 1} for _, answer in answers)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_request SET answer = '{\"effect\": 2}'",
        "UPDATE audit_request SET answer = NULL",
        "UPDATE audit_request SET key = 'k-2'",
        "UPDATE audit_request SET fingerprint = 'other'",
        "UPDATE audit_request SET at = now() - interval '91 days'",
        "DELETE FROM audit_request",
        "TRUNCATE audit_request",
        "INSERT INTO audit_request (actor, key, fingerprint, at) VALUES ('rut', 'k-3', 'x', now() - interval '1 year')",
        "INSERT INTO audit_request (actor, key, fingerprint) VALUES ('rut', 'k-1', 'x')",
    ],
)
def test_an_answered_request_cannot_be_made_undone(statement: str, owner_connection: psycopg.Connection[Any]) -> None:
    with transaction.atomic():
        remember(_claim(), {"effect": 1})

    with pytest.raises(psycopg.errors.IntegrityError):
        owner_connection.execute(statement)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_requests_of_more_than_ninety_days_are_swept(owner_connection: psycopg.Connection[Any]) -> None:
    with transaction.atomic():
        remember(_claim("old"), {})
        remember(_claim("new"), {})
    with owner_connection.transaction():
        owner_connection.execute("ALTER TABLE audit_request DISABLE TRIGGER audit_request_kept")
        owner_connection.execute("UPDATE audit_request SET at = at - interval '91 days' WHERE key = 'old'")
        owner_connection.execute("ALTER TABLE audit_request ENABLE ALWAYS TRIGGER audit_request_kept")

    assert sweep_requests() == 1
    assert list(Request.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.django_db
@pytest.mark.allows_inconsistency
def test_a_request_that_was_never_answered_is_found() -> None:
    _claim()

    assert [finding.code for finding in verify().findings] == ["E-REQUEST"]
