"""What PostgreSQL refuses of the log: tried with SQL as the app role and, with every right, as the owner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit import chain
from audit.models import Event

REWRITES = [
    "UPDATE audit_event SET verb = 'forged'",
    "UPDATE audit_event SET actor_label = 'Någon annan'",
    "UPDATE audit_event SET body = body",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event CASCADE",
    "UPDATE audit_value SET value = 'någon annan'",
    "DELETE FROM audit_value",
    "TRUNCATE audit_value",
]


@pytest.mark.parametrize("statement", REWRITES)
def test_not_even_the_owner_rewrites_the_log(
    statement: str, tell: Callable[..., Event], owner_connection: psycopg.Connection[Any]
) -> None:
    tell(values={"sender": "Anna Andersson"})

    with pytest.raises(psycopg.errors.IntegrityError, match="is written once"):
        owner_connection.execute(statement)


@pytest.mark.parametrize("statement", REWRITES)
def test_the_app_role_does_not_rewrite_the_log_even_when_it_is_given_the_right(
    statement: str, tell: Callable[..., Event], owner_connection: psycopg.Connection[Any]
) -> None:
    tell(values={"sender": "Anna Andersson"})
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)

    owner_connection.execute("GRANT UPDATE, DELETE, TRUNCATE ON audit_event, audit_value TO app")
    owner_connection.commit()
    with pytest.raises(DatabaseError, match="is written once"), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_event_links ON audit_event",
        "DROP FUNCTION audit_append_only() CASCADE",
        "SET session_replication_role = replica",
        "CREATE TEMPORARY TABLE audit_event (id int)",
        "CREATE TABLE audit_forged (id int)",
    ],
)
@pytest.mark.django_db
def test_the_app_role_cannot_get_the_guards_out_of_the_way(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def _insert(
    cursor: Any,
    *,
    recorded: datetime | None = None,
    prev: bytes | None = None,
    before: str | None = None,
    seq: int | None = None,
    **changed: Any,
) -> None:
    """A well-formed next link, but for the columns that are changed; the named ones change body and hash alike."""
    cursor.execute("SELECT last_seq, last_hash, last_status, recorded FROM audit_head(%s)", ["matter:guarded"])
    last, last_hash, status, now = cursor.fetchone()
    moment, recorded = datetime(2020, 10, 28, tzinfo=UTC), recorded or now
    seq, prev, status = seq or last + 1, prev or bytes(last_hash), before or status
    row: dict[str, Any] = {
        "uuid": uuid4(), "stream": "matter:guarded", "seq": seq, "at": moment, "recorded_at": recorded,
        "actor": "somebody", "actor_label": "", "capacity": "", "verb": "mandate_given",
        "status_before": status, "status_after": "draft", "prev_hash": prev, "mac_key": "",
    }  # fmt: skip
    told = {
        "v": 1, "uuid": str(row["uuid"]), "stream": row["stream"], "seq": row["seq"], "verb": row["verb"],
        "at": chain.instant(moment), "recorded": chain.instant(recorded), "before": status, "after": "draft",
        "actor": {"id": "somebody", "label": "", "capacity": "", "for": None}, "request": None, "data": {},
    }  # fmt: skip
    row["body"] = chain.canonical(told)
    row["hash"] = chain.event_hash(row["prev_hash"], row["body"])
    row |= changed
    names = ", ".join(row)
    cursor.execute(f"INSERT INTO audit_event ({names}) VALUES ({', '.join(['%s'] * len(row))})", list(row.values()))


@pytest.mark.django_db
@pytest.mark.allows_inconsistency
@pytest.mark.parametrize(
    "changed",
    [
        {"seq": 1},
        {"seq": 3},
        {"prev": b"p" * 32},
        {"before": "closed"},
        {"prev_hash": b"p" * 32},
        {"hash": bytes(32)},
        {"body": b"{}"},
        {"status_before": "closed"},
        {"status_before": None},
        {"verb": "person_added"},
        {"actor": "somebody else"},
        {"uuid": uuid4()},
        {"at": datetime(2020, 10, 29, tzinfo=UTC)},
        {"recorded_at": datetime(2020, 10, 28, tzinfo=UTC)},
        {"transaction": 1},
        {"status_after": "closed"},
    ],
    ids=lambda changed: " ".join(changed),
)
def test_an_event_that_does_not_continue_its_chain_is_refused(changed: dict[str, Any]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        _insert(cursor)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        _insert(cursor, **changed)
    assert Event.objects.filter(stream="matter:guarded").count() == 1


@pytest.mark.django_db
@pytest.mark.allows_inconsistency
def test_the_same_event_without_a_change_is_let_in() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        _insert(cursor)
        _insert(cursor)

    assert list(Event.objects.filter(stream="matter:guarded").values_list("seq", flat=True).order_by("seq")) == [1, 2]


@pytest.mark.django_db
@pytest.mark.allows_inconsistency
def test_a_backdated_recording_is_refused_even_when_the_body_says_the_same() -> None:
    yesterday = timezone.now() - timedelta(days=1)

    with pytest.raises(DatabaseError, match="not recorded in this transaction"), transaction.atomic():
        _insert(connection.cursor(), recorded=yesterday)


@pytest.mark.django_db
def test_the_question_of_the_other_rooms_sees_only_this_transaction(tell: Callable[..., Event]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_event_in_this_transaction('matter:none')")
        assert cursor.fetchone() == (False,)
        stream = tell().stream
        cursor.execute("SELECT audit_event_in_this_transaction(%s)", [stream])
        assert cursor.fetchone() == (True,)


def test_an_event_of_an_earlier_transaction_is_no_event_of_this_one(
    transactional_db: None, tell: Callable[..., Event]
) -> None:
    stream = tell().stream

    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_event_in_this_transaction(%s)", [stream])
        assert cursor.fetchone() == (False,)
