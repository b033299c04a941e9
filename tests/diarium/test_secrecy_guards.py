"""Databasens vakter över sekretess, det inkomna, begäran och det publika, each tried with raw SQL (G7, G12, G14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from audit.rules import Stream
from audit.services import record
from diarium import services
from diarium.models import (
    Arrival,
    DiaryEntry,
    DisclosureRequest,
    DisclosureYear,
    Document,
    PublicDocument,
    PublicMatter,
    PublicSearchEntry,
    SecrecyLift,
)
from tests.diarium.conftest import AT, REGISTRAR

pytestmark = pytest.mark.django_db

PUBLIC_WORDS = (
    "INSERT INTO diarium_publicsearchentry (entry_id, document_id, board_id, day, terms)"
    " SELECT d.entry_id, d.id, y.board_id, d.dated, ''::tsvector FROM diarium_document d"
    " JOIN diarium_diaryentry e ON e.id = d.entry_id JOIN diarium_diary y ON y.id = e.diary_id"
)


def _speak() -> None:
    """What would be asked at COMMIT."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def attempt(sql: str) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql)
        _speak()


@pytest.fixture
def people(db: None) -> tuple[User, User]:
    first, second = (
        User.objects.create(email=f"{name}@huddinge.example", name=name, password="!") for name in ("rut", "rolf")
    )
    return first, second


@pytest.fixture
def secret(entry: DiaryEntry) -> Document:
    """A document marked secret in an open matter."""
    document = services.register_document(
        entry_id=entry.pk,
        title="Brev",
        direction="received",
        kind="letter",
        dated=AT.date(),
        secrecy_provision="OSL 18 kap. 1 §",
        actor=REGISTRAR,
        at=AT,
    )
    _speak()
    return document


@pytest.fixture
def told(entry: DiaryEntry) -> Callable[[], object]:
    """An event of the entry's, so that only the guard in question answers."""
    return lambda: record(entry, "subject_corrected", actor=REGISTRAR, at=AT)


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
    _speak()

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


def test_the_public_index_takes_no_word_of_what_is_secret(secret: Document) -> None:
    with pytest.raises(DatabaseError, match="public index"):
        attempt(PUBLIC_WORDS)


def test_the_public_index_takes_no_word_of_working_material(entry: DiaryEntry) -> None:
    services.register_document(
        entry_id=entry.pk,
        title="Utkast",
        direction="established",
        kind="other",
        dated=AT.date(),
        status="draft",
        actor=REGISTRAR,
        at=AT,
    )

    with pytest.raises(DatabaseError, match="public index"):
        attempt(PUBLIC_WORDS)


def test_a_marking_does_not_leave_its_words_in_the_public_index(entry: DiaryEntry, told: Callable[[], object]) -> None:
    PublicSearchEntry.objects.filter(entry=entry).delete()
    attempt(
        "INSERT INTO diarium_publicsearchentry (entry_id, board_id, day, terms)"
        f" VALUES ({entry.pk}, {entry.diary.board_id}, '2026-11-22', ''::tsvector)"
    )
    told()

    with pytest.raises(DatabaseError, match="public index"):
        attempt("UPDATE diarium_diaryentry SET secrecy_provision = 'OSL 18:1', secrecy_on = '2026-11-22'")


def test_what_came_stays_as_it_came_and_leaves_once(entry: DiaryEntry, people: tuple[User, User]) -> None:
    arrival = Arrival.objects.create(
        board=entry.diary.board, channel="mail", came_on=AT.date(), arrived_at=AT, subject="Fråga om gatubelysning"
    )
    stream = Stream(arrival.stream)
    record(stream, "subject_corrected", actor=REGISTRAR, at=AT)
    _speak()

    for sql in (
        "UPDATE diarium_arrival SET subject = 'Något annat'",
        "UPDATE diarium_arrival SET came_on = came_on + 1",
        "DELETE FROM diarium_arrival",
        "UPDATE diarium_arrival SET exit = 'kept', decided_at = now()",
        f"UPDATE diarium_arrival SET exit = 'kept', decided_at = now(), decided_by_id = {people[0].pk}",
    ):
        with pytest.raises(DatabaseError):
            attempt(sql)
    attempt(
        f"UPDATE diarium_arrival SET exit = 'trivial', decided_at = now(), decided_by_id = {people[0].pk}, reason = 'x'"
    )
    with pytest.raises(DatabaseError, match="leaves once"):
        attempt("UPDATE diarium_arrival SET reason = 'ett annat skäl'")


