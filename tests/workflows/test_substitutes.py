"""Ersättaren i arbetet: whose tasks are seen, as whom they are done, and what is said on the other days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.services import register_absence
from audit.models import Event
from cases.services.staff_report import save_report
from config import walk
from diarium.models import NeedToKnow
from diarium.services import mark_entry_secret
from tests import builders
from tests.builders import CAMILLA, CATARINA, PATRIK, RUT, ULLA
from tests.cases.pages import as_, text
from tests.config import strict_html
from workflows.selectors import inbox
from workflows.selectors.open_tasks import open_task

pytestmark = pytest.mark.django_db


def _away(person: str, substitute: str, *, first: int = 0, days: int = 3) -> None:
    today = timezone.localdate()
    register_absence(
        user_id=builders.user(person).pk,
        substitute_id=builders.user(substitute).pk,
        valid_from=today + timedelta(days=first),
        valid_to=today + timedelta(days=first + days),
        actor=builders.actor(person),
        at=timezone.now(),
    )


def _task(node: str) -> str:
    return reverse("task", args=[open_task(builders.the_walk().case_id, node)])


def _send(client: Client, address: str, **answers: Any) -> Any:
    form = client.get(address).context["form"]
    written = {name: form[name].value() or "" for name in form.fields}
    return client.post(address, {**written, "seen": builders.the_walk().case().version, **answers})


def _lines(name: str) -> list[tuple[str, str]]:
    return [(line.title, line.for_whom) for line in inbox.todo_page(builders.actor(name), inbox.Filter()).rows]


@pytest.mark.matter_before("send_for_approval")
def test_what_waits_for_the_absent_is_in_the_substitutes_list_and_says_for_whom() -> None:
    _away(CATARINA, ULLA)

    assert ("Skriv förslag till beslut", CATARINA) in _lines(ULLA)
    assert "För Catarina Klockerud" in text(as_(ULLA), "/uppgifter/")
    assert ("Skriv förslag till beslut", "") in _lines(CATARINA)


@pytest.mark.matter_before("conclude_analysis")
def test_a_new_task_of_the_absent_goes_to_the_substitute_too() -> None:
    way = builders.the_walk()
    _away(CATARINA, ULLA)
    assert [title for title, _whom in _lines(ULLA)] == ["Skriv lägesbilden"]

    way.perform(ULLA, "write_analysis", "conclude_analysis")

    assert ("Skriv förslag till beslut", CATARINA) in _lines(ULLA)


@pytest.mark.matter_before("send_for_approval")
def test_before_and_after_the_absence_the_list_is_not_the_substitutes() -> None:
    _away(CATARINA, ULLA, first=1)

    assert _lines(ULLA) == []


@pytest.mark.matter_before("send_for_approval")
def test_a_secret_matter_is_not_in_the_substitutes_list_without_the_need_to_know() -> None:
    way = builders.the_walk()
    _away(CATARINA, ULLA)
    entry, now = way.case().entry, timezone.now()
    NeedToKnow.objects.create(entry=entry, user=builders.user(RUT), valid_from=timezone.localdate())
    mark_entry_secret(entry_id=entry.pk, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=now)

    assert _lines(ULLA) == []
    assert as_(ULLA).get(_task("write_report")).status_code == 404


@pytest.mark.matter_before("sign")
def test_the_absents_own_signature_waits_for_nobody_else() -> None:
    _away(CAMILLA, PATRIK)

    assert "Underteckna överenskommelsen" not in [title for title, _whom in _lines(PATRIK)]


@pytest.mark.matter_before("send_for_approval")
def test_what_a_substitute_writes_is_told_in_both_names() -> None:
    way = builders.the_walk()
    _away(CATARINA, ULLA)

    save_report(
        case_id=way.case_id,
        content=type(walk.mended()).from_dict({**walk.mended().to_dict(), "title": "En annan rubrik"}),
        base_version=way.case().reports.get().latest,
        actor=builders.actor(ULLA),
        at=timezone.now(),
    )

    event = Event.objects.filter(stream=way.case().stream, verb="staff_report_saved").order_by("-seq")[0]
    acting = builders.user(ULLA).mandates.get(on_behalf_of__isnull=False)
    assert event.facts["actor"] == {
        "id": str(builders.user(ULLA).uuid),
        "label": ULLA,
        "capacity": "Handläggare",
        "for": CATARINA,
        "mandate": acting.pk,
    }
    assert "ersättare för Catarina Klockerud (handläggare)" in text(as_(RUT), f"/arenden/{way.case().uuid}/historik/")


@pytest.mark.matter_before("approve#2")
def test_of_several_capacities_one_is_chosen_and_recorded() -> None:
    way = builders.the_walk()
    builders.give_role(ULLA, Role.DIRECTOR)
    _away(CAMILLA, ULLA)
    client, address = as_(ULLA), _task("approve_director")

    none = _send(client, address, outcome="approve")
    assert none.status_code == 422
    assert "Välj i vilken egenskap du utför uppgiften." in strict_html.text(none)
    stand_in = builders.user(ULLA).mandates.get(on_behalf_of__isnull=False)
    assert _send(client, address, outcome="approve", capacity=str(stand_in.pk)).status_code == 302
    event = Event.objects.filter(stream=way.case().stream, verb="submitted_for_decision").get()
    assert (event.facts["actor"]["for"], event.facts["actor"]["mandate"]) == (CAMILLA, stand_in.pk)


@pytest.mark.matter_before("approve#2")
def test_only_the_capacities_that_give_the_right_are_offered() -> None:
    _away(CAMILLA, ULLA)

    assert "Utför i egenskap av Kommundirektör, som ersättare för Camilla Broo till och med" in text(
        as_(ULLA), _task("approve_director")
    )


@pytest.mark.matter_before("approve#2")
def test_when_the_mandate_has_ended_the_page_says_so() -> None:
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    builders.give_role(PATRIK, "director", on_behalf_of_id=builders.user(CAMILLA).pk, valid_to=yesterday)
    client, address = as_(PATRIK), _task("approve_director")
    said = (
        f"Ditt uppdrag som ersättare för Camilla Broo upphörde {yesterday.isoformat()}. "
        "Uppgiften är tillbaka hos Camilla Broo."
    )

    assert said in text(client, address)
    answer = client.post(address, {"outcome": "approve"})
    assert answer.status_code == 409
    assert said in strict_html.text(answer)


@pytest.mark.matter_before("approve#2")
def test_when_the_mandate_has_not_begun_the_page_says_so() -> None:
    _away(CAMILLA, PATRIK, first=2)
    begins = (timezone.localdate() + timedelta(days=2)).isoformat()

    assert f"Ditt uppdrag som ersättare börjar {begins}." in text(as_(PATRIK), _task("approve_director"))
