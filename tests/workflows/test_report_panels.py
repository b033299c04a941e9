"""Uppgifternas sidor för förslaget: what the officer sees before it is sent, and the approvers before they answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Approval, StaffReportVersion
from cases.reading.structure import Content
from cases.services.staff_report import answer_finding, save_report
from config import walk
from tests import builders
from tests.builders import CAMILLA, CATARINA, OLLE, PATRIK, RUT
from tests.cases.pages import Budget, as_, text
from tests.config.strict_html import parsed
from tests.config.strict_html import text as words

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
DEPUTY = "approve_deputy"
DIRECTOR = "approve_director"


def _task(way: walk.Walk, node: str) -> str:
    return reverse("task", args=[way.task(node)])


def _answer(way: walk.Walk, node: str, name: str, **said: str) -> dict[str, str]:
    form = as_(name).get(_task(way, node)).context["form"]
    return {"key": form["key"].value(), "version": str(form["version"].value()), **said}


@pytest.mark.matter_before("save_staff_report")
def test_the_officer_sees_what_stops_the_sending_with_links(way: walk.Walk) -> None:
    page = as_(CATARINA).get(_task(way, "write_report"))

    said = words(page)
    assert "Granskningen har fel som varken är rättade eller motiverade." in said
    assert "Kvar i granskningen: 6 fel och 9 varningar." in said
    assert "version 1, 5 oktober 2020" in said
    assert reverse("edit_report", args=[way.case().uuid]) + "#granskning" in page.content.decode()


@pytest.mark.matter_before("save_staff_report")
def test_sending_too_early_names_every_reason_at_once(way: walk.Walk) -> None:
    answer = as_(CATARINA).post(_task(way, "write_report"), _answer(way, "write_report", CATARINA))

    assert answer.status_code == 409
    said = words(answer)
    assert "Granskningen har fel som varken är rättade eller motiverade." in said
    assert "Granskningen har varningar som inte är kvitterade." in said


@pytest.mark.matter_before("import_staff_report")
def test_without_a_report_the_task_asks_for_it(way: walk.Walk) -> None:
    page = text(as_(CATARINA), _task(way, "write_report"))

    assert "Lägg till minst en beslutspunkt." in page
    assert "Skriv tjänsteutlåtandet" in page


@pytest.mark.matter_before("approve")
def test_the_approver_reads_points_and_sections_and_is_offered_both_answers(way: walk.Walk) -> None:
    page = text(as_(PATRIK), _task(way, DEPUTY))

    for said in (
        "Tjänsteutlåtande , version 2, 5 oktober 2020",
        "Kommundirektören ges i uppdrag att upprätta",
        "Målet är minskad brottslighet",
        "Bilagor (2)",
        "Beslutet ska skickas till (4)",
        "Visa ändringar sedan version 1",
        "Utför i egenskap av Biträdande kommundirektör",
        "Godkänn förslaget",
        "Återlämna till handläggaren",
        "Kommentar till handläggaren",
    ):
        assert said in page or said.replace(" ,", ",") in page, said


@pytest.mark.matter_before("approve")
@pytest.mark.parametrize(
    ("said", "sentence"),
    [({}, "Välj vad du vill göra."), ({"outcome": "return"}, "Skriv vad handläggaren behöver ändra.")],
)
def test_an_answer_that_lacks_something_is_asked_for_again(way: walk.Walk, said: dict[str, str], sentence: str) -> None:
    answer = as_(PATRIK).post(_task(way, DEPUTY), _answer(way, DEPUTY, PATRIK, **said))

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Approval.objects.exists()


@pytest.mark.matter_before("approve#2")
def test_the_next_approver_sees_the_first_ones_word(way: walk.Walk) -> None:
    page = text(as_(CAMILLA), _task(way, DIRECTOR))

    assert "Tidigare ställningstaganden" in page
    assert "Patrik Forshage" in page


@pytest.mark.matter_before("approve")
def test_who_returned_a_version_is_shown_what_has_changed_since(way: walk.Walk) -> None:
    way.perform(PATRIK, DEPUTY, "return", 2, {"comment": "Förtydliga."})
    content = Content.from_dict(StaffReportVersion.objects.get(number=2).content)
    catarina, at = builders.actor(CATARINA), timezone.now()
    for number, addressee in ((2, "KS"), (3, "Kommunstyrelsen i Huddinge")):
        save_report(
            case_id=way.case_id,
            content=replace(content, addressee=addressee),
            base_version=number,
            actor=catarina,
            at=at,
        )
    way.perform(CATARINA, "write_report", "send_for_approval", 4)

    page = text(as_(PATRIK), _task(way, DEPUTY))

    assert "Visa ändringar sedan version 2" in page
    assert "(den du tog ställning till)" in page
    assert "Förtydliga." in page


@pytest.mark.matter_before("acknowledge_finding")
def test_the_approver_sees_each_waived_error_with_its_reason(way: walk.Walk) -> None:
    broken = Content.from_dict(StaffReportVersion.objects.get(number=1).content)
    case, catarina = way.case(), builders.actor(CATARINA)
    save_report(case_id=case.pk, content=broken, base_version=2, actor=catarina, at=timezone.now())
    for row in StaffReportVersion.objects.get(number=3).findings:
        kind = {"error": "waived", "warning": "acknowledged"}.get(row["severity"])
        if kind:
            answer_finding(
                case_id=case.pk,
                fingerprint=row["fingerprint"],
                kind=kind,
                reason="Redan prövat." if kind == "waived" else "",
                actor=catarina,
                at=timezone.now(),
            )
    way.perform(CATARINA, "write_report", "send_for_approval", 3)

    page = text(as_(PATRIK), _task(way, DEPUTY))

    assert "Handläggaren har avvikit från granskningen på 6 punkter." in page
    assert page.count("Redan prövat.") == 6


@pytest.mark.matter_before("approve")
def test_who_wrote_in_it_is_told_to_hand_the_task_over(way: walk.Walk) -> None:
    builders.give_role(CATARINA, "deputy_director")

    page = as_(CATARINA).get(_task(way, DEPUTY))

    assert "Du har skrivit i förslaget och kan därför inte godkänna det." in words(page)
    assert reverse("hand_over", args=[way.task(DEPUTY)]) in page.content.decode()
    refused = as_(CATARINA).post(_task(way, DEPUTY), _answer(way, DEPUTY, CATARINA, outcome="approve"))
    assert refused.status_code == 409
    assert not Approval.objects.exists()


@pytest.mark.matter_before("approve")
def test_a_substitute_is_told_for_whom_the_answer_counts(way: walk.Walk) -> None:
    patrik = builders.user(PATRIK)
    builders.give_role(RUT, "deputy_director", on_behalf_of_id=patrik.pk, valid_to=date(2099, 12, 31))

    page = text(as_(RUT), _task(way, DEPUTY))

    assert "Biträdande kommundirektör, som ersättare för Patrik Forshage till och med 2099-12-31" in page
    assert "Du har skrivit i förslaget" not in page


@pytest.mark.matter_before("approve")
def test_others_do_not_reach_the_task(way: walk.Walk) -> None:
    assert as_(OLLE).get(_task(way, DEPUTY)).status_code in (403, 404)
    assert as_(CAMILLA).post(_task(way, DEPUTY), {"outcome": "approve"}).status_code == 403


@pytest.mark.matter_before("approve#2")
def test_the_pages_ask_little_and_are_right(way: walk.Walk, django_assert_max_num_queries: Budget) -> None:
    camilla = as_(CAMILLA)
    camilla.get(_task(way, DIRECTOR))  # the first time it is opened it becomes read
    with django_assert_max_num_queries(MOST_QUERIES):
        page = camilla.get(_task(way, DIRECTOR))

    parsed(page)


@pytest.mark.matter_before("save_staff_report")
def test_the_officers_page_asks_little_and_is_right(way: walk.Walk, django_assert_max_num_queries: Budget) -> None:
    catarina = as_(CATARINA)
    catarina.get(_task(way, "write_report"))
    with django_assert_max_num_queries(MOST_QUERIES):
        page = catarina.get(_task(way, "write_report"))

    parsed(page)
