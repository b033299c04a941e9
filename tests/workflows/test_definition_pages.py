"""Processer i administrationen (S14): read by all, drafted by one, published by another, and moved to."""

from __future__ import annotations

import json
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from tests.builders import CATARINA, IDA, OLLE, ROLF, RUT
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from tests.workflows.definitions import published
from workflows.definitions import shipped_bodies
from workflows.models import ProcessDefinition, ProcessDraft

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("approve")]

FIRST = ("agreement", 1)
MANY = ("roles", "states", "documents", "rules")


def started(client: Client) -> ProcessDraft:
    client.post(reverse("start_draft", args=FIRST), {"key": uuid4().hex})
    return ProcessDraft.objects.get(state="open")


def body() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ProcessDraft.objects.get(state="open").body)
    return found


def fields(client: Client, address: str) -> dict[str, Any]:
    """What the form of the page would send if nobody changed anything."""
    form = client.get(address).context["form"]
    told: dict[str, Any] = {}
    for field in form:
        value = field.value()
        told[field.name] = ([] if field.name in MANY else "") if value is None else value
    return told


def step(draft: ProcessDraft, node: str, name: str = "draft_step") -> str:
    return reverse(name, args=[draft.uuid, node])


def test_the_list_tells_each_version_and_how_many_matters_use_it() -> None:
    told = text(as_(CATARINA), reverse("processes"))

    assert "Avtal" in told
    assert "Version 1, publicerad " in told
    assert ", används av 1 ärende" in told
    assert "Börja på ett utkast" not in told


def _closed_within(nodes: dict[str, Any], *, days: int) -> None:
    nodes["close_case"]["days"] = days


def test_the_pages_ask_few_questions_however_many_versions_there_are(django_assert_max_num_queries: Budget) -> None:
    client = as_(RUT)
    for days in (41, 42, 43):
        published(partial(_closed_within, days=days))

    with django_assert_max_num_queries(15):
        client.get(reverse("processes"))
    with django_assert_max_num_queries(15):
        client.get(reverse("process_version", args=FIRST))
    draft = started(client)
    with django_assert_max_num_queries(15):
        client.get(reverse("process_draft", args=[draft.uuid]))
    with django_assert_max_num_queries(15):
        client.get(step(draft, "sign_agreement"))


def test_a_version_is_a_picture_and_the_same_as_a_list() -> None:
    response = as_(CATARINA).get(reverse("process_version", args=FIRST))
    told = strict_html.text(response)

    assert "Godkänn förslag till beslut" in told
    assert "Biträdande kommundirektör" in told
    assert "Klar: inom 3 dagar" in told
    assert b"<title" in response.content
    assert b"<desc" in response.content


@pytest.mark.parametrize("name", ["process_version", "process_bpmn", "process_drawing"])
def test_a_version_that_is_not_there_is_not_found(name: str) -> None:
    assert as_(CATARINA).get(reverse(name, args=["agreement", 9])).status_code == 404
    assert as_(CATARINA).get(reverse(name, args=["nowhere", 1])).status_code == 404


def test_who_has_no_role_reads_no_processes() -> None:
    assert as_(OLLE).get(reverse("processes")).status_code == 403


def test_the_picture_is_a_file_that_stands_by_itself() -> None:
    response = as_(CATARINA).get(reverse("process_drawing", args=FIRST))
    drawn = etree.fromstring(response.content)

    assert response["Content-Disposition"] == 'attachment; filename="agreement-1.svg"'
    assert drawn.findtext("{*}title") == "Avtal, version 1"
    assert "Underteckna överenskommelsen" in str(drawn.findtext("{*}desc"))
    assert "color-scheme: light dark" in str(drawn.findtext("{*}style"))
    assert drawn.get("role") == "img"


