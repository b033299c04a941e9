"""Brådskande beslut på sidorna: the chair's form, the decision, the lists, and the list of each meeting (R24)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board
from cases.models import Decision, DelegationPoint, DelegationReport
from meetings.models import Meeting
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from tests.meetings.days import meeting_on
from tests.workflows.test_delegation import GRANT, SUBJECT, point, waiting
from tests.workflows.test_delegation import decided as decided_by_director
from tests.workflows.test_delegation_pages import LIST, ORDER, REPORT, UNREPORTED, form_of, task_of
from tests.workflows.test_urgent_decision import REASON, cancel, chair, decided, in_days
from workflows.models import DeadlineNotice
from workflows.services.reminding import remind

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]

WHY = "Varför kan nämndens beslut inte avvaktas?"


def list_of(meeting: Meeting) -> str:
    return reverse("meeting_reports", args=[meeting.uuid])


def test_the_chair_is_asked_why_and_never_when() -> None:
    chair()
    way = waiting()
    olle, camilla, address = as_(OLLE), as_(CAMILLA), task_of(way)
    assert WHY not in text(camilla, address)
    shown = text(olle, address)
    assert WHY in shown
    assert f"{WHY} (valfritt)" not in shown
    assert "Anmäls till sammanträdet" not in shown
    assert "Kommunstyrelsen har inget planerat sammanträde." in shown
    meeting = meeting_on(in_days(20))
    assert "Ett brådskande beslut anmäls vid nämndens nästa sammanträde" in text(olle, address)
    form = form_of(olle, address, outcome="decide", treatment="adopted", point=point("1.1").pk)

    refused = olle.post(address, form)
    assert refused.status_code == 422
    assert "Skriv varför nämndens beslut inte kan avvaktas." in strict_html.text(refused)
    assert olle.post(address, {**form, "urgent_reason": REASON}).status_code == 302

    assert Decision.objects.get().urgent_reason == REASON
    page = text(olle, f"/arenden/{way.case().uuid}/beslut/")
    assert "Brådskande beslut, punkt 1.1" in page
    assert "Kommunallagen 6 kap. 39 §" in page
    assert REASON in page
    assert "Anmäls vid nämndens nästa sammanträde, " in page
    cancel(meeting)
    assert "Beslutet anmäls vid det första som planeras." in text(olle, f"/arenden/{way.case().uuid}/beslut/")


def test_who_has_both_kinds_of_points_may_say_when_the_ordinary_one_is_reported() -> None:
    chair(CAMILLA)
    camilla, address = as_(CAMILLA), task_of(waiting())
    shown = text(camilla, address)

    assert f"{WHY} (valfritt)" in shown
    assert "Brådskande beslut anmäls alltid vid nästa." in shown
    capacities = camilla.get(address).context["form"].fields["capacity"].choices
    director = next(value for value, label in capacities if "direktör" in str(label))
    form = form_of(camilla, address, outcome="decide", treatment="adopted", point=point("4.2").pk, capacity=director)
    assert camilla.post(address, {**form, "report_to": "2026-02-04"}).status_code == 302
    assert Decision.objects.get().report_to is not None


def test_the_mandate_of_a_board_is_not_offered_to_the_chair_of_another() -> None:
    chair(CAMILLA, "FSN")

    shown = text(as_(CAMILLA), task_of(waiting()))

    assert "4.2 Bidrag" in shown
    assert "1.1 Brådskande" not in shown


def test_the_list_of_the_next_meeting_has_it_by_itself_and_it_is_reported_from_there() -> None:
    first, second = meeting_on(in_days(20)), meeting_on(in_days(40))
    way = decided()
    siv = as_(SIV)

    shown = text(siv, list_of(first))
    assert SUBJECT in shown
    assert "1.1 Brådskande" in shown
    assert "Ska anmälas (KL 6:40 2 st)" in shown
    assert SUBJECT not in text(siv, list_of(second))
    assert f"Anmäls {in_days(20).isoformat()}" in text(siv, UNREPORTED)
    assert "ska anmälas vid nämndens sammanträde" in text(siv, f"/arenden/{way.case().uuid}/")

    asked = f"{REPORT}?id={way.case().uuid}&on={in_days(20).isoformat()}&tillbaka={list_of(first)}"
    assert f'value="{in_days(20).isoformat()}"' in siv.get(asked).content.decode()
    chosen = {"id": str(way.case().uuid), "tillbaka": list_of(first)}
    wrong = siv.post(REPORT, {**chosen, "on": in_days(40).isoformat()})
    assert "Ett brådskande beslut anmäls vid nämndens nästa sammanträde" in strict_html.text(wrong)
    assert siv.post(REPORT, {**chosen, "on": in_days(20).isoformat()}).headers["Location"] == list_of(first)

    assert DelegationReport.objects.get().meeting_date == in_days(20)
    assert "Utfall Anmält" in text(siv, list_of(first))
    assert "Anmäl till sammanträdet …" not in text(siv, list_of(first))


def test_a_meeting_that_is_called_off_passes_its_list_on() -> None:
    first, second = meeting_on(in_days(20)), meeting_on(in_days(40))
    decided()

    cancel(first)

    assert SUBJECT not in text(as_(SIV), list_of(first))
    assert SUBJECT in text(as_(SIV), list_of(second))


def test_a_missed_one_is_on_the_list_of_the_next_meeting() -> None:
    passed, coming = meeting_on(in_days(0)), meeting_on(in_days(20))
    Meeting.objects.filter(pk=passed.pk).update(on=in_days(-3))
    decided(decided_on=in_days(-5).isoformat())

    assert SUBJECT not in text(as_(SIV), list_of(passed))
    assert SUBJECT in text(as_(SIV), list_of(coming))


def test_an_ordinary_one_is_on_the_list_of_the_meeting_it_was_meant_for() -> None:
    first, second = meeting_on(in_days(20)), meeting_on(in_days(40))
    decided_by_director(waiting(), report_to=in_days(40).isoformat())

    assert SUBJECT not in text(as_(SIV), list_of(first))
    assert SUBJECT in text(as_(SIV), list_of(second))


def test_without_a_meeting_the_list_of_decisions_says_so() -> None:
    decided()

    assert "Nästa sammanträde är inte planerat" in text(as_(SIV), UNREPORTED)
    assert "1.1 Brådskande" in text(as_(SIV), UNREPORTED)


def test_a_secret_decision_is_on_no_list_of_who_may_not_know_it() -> None:
    meeting = meeting_on(in_days(20))
    builders.mark_secret(decided())

    page = text(as_(SIV), list_of(meeting))

    assert SUBJECT not in page
    assert "Inga delegationsbeslut är anmälda till sammanträdet." in page


def test_the_list_of_a_meeting_is_for_who_sees_matters(django_assert_max_num_queries: Budget) -> None:
    meeting = meeting_on(in_days(20))
    decided()

    assert as_(IDA).get(list_of(meeting)).status_code == 403
    assert as_(RUT).get(reverse("meeting_reports", args=[uuid4()])).status_code == 404
    catarina = as_(CATARINA)
    assert "Anmäl till sammanträdet …" not in text(catarina, list_of(meeting))
    siv = as_(SIV)
    with django_assert_max_num_queries(15):
        siv.get(list_of(meeting))
    assert list_of(meeting) in siv.get(f"/sammantraden/?ar={meeting.on.year}").content.decode()


def test_the_secretary_and_the_registry_are_reminded_of_the_report() -> None:
    meeting_on(in_days(1))
    decided()

    remind(at=timezone.now() + timedelta(days=1))

    told = set(DeadlineNotice.objects.filter(deadline__kind="urgent_decision").values_list("person__name", flat=True))
    assert {SIV, RUT} <= told
    assert CATARINA not in told


def test_what_is_not_reported_is_minuted_separately() -> None:
    rut = as_(RUT)
    form: dict[str, Any] = {
        "board": Board.objects.get(code="KS").pk,
        "number": "4.3",
        "text": "Bidrag upp till 100 000 kronor",
        "roles": ["director"],
        "valid_from": "2026-01-01",
    }
    assert rut.post(f"{ORDER}punkt/", form).status_code == 302
    assert "Anmäls inte, protokollförs särskilt" in text(rut, ORDER)
    way = waiting()
    decided_by_director(way, point=DelegationPoint.objects.get(reported=False).pk)

    assert SUBJECT not in text(rut, UNREPORTED)
    assert GRANT in text(rut, f"/arenden/{way.case().uuid}/beslut/")
    assert "Anmäls inte. Beslutet protokollförs särskilt" in text(rut, f"/arenden/{way.case().uuid}/beslut/")
    assert SUBJECT in text(rut, f"{LIST}?visa=protokollfors-sarskilt")


def test_the_registrar_keeps_the_mandate_for_urgent_matters() -> None:
    rut = as_(RUT)
    form: dict[str, Any] = {
        "board": Board.objects.get(code="FSN").pk,
        "number": "1.1",
        "text": "Brådskande ärenden",
        "roles": ["chair", "director"],
        "urgent": "on",
        "reported": "on",
        "valid_from": "2026-01-01",
    }

    refused = rut.post(f"{ORDER}punkt/", form)
    assert refused.status_code == 422
    assert "Bara ordföranden beslutar i brådskande ärenden." in strict_html.text(refused)
    assert rut.post(f"{ORDER}punkt/", {**form, "roles": ["chair"]}).status_code == 302

    assert "1.1 Brådskande ärenden Brådskande ärenden Förskolenämnden Ordförande" in text(rut, ORDER)
