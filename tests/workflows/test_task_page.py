"""Uppgiftens sida: choose an outcome, and what happens when somebody else was first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task

from accounts.models import Role
from cases.models import SignatureSlot
from cases.services.case import write_note
from cases.states import CaseState
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, PIA, ROLF, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from workflows.selectors.open_tasks import open_task
from workflows.views.panels import PANELS, TaskPanel, panel_for

pytestmark = pytest.mark.django_db


def _task(node: str) -> str:
    return reverse("task", args=[open_task(builders.the_walk().case_id, node)])


def _send(client: Client, address: str, **answers: Any) -> Any:
    """The form as the browser got it, with the person's answers."""
    form = client.get(address).context["form"]
    written = {name: form[name].value() or "" for name in form.fields}
    seen = builders.the_walk().case().version
    return client.post(address, {**written, "seen": seen, **answers})


@pytest.mark.matter_before("start_situation_analysis")
def test_a_single_outcome_is_the_button_and_leads_to_the_next_step() -> None:
    client = as_(CATARINA)
    page = text(client, _task("complete_case"))
    assert "Gå vidare till Lägesbild" in page
    assert "Vad vill du göra?" not in page
    assert "Utför i egenskap av Handläggare" in page

    answer = _send(client, _task("complete_case"))

    assert answer.status_code == 302
    case = builders.the_walk().case()
    assert case.state == CaseState.SITUATION_ANALYSIS
    assert "KS-2018/91.103 är nu i steget Lägesbild." in text(client, answer.headers["Location"])


@pytest.mark.matter_before("confirm_decision")
def test_several_outcomes_are_chosen_with_the_way_on_first_and_none_chosen() -> None:
    client = as_(RUT)
    form = client.get(_task("confirm_decision")).context["form"]

    assert [value for value, _label in form.fields["outcome"].choices] == ["confirm", "reject"]
    assert form["outcome"].value() is None
    answer = _send(client, _task("confirm_decision"))
    assert answer.status_code == 422
    assert "Välj vad du vill göra." in strict_html.text(answer)


@pytest.mark.matter_before("sign")
def test_who_signs_may_sign_or_decline_and_gives_the_task_to_nobody() -> None:
    way = builders.the_walk()
    slot = SignatureSlot.objects.get(party__is_municipality=True)
    address = reverse("task", args=[open_task(way.case_id, "sign_agreement", item=slot.pk)])

    page = as_(CAMILLA).get(address)

    assert [value for value, _label in page.context["form"].fields["outcome"].choices] == ["sign", "decline"]
    assert as_(CAMILLA).get(f"{address}lamna-over/").status_code == 403


@pytest.mark.matter_before("confirm_decision")
def test_an_outcome_that_needs_a_comment_says_which() -> None:
    client = as_(RUT)

    answer = _send(client, _task("confirm_decision"), outcome="reject")

    assert answer.status_code == 422
    assert "Skriv vad som är fel." in strict_html.text(answer)
    assert list(answer.context["form"].errors) == ["comment"]
    answer = _send(client, _task("confirm_decision"), outcome="reject", comment="Fel paragraf.")
    assert answer.status_code == 302
    assert builders.open_tasks(builders.the_walk()) == ["record_decision"]


@pytest.mark.matter_before("confirm_decision")
def test_the_same_form_sent_twice_has_one_effect_and_no_error() -> None:
    client = as_(RUT)
    address = _task("confirm_decision")
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"outcome": "confirm"}

    first = client.post(address, sent)
    version = builders.the_walk().case().version
    second = client.post(address, sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert builders.the_walk().case().version == version


@pytest.mark.matter_before("confirm_decision")
def test_who_comes_second_is_told_who_was_first_and_what_was_done() -> None:
    rolf, address = as_(ROLF), _task("confirm_decision")
    form = rolf.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"outcome": "confirm"}
    _send(as_(RUT), address, outcome="confirm")

    late = rolf.post(address, sent)

    assert late.status_code == 409
    said = strict_html.text(late)
    assert "Uppgiften är redan utförd av Rut Sandin i dag kl." in said
    assert "beslutet bekräftades." in said
    assert text(rolf, address).count("redan utförd") == 1


@pytest.mark.matter_before("confirm_decision")
def test_what_was_written_is_kept_when_the_matter_changed_meanwhile() -> None:
    rut, address = as_(RUT), _task("confirm_decision")
    form = rut.get(address).context["form"]
    way = builders.the_walk()
    sent = {name: form[name].value() or "" for name in form.fields} | {
        "outcome": "reject",
        "comment": "Fel paragraf.",
        "seen": way.case().version,
    }
    write_note(case_id=way.case_id, text="Ringde nämnden.", actor=builders.actor(CATARINA), at=timezone.now())
    sent["version"] = sent["seen"]

    stale = rut.post(address, sent)

    assert stale.status_code == 409
    said = strict_html.text(stale)
    assert "Ärendet ändrades medan du arbetade" in said
    assert "Catarina Klockerud skrev en tjänsteanteckning" in said
    kept = dict(stale.context["kept"])
    again = rut.post(address, {**kept, "fortsatt": "1"})
    form = again.context["form"]
    assert (again.status_code, form["outcome"].value(), form["comment"].value()) == (200, "reject", "Fel paragraf.")
    assert form["version"].value() == way.case().version
    assert form["key"].value() != sent["key"]


