"""Frånvaro i databasen: no stand-in is wider than the one stood in for, whatever is written past the doors."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from accounts.capacity import SYSTEM
from accounts.models import User
from accounts.services import (
    actor_for,
    end_absence,
    end_mandate,
    give_mandate,
)
from audit.selectors import verify
from tests.accounts.absences import TODAY, away
from tests.accounts.conftest import AT, Give

WIDER = """
INSERT INTO accounts_mandate
  (user_id, role, board_id, unit_id, valid_from, valid_to, on_behalf_of_id, acting, appointed, revoked, decision,
   absence_id)
SELECT u.id, {role}, NULL, NULL, {first}, {last}, g.id, false, false, false, '', {absence}
  FROM accounts_user u, accounts_user g WHERE u.name = '{user}' AND g.name = '{giver}'
"""


PLAIN = {
    "role": "'director'",
    "first": "'2020-07-06'",
    "last": "'2020-07-31'",
    "user": "Patrik Forshage",
    "giver": "Camilla Broo",
    "absence": "NULL",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed",
    [
        {"role": "'registrar'"},
        {"first": "'2019-12-31'"},
        {"last": "NULL"},
        {"last": "'2022-01-01'"},
        {"giver": "Patrik Forshage", "user": "Olle Olsson"},
        {"giver": "Patrik Forshage", "user": "Olle Olsson", "role": "'deputy_director'", "last": "'2021-07-31'"},
        {"user": "Camilla Broo"},
        {"role": "'it_admin'"},
    ],
)
@pytest.mark.allows_inconsistency
def test_the_database_refuses_a_stand_in_wider_passed_on_or_for_oneself(
    changed: dict[str, str], camilla: User, patrik: User, olle: User, give: Give
) -> None:
    give(camilla, "it_admin")
    end_mandate(
        mandate_id=camilla.mandates.get(role="director").pk, valid_to=date(2021, 12, 31), actor=SYSTEM, at=AT
    )  # fmt: skip
    end_mandate(mandate_id=patrik.mandates.get().pk, valid_to=date(2020, 12, 31), actor=SYSTEM, at=AT)
    give(patrik, "director", on_behalf_of_id=camilla.pk, valid_from=date(2020, 7, 1), valid_to=date(2020, 12, 31))

    with pytest.raises(DatabaseError, match=r"as wide|violates check"), transaction.atomic():
        connection.cursor().execute(WIDER.format(**{**PLAIN, **changed}))


@pytest.mark.django_db
@pytest.mark.allows_inconsistency
def test_the_database_refuses_a_mandate_of_an_absence_that_does_not_give_it(
    camilla: User, patrik: User, olle: User, give: Give
) -> None:
    give(olle, "case_officer")
    absence = away(camilla, olle)

    with pytest.raises(DatabaseError, match="does not give it"), transaction.atomic():
        connection.cursor().execute(WIDER.format(**{**PLAIN, "absence": absence.pk}))


def test_nobody_gives_a_mandate_to_oneself_past_the_policy(
    transactional_db: None, camilla: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accounts import policy

    monkeypatch.setattr(policy, "require", lambda actor, *_what: actor)

    with pytest.raises(DatabaseError, match="given by the one who gets it"):
        give_mandate(
            user_id=camilla.pk, role="registrar", valid_from=AT.date(), actor=actor_for(camilla, on=AT.date()), at=AT
        )  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM accounts_absence",
        "TRUNCATE accounts_absence CASCADE",
        "UPDATE accounts_absence SET valid_to = '2030-01-01'",
        "UPDATE accounts_absence SET valid_from = '2020-01-01'",
        "UPDATE accounts_absence SET substitute_id = user_id",
        "UPDATE accounts_absence SET valid_to = '2020-07-10'",
        "UPDATE accounts_mandate SET revoked = false WHERE revoked",
    ],
)
def test_an_absence_is_only_shortened_and_with_an_event(
    statement: str, transactional_db: None, camilla: User, patrik: User, owner_connection: psycopg.Connection[Any]
) -> None:
    gone = away(camilla, patrik)
    end_absence(absence_id=gone.pk, valid_to=TODAY.date(), actor=SYSTEM, at=TODAY)
    away(camilla, patrik)

    def commit() -> None:
        with owner_connection.transaction():
            owner_connection.execute(statement)

    with pytest.raises(psycopg.errors.IntegrityError):
        commit()


def test_an_absence_changed_past_its_guards_is_found_by_its_events(
    transactional_db: None, camilla: User, patrik: User, owner_connection: psycopg.Connection[Any]
) -> None:
    away(camilla, patrik)

    with owner_connection.transaction():
        owner_connection.execute("ALTER TABLE accounts_absence DISABLE TRIGGER USER")
        owner_connection.execute("UPDATE accounts_absence SET valid_to = '2020-08-31'")
        names = owner_connection.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'accounts_absence'::regclass AND tgenabled = 'D'"
        ).fetchall()
        for (name,) in names:
            owner_connection.execute(f"ALTER TABLE accounts_absence ENABLE ALWAYS TRIGGER {name}")

    assert {finding.code for finding in verify().findings} == {"E-REPLAY"}
