"""Kommunens egen process: copied, changed on the pages, published by another, given a kind of matter, and walked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Board, Unit
from cases.models import Case, CaseType
from config import walk
from diarium.models import RetentionRule
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, PATRIK, RUT, ULLA
from tests.cases.pages import as_, text
from tests.config import strict_html
from tests.workflows import kinds
from tests.workflows.test_definition_pages import fields, step
from workflows.models import ProcessDefinition, ProcessDraft
from workflows.selectors import inbox

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]

SUBJECT = "Kulturpolitiskt program 2027"
TWO, MET = "tva_godkannanden", "tva_godkannanden_klart"
FIRST, SECOND = "tva_godkannanden_uppgift", "tva_godkannanden_uppgift_2"


def copied(rut: Client) -> ProcessDraft:
    """A draft that begins as the shipped process of policy documents."""
    address = reverse("copy_process", args=["policy", 1])
    rut.post(address, {**fields(rut, address), "title": "Program"})
    return ProcessDraft.objects.get(state="open")


def nodes() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ProcessDraft.objects.get(state="open").body)["nodes"]
    return found


def fill(rut: Client, draft: ProcessDraft, node: str, **values: Any) -> None:
    address = step(draft, node)
    assert rut.post(address, {**fields(rut, address), **values}).status_code == 302, node


def approval(action: str) -> dict[str, str]:
    """The rows of outcomes of somebody who approves or returns."""
    return {
        "act_0": f"approve|approve|{action}",
        "next_0": MET,
        "act_1": f"return|return_report|{action}",
        "next_1": "prepare_report",
    }


def two_at_once(rut: Client, draft: ProcessDraft) -> None:
    """The two approvals, one after the other, become two beside each other."""
    for gone in ("approve_unit_head", "approve_deputy"):
        address = step(draft, gone, "remove_step")
        rut.post(address, fields(rut, address))
    address = reverse("add_step", args=[draft.uuid])
    rut.post(address, {**fields(rut, address), "kind": "split", "title": "Två godkännanden", "after": "report_ready"})
    states = ["committee_proposal"]
    head = {"title": "Godkänn som enhetschef", "roles": ["unit_head"], "assignee": "unit_head_of_case"}
    fill(rut, draft, FIRST, **head, states=states, **approval("approve_as_unit_head"))
    deputy = {"title": "Godkänn som biträdande", "roles": ["deputy_director"]}
    fill(rut, draft, SECOND, **deputy, states=states, **approval("approve_as_deputy"))


def published() -> None:
    """Ida has read it and publishes."""
    ida, draft = as_(IDA), ProcessDraft.objects.get(state="open")
    address = reverse("publish_draft", args=[draft.uuid])
    assert "version 1 är publicerad." in strict_html.text(ida.post(address, fields(ida, address), follow=True))


def opened(rut: Client) -> walk.Walk:
    """A kind of matter for the process, and a matter of it."""
    address = f"{reverse('add_case_type')}?process=program"
    sent = {name: value for name, value in fields(rut, address).items() if value not in (None, "", False)}
    assert sent["approval_chain"] == ["unit_head", "deputy_director", "director"]
    kept = RetentionRule.objects.get(code="PRESERVE").pk
    rut.post(reverse("add_case_type"), {**sent, "name": "Program", "decided_by": "council", "retention": kept})
    answer = rut.post(
        reverse("new_case"),
        {
            **fields(rut, reverse("new_case")),
            "subject": SUBJECT,
            "board": Board.objects.get(code="KS").pk,
            "case_type": CaseType.objects.get(name="Program").code,
            "class_code": "142",
            "officer": builders.user(CATARINA).pk,
            "unit": Unit.objects.get(code="KSF").pk,
        },
        follow=True,
    )
    assert "är registrerat och tilldelat Catarina Klockerud." in strict_html.text(answer)
    return walk.Walk(case_id=Case.objects.get(entry__public_subject=SUBJECT).pk)


def test_a_process_is_copied_changed_published_and_its_matters_walk_it() -> None:
    rut = as_(RUT)
    draft = copied(rut)
    two_at_once(rut, draft)
    page = rut.get(reverse("process_draft", args=[draft.uuid])).content.decode()
    assert "Processen är hel." in page
    assert page.count("Godkänn som enhetschef</text>") == 1
    published()

    way = opened(rut)
    assert builders.open_tasks(way) == ["complete_case"]
    kinds.written(way, kinds.content(SUBJECT, ("Programmet antas.",)))
    assert sorted(builders.open_tasks(way)) == [FIRST, SECOND]
    assert [line.title for line in inbox.todo_page(builders.actor(ULLA), inbox.Filter()).rows] == [
        "Godkänn som enhetschef"
    ]
    told = text(as_(CATARINA), reverse("case", args=[way.case().uuid]))
    assert "2 uppgifter ligger hos Ulla Chef och biträdande kommundirektören sedan" in told
    way.perform(PATRIK, SECOND, "approve", 1)
    way.perform(ULLA, FIRST, "approve", 1)
    way.perform(CAMILLA, "approve_director", "approve", 1)
    kinds.by_board(way, "forwarded")
    kinds.by_council(way, "adopted")
    assert kinds.distributed_and_closed(way).state == "closed"


def test_the_form_of_parallel_steps_shows_its_branches_and_room_for_another() -> None:
    rut = as_(RUT)
    draft = copied(rut)
    two_at_once(rut, draft)
    before = nodes()
    shown = fields(rut, step(draft, TWO))
    assert (shown["branch_0"], shown["branch_1"], shown["branch_2"], shown["next"]) == (FIRST, SECOND, "", MET)

    fill(rut, draft, TWO)
    assert nodes() == before
    fill(rut, draft, TWO, branch_0="")

    assert nodes()[TWO]["branches"] == [SECOND]
    told = text(rut, reverse("process_draft", args=[draft.uuid]))
    assert "De parallella stegen Två godkännanden behöver minst två grenar." in told


def test_who_works_beside_the_branches_for_each_is_chosen_in_the_form() -> None:
    rut = as_(RUT)
    draft = copied(rut)
    shown = fields(rut, step(draft, "prepare_report"))
    assert (shown["each"], shown["beside"]) == ("answer_referral", "write_report")

    fill(rut, draft, "prepare_report", beside="")
    assert "beside" not in nodes()["prepare_report"]
    assert "Steget Skriv förslag till beslut kan inte nås." in text(rut, reverse("process_draft", args=[draft.uuid]))
    fill(rut, draft, "prepare_report", beside="write_report")

    assert nodes()["prepare_report"]["beside"] == "write_report"


def test_a_fork_is_moved_and_taken_away_as_a_whole() -> None:
    rut = as_(RUT)
    draft = copied(rut)
    two_at_once(rut, draft)
    address = reverse("add_step", args=[draft.uuid])
    rut.post(address, {**fields(rut, address), "kind": "auto", "title": "Notera", "after": TWO})
    assert nodes()[MET]["next"] == "notera"
    assert nodes()[TWO]["next"] == MET

    address = step(draft, TWO, "move_step")
    rut.post(address, {**fields(rut, address), "after": "approve_director"})
    assert nodes()["report_ready"]["next"] == "notera"
    assert nodes()["approve_director"]["outcomes"]["approve"]["next"] == TWO
    assert nodes()[MET]["next"] == "record_decision"

    address = step(draft, TWO, "remove_step")
    rut.post(address, fields(rut, address))
    assert nodes()["approve_director"]["outcomes"]["approve"]["next"] == "record_decision"
    assert not {TWO, MET} & set(nodes())


def test_a_first_step_that_is_taken_away_leaves_its_branch() -> None:
    rut = as_(RUT)
    draft = copied(rut)
    two_at_once(rut, draft)
    address = step(draft, FIRST, "remove_step")

    rut.post(address, fields(rut, address))

    assert nodes()[TWO]["branches"] == [SECOND]
    assert not ProcessDefinition.objects.filter(code="program").exists()
