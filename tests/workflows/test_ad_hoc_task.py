"""Fristående uppgifter: work beside the flow, for a person or a group, that moves no matter and blocks nothing."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import policy
from accounts.models import Role
from accounts.services import deactivate_user
from audit.models import Event
from audit.rules import KeyReused
from cases.states import CaseState
from tests import builders
from tests.beside import give, make_secret, matter, titles
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, PIA, ROLF, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from workflows import services
from workflows.models import AdHocTask
from workflows.selectors import inbox
from workflows.selectors.inbox import Filter
from workflows.services.ad_hoc_task import MayNotSee, NobodyChosen, NotInGroup, ReasonNeeded, TaskEmpty
from workflows.services.door import AlreadyDone, TakenByOther
from workflows.services.tasks import NotYours

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("conclude_analysis")]
ANYTHING = Filter()


def _end(task: AdHocTask, outcome: str, comment: str = "", *, by: str = PATRIK, key: str = "") -> AdHocTask:
    return services.end_ad_hoc_task(
        ad_hoc_id=task.pk,
        outcome=outcome,
        comment=comment,
        actor=builders.actor(by),
        at=timezone.now(),
        key=key or uuid4().hex,
    )


def _verbs() -> list[str]:
    return list(Event.objects.filter(stream=matter().stream).order_by("-seq").values_list("verb", flat=True)[:1])


def test_it_stands_in_the_receivers_list_and_moves_no_matter() -> None:
    before = matter().state
    count = inbox.count_todo(builders.actor(PATRIK))

    give(PATRIK, due=timezone.localdate() + timedelta(days=2))

    assert titles(PATRIK) == ["Ring polisen"]
    assert inbox.count_todo(builders.actor(PATRIK)) == count + 1
    assert titles(SIV) == []
    assert (matter().state, _verbs()) == (before, ["ad_hoc_task_given"])
    page = text(as_(PATRIK), "/uppgifter/")
    assert "Ring polisen" in page
    assert "Om 2 dagar" in page
    assert "Ring polisen" in text(as_(CATARINA), "/uppgifter/vantar/")


def test_the_tasks_of_the_process_and_those_beside_it_stand_in_one_order() -> None:
    today = timezone.localdate()
    for days, what in ((1, "I morgon"), (900, "Långt fram"), (-3, "Sen")):
        give(CATARINA, by=RUT, what=what, due=today + timedelta(days=days))
    give(CATARINA, by=RUT, what="Utan dag")

    assert titles(CATARINA) == ["Sen", "I morgon", "Skriv lägesbilden", "Långt fram", "Utan dag"]


def test_a_task_for_a_group_waits_for_all_of_it_until_one_takes_it() -> None:
    task = give(role=Role.REGISTRAR)
    assert titles(RUT) == titles(ROLF) == ["Ring polisen"]
    assert titles(RUT, Role.REGISTRAR) == ["Ring polisen"]
    assert (titles(RUT, "mina"), titles(SIV)) == ([], [])

    as_(ROLF).post(reverse("claim_ad_hoc_task", args=[task.pk]))

    assert (titles(RUT), titles(ROLF), titles(ROLF, "mina")) == ([], ["Ring polisen"], ["Ring polisen"])
    with pytest.raises(TakenByOther):
        services.claim_ad_hoc_task(ad_hoc_id=task.pk, actor=builders.actor(RUT), at=timezone.now())
    as_(ROLF).post(reverse("release_ad_hoc_task", args=[task.pk]))
    assert titles(RUT) == ["Ring polisen"]


def test_a_task_for_a_person_has_no_group_to_go_back_to() -> None:
    task = give(PATRIK)

    with pytest.raises(NotInGroup):
        services.release_ad_hoc_task(ad_hoc_id=task.pk, actor=builders.actor(PATRIK), at=timezone.now())


def test_who_has_it_ends_it_and_the_matter_tells_of_it() -> None:
    task = give(PATRIK)
    client = as_(PATRIK)
    address = reverse("ad_hoc_task", args=[task.pk])
    form = client.get(address).context["form"]

    answer = client.post(address, {"key": form["key"].value(), "outcome": "done", "comment": "De kommer på tisdag."})

    assert answer.headers["Location"] == "/uppgifter/"
    assert (titles(PATRIK), _verbs()) == ([], ["ad_hoc_task_done"])
    tab = text(as_(CATARINA), reverse("case_tasks", args=[matter().uuid]))
    assert "De kommer på tisdag." in tab
    assert "Ring polisen" in text(client, "/uppgifter/klara/")
    again = client.post(address, {"key": form["key"].value(), "outcome": "done", "comment": "De kommer på tisdag."})
    assert again.status_code == 302
    other = client.post(address, {"key": uuid4().hex, "outcome": "done", "comment": ""})
    assert other.status_code == 409


def test_what_cannot_be_done_or_is_taken_back_says_why() -> None:
    task = give(PATRIK)

    with pytest.raises(ReasonNeeded):
        _end(task, "cannot", "  ")
    with pytest.raises(ReasonNeeded):
        _end(task, "taken_back", "", by=CATARINA)
    _end(task, "taken_back", "Behövs inte", by=CATARINA)

    assert (titles(PATRIK), _verbs()) == ([], ["ad_hoc_task_taken_back"])
    with pytest.raises(AlreadyDone):
        _end(task, "done")


def test_only_who_has_it_ends_it_and_only_who_gave_it_takes_it_back() -> None:
    task = give(PATRIK)

    with pytest.raises(policy.NotAllowed):
        _end(task, "done", by=SIV)
    with pytest.raises(policy.NotAllowed):
        _end(task, "taken_back", "Nej", by=PATRIK)
    assert as_(SIV).get(reverse("take_back_task", args=[task.pk])).status_code == 403
    assert as_(OLLE).get(reverse("ad_hoc_task", args=[task.pk])).status_code == 404


def test_it_is_handed_over_to_somebody_who_may_see_the_matter() -> None:
    task = give(PATRIK)
    client = as_(PATRIK)
    address = reverse("hand_over_ad_hoc_task", args=[task.pk])
    form = client.get(address).context["form"]
    assert builders.user(OLLE).pk not in [value for value, _name in form.fields["person"].choices]

    told = {"key": form["key"].value(), "person": builders.user(SIV).pk}
    first, again = client.post(address, told), client.post(address, told)

    assert (first.headers["Location"], again.headers["Location"]) == ("/uppgifter/", "/uppgifter/")
    assert client.post(address, {**told, "person": builders.user(RUT).pk}).status_code == 403
    assert (titles(PATRIK), titles(SIV)) == ([], ["Ring polisen"])
    for name in (OLLE, PIA, IDA):
        with pytest.raises(MayNotSee):
            services.hand_over_ad_hoc_task(
                ad_hoc_id=task.pk, to_id=builders.user(name).pk, actor=builders.actor(SIV), at=timezone.now()
            )


def test_one_says_what_is_to_be_done_and_by_whom() -> None:
    with pytest.raises(TaskEmpty):
        give(what="  ")
    with pytest.raises(NobodyChosen):
        give(role="dpo")
    with pytest.raises(MayNotSee):
        give(OLLE)
    deactivate_user(user_id=builders.user(SIV).pk, actor=builders.actor(IDA), at=timezone.now())
    with pytest.raises(MayNotSee):
        give(SIV)


@pytest.mark.parametrize("name", [OLLE, PIA, IDA])
def test_nobody_gives_a_task_in_a_matter_they_do_not_work_with(name: str) -> None:
    with pytest.raises(policy.NotAllowed):
        give(by=name)


def test_no_task_is_given_in_a_matter_that_has_ended() -> None:
    builders.intervene(builders.the_walk(), CAMILLA, "withdraw")

    with pytest.raises(policy.NotAllowed):
        give()
    assert as_(CATARINA).get(reverse("give_task", args=[matter().uuid])).status_code == 403


def test_the_tasks_of_a_withdrawn_matter_leave_the_lists() -> None:
    give(PATRIK)

    builders.intervene(builders.the_walk(), CAMILLA, "withdraw")

    assert (titles(PATRIK), inbox.count_todo(builders.actor(PATRIK))) == ([], 0)
    assert matter().state == CaseState.WITHDRAWN


@pytest.mark.matter_before("close")
def test_it_holds_no_matter_open_and_can_be_ended_when_that_is_closed() -> None:
    task = give(PATRIK)

    builders.the_walk().perform(RUT, "close_case", "close")

    assert matter().state == CaseState.CLOSED
    assert "Ring polisen" in text(as_(PATRIK), "/uppgifter/")
    assert _end(task, "done").ended_by == builders.user(PATRIK)
    with pytest.raises(policy.NotAllowed):
        give(PATRIK)


def test_the_same_form_gives_one_task_and_another_form_with_its_key_is_refused() -> None:
    key = uuid4().hex

    first, second = give(key=key), give(key=key)

    assert first.pk == second.pk
    with pytest.raises(KeyReused):
        give(key=key, what="Något annat")


def test_in_a_secret_matter_only_those_who_may_know_give_get_and_see_tasks() -> None:
    earlier = give(PATRIK, what="Hemligt ord")
    make_secret()

    assert (titles(PATRIK), inbox.count_todo(builders.actor(PATRIK))) == ([], 0)
    assert as_(PATRIK).get(reverse("ad_hoc_task", args=[earlier.pk])).status_code == 404
    assert as_(PATRIK).get(reverse("give_task", args=[matter().uuid])).status_code == 404
    with pytest.raises(MayNotSee):
        give(PATRIK)
    with pytest.raises(MayNotSee):
        give(role=Role.DIRECTOR)
    with pytest.raises(policy.NotAllowed):
        give(CATARINA, by=PATRIK)
    form = as_(CATARINA).get(reverse("give_task", args=[matter().uuid])).context["form"]
    people = dict(form.fields["to"].choices)["Personer"]
    assert builders.user(PATRIK).name not in str(people)


def test_the_form_says_what_is_missing() -> None:
    client = as_(CATARINA)
    address = reverse("give_task", args=[matter().uuid])

    empty = client.post(address, {"key": "a", "text": "", "to": "", "due": "snart"})

    assert empty.status_code == 422
    page = strict_html.text(empty)
    for sentence in ("Skriv vad som ska göras.", "Välj en person eller en grupp.", "Skriv ett datum"):
        assert sentence in page
    strange = client.post(address, {"key": "a", "text": "Ring", "to": "grupp:dpo"})
    assert "Välj en person eller en grupp i listan." in strict_html.text(strange)
    made = client.post(address, {"key": "a", "text": "Ring", "to": "grupp:registrar", "due": "2030-01-02"})
    assert made.status_code == 302
    assert "Uppgiften är skapad för Registratorer." in text(client, made.headers["Location"])
    assert AdHocTask.objects.get().due == date(2030, 1, 2)


def test_the_page_and_the_tab_cost_no_more_with_more_tasks(django_assert_max_num_queries: Budget) -> None:
    tasks = [give(PATRIK, what=f"Uppgift {n}") for n in range(12)]
    client = as_(PATRIK)

    with django_assert_max_num_queries(15):
        strict_html.parsed(client.get(reverse("ad_hoc_task", args=[tasks[0].pk])))
    with django_assert_max_num_queries(15):
        strict_html.parsed(client.get(reverse("case_tasks", args=[matter().uuid])))
    with django_assert_max_num_queries(15):
        strict_html.parsed(client.get(reverse("give_task", args=[matter().uuid])))
    with django_assert_max_num_queries(15):
        strict_html.parsed(client.get("/uppgifter/"))


def test_a_stand_in_does_the_task_of_the_absent_and_gives_it_to_nobody() -> None:
    today = timezone.localdate()
    own = builders.user(CATARINA).mandates.get(role=Role.CASE_OFFICER)
    builders.give_role(
        OLLE,
        Role.CASE_OFFICER,
        board_id=own.board_id,
        unit_id=own.unit_id,
        on_behalf_of_id=builders.user(CATARINA).pk,
        valid_from=today,
        valid_to=today + timedelta(days=7),
    )
    task = give(CATARINA, by=RUT)
    rows = inbox.todo_page(builders.actor(OLLE), ANYTHING).rows
    assert [line.for_whom for line in rows if line.title == "Ring polisen"] == [CATARINA]

    with pytest.raises(NotYours):
        services.hand_over_ad_hoc_task(
            ad_hoc_id=task.pk, to_id=builders.user(SIV).pk, actor=builders.actor(OLLE), at=timezone.now()
        )

    assert _end(task, "done", by=OLLE).ended_by == builders.user(OLLE)
    told = Event.objects.filter(stream=matter().stream).order_by("-seq")[0]
    assert (told.verb, told.facts["actor"]["for"]) == ("ad_hoc_task_done", CATARINA)