def test_a_registrar_writes_a_draft_step_by_step_and_the_operator_publishes_it() -> None:
    rut = as_(RUT)
    draft = started(rut)
    address = reverse("add_step", args=[draft.uuid])
    sent = {"kind": "step", "title": "Stäm av med juristen", "after": "report_ready"}
    rut.post(address, {**fields(rut, address), **sent})
    assert "Steget Stäm av med juristen saknar utfall." in text(rut, reverse("process_draft", args=[draft.uuid]))

    address = step(draft, "stam_av_med_juristen")
    page = rut.post(address, {**fields(rut, address), "row": "add"})
    assert page.status_code == 200
    assert "Utfall 1" in strict_html.text(page)
    answer = rut.post(
        address,
        {
            **fields(rut, address),
            "roles": ["unit_head"],
            "states": ["committee_proposal"],
            "deadline_kind": "working_days",
            "deadline_days": "5",
            "documents": ["statement"],
            "rules": ["consequences-described"],
            "act_0": "approve|approve|approve_as_unit_head",
            "next_0": "approve_deputy",
        },
        follow=True,
    )
    told = strict_html.text(answer)
    assert "Processen är hel." in told
    picture = answer.content.decode().partition("<svg role=")[2].partition("</svg>")[0]
    assert "Stäm av med juristen</text>" in picture
    assert "Klar: inom 5 arbetsdagar" in told
    assert "Kräver: Yttrande" in told
    assert "Villkor: Ekonomiska och juridiska konsekvenser är beskrivna" in told
    assert "IT-administratören publicerar utkastet." in told

    ida = as_(IDA)
    address = reverse("publish_draft", args=[draft.uuid])
    assert "Pågående ärenden behåller sin version." in text(ida, address)
    answer = ida.post(address, fields(ida, address), follow=True)
    assert "Avtal, version 2 är publicerad." in strict_html.text(answer)
    version = ProcessDefinition.objects.get(code="agreement", version=2)
    assert version.published_by == IDA
    assert json.loads(version.body)["nodes"]["report_ready"]["next"] == "stam_av_med_juristen"


def test_a_fault_leads_to_the_page_where_it_is_mended() -> None:
    rut = as_(RUT)
    draft = started(rut)
    address = step(draft, "distribute")
    rut.post(address, {**fields(rut, address), "roles": []})

    page = rut.get(reverse("process_draft", args=[draft.uuid]))

    assert "Steget Expediera beslutet saknar ansvarig roll." in strict_html.text(page)
    assert f'href="{address}"' in page.content.decode()
    assert "Publicera version" not in strict_html.text(page)


def test_a_step_that_is_sent_unchanged_changes_nothing() -> None:
    rut = as_(RUT)
    draft = started(rut)
    for node in body()["nodes"]:
        address = step(draft, node)
        assert rut.post(address, fields(rut, address)).status_code == 302, node

    before = json.loads(ProcessDefinition.objects.get(code="agreement").body)
    for node in before["nodes"].values():
        if "days" in node:
            node["deadline"] = {"days": node.pop("days")}
    assert body() == before


def test_rows_are_moved_and_taken_away_without_saving() -> None:
    rut = as_(RUT)
    draft = started(rut)
    address = step(draft, "approve_deputy")
    sent = fields(rut, address)

    moved = rut.post(address, {**sent, "row": "down-utfall-0"}).context["form"].rows
    left = rut.post(address, {**sent, "row": "remove-utfall-1"}).context["form"].rows
    same = rut.post(address, {**sent, "row": "up-utfall-99"}).context["form"].rows

    assert [act.split("|")[0] for act, _next in moved] == ["return", "approve"]
    assert [act.split("|")[0] for act, _next in left] == ["approve"]
    assert len(same) == 2
    assert ProcessDraft.objects.get().version == 1


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"title": ""}, "Fyll i namnet."),
    "a template": ({"title": "{% debug %}"}, "Namnet får inte innehålla"),
    "a deadline without days": ({"deadline_kind": "days", "deadline_days": ""}, "Fyll i antalet dagar."),
    "an outcome twice": ({"act_1": "approve|approve|approve_as_deputy"}, "Utfallet finns redan i steget."),
    "an outcome that is none": ({"act_1": ""}, "Välj ett utfall eller ta bort raden."),
}


