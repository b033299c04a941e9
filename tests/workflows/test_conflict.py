"""Jäv (R4): the officer is replaced, the ground is kept with the assignment, and the matter does not go back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.policy import NotAllowed, can
from accounts.services import register_absence
from audit.models import Event
from audit.selectors import verify
from cases.models import Case, CaseAssignment
from cases.selectors.assignment import assignments_column, assignments_of
from cases.services.case import ConflictUnexplained, NobodyConflicted, OfficerConflicted
from tests import builders
from tests.builders import CATARINA, OLLE, ROLF, RUT
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from workflows import services
from workflows.selectors import inbox, people
from workflows.selectors.notice_people import people_of_task
from workflows.selectors.task import open_tasks

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("send_for_approval")]
GROUND = "Saken angår personen själv eller en närstående (KL 6:28 p. 1)"


@pytest.fixture(autouse=True)
def _another_officer() -> None:
    builders.give_role(OLLE, Role.CASE_OFFICER)


def _case() -> Case:
    return builders.the_walk().case()


def _change(to: str, **more: str) -> Case:
    return services.change_officer(
        case_id=_case().pk,
        officer_id=builders.user(to).pk,
        actor=builders.actor(RUT),
        at=timezone.now(),
        **{"reason": "Hennes bror är part.", **more},
    )


def test_the_ground_is_asked_for_kept_and_shown() -> None:
    rut, case = as_(RUT), _case()
    address = reverse("change_officer", args=[case.uuid])
    assert "Är den nuvarande handläggaren jävig?" in text(rut, address)

    rut.post(
        address,
        {"key": "k", "person": builders.user(OLLE).pk, "conflict": "own_matter", "reason": "Hennes bror är part."},
    )

    row = CaseAssignment.objects.filter(case=case).order_by("-pk")[0]
    assert (row.officer.name, row.former and row.former.name, row.conflict) == (OLLE, CATARINA, "own_matter")
    words = text(rut, reverse("case_history", args=[case.uuid]))
    assert f"gjorde {OLLE} till handläggare, eftersom {CATARINA} är jävig" in words
    assert "Handläggare genom tiden" in words
    assert f"Jäv {GROUND}" in words
    assert "Skriv förslag till beslut" in text(as_(OLLE), "/uppgifter/")
    assert verify().findings == []


def test_the_officers_are_told_with_their_days_the_present_first() -> None:
    _change(OLLE, conflict="other")

    read = Case.objects.annotate(officers_=assignments_column()).get(pk=_case().pk)
    present, former = assignments_of(read)

    assert (present.name, present.until, present.left_because, present.reason) == (
        OLLE,
        None,
        "",
        "Hennes bror är part.",
    )
    assert (former.name, former.until) == (CATARINA, present.since)
    assert former.left_because == "Något annat rubbar förtroendet för personens opartiskhet (KL 6:28 p. 4)"


def test_who_is_jävig_does_not_get_the_matter_back() -> None:
    _change(OLLE, conflict="represents")

    assert builders.user(CATARINA).pk not in dict(people.officers(_case(), on=timezone.localdate()))
    with pytest.raises(OfficerConflicted, match="är jävig i ärendet"):
        _change(CATARINA)
    assert _case().case_officer == builders.user(OLLE)


def test_who_is_jävig_does_not_come_back_as_the_new_officers_stand_in() -> None:
    _stands_in_for_olle(CATARINA)
    _change(OLLE)
    assert can(builders.actor(CATARINA), "write_staff_report", _case())
    _change(CATARINA)

    _change(OLLE, conflict="own_matter")

    catarina, task = builders.actor(CATARINA), open_tasks(_case()).get()
    assert task.owner == builders.user(OLLE)
    assert not can(catarina, "write_staff_report", _case())
    assert not can(catarina, "send_for_approval", _case())
    assert not inbox.todo(catarina).filter(pk=task.pk).exists()
    assert people_of_task(task, on=timezone.localdate()) == [builders.user(OLLE)]
    with pytest.raises(NotAllowed):
        builders.the_walk().perform(CATARINA, "write_report", "send_for_approval", 2)


def test_another_stand_in_goes_on_in_the_new_officers_place() -> None:
    _stands_in_for_olle(ROLF)
    mandate = {"on_behalf_of_id": builders.user(OLLE).pk, "valid_to": timezone.localdate() + timedelta(days=3)}
    builders.give_role(CATARINA, Role.CASE_OFFICER, **mandate)
    _change(OLLE, conflict="own_matter")

    assert can(builders.actor(ROLF), "write_staff_report", _case())
    assert inbox.todo(builders.actor(ROLF)).filter(pk=open_tasks(_case()).get().pk).exists()
    assert people_of_task(open_tasks(_case()).get(), on=timezone.localdate()) == [builders.user(ROLF)]


@pytest.mark.parametrize("page", ["case", "task"])
def test_a_stand_ins_pages_ask_fifteen_times_at_most(page: str, django_assert_max_num_queries: Budget) -> None:
    _stands_in_for_olle(ROLF)
    _change(OLLE, conflict="own_matter")
    rolf, row = as_(ROLF), _case().uuid if page == "case" else open_tasks(_case()).get().pk
    rolf.get(reverse(page, args=[row]))

    with django_assert_max_num_queries(15):
        assert rolf.get(reverse(page, args=[row])).status_code == 200


def _stands_in_for_olle(name: str) -> None:
    today = timezone.localdate()
    register_absence(
        user_id=builders.user(OLLE).pk,
        substitute_id=builders.user(name).pk,
        valid_from=today,
        valid_to=today + timedelta(days=3),
        actor=builders.actor(OLLE),
        at=timezone.now(),
    )


def test_who_left_for_another_reason_may_get_it_back() -> None:
    _change(OLLE)

    assert _change(CATARINA).case_officer == builders.user(CATARINA)


def test_jav_is_of_the_one_who_has_the_matter_and_says_what_it_rests_on() -> None:
    with pytest.raises(NobodyConflicted):
        _change(CATARINA, conflict="other")
    with pytest.raises(ConflictUnexplained):
        _change(OLLE, conflict="other", reason="")
    assert not Event.objects.filter(verb="officer_replaced_for_conflict").exists()


def test_a_ground_that_is_not_in_the_law_is_refused() -> None:
    form = {"key": "k", "person": builders.user(OLLE).pk, "conflict": "annat", "reason": "Skäl."}

    answer = as_(RUT).post(reverse("change_officer", args=[_case().uuid]), form)

    assert answer.status_code == 422
    assert "Välj en grund i listan." in strict_html.text(answer)


@pytest.mark.parametrize("values", ["'nonsense', 'Skäl', 1", "'other', '', 1", "'other', 'Skäl', NULL"])
def test_the_database_keeps_ground_reason_and_person_together(values: str) -> None:
    conflict, reason, former = values.split(", ")
    former = str(builders.user(CATARINA).pk) if former == "1" else former
    with pytest.raises(IntegrityError, match="cases_conflict"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_caseassignment (case_id, officer_id, assigned_at, assigned_by, conflict, reason,"
            f" former_id) VALUES (%s, %s, now(), 'x', {conflict}, {reason}, {former})",
            [_case().pk, builders.user(OLLE).pk],
        )


def test_the_history_asks_no_more_questions_for_many_officers(django_assert_max_num_queries: Budget) -> None:
    builders.give_role(ROLF, Role.CASE_OFFICER)
    for name in (OLLE, ROLF, CATARINA, OLLE):
        _change(name)

    rut, address = as_(RUT), reverse("case_history", args=[_case().uuid])

    with django_assert_max_num_queries(15):
        rut.get(address)
