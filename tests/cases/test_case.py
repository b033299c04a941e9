"""Ärendet som rad: its state is protected, its transitions are listed, its fields are remembered."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from cases.models import AllowedTransition, Case
from cases.selectors.consistency import machine_transitions
from cases.services.case import TransitionBlocked, WrongState, fire
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]

# domain.md §4.1, what this issue builds of it.
TRANSITIONS = {
    ("draft", "situation_analysis"),
    ("draft", "committee_proposal"),
    ("situation_analysis", "committee_proposal"),
    ("committee_proposal", "situation_analysis"),
    ("committee_proposal", "decision"),
    ("decision", "committee_proposal"),
    ("decision", "situation_analysis"),
    ("decision", "signing"),
    ("decision", "distribution"),
    ("signing", "distribution"),
    ("distribution", "closed"),
    ("withdrawn", "closed"),
    ("closed", "distribution"),
    ("closed", "committee_proposal"),
    ("closed", "draft"),
    ("signing", "committee_proposal"),
    ("distribution", "committee_proposal"),
    *((state, "withdrawn") for state in ("draft", "situation_analysis", "committee_proposal", "decision")),
}


def test_the_state_is_not_assigned() -> None:
    case = builders.the_walk().case()

    with pytest.raises(AttributeError):
        case.state = "closed"


def test_a_refresh_reads_the_state_anew() -> None:
    way = builders.the_walk()
    case = way.case()
    way.perform(builders.CATARINA, "complete_case", "start_situation_analysis")

    case.refresh_from_db()

    assert case.state == "situation_analysis"
    case.refresh_from_db(fields=["version"])
    with pytest.raises(AttributeError):
        case.state = "closed"


def test_a_refresh_of_a_missing_row_leaves_the_protection_on() -> None:
    case = builders.the_walk().case()
    gone = Case(pk=999_999, entry=case.entry, state_since=timezone.now())

    for fields in (None, ["state"], ["version"]):
        with pytest.raises(Case.DoesNotExist):
            gone.refresh_from_db(fields=fields)

    assert gone.state == "draft"
    for one in (gone, case, Case()):
        with pytest.raises(AttributeError):
            one.state = "closed"


def test_the_machine_and_the_database_list_the_same_transitions() -> None:
    assert machine_transitions() == TRANSITIONS
    assert set(AllowedTransition.objects.values_list("source", "target")) == TRANSITIONS


def test_a_transition_from_another_state_is_a_wrong_state_and_not_a_missing_right() -> None:
    case = builders.the_walk().case()

    for name in ("close", "reopen", "finish_signing", "start_signing", "submit_for_decision", "close_withdrawn"):
        with pytest.raises(WrongState):
            fire(case, name, at=timezone.now())
        with pytest.raises(TransitionNotAllowed):
            getattr(case, name)()


def test_a_case_type_with_analysis_does_not_go_straight_to_a_proposal() -> None:
    with pytest.raises(TransitionBlocked, match="kräver en lägesbild"):
        fire(builders.the_walk().case(), "propose_without_analysis", at=timezone.now())


def test_every_unmet_rule_is_told_at_once() -> None:
    case = builders.the_walk().case()
    case.case_officer = None
    case.case_type.has_analysis = False

    with pytest.raises(TransitionBlocked) as refusal:
        fire(case, "start_situation_analysis", at=timezone.now())
    assert [rule.code for rule in refusal.value.unmet] == ["has-officer", "type-has-analysis"]
    assert len(refusal.value.reasons) == 2


@pytest.mark.matter_before("end")
def test_field_history_shows_what_the_matter_looked_like_and_who_changed_it() -> None:
    case = builders.the_walk().case()
    with connection.cursor() as cursor:
        cursor.execute("SELECT version, state, actor_label, capacity FROM cases_historical_case ORDER BY history_id")
        rows = cursor.fetchall()

    assert [row[0] for row in rows] == list(range(1, case.version + 1))
    assert rows[-1] == (case.version, "closed", "Rut Sandin", "Registrator")
    assert ("decision", "Camilla Broo", "Kommundirektör") in [row[1:] for row in rows]
