"""Godkänna det man har läst: the version that was opened, as it is now, by the person who opened it (S6)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Approval, OpenedReport
from cases.services.steps.approval import ProposalChanged
from config import walk
from tests import builders
from tests.builders import CAMILLA, CATARINA, PATRIK, ULLA
from tests.cases.pages import as_, text
from tests.config import strict_html
from tests.workflows.proposals import DEPUTY, FIRST, new_text, open_proposal
from workflows import services
from workflows.services import CapacityUnsaid, NotOpened

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("approve")]


def approve(way: walk.Walk, name: str = PATRIK, *, version: int = 2, key: str = "", task: int = 0) -> Any:
    return services.approve_opened(
        task_id=task or way.task(DEPUTY),
        version=version,
        actor=builders.actor(name),
        at=timezone.now(),
        key=key or uuid4().hex,
    )


def test_what_the_person_has_not_opened_is_not_approved(way: walk.Walk) -> None:
    with pytest.raises(NotOpened, match=FIRST):
        approve(way)

    assert not Approval.objects.exists()


def test_what_another_has_opened_is_not_opened_by_the_person(way: walk.Walk) -> None:
    builders.give_role(CAMILLA, "deputy_director")
    open_proposal(way, CAMILLA)

    with pytest.raises(NotOpened):
        approve(way)


def test_the_page_of_the_task_opens_the_version_once(way: walk.Walk) -> None:
    open_proposal(way)
    open_proposal(way)

    assert list(OpenedReport.objects.values_list("version__number", "user__name")) == [(2, PATRIK)]


def test_who_may_only_look_at_the_task_has_opened_nothing(way: walk.Walk) -> None:
    as_(CATARINA).get(reverse("task", args=[way.task(DEPUTY)]))

    assert not OpenedReport.objects.exists()


def test_the_version_that_was_opened_is_approved(way: walk.Walk) -> None:
    open_proposal(way)

    approve(way)

    assert Approval.objects.get().version.number == 2
    assert builders.open_tasks(way) == ["approve_director"]


def test_a_newer_version_than_the_one_that_was_read_is_not_approved(way: walk.Walk) -> None:
    open_proposal(way)
    new_text(way)

    with pytest.raises(ProposalChanged, match="Läs version 3 innan du godkänner"):
        approve(way, version=2)
    with pytest.raises(NotOpened):
        approve(way, version=3)
    assert not Approval.objects.exists()

    open_proposal(way)
    approve(way, version=3)
    assert Approval.objects.get().version.number == 3


def test_the_same_key_approves_once_and_gives_the_same_answer(way: walk.Walk) -> None:
    open_proposal(way)
    task, key = way.task(DEPUTY), uuid4().hex

    assert approve(way, key=key, task=task) == approve(way, key=key, task=task)
    assert Approval.objects.count() == 1


def test_who_may_approve_as_two_says_as_whom_on_the_page_of_the_proposal(way: walk.Walk) -> None:
    today = timezone.localdate()
    builders.give_role(ULLA, "deputy_director")
    builders.give_role(
        ULLA, "deputy_director", valid_from=today, valid_to=today, on_behalf_of_id=builders.user(PATRIK).pk
    )
    open_proposal(way, ULLA)

    with pytest.raises(CapacityUnsaid):
        approve(way, ULLA)


def test_another_task_is_not_approved_that_way(way: walk.Walk) -> None:
    builders.intervene(way, CATARINA, "take_back", reason="Fel belopp.")

    with pytest.raises(services.UnknownOutcome):
        approve(way, CATARINA, task=way.task("write_report"))


def test_the_reason_is_asked_for_in_the_words_of_the_page(way: walk.Walk) -> None:
    page = text(as_(PATRIK), reverse("task", args=[way.task(DEPUTY)]))

    assert "Obligatorisk om du återlämnar. Kommentaren blir en del av ärendet." in page
    assert "Förslaget går vidare till kommundirektören." in page
    assert "Handläggaren får ändra och skicka på nytt." in page


@pytest.mark.matter_before("approve#2")
def test_the_last_in_the_chain_is_told_which_body_decides(way: walk.Walk) -> None:
    page = text(as_(CAMILLA), reverse("task", args=[way.task("approve_director")]))

    assert "Ärendet går till beslut i kommunstyrelsen" in page


def test_a_text_that_changed_under_the_form_is_read_before_it_is_approved(way: walk.Walk) -> None:
    client, address = as_(PATRIK), reverse("task", args=[way.task(DEPUTY)])
    form = client.get(address).context["form"]
    said = {"key": form["key"].value(), "version": "1", "outcome": "approve", "comment": "Bra."}

    answer = client.post(address, said)

    assert answer.status_code == 409
    assert "Förslaget har ändrats sedan du öppnade det. Läs version 2 innan du godkänner." in strict_html.text(answer)
    kept = answer.context["form"]
    assert (kept["comment"].value(), kept["outcome"].value(), kept["version"].value()) == ("Bra.", None, 2)
    assert not Approval.objects.exists()


def test_an_old_page_leads_to_the_new_version(way: walk.Walk) -> None:
    open_proposal(way)
    old = reverse("task", args=[way.task(DEPUTY)])
    new_text(way)
    client = as_(PATRIK)

    page = client.get(old)

    assert "Läs version 3 innan du godkänner." in strict_html.text(page)
    assert reverse("task", args=[way.task(DEPUTY)]) in page.content.decode()
    assert "Visa ändringar sedan version 2" in text(client, reverse("task", args=[way.task(DEPUTY)]))
    assert "Läs version 3" not in strict_html.text(client.get(old))


def test_who_had_not_opened_the_old_text_is_told_that_the_task_is_gone(way: walk.Walk) -> None:
    old = reverse("task", args=[way.task(DEPUTY)])
    new_text(way)

    assert "Uppgiften behövs inte längre." in text(as_(PATRIK), old)
