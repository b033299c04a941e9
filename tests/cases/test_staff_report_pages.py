"""Fliken Förslag till beslut: the report to read, its findings answered, its versions compared."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board, Unit
from cases.models import Case, FindingAnswer, StaffReportVersion
from cases.selectors.staff_report import report_card, settled_card
from cases.services.staff_report import save_report
from config import walk
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, ROLF, RUT, SIV, ULLA
from tests.cases.pages import Budget, as_, text
from tests.config.strict_html import parsed
from tests.config.strict_html import text as words

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
HIDDEN = "Förslaget är arbetsmaterial"


def _tab(case: Case) -> str:
    return reverse("case_report", args=[case.uuid])


def _finding(severity: str) -> str:
    version = StaffReportVersion.objects.order_by("-number")[0]
    return str(next(row["fingerprint"] for row in version.findings if row["severity"] == severity))


def _waive(case: Case) -> str:
    return reverse("waive_finding", args=[case.uuid, _finding("error")])


def _acknowledge(case: Case) -> str:
    return reverse("acknowledge_finding", args=[case.uuid, _finding("warning")])


@pytest.mark.matter_before("import_staff_report")
def test_before_there_is_a_report_the_officer_is_asked_to_write_it(case: Case) -> None:
    page = text(as_(CATARINA), _tab(case))

    assert "Tjänsteutlåtandet är inte påbörjat." in page
    assert "Skriv tjänsteutlåtandet" in page


@pytest.mark.matter_before("save_staff_report")
def test_the_report_reads_with_points_sections_attachments_recipients_and_findings(case: Case) -> None:
    page = text(as_(CATARINA), _tab(case))

    for said in (
        "version 1",
        "Utkast",
        "Kommunstyrelsens beslut",
        "Kommundirektören ges i uppdrag att upprätta",
        "Trygghet i offentlig miljö",
        "Ekonomiska och juridiska konsekvenser",
        "Lägesbild 2019",
        "Samtliga nämnder",
        "6 fel, 9 varningar.",
        "Gå till Beskrivning av ärendet",
        "(inläst)",
    ):
        assert said in page


@pytest.mark.matter_before("save_staff_report")
def test_every_finding_leads_to_a_place_that_is_in_the_page(case: Case) -> None:
    page = parsed(as_(CATARINA).get(_tab(case)))

    ids = {element.get("id") for element in page.iter()}
    leads = [a.get("href", "") for a in page.iter("{http://www.w3.org/1999/xhtml}a")]
    there = [lead for lead in leads if lead.startswith("#")]
    assert len(there) > 20
    assert {lead[1:] for lead in there} <= ids


@pytest.mark.matter_before("save_staff_report")
@pytest.mark.parametrize("name", [PATRIK, CAMILLA, RUT])
def test_a_draft_is_working_material_also_for_those_who_see_the_matter(case: Case, name: str) -> None:
    page = text(as_(name), _tab(case), status=403)

    assert HIDDEN in page
    assert "upprätta" not in page
    assert as_(name).get(reverse("compare_report", args=[case.uuid])).status_code == 403


@pytest.mark.matter_before("save_staff_report")
@pytest.mark.parametrize("name", [CATARINA, ULLA, SIV])
def test_the_own_unit_and_the_secretary_read_the_draft(case: Case, name: str) -> None:
    assert "Kommundirektören ges i uppdrag" in text(as_(name), _tab(case))


@pytest.mark.matter_before("save_staff_report")
@pytest.mark.parametrize("name", [OLLE, IDA])
def test_without_a_role_there_is_nothing_to_read(case: Case, name: str) -> None:
    for address in (_tab(case), reverse("compare_report", args=[case.uuid]), _waive(case)):
        assert as_(name).get(address).status_code == 403


@pytest.mark.matter_before("save_staff_report")
def test_an_officer_of_another_unit_does_not_read_the_draft(case: Case) -> None:
    unit = Unit.objects.create(code="ANNAN", name="Annan förvaltning", board=Board.objects.get(code="KS"))
    builders.give_role(OLLE, "case_officer", unit_id=unit.pk)

    assert HIDDEN in text(as_(OLLE), _tab(case), status=403)
    assert as_(OLLE).get(reverse("edit_report", args=[case.uuid])).status_code == 403
    assert as_(OLLE).get(_waive(case)).status_code == 403
    assert as_(OLLE).post(_acknowledge(case)).status_code == 403


@pytest.mark.matter_before("approve")
@pytest.mark.parametrize("name", [PATRIK, CAMILLA])
def test_the_approvers_read_it_when_it_is_sent_to_them(case: Case, name: str) -> None:
    page = text(as_(name), _tab(case))

    assert "Hos biträdande kommundirektör för godkännande" in page
    assert "Redigera förslaget" not in page


@pytest.mark.matter_before("save_staff_report")
def test_an_error_is_waived_with_a_reason_that_is_shown(case: Case) -> None:
    catarina, address = as_(CATARINA), _waive(case)

    empty = catarina.post(address, {"reason": " "})
    done = catarina.post(address, {"reason": "Parterna har bekräftat perioden."}, follow=True)

    assert empty.status_code == 422
    assert "Skriv ett skäl." in words(empty)
    assert "Parterna har bekräftat perioden." in words(done)
    assert "5 fel, 9 varningar." in words(done)


@pytest.mark.matter_before("save_staff_report")
def test_a_warning_is_acknowledged(case: Case) -> None:
    done = as_(CATARINA).post(_acknowledge(case), follow=True)

    assert "Varningen är kvitterad." in words(done)
    assert "6 fel, 8 varningar." in words(done)


@pytest.mark.matter_before("save_staff_report")
def test_a_finding_that_is_gone_is_not_answered(case: Case) -> None:
    address, warning = _waive(case), reverse("acknowledge_finding", args=[case.uuid, "0" * 64])
    save_report(
        case_id=case.pk,
        content=walk.SEED.content,
        base_version=1,
        actor=builders.actor(CATARINA),
        at=timezone.now(),
    )

    answer = as_(CATARINA).post(address, {"reason": "Skäl"})

    assert answer.status_code == 409
    assert "Texten har ändrats och anmärkningen finns inte kvar." in words(answer)
    assert as_(CATARINA).post(warning).status_code == 409
    assert not FindingAnswer.objects.exists()


@pytest.mark.matter_before("acknowledge_finding")
def test_versions_are_compared_word_by_word(case: Case) -> None:
    page = text(as_(CATARINA), reverse("compare_report", args=[case.uuid]) + "?fran=1&till=2")

    assert "[borttaget:" in page
    assert "[tillagt:" in page
    assert "Version 1 sparades av Rut Sandin" in page
    assert "Utan ändring:" in page
    assert "Ekonomiska och juridiska konsekvenser" in page


@pytest.mark.matter_before("acknowledge_finding")
@pytest.mark.parametrize("asked", ["?fran=1&till=7", "?fran=9&till=2", "?till=0"])
def test_a_version_that_is_not_there_is_not_found(case: Case, asked: str) -> None:
    assert as_(CATARINA).get(reverse("compare_report", args=[case.uuid]) + asked).status_code == 404


@pytest.mark.matter_before("acknowledge_finding")
def test_an_older_version_says_that_it_is_replaced(case: Case) -> None:
    page = text(as_(CATARINA), _tab(case) + "?version=1")

    assert "Det här är en äldre version." in page
    assert "Ersatt av version 2" in page
    assert as_(CATARINA).get(_tab(case) + "?version=3").status_code == 404


@pytest.mark.matter_before("approve")
def test_a_returned_report_says_by_whom_when_and_why_until_it_is_sent_again(case: Case, way: walk.Walk) -> None:
    way.perform(PATRIK, "approve_deputy", "return", 2, {"comment": "Perioden stämmer inte."})

    page = text(as_(CATARINA), _tab(case))

    assert "Återlämnat av Patrik Forshage" in page
    assert "”Perioden stämmer inte.”" in page
    way.perform(CATARINA, "write_report", "send_for_approval", 2)
    assert "Återlämnat av" not in text(as_(CATARINA), _tab(case))


@pytest.mark.matter_before("record_decision")
def test_an_approved_report_shows_who_approved_it_in_what_capacity(case: Case) -> None:
    page = text(as_(CATARINA), _tab(case))

    assert "Godkänt" in page
    assert "Camilla Broo , Kommundirektör" in page or "Camilla Broo, Kommundirektör" in page


@pytest.mark.matter_before("save_staff_report")
@pytest.mark.parametrize("name", [OLLE, IDA, PATRIK, RUT, ULLA])
def test_only_the_officer_writes_the_report(case: Case, name: str) -> None:
    address = reverse("edit_report", args=[case.uuid])

    assert as_(name).get(address).status_code == 403
    assert as_(name).post(address, {}).status_code == 403
    assert StaffReportVersion.objects.count() == 1


@pytest.mark.matter_before("acknowledge_finding")
def test_the_pages_ask_little_and_are_right(case: Case, django_assert_max_num_queries: Budget) -> None:
    catarina: Client = as_(CATARINA)
    compared = reverse("compare_report", args=[case.uuid]) + "?fran=1&till=2"
    waived = reverse("waive_finding", args=[case.uuid, _finding("warning")])
    for address in (_tab(case), compared, waived):
        with django_assert_max_num_queries(MOST_QUERIES):
            answer = catarina.get(address)
        parsed(answer)


@pytest.mark.matter_before("record_decision")
@pytest.mark.parametrize("name", [RUT, ROLF])
def test_from_the_decision_on_others_read_the_settled_version_and_no_earlier_one(case: Case, name: str) -> None:
    client = as_(name)

    page = text(client, _tab(case))

    assert "Tjänsteutlåtande, version 2" in page
    assert "Version 1" not in page
    assert "Jämför versioner" not in page
    assert client.get(_tab(case) + "?version=1").status_code == 404
    assert client.get(_tab(case) + "?version=2").status_code == 200
    assert client.get(reverse("compare_report", args=[case.uuid]) + "?fran=1&till=2").status_code == 403


@pytest.mark.matter_before("record_decision")
@pytest.mark.parametrize("name", [CATARINA, ULLA, PATRIK, CAMILLA, SIV])
def test_those_who_prepared_and_approved_it_read_the_earlier_ones_too(case: Case, name: str) -> None:
    client = as_(name)

    assert client.get(_tab(case) + "?version=1").status_code == 200
    assert client.get(reverse("compare_report", args=[case.uuid]) + "?fran=1&till=2").status_code == 200


@pytest.mark.matter_before("approve")
def test_what_an_approver_said_of_an_earlier_version_is_not_told_with_the_settled_one(
    case: Case, way: walk.Walk
) -> None:
    way.perform(PATRIK, "approve_deputy", "return", 2, payload={"comment": "Skriv om stycket om polisen."})
    now = Case.objects.select_related("case_type").get(pk=case.pk)
    whole, card = report_card(now), settled_card(now)

    assert whole is not None
    assert whole.returned is not None
    assert card is not None
    assert (card.approvals, card.returned, card.versions, card.previous) == ([], None, [], 0)
