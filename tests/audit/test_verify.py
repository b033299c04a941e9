"""What verify finds: every way of changing the log behind the guards' back, and the guards themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import OperationalError, connection

from audit import chain
from audit.models import CheckRun, Event
from audit.rules import Stream
from audit.selectors import Finding, verification, verify

Tamper = Callable[..., None]

SET_ASIDE = "ALTER TABLE {table} DISABLE TRIGGER USER"
PUT_BACK = """
DO $$ DECLARE guard record; BEGIN
  FOR guard IN SELECT tgname FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal LOOP
    EXECUTE format('ALTER TABLE {table} ENABLE ALWAYS TRIGGER %I', guard.tgname);
  END LOOP;
END $$
"""


@pytest.fixture
def told(transactional_db: None, tell: Callable[..., Event]) -> list[Event]:
    """Three events of a matter with a protected value, and one of another chain."""
    return [
        tell(after="draft"),
        tell(after="situation_analysis", values={"sender": "Anna Andersson"}),
        tell(),
        tell(Stream("entry:a")),
    ]


@pytest.fixture
def tamper(owner_connection: psycopg.Connection[Any]) -> Tamper:
    """One statement with the guards of the table out of the way, and everything put back."""

    def tampered(statement: str, *values: Any, table: str = "audit_event") -> None:
        with owner_connection.transaction():
            owner_connection.execute(SET_ASIDE.format(table=table))
            owner_connection.execute(statement, values)
            owner_connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            owner_connection.execute(PUT_BACK.format(table=table))

    return tampered


def _codes() -> set[str]:
    return {finding.code for finding in verify().findings}


def test_an_untouched_log_holds(told: list[Event]) -> None:
    report = verify()

    assert (report.findings, report.missing, report.exit_code) == ([], [], 0)
    assert (report.events, report.streams) == (4, 2)
    assert report.guards > 50


SECOND = "WHERE stream LIKE 'matter:%%' AND seq = 2"
LAST = "WHERE stream LIKE 'matter:%%' AND seq = 3"


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (f"UPDATE audit_event SET body = replace(encode(body, 'escape'), 'Rut', 'Siv')::bytea {LAST}", "E-HASH"),
        (f"UPDATE audit_event SET body = 'no json' {LAST}", "E-BODY"),
        (f"UPDATE audit_event SET hash = sha256('x') {LAST}", "E-HASH"),
        (f"UPDATE audit_event SET prev_hash = sha256('x') {LAST}", "E-CHAIN"),
        (f"UPDATE audit_event SET mac = sha256('x') {LAST}", "E-MAC"),
        (f"UPDATE audit_event SET mac = NULL {LAST}", "E-MAC"),
        (f"UPDATE audit_event SET mac_key = '' {LAST}", "E-MAC"),
        (f"UPDATE audit_event SET seq = 4 {LAST}", "E-SEQ"),
        (f"UPDATE audit_event SET stream = 'matter:other' {LAST}", "E-SEQ"),
        (f"UPDATE audit_event SET uuid = gen_random_uuid() {LAST}", "E-COLUMN"),
        (f"UPDATE audit_event SET at = at + interval '1 day' {LAST}", "E-COLUMN"),
        (f"UPDATE audit_event SET recorded_at = recorded_at - interval '1 day' {LAST}", "E-COLUMN"),
        (f"UPDATE audit_event SET actor = 'somebody' {LAST}", "E-COLUMN"),
        (f"UPDATE audit_event SET actor_label = 'Siv Ek' {LAST}", "E-COLUMN"),
        (f"UPDATE audit_event SET capacity = 'Kommundirektör' {LAST}", "E-COLUMN"),
        (f"UPDATE audit_event SET verb = 'person_deactivated' {LAST}", "E-COLUMN"),
        (f"UPDATE audit_event SET status_after = 'closed' {LAST}", "E-COLUMN"),
        (f"UPDATE audit_event SET status_before = 'closed' {LAST}", "E-STATUS"),
        ("DELETE FROM audit_event WHERE stream LIKE 'matter:%%' AND seq = 1", "E-SEQ"),
        ("UPDATE audit_event SET seq = 10 - seq WHERE stream LIKE 'matter:%%'", "E-CHAIN"),
    ],
)
def test_a_change_in_the_log_is_found(statement: str, code: str, told: list[Event], tamper: Tamper) -> None:
    tamper(statement)

    assert code in _codes()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_value SET value = 'Någon annan'",
        "UPDATE audit_value SET salt = sha256('x')",
        "UPDATE audit_value SET name = 'recipient'",
        "DELETE FROM audit_value",
        "INSERT INTO audit_value (event_id, name, value, salt) SELECT id, 'extra', '', '' FROM audit_event LIMIT 1",
    ],
)
def test_a_changed_protected_value_is_found(statement: str, told: list[Event], tamper: Tamper) -> None:
    tamper(statement, table="audit_value")

    assert _codes() == {"E-VALUE"}


def test_a_forged_event_with_a_correct_chain_is_found_by_its_mark(
    told: list[Event], tell: Callable[..., Event], settings: LazySettings
) -> None:
    settings.AUDIT_MAC_KEYS = {**settings.AUDIT_MAC_KEYS, "test": "guessed"}
    tell()
    settings.AUDIT_MAC_KEYS = {**settings.AUDIT_MAC_KEYS, "test": "0f" * 32}

    assert _codes() == {"E-MAC"}


def test_a_key_that_is_not_here_is_said_to_be_missing(told: list[Event], settings: LazySettings) -> None:
    settings.AUDIT_MAC_KEYS, settings.AUDIT_MAC_KEY = {}, ""

    report = verify()
    assert (report.exit_code, len(report.missing)) == (3, 2)


def test_an_old_key_still_verifies_what_it_marked(
    told: list[Event], tell: Callable[..., Event], settings: LazySettings
) -> None:
    settings.AUDIT_MAC_KEYS, settings.AUDIT_MAC_KEY = {**settings.AUDIT_MAC_KEYS, "2021": "another"}, "2021"
    tell()

    assert verify().exit_code == 0


POWERLESS = """
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS 'BEGIN RETURN OLD; END'
"""
NEVER_ASKED = """
DROP TRIGGER audit_event_links ON audit_event;
CREATE TRIGGER audit_event_links BEFORE INSERT ON audit_event FOR EACH ROW WHEN (false)
  EXECUTE FUNCTION audit_event_links();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_links
