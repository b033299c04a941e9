"""Databasens vakter över brådskande beslut, each tried with raw SQL: mandate, chair and reason (KL 6:39)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import Decision
from tests.builders import CAMILLA
from tests.workflows.test_delegation import decide, waiting
from tests.workflows.test_urgent_decision import decided

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]

POINT = (
    "INSERT INTO cases_delegationpoint (board_id, number, text, roles, own_text, urgent, reported, valid_from)"
    " SELECT id, '9', 'x', '{roles}', false, true, {reported}, '2026-01-01' FROM accounts_board WHERE code = '{board}'"
)
REFUSED = {
    "an ordinary decision gets no reason": "UPDATE cases_decision SET urgent_reason = 'x'",
    "an urgent point of the council": POINT.format(roles='["chair"]', reported="true", board="KF"),
    "an urgent point of others": POINT.format(roles='["director"]', reported="true", board="KS"),
    "an urgent point not reported": POINT.format(roles='["chair"]', reported="false", board="KS"),
    "a point becomes no mandate": "UPDATE cases_delegationpoint SET urgent = true, roles = '[\"chair\"]'",
    "a mandate stays one": "UPDATE cases_delegationpoint SET urgent = false WHERE urgent",
    "a reported point stays one": "UPDATE cases_delegationpoint SET reported = false WHERE NOT urgent",
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_the_database_keeps_mandates_and_reasons_as_they_were(statement: str) -> None:
    decide(waiting(), CAMILLA)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


UNTRUE = {
    "without a reason": ({"urgent_reason": "''"}, "cites a mandate"),
    "with an empty reason": ({"urgent_reason": "'  '"}, "cites a mandate"),
    "by a point of the ordinary order": (
        {"delegation_point_id": "(SELECT id FROM cases_delegationpoint WHERE number = '4.2')"},
        "cites a mandate",
    ),
    "by a director": (
        {"recorded_by_id": f"(SELECT id FROM accounts_user WHERE name = '{CAMILLA}')"},
        "the chair of the board",
    ),
    "for another board": ({"body_id": "(SELECT id FROM accounts_board WHERE code = 'FSN')"}, "another board"),
    "before the mandate": ({"meeting_date": "'2018-01-01'"}, "not in force"),
    "with a chosen day of report": ({"report_to": "meeting_date"}, "cases_urgent_decision_by_mandate"),
}


@pytest.mark.parametrize(("changes", "said"), UNTRUE.values(), ids=UNTRUE)
def test_the_database_takes_no_urgent_decision_without_mandate_chair_and_reason(
    changes: dict[str, str], said: str
) -> None:
    decided()
    columns = [str(field.column) for field in Decision._meta.local_fields if field.column != "id"]
    values = ", ".join(changes.get(column, column) for column in columns)
    copy = f"INSERT INTO cases_decision ({', '.join(columns)}) SELECT {values} FROM cases_decision"

    with pytest.raises(DatabaseError, match=said), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(copy)