@pytest.mark.matter_before("confirm_decision")
def test_a_task_that_another_took_says_who_and_when() -> None:
    address = _task("confirm_decision")
    as_(ROLF).post(f"{address}ta/")

    assert "Uppgiften ligger hos Rolf Register" in text(as_(RUT), address)
    answer = as_(RUT).post(address, {"outcome": "confirm"})
    assert answer.status_code == 409
    assert "Rolf Register tog uppgiften kl." in strict_html.text(answer)
    assert "Rolf Register tog uppgiften kl." in strict_html.text(as_(RUT).post(f"{address}ta/"))


@pytest.mark.matter_before("confirm_decision")
def test_a_taken_task_goes_back_to_the_groups_list() -> None:
    rut, address = as_(RUT), _task("confirm_decision")
    rut.post(f"{address}ta/")
    assert "Lägg tillbaka i gruppens lista" in text(rut, address)

    rut.post(f"{address}lagg-tillbaka/")

    assert "Ingen har tagit uppgiften." in text(rut, address)


@pytest.mark.matter_before("confirm_decision")
def test_a_task_is_handed_over_to_somebody_with_the_role() -> None:
    rut, address = as_(RUT), f"{_task('confirm_decision')}lamna-over/"
    offered = rut.get(address).context["form"].fields["person"].choices
    assert any(ROLF in label for _value, label in offered)
    assert all(SIV not in label for _value, label in offered)
    missing = rut.post(address, {"key": "k"})
    assert missing.status_code == 422
    assert "Välj en person." in strict_html.text(missing)

    answer = rut.post(address, {"key": "k", "person": builders.user(ROLF).pk})

    assert answer.status_code == 302
    assert Task.objects.get(pk=open_task(builders.the_walk().case_id, "confirm_decision")).owner == builders.user(ROLF)
    assert "Uppgiften är överlämnad till Rolf Register." in text(rut, "/uppgifter/")


@pytest.mark.matter_before("confirm_decision")
def test_who_may_not_do_it_sees_whose_it_is_and_nothing_to_judge() -> None:
    address = _task("confirm_decision")

    page = text(as_(CATARINA), address)

    assert "Ingen har tagit uppgiften." in page
    assert "Ditt ställningstagande" not in page
    assert as_(CATARINA).post(address, {"outcome": "confirm"}).status_code == 403
    assert as_(CATARINA).get(f"{address}lamna-over/").status_code == 403
    assert as_(OLLE).get(address).status_code == 404
    assert as_(IDA).get(address).status_code == 404
    assert as_(PIA).post(f"{address}ta/").status_code == 404


@pytest.mark.matter_before("approve")
def test_two_capacities_are_a_choice_that_has_to_be_made() -> None:
    today = timezone.localdate()
    builders.give_role(
        PATRIK,
        Role.DIRECTOR,
        on_behalf_of_id=builders.user(CAMILLA).pk,
        valid_from=today,
        valid_to=today + timedelta(days=7),
    )
    way = builders.the_walk()
    way.perform(PATRIK, "approve_deputy", "approve", 2)
    client, address = as_(PATRIK), _task("approve_director")

    page = text(client, address)

    assert "Kommundirektör, som ersättare för Camilla Broo till och med" in page


@pytest.mark.matter_before("confirm_decision")
def test_an_ended_task_that_is_not_needed_says_so() -> None:
    address = _task("confirm_decision")
    Task.objects.filter(pk=open_task(builders.the_walk().case_id, "confirm_decision")).update(status="CANCELED")

    assert "Uppgiften behövs inte längre." in text(as_(RUT), address)
    Task.objects.filter(status="CANCELED", flow_task__endswith=".confirm_decision").update(status="NEW")


@pytest.mark.matter_before("confirm_decision")
def test_the_page_is_strict_html_in_few_queries(django_assert_max_num_queries: Budget) -> None:
    client, address = as_(RUT), _task("confirm_decision")
    client.get(address)

    with django_assert_max_num_queries(15):
        response = client.get(address)

    strict_html.parsed(response)
    strict_html.parsed(client.get(f"{address}lamna-over/"))


def test_every_step_with_a_panel_is_a_step_and_the_rest_have_the_general_one() -> None:
    assert panel_for("something_else") == TaskPanel()
    from workflows.definitions.names import NAMES

    assert set(PANELS) <= set(NAMES.steps)
