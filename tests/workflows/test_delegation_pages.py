"""Sidorna för delegation: the delegate's task, the lists under Beslut, the report to a meeting, the order itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board
from cases.models import Decision, DelegationPoint, DelegationReport
from config import walk
from diarium import services as register
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from tests.workflows.test_delegation import GRANT, SUBJECT, decided, point, waiting
from workflows.selectors.open_tasks import open_task

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]

LIST, ORDER, REPORT = "/beslut/", "/administration/delegation/", "/beslut/anmal/"
UNREPORTED = f"{LIST}?visa=ej-anmalda"


def task_of(way: walk.Walk) -> str:
    return reverse("task", args=[open_task(way.case_id, "decide")])


def form_of(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """The form as the browser would send it back."""
    form = client.get(address).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | changes


def test_the_delegate_sees_the_points_that_give_the_right_and_decides() -> None:
    way = waiting()
    camilla, address = as_(CAMILLA), task_of(way)
    shown = text(camilla, address)
    assert "4.2 Bidrag till trygghetsskapande insatser" in shown
    assert "1.1 Brådskande" not in shown, "the chair's point is not the director's"
    assert GRANT in shown
    form = form_of(camilla, address, outcome="decide", treatment="adopted", point=point("4.2").pk)

    answer = camilla.post(address, form)

    assert answer.status_code == 302
    assert Decision.objects.get().delegate == "Camilla Broo, kommundirektör"
    assert "Delegationsbeslut, punkt 4.2" in text(camilla, f"/arenden/{way.case().uuid}/beslut/")


def test_what_the_decision_wants_is_said_beside_its_field() -> None:
    way = waiting("Riktlinje för bidrag", "Riktlinje för bidrag antas.")
    camilla, address = as_(CAMILLA), task_of(way)
    assert "(KL 6:38 p. 1)" in text(camilla, address)

    answer = camilla.post(address, form_of(camilla, address, outcome="decide"))

    said = strict_html.text(answer)
    assert answer.status_code == 422
    assert "Välj en punkt i delegationsordningen." in said
    assert "Välj ett utfall." in said
    assert "Ta ställning till om beslutet får fattas på delegation." in said
    assert not Decision.objects.exists()


def test_a_delegate_hands_the_decision_over_with_a_reason_alone() -> None:
    way = waiting()
    camilla, address = as_(CAMILLA), task_of(way)
    form = form_of(camilla, address, outcome="hand_to_board")
    assert "Skriv ett skäl." in strict_html.text(camilla.post(address, form))

    assert camilla.post(address, {**form, "comment": "Frågan är principiell."}).status_code == 302
    assert builders.open_tasks(way) == ["record_decision"]


def test_the_lists_part_what_boards_and_delegates_decided() -> None:
    way = waiting()
    decided(way, report_to="2026-02-04")
    rut = as_(RUT)

    assert "Det finns inga beslut." in text(rut, LIST)
    assert f"2026-01-12 Camilla Broo, kommundirektör Kommunstyrelsen 4.2 {SUBJECT}" in text(
        rut, f"{LIST}?visa=delegation"
    )
    assert "Anmäls 2026-02-04" in text(rut, UNREPORTED)


def test_the_secretary_reports_what_is_chosen_to_a_meeting() -> None:
    way = waiting()
    decided(way)
    siv, chosen = as_(SIV), {"id": str(way.case().uuid), "tillbaka": UNREPORTED}
    assert "Anmäl till sammanträde …" in text(siv, UNREPORTED)
    assert SUBJECT in text(siv, f"{REPORT}?id={way.case().uuid}")
    assert siv.post(REPORT, chosen).status_code == 422

    answer = siv.post(REPORT, {**chosen, "on": "2026-02-04"})

    assert answer.headers["Location"] == UNREPORTED
    assert DelegationReport.objects.get().meeting_date.isoformat() == "2026-02-04"
    assert "Alla delegationsbeslut är anmälda till nämnden." in text(siv, UNREPORTED)
    assert "2026-02-04" in text(siv, f"{LIST}?visa=delegation")
    early = siv.post(REPORT, {**chosen, "on": "2026-02-05"})
    assert "Det finns inget bekräftat delegationsbeslut att anmäla i ärendet." in strict_html.text(early)


@pytest.mark.parametrize("person", [CATARINA, IDA, OLLE])
def test_only_the_registry_and_the_secretary_report(person: str) -> None:
    way = waiting()
    decided(way)

    assert as_(person).get(f"{REPORT}?id={way.case().uuid}").status_code == 403
    assert as_(person).post(REPORT, {"id": str(way.case().uuid), "on": "2026-02-04"}).status_code == 403
    assert not DelegationReport.objects.exists()


def test_a_secret_matter_is_not_in_the_list_of_who_may_not_know_it() -> None:
    way = waiting()
    decided(way)
    register.mark_entry_secret(
        entry_id=way.case().entry_id,
        provision="OSL 18 kap. 1 §",
        actor=builders.actor(RUT),
        at=timezone.now(),
    )

    page = text(as_(SIV), UNREPORTED)

    assert SUBJECT not in page
    assert "Alla delegationsbeslut är anmälda till nämnden." in page


def test_the_list_asks_no_more_however_many_rows_it_has(django_assert_max_num_queries: Budget) -> None:
    decided(waiting())
    client = as_(RUT)

    with django_assert_max_num_queries(15):
        client.get(UNREPORTED)


def test_the_registrar_keeps_the_points() -> None:
    rut = as_(RUT)
    board = Board.objects.get(code="GSN").pk
    form = {
        "board": board,
        "number": "5.1",
        "text": "Skolskjuts",
        "roles": ["unit_head", "director"],
        "reported": "on",
        "valid_from": "2026-01-01",
    }
    assert rut.post(f"{ORDER}punkt/", {}).status_code == 422

    assert rut.post(f"{ORDER}punkt/", form).headers["Location"] == ORDER
    assert "5.1 Skolskjuts Grundskolenämnden Enhetschef, Kommundirektör från 2026-01-01" in text(rut, ORDER)
    row = DelegationPoint.objects.get(number="5.1")
    end = f"{ORDER}{row.pk}/upphor/"
    assert "innan den började" in strict_html.text(rut.post(end, {"valid_to": "2025-01-01"}))
    assert rut.post(end, {"valid_to": "2026-06-30"}).status_code == 302
    assert "2026-01-01 – 2026-06-30" in text(rut, ORDER)
    assert rut.get(f"{ORDER}999999/upphor/").status_code == 404
    again = rut.post(f"{ORDER}punkt/", {**form, "valid_from": "2025-06-01"})
    assert "senare datum" in strict_html.text(again)


@pytest.mark.parametrize("person", [CATARINA, CAMILLA, OLLE])
def test_nobody_else_changes_the_order(person: str) -> None:
    client = as_(person)

    assert client.get(f"{ORDER}punkt/").status_code == 403
    assert client.post(f"{ORDER}{point('4.2').pk}/upphor/", {"valid_to": "2026-06-30"}).status_code == 403