@pytest.mark.django_db(transaction=True)
def test_nothing_comes_or_is_asked_without_an_event(entry: DiaryEntry) -> None:
    DisclosureYear.objects.create(year=2026)
    for sql in (
        (
            "INSERT INTO diarium_arrival (uuid, board_id, channel, came_on, arrived_at, sender, subject, message_id,"
            " exit, reason) SELECT gen_random_uuid(), board_id, 'mail', '2026-11-22', now(), '', 'x', '', 'waiting', ''"
            " FROM diarium_diary"
        ),
        (
            "UPDATE diarium_disclosureyear SET last_number = 1;"
            "INSERT INTO diarium_disclosurerequest (uuid, year, number, received_at, wanted, contact, status, reason)"
            " VALUES (gen_random_uuid(), 2026, 1, now(), 'x', '', 'new', '')"
        ),
    ):
        with pytest.raises(DatabaseError, match="no event tells"):
            attempt(sql)


@pytest.mark.allows_inconsistency
def test_requests_are_counted_without_gaps_and_stay_as_asked(db: None) -> None:
    DisclosureYear.objects.create(year=2026, last_number=0)
    attempt("UPDATE diarium_disclosureyear SET last_number = last_number + 1")
    request = DisclosureRequest.objects.create(year=2026, number=1, received_at=AT, wanted="Avtalet med polisen")
    record(request, "subject_corrected", actor=REGISTRAR, at=AT)
    _speak()

    for sql in (
        "UPDATE diarium_disclosureyear SET last_number = last_number + 2",
        "UPDATE diarium_disclosureyear SET last_number = 0",
        "UPDATE diarium_disclosurerequest SET wanted = 'något annat'",
        "UPDATE diarium_disclosurerequest SET status = 'refused', decided_at = now()",
        "DELETE FROM diarium_disclosurerequest",
        (
            "INSERT INTO diarium_disclosurerequest (uuid, year, number, received_at, wanted, contact, status, reason)"
            " VALUES (gen_random_uuid(), 2026, 7, now(), 'x', '', 'new', '')"
        ),
    ):
        with pytest.raises(DatabaseError):
            attempt(sql)


def test_the_public_set_of_something_secret_is_its_number_and_date(entry: DiaryEntry, secret: Document) -> None:
    shown = PublicDocument.objects.get()

    assert (shown.document_no, shown.day, shown.masked) == (1, AT.date(), True)
    assert (shown.title, shown.direction, shown.kind, shown.other_party) == ("", "", "", "")
    assert PublicMatter.objects.get().subject == entry.public_subject


def test_a_title_with_a_personal_identity_number_is_not_public(entry: DiaryEntry) -> None:
    for title in ("Ansökan från 19800229-1234", "Ansökan 8002291234", "Samordningsnummer 800289-1234"):
        services.register_document(
            entry_id=entry.pk,
            title=title,
            direction="received",
            kind="letter",
            dated=AT.date(),
            actor=REGISTRAR,
            at=AT,
        )

    assert {shown.title for shown in PublicDocument.objects.all()} == {""}


def test_the_public_set_cannot_be_written(entry: DiaryEntry) -> None:
    for view in ("diarium_publicmatter", "diarium_publicdocument"):
        with pytest.raises(DatabaseError):
            attempt(f"DELETE FROM {view}")