@pytest.mark.parametrize(("change", "sentence"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_told_and_not_saved(change: dict[str, Any], sentence: str) -> None:
    rut = as_(RUT)
    draft = started(rut)
    address = step(draft, "approve_deputy")

    answer = rut.post(address, {**fields(rut, address), **change})

    assert answer.status_code == 422
    assert sentence in strict_html.text(answer)
    assert ProcessDraft.objects.get().version == 1


def test_nobody_puts_a_weaker_right_beside_a_stronger_step() -> None:
    rut = as_(RUT)
    draft = started(rut)
    address = step(draft, "approve_deputy")

    answer = rut.post(address, {**fields(rut, address), "act_0": "approve|approve|see_cases"})

    assert answer.status_code == 422


def test_who_was_second_keeps_what_was_written_and_is_told_who_was_first() -> None:
    rut, rolf = as_(RUT), as_(ROLF)
    draft = started(rut)
    address = step(draft, "close_case")
    seen = fields(rolf, address)
    rut.post(address, {**fields(rut, address), "deadline_days": "10"})

    answer = rolf.post(address, {**seen, "deadline_days": "20"})

    assert answer.status_code == 409
    assert "Rut Sandin ändrade utkastet efter att du öppnade sidan." in strict_html.text(answer)
    assert answer.context["form"]["deadline_days"].value() == "20"
    assert body()["nodes"]["close_case"]["deadline"] == {"days": 10}


def test_a_step_is_moved_and_taken_away_and_what_led_to_it_leads_on() -> None:
    rut = as_(RUT)
    draft = started(rut)
    address = step(draft, "approve_deputy", "move_step")
    rut.post(address, {**fields(rut, address), "after": "approve_director"})
    nodes = body()["nodes"]
    assert nodes["report_ready"]["next"] == "approve_director"
    assert nodes["approve_director"]["outcomes"]["approve"]["next"] == "approve_deputy"
    assert nodes["approve_deputy"]["outcomes"]["approve"]["next"] == "record_decision"

    address = step(draft, "approve_deputy", "remove_step")
    rut.post(address, fields(rut, address))
    nodes = body()["nodes"]
    assert "approve_deputy" not in nodes
    assert nodes["approve_director"]["outcomes"]["approve"]["next"] == "record_decision"
    told = text(rut, reverse("process_draft", args=[draft.uuid]))
    assert "Ärendetypen Avtal kräver godkännande av biträdande kommundirektör, men inget steg gör det." in told
    assert "Processen är hel." not in told


@pytest.mark.parametrize("kind", ["step", "choice", "each", "split", "auto", "job", "end"])
def test_every_kind_of_step_can_be_added_and_opened(kind: str) -> None:
    rut = as_(RUT)
    draft = started(rut)
    address = reverse("add_step", args=[draft.uuid])

    answer = rut.post(
        address, {**fields(rut, address), "kind": kind, "title": "Åtgärd 1", "after": "write_report"}, follow=True
    )

    assert answer.status_code == 200
    assert body()["nodes"]["atgard_1"]["kind"] == kind
    assert text(rut, reverse("process_draft", args=[draft.uuid]))


def test_the_name_and_the_entries_are_changed() -> None:
    rut = as_(RUT)
    draft = started(rut)
    address = reverse("change_draft", args=[draft.uuid])

    rut.post(address, {**fields(rut, address), "title": "Samverkan", "entry_reopen": ""})

    changed = body()
    assert changed["title"] == "Samverkan"
    assert set(changed["entries"]) == set(shipped_bodies()["agreement"]["entries"]) - {"reopen"}