"""
HALF = """
DROP TRIGGER audit_event_written_once ON audit_event;
CREATE TRIGGER audit_event_written_once BEFORE DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_append_only();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_written_once
"""


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE audit_event DISABLE TRIGGER audit_event_links",
        "ALTER TABLE audit_event ENABLE TRIGGER audit_event_links",
        "ALTER TABLE audit_event ENABLE REPLICA TRIGGER audit_event_written_once",
        "ALTER TABLE audit_event DISABLE TRIGGER USER",
        "DROP TRIGGER audit_event_written_once ON audit_event",
        "DROP TRIGGER accounts_user_never_deleted ON accounts_user",
        "ALTER TABLE audit_event DROP CONSTRAINT audit_event_seq_once",
        "ALTER TABLE accounts_user DROP CONSTRAINT accounts_user_scheme",
        "DROP INDEX accounts_user_email_once",
        "ALTER FUNCTION audit_event_links() RESET search_path",
        "ALTER FUNCTION audit_head(text) SET search_path = public",
        POWERLESS,
        NEVER_ASKED,
        HALF,
    ],
)
def test_a_guard_that_was_taken_away_or_weakened_is_found(
    statement: str, told: list[Event], owner_connection: psycopg.Connection[Any]
) -> None:
    owner_connection.execute(statement)
    owner_connection.commit()

    assert _codes() == {"E-GUARD"}


@pytest.mark.parametrize(
    "statement",
    [
        "GRANT DELETE ON audit_event TO app",
        "GRANT UPDATE (actor_label) ON audit_event TO app",
        "GRANT TRUNCATE ON accounts_historicalboard TO app",
        "GRANT UPDATE ON audit_request TO app",
        "GRANT TEMPORARY ON DATABASE {database} TO PUBLIC",
        "GRANT CREATE ON SCHEMA public TO app",
        "ALTER TABLE audit_event OWNER TO app",
    ],
)
def test_a_right_too_many_of_the_app_role_is_found(statement: str, told: list[Event], cluster: Any) -> None:
    database = connection.settings_dict["NAME"]
    with cluster.connect(database) as superuser:
        superuser.execute(statement.format(database=database))

    assert _codes() == {"E-GRANT"}


def test_a_foreign_key_that_was_switched_off_is_found(told: list[Event], cluster: Any) -> None:
    with cluster.connect(connection.settings_dict["NAME"]) as superuser:
        superuser.execute("ALTER TABLE audit_value DISABLE TRIGGER ALL")

    findings = [finding for finding in verify().findings if finding.object.startswith("foreign key")]
    assert len(findings) >= 1


def test_an_event_of_an_unknown_version_stops_the_verification(
    told: list[Event], tamper: Tamper, capsys: pytest.CaptureFixture[str]
) -> None:
    event = told[-1]
    body = chain.canonical({**event.facts, "v": 2})
    tamper(
        "UPDATE audit_event SET body = %s, hash = %s WHERE id = %s", body, chain.event_hash(chain.ZERO, body), event.pk
    )

    with pytest.raises(SystemExit) as stop:
        call_command("verify")
    assert stop.value.code == 2


def test_the_command_ends_with_one_and_a_line_for_each_finding(told: list[Event], tamper: Tamper) -> None:
    tamper(f"UPDATE audit_event SET verb = 'person_deactivated' {LAST}")
    answer = StringIO()

    with pytest.raises(SystemExit) as stop:
        call_command("verify", "--json", stdout=answer)

    report = json.loads(answer.getvalue())
    assert (stop.value.code, report["exit"], len(report["findings"])) == (1, 1, 1)
    assert report["findings"][0]["code"] == "E-COLUMN"
    assert report["findings"][0]["object"].endswith("3 verb")


def test_the_command_ends_with_nothing_to_say_when_all_holds(told: list[Event]) -> None:
    answer = StringIO()

    call_command("verify", "--json", stdout=answer)

    report = json.loads(answer.getvalue())
    assert (report["exit"], report["events"], report["findings"]) == (0, 4, [])


def test_a_check_that_cannot_read_what_it_finds_is_a_finding(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    def bewildered() -> list[Finding]:
        raise KeyError("role")

    monkeypatch.setitem(verification._verifications, "bewildered", bewildered)

    assert [(finding.code, finding.object) for finding in verify().findings] == [("E-CHECK", "bewildered")]


def test_the_command_ends_with_two_when_the_database_is_away(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    def away() -> list[Finding]:
        raise OperationalError("connection refused")

    monkeypatch.setitem(verification._verifications, "away", away)

    with pytest.raises(SystemExit) as stop:
        call_command("verify", "--json", stdout=StringIO())
    assert stop.value.code == 2


def test_a_recorded_verification_is_kept_with_what_it_found(told: list[Event], tamper: Tamper) -> None:
    tamper("UPDATE audit_event SET actor_label = 'Någon annan' WHERE seq = 2")

    with pytest.raises(SystemExit):
        call_command("verify", "--record", stdout=StringIO())

    run = CheckRun.objects.get(kind="verify")
    assert (run.checked, run.found) == (len(told), len(run.findings))
    assert run.findings[0]["code"] == "E-COLUMN"
    assert run.started_at <= run.ended_at


def test_a_verification_writes_nothing_unless_asked(told: list[Event]) -> None:
    call_command("verify", stdout=StringIO())

    assert not CheckRun.objects.exists()
