"""Databasens vakter över sekretess: a marking, its lifting by two, emergency access, each tried with raw SQL (G7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError

from accounts.models import User
from diarium import services
from diarium.models import (
    DiaryEntry,
    Document,
    SecrecyLift,
)
from tests.diarium.conftest import AT, REGISTRAR
from tests.diarium.raw import attempt, speak

pytestmark = pytest.mark.django_db


def lift(document: Document, people: tuple[User, User], **changes: Any) -> SecrecyLift:
    return SecrecyLift.objects.create(
        **{
            "entry": document.entry,
            "document": document,
            "proposed_by": people[0],
            "proposed_at": AT,
            "reason": "Behövs inte längre.",
            **changes,
        }
    )


def test_a_marking_is_never_just_taken_away(secret: Document, told: Callable[[], object]) -> None:
    told()

    with pytest.raises(DatabaseError, match="lifted by two persons"):
        attempt("UPDATE diarium_document SET secrecy_provision = '', secrecy_on = NULL")


def test_a_matters_marking_is_never_just_taken_away(entry: DiaryEntry, told: Callable[[], object]) -> None:
    services.mark_entry_secret(entry_id=entry.pk, provision="OSL 18 kap. 1 §", actor=REGISTRAR, at=AT)
    speak()

    with pytest.raises(DatabaseError, match="lifted by two persons"):
        attempt("UPDATE diarium_diaryentry SET secrecy_provision = '', secrecy_on = NULL")


@pytest.mark.parametrize(
    "change",
    [
        "protected_title = 'Brev om hot'",
        "protection_provision = 'OSL 18 kap. 1 §', protection_on = '2020-01-01'",
        "protected_title = 'Brev om hot', protection_provision = 'OSL 18 kap. 1 §'",
    ],
    ids=["without-provision", "nothing-protected", "without-day"],
)
def test_facts_are_kept_apart_only_with_provision_and_day(
    secret: Document, told: Callable[[], object], change: str
) -> None:
    told()

    with pytest.raises(DatabaseError, match="diarium_document_protection_whole"):
        attempt(f"UPDATE diarium_document SET {change}")


def test_a_proposal_alone_lifts_nothing(
    secret: Document, people: tuple[User, User], told: Callable[[], object]
) -> None:
    told()
    lift(secret, people)

    with pytest.raises(DatabaseError, match="lifted by two persons"):
        attempt("UPDATE diarium_document SET secrecy_provision = '', secrecy_on = NULL")


def test_the_proposer_does_not_confirm(secret: Document, people: tuple[User, User], told: Callable[[], object]) -> None:
    told()
    lift(secret, people)

    with pytest.raises(DatabaseError, match="diarium_lift_by_two"):
        attempt(
            "UPDATE diarium_secrecylift SET confirmed_by_id = proposed_by_id, confirmed_at = now(),"
            " confirmed_transaction = txid_current()"
        )


def test_a_confirmation_belongs_to_its_own_transaction(
    secret: Document, people: tuple[User, User], told: Callable[[], object]
) -> None:
    told()
    lift(secret, people)

    with pytest.raises(DatabaseError, match="another transaction"):
        attempt(
            f"UPDATE diarium_secrecylift SET confirmed_by_id = {people[1].pk}, confirmed_at = now(),"
            " confirmed_transaction = 1"
        )


def test_two_persons_lift_a_marking(secret: Document, people: tuple[User, User], told: Callable[[], object]) -> None:
    told()
    lift(secret, people)

    attempt(
        f"UPDATE diarium_secrecylift SET confirmed_by_id = {people[1].pk}, confirmed_at = now(),"
        " confirmed_transaction = txid_current();"
        "UPDATE diarium_document SET secrecy_provision = '', secrecy_on = NULL"
    )

    assert Document.objects.get().secrecy_provision == ""


def test_an_answered_proposal_is_not_answered_again(
    secret: Document, people: tuple[User, User], told: Callable[[], object]
) -> None:
    told()
    lift(secret, people, refused_by=people[1], refused_at=AT)

    for sql in ("UPDATE diarium_secrecylift SET refused_at = NULL", "DELETE FROM diarium_secrecylift"):
        with pytest.raises(DatabaseError):
            attempt(sql)


def test_emergency_access_takes_another_person(
    entry: DiaryEntry, people: tuple[User, User], told: Callable[[], object]
) -> None:
    told()

    with pytest.raises(DatabaseError, match="diarium_emergency_by_two"):
        attempt(
            "INSERT INTO diarium_emergencyaccess (entry_id, asked_by_id, asked_at, reason, granted_by_id, granted_at,"
            f" until) VALUES ({entry.pk}, {people[0].pk}, now(), 'x', {people[0].pk}, now(), now() + interval '1 hour')"
        )


@pytest.mark.parametrize(
    "words",
    [
        "diarium_emergencyaccess (entry_id, asked_by_id, asked_at, reason) VALUES ({entry}, {person}, now(), 'x')",
        "diarium_secrecylift (entry_id, proposed_by_id, proposed_at, reason) VALUES ({entry}, {person}, now(), 'x')",
    ],
)
@pytest.mark.django_db(transaction=True)
def test_no_access_and_no_proposal_without_an_event(entry: DiaryEntry, people: tuple[User, User], words: str) -> None:
    with pytest.raises(DatabaseError, match="no event tells"):
        attempt("INSERT INTO " + words.format(entry=entry.pk, person=people[0].pk))
