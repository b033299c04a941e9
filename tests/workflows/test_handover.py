"""Lämna över allt arbete: one act for all that a person has, each thing with its own event, and an account closed."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import SYSTEM
from accounts.models import Role, Unit
from accounts.services import create_user
from audit.models import Event
from cases.models import Watch
from cases.services.bulk import Outcome
from tests import builders
from tests.beside import give, make_secret, matter, titles
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, PIA, ROLF, RUT, SIV, ULLA
from workflows import services
from workflows.models import AdHocTask
from workflows.selectors import inbox
from workflows.selectors.handover import taker_of, work_of
from workflows.services.handover import SamePerson

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("conclude_analysis")]


def _all(person: str, to: str | None, *, by: str = IDA) -> Outcome:
    return services.hand_over_work(
        person_id=builders.user(person).pk,
        to_id=builders.user(to).pk if to else None,
        actor=builders.actor(by),
        at=timezone.now(),
    )


def _watch(name: str, days: int) -> None:
    day = timezone.localdate() + timedelta(days=days)
    Watch.objects.create(case=matter(), user=builders.user(name), on=day, created_at=timezone.now())


def _plan(person: str, to: str | None) -> dict[str, str]:
    taker = taker_of(builders.user(to), on=timezone.localdate()) if to else None
    return {item.what: item.goal.refused or item.goal.to for item in work_of(builders.user(person), taker)}


def test_the_matter_its_tasks_and_what_stands_beside_go_to_another_officer() -> None:
    builders.give_role(OLLE, Role.CASE_OFFICER)
    give(CATARINA, by=RUT)
    _watch(CATARINA, 3)
    assert _plan(CATARINA, OLLE) == dict.fromkeys(
        ("Ärende med sina uppgifter", "Fristående uppgift", "Bevakning"), "Olle Olsson"
    )

    outcome = _all(CATARINA, OLLE)

    assert (outcome.done, outcome.failures) == (3, [])
    assert matter().case_officer == builders.user(OLLE)
    assert sorted(titles(OLLE)) == ["Ring polisen", "Skriv lägesbilden"]
    assert (titles(CATARINA), inbox.count_todo(builders.actor(CATARINA))) == ([], 0)
    assert [row.user.name for row in Watch.objects.all()] == [OLLE]
    verbs = Event.objects.filter(stream=matter().stream).order_by("-seq").values_list("verb", "actor_label")[:2]
    assert list(verbs) == [("ad_hoc_task_handed_over", IDA), ("officer_assigned", IDA)]
    assert matter().assignments.order_by("-pk")[0].officer == builders.user(OLLE)


def test_the_same_act_again_changes_nothing() -> None:
    builders.give_role(OLLE, Role.CASE_OFFICER)
    _all(CATARINA, OLLE)
    version = matter().version

    outcome = _all(CATARINA, OLLE)

    assert (outcome.done, outcome.failures, matter().version) == (0, [], version)


def test_what_the_receiver_may_not_have_stays_and_says_why() -> None:
    give(CATARINA, by=RUT)
    give(CATARINA, by=RUT)
    assert _plan(CATARINA, SIV) == {
        "Ärende med sina uppgifter": "Siv Ek är inte handläggare.",
        "Fristående uppgift": "Siv Ek",
    }

    outcome = _all(CATARINA, SIV)

    assert outcome.done == 2
    assert [failure.reason for failure in outcome.failures] == ["Siv Ek är inte handläggare."]
    assert matter().case_officer == builders.user(CATARINA)
    assert titles(CATARINA) == ["Skriv lägesbilden"]


def test_what_is_too_much_at_once_is_told_of_and_goes_the_next_time() -> None:
    for _time in range(3):
        give(CATARINA, by=RUT)

    with patch("workflows.services.handover.AT_ONCE", 2):
        first, second = _all(CATARINA, SIV), _all(CATARINA, SIV)

    late = "Det blev för mycket på en gång. Lämna över en gång till."
    assert (first.done, second.done) == (2, 1)
    assert late in [failure.reason for failure in first.failures]
    assert late not in [failure.reason for failure in second.failures]


def test_a_secret_matter_goes_only_to_who_may_know_it_already() -> None:
    builders.give_role(OLLE, Role.CASE_OFFICER)
    give(CATARINA, by=RUT)
    _watch(CATARINA, 3)
    make_secret()

    outcome = _all(CATARINA, OLLE)

    assert {failure.reason for failure in outcome.failures} == {"Olle Olsson får inte se ärendet."}
    assert (outcome.done, matter().case_officer) == (0, builders.user(CATARINA))


@pytest.mark.matter_before("confirm_decision")
def test_back_to_the_lists_what_came_from_a_list_goes_there_and_the_rest_to_who_gave_it() -> None:
    task = Task.objects.get(flow_task_type="HUMAN", status="NEW")
    services.claim_task(task_id=task.pk, actor=builders.actor(ROLF), at=timezone.now())
    own = give(ROLF)
    grouped = give(role=Role.REGISTRAR)
    services.claim_ad_hoc_task(ad_hoc_id=grouped.pk, actor=builders.actor(ROLF), at=timezone.now())
    assert sorted(item.goal.to for item in work_of(builders.user(ROLF), None)) == [
        CATARINA,
        "Gruppens lista: Registratorer",
        "Gruppens lista: Registratorer",
    ]

    outcome = _all(ROLF, None, by=CAMILLA)

    assert (outcome.done, outcome.failures) == (3, [])
    task.refresh_from_db()
    assert (task.status, task.owner) == ("NEW", None)
    assert [AdHocTask.objects.get(pk=one.pk).owner for one in (own, grouped)] == [builders.user(CATARINA), None]
    assert sorted(titles(RUT)) == ["Bekräfta registrerat beslut", "Ring polisen"]


def test_back_from_a_secret_matter_it_goes_to_the_officer_and_not_to_who_may_not_know_it_any_more() -> None:
    builders.give_role(OLLE, Role.CASE_OFFICER)
    task = give(OLLE, by=PATRIK)
    make_secret()

    assert _all(OLLE, None).done == 1

    task.refresh_from_db()
    assert task.owner == builders.user(CATARINA)
    assert titles(PATRIK) == []


def test_a_matter_is_never_left_without_an_officer() -> None:
    outcome = _all(CATARINA, None)

    assert [failure.reason for failure in outcome.failures] == [
        "Ett ärende behöver en handläggare. Lämna över det till en person."
    ]
    assert matter().case_officer == builders.user(CATARINA)


@pytest.mark.matter_before("sign")
def test_nobody_signs_for_another() -> None:
    builders.give_role(PATRIK, Role.SIGNATORY)

    outcome = _all(CAMILLA, PATRIK)

    assert "Ingen undertecknar för någon annan." in [failure.reason for failure in outcome.failures]
    assert "Underteckna överenskommelsen" in titles(CAMILLA)


def test_work_is_handed_over_by_it_the_director_and_the_head_of_the_unit_and_never_to_its_own_desk() -> None:
    builders.give_role(OLLE, Role.CASE_OFFICER)
    for name in (RUT, SIV, PATRIK, PIA, CATARINA):
        with pytest.raises(policy.NotAllowed):
            _all(CATARINA, OLLE, by=name)
    with pytest.raises(policy.NotAllowed):
        _all(IDA, OLLE, by=IDA)
    for to in (CATARINA, IDA):
        with pytest.raises(SamePerson):
            _all(CATARINA, to, by=IDA)
    give(CATARINA, by=RUT)

    assert _all(CATARINA, OLLE, by=ULLA).done == 2
    assert policy.can(SYSTEM, "hand_over_work", builders.user(CATARINA))


def test_a_unit_head_hands_over_for_those_whose_own_role_is_in_the_unit_or_was_their_last() -> None:
    today, yesterday = timezone.localdate(), timezone.localdate() - timedelta(days=1)
    unit = Unit.objects.create(code="ANNAN", name="Annan förvaltning", board=matter().board).pk
    head = builders.give_role(OLLE, Role.UNIT_HEAD, unit_id=unit)
    create_user(email="gun@example.org", name="Gun Gammal", title="", actor=SYSTEM, at=timezone.now())
    for name, days in ((ROLF, {}), ("Gun Gammal", {"valid_to": yesterday}), (PATRIK, {"valid_to": yesterday})):
        builders.give_role(name, Role.CASE_OFFICER, unit_id=unit, **days)
    builders.give_role(
        SIV, Role.CASE_OFFICER, unit_id=unit, on_behalf_of_id=builders.user(ROLF).pk, valid_from=today, valid_to=today
    )

    theirs = policy.handed_over_by(head).values_list("name", flat=True)

    assert sorted(theirs) == ["Gun Gammal", ROLF]
    assert [policy.can(head, "hand_over_work", builders.user(name)) for name in (ROLF, SIV, CATARINA)] == [
        True,
        False,
        False,
    ]
