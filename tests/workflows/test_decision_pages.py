"""Sidorna där beslutet registreras och bekräftas, and the tab that shows it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Decision
from cases.states import CaseState, Outcome
from tests import builders
from tests.config.strict_html import parsed, text
from workflows.selectors.open_tasks import open_task

pytestmark = [pytest.mark.django_db]
MOST_QUERIES = 15


def _as(client: Client, name: str) -> Client:
    client.force_login(builders.user(name))
    client.get(reverse("settings"))  # the session has been used already, as it nearly always has
    return client


def _task(node: str) -> str:
    return reverse("task", args=[open_task(builders.the_walk().case_id, node)])


def _written(client: Client, address: str) -> dict[str, Any]:
    """The form as the browser would send it back."""
    form = client.get(address).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


@pytest.mark.matter_before("record_decision")
def test_the_secretary_is_asked_for_outcome_meeting_and_paragraph(client: Client) -> None:
    _as(client, builders.SIV)

    answer = client.post(_task("record_decision"), _written(client, _task("record_decision")))

    assert answer.status_code == 422
    said = text(answer)
    assert "Välj ett utfall." in said
    assert "Fyll i paragrafens nummer." in said
    assert not Decision.objects.exists()


@pytest.mark.matter_before("record_decision")
def test_a_final_decision_wants_its_day_of_adjustment(client: Client) -> None:
    _as(client, builders.SIV)
    form = _written(client, _task("record_decision")) | {
        "treatment": Outcome.ADOPTED,
        "meeting_date": "2020-10-28",
        "paragraph": "14",
    }

    answer = client.post(_task("record_decision"), form)

    assert answer.status_code == 422
    assert "Fyll i när paragrafen justerades." in text(answer)


@pytest.mark.matter_before("record_decision")
def test_a_referral_back_says_what_to_look_into(client: Client) -> None:
    _as(client, builders.SIV)
    form = _written(client, _task("record_decision")) | {
        "treatment": Outcome.REFERRED_BACK,
        "meeting_date": "2020-10-28",
        "paragraph": "14",
    }

    answer = client.post(_task("record_decision"), form)

    assert answer.status_code == 422
    assert "Skriv vad som ska utredas." in text(answer)


@pytest.mark.matter_before("record_decision")
def test_an_amended_decision_keeps_the_words_that_were_written(client: Client) -> None:
    _as(client, builders.SIV)
    address = _task("record_decision")
    form = _written(client, address)
    form |= {
        "treatment": Outcome.ADOPTED_AMENDED,
        "meeting_date": "2020-10-28",
        "paragraph": "14",
        "adjusted_on": "2020-11-02",
        "point_2": "Två områden ska vara prioriterade:\n- Barn och unga\n- Trygghet i offentlig miljö",
    }

    answer = client.post(address, form)

    assert answer.status_code == 302
    point = Decision.objects.get().points.get(number=2)
    assert point.text == "Två områden ska vara prioriterade:"
    assert point.items == ["Barn och unga", "Trygghet i offentlig miljö"]


@pytest.mark.matter_before("confirm_decision")
def test_the_registrar_sees_what_is_confirmed_and_confirms_it(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    _as(client, builders.RUT)
    address = _task("confirm_decision")
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(address)
    assert "Kommunstyrelsen § 14" in text(page)
    assert "Beslutet är lika med förslaget." in text(page)

    answer = client.post(address, _written(client, address) | {"outcome": "confirm"})

    assert answer.status_code == 302
    assert builders.the_walk().case().state == CaseState.SIGNING


@pytest.mark.matter_before("confirm_decision")
def test_who_recorded_the_decision_cannot_confirm_it(client: Client) -> None:
    builders.give_role(builders.SIV, "registrar")
    _as(client, builders.SIV)
    address = _task("confirm_decision")

    answer = client.post(address, _written(client, address) | {"outcome": "confirm"})

    assert answer.status_code == 409
    assert "En annan person måste bekräfta det." in text(answer)
    assert builders.the_walk().case().state == CaseState.DECISION


@pytest.mark.matter_before("confirm_decision")
def test_a_wrong_record_goes_back_with_its_reason(client: Client) -> None:
    _as(client, builders.RUT)
    address = _task("confirm_decision")
    form = _written(client, address) | {"outcome": "reject"}
    assert "Skriv vad som är fel." in text(client.post(address, form))

    client.post(address, form | {"comment": "Paragrafen är 15."})

    _as(client, builders.SIV)
    assert "Paragrafen är 15." in text(client.get(_task("record_decision")))


@pytest.mark.matter_before("end")
def test_the_tab_shows_decision_and_agreement_within_the_queries_of_a_page(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    _as(client, builders.CATARINA)
    address = reverse("case_decision", args=[builders.the_walk().case().uuid])
    client.get(address)  # the process definition is compiled once in a process
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(address)

    parsed(page)
    assert "3 av 3 parter har undertecknat." in text(page)
    assert "Originalet förvaras: Närarkivet" in text(page)


@pytest.mark.matter_before("end")
@pytest.mark.parametrize("name", [builders.OLLE, builders.IDA, builders.PIA])
def test_the_tab_is_closed_to_who_has_no_right(client: Client, name: str) -> None:
    _as(client, name)

    assert client.get(reverse("case_decision", args=[builders.the_walk().case().uuid])).status_code in (403, 404)


@pytest.mark.matter_before("record_decision")
@pytest.mark.parametrize("name", [builders.OLLE, builders.IDA, builders.CATARINA])
def test_nobody_but_the_secretary_records(client: Client, name: str) -> None:
    _as(client, name)

    answer = client.post(_task("record_decision"), {"treatment": "adopted"})

    assert answer.status_code in (403, 404)
    assert not Decision.objects.exists()
