"""Aviseringar: who gets a task is told of it, in the way that the person has chosen, and of nothing that is secret."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.services import deactivate_user, register_absence
from config import walk
from tests import builders
from tests.beside import give, make_secret, matter
from tests.builders import CATARINA, IDA, PATRIK, RUT, SIV, ULLA
from tests.workflows.notices import all_told, end
from workflows import services
from workflows.models import TaskNotice
from workflows.selectors.notices import task_message

pytestmark = pytest.mark.django_db


def _letter(name: str) -> Any:
    notice = TaskNotice.objects.filter(person__name=name).order_by("-pk")[0]
    return task_message(notice.pk)


def _away(person: str, substitute: str) -> None:
    today = timezone.localdate()
    register_absence(
        user_id=builders.user(person).pk,
        substitute_id=builders.user(substitute).pk,
        valid_from=today,
        valid_to=today + timedelta(days=3),
        actor=builders.actor(person),
        at=timezone.now(),
    )


def _send_for_approval() -> walk.Walk:
    way = builders.the_walk()
    way.perform(CATARINA, "write_report", "send_for_approval", 2)
    return way


def _return(way: walk.Walk) -> None:
    way.perform(PATRIK, "approve_deputy", "return", 2, payload={"comment": "Skriv ut kostnaden."})


@pytest.mark.matter_before("send_for_approval")
def test_who_alone_approves_is_told_of_the_proposal() -> None:
    before = TaskNotice.objects.count()
    way = _send_for_approval()

    assert all_told()[before:] == [(PATRIK, "task")]
    letter = _letter(PATRIK)
    assert letter.subject == "Uppgift att göra i KS-2018/91.103"
    said = "Catarina Klockerud har skickat uppgiften Godkänn förslag till beslut till dig. Klar senast"
    assert letter.text.startswith(said)
    assert "Öppna uppgiften: http" in letter.text
    assert f"/uppgifter/{way.task('approve_deputy')}/" in letter.text
    assert letter.recipient == builders.user(PATRIK).email


@pytest.mark.matter_before("approve")
def test_who_gets_a_proposal_back_is_told_so() -> None:
    before = TaskNotice.objects.count()
    _return(builders.the_walk())

    assert all_told()[before:] == [(CATARINA, "returned")]
    letter = _letter(CATARINA)
    assert letter.subject == "Återlämnat: KS-2018/91.103"
    assert "Patrik Forshage har återlämnat ärendet KS-2018/91.103 till dig." in letter.text
    assert "kostnaden" not in letter.text


@pytest.mark.matter_before("conclude_analysis")
def test_nobody_is_told_of_what_they_sent_to_themselves() -> None:
    before = TaskNotice.objects.count()
    builders.the_walk().perform(CATARINA, "write_analysis", "conclude_analysis")

    assert all_told()[before:] == []


@pytest.mark.matter_before("record_decision")
def test_a_group_is_told_of_nothing() -> None:
    before = TaskNotice.objects.count()
    services.change_officer(
        case_id=matter().pk,
        officer_id=builders.user(CATARINA).pk,
        actor=builders.actor(ULLA),
        at=timezone.now(),
    )
    give("", by=CATARINA, role="registrar")

    assert all_told()[before:] == []


@pytest.mark.matter_before("confirm_decision")
def test_who_is_given_a_task_is_told_and_who_takes_one_is_not() -> None:
    before = TaskNotice.objects.count()
    task = give(PATRIK)
    pool = give("", role="registrar")
    services.claim_ad_hoc_task(ad_hoc_id=pool.pk, actor=builders.actor(RUT), at=timezone.now())

    assert all_told()[before:] == [(PATRIK, "task")]
    assert f"/uppgifter/fristaende/{task.pk}/" in _letter(PATRIK).text
    assert "har skickat uppgiften Ring polisen till dig." in _letter(PATRIK).text


@pytest.mark.matter_before("confirm_decision")
def test_a_task_that_is_handed_over_is_told_of_again() -> None:
    before = TaskNotice.objects.count()
    way = builders.the_walk()
    task = way.task(builders.open_tasks(way)[0])
    services.hand_over_task(
        task_id=task, to_id=builders.user("Rolf Register").pk, actor=builders.actor(RUT), at=timezone.now()
    )

    assert all_told()[before:] == [("Rolf Register", "task")]


@pytest.mark.matter_before("approve")
def test_in_the_absents_place_the_substitute_is_told() -> None:
    before = TaskNotice.objects.count()
    _away(CATARINA, ULLA)
    _return(builders.the_walk())

    assert all_told()[before:] == [(ULLA, "returned")]
    assert "Du ersätter Catarina Klockerud." in _letter(ULLA).text


@pytest.mark.matter_before("confirm_decision")
def test_of_a_secret_matter_the_letter_names_the_number_alone() -> None:
    give(PATRIK)
    all_told()
    subject = matter().entry.public_subject
    make_secret()

    letter = _letter(PATRIK)

    assert "har skickat en uppgift till dig." in letter.text
    for word in ("Ring polisen", subject):
        assert word not in letter.subject + letter.text


@pytest.mark.matter_before("confirm_decision")
def test_what_has_ended_or_gone_on_meanwhile_is_not_told_of() -> None:
    before = TaskNotice.objects.count()
    task = give(PATRIK)
    end(task.pk)
    gone = give(PATRIK)
    services.hand_over_ad_hoc_task(
        ad_hoc_id=gone.pk, to_id=builders.user(SIV).pk, actor=builders.actor(PATRIK), at=timezone.now()
    )

    assert all_told()[before:] == [(SIV, "task")]


@pytest.mark.matter_before("confirm_decision")
def test_a_letter_is_not_sent_about_what_is_over_nor_to_a_closed_account() -> None:
    task = give(PATRIK)
    give(SIV)
    all_told()
    services.hand_over_ad_hoc_task(
        ad_hoc_id=task.pk, to_id=builders.user(RUT).pk, actor=builders.actor(PATRIK), at=timezone.now()
    )
    deactivate_user(user_id=builders.user(SIV).pk, actor=builders.actor(IDA), at=timezone.now())

    assert (_letter(PATRIK), _letter(SIV)) == (None, None)
