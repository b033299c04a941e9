"""Sidan där tjänsteutlåtandet skrivs: rows, saving, what cannot be saved, and two people at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, FindingAnswer, StaffReportVersion
from cases.reading.structure import Content, content_hash
from cases.services.staff_report import save_report
from config import walk
from tests import builders
from tests.builders import CATARINA
from tests.cases.pages import Budget, as_, values
from tests.config.strict_html import parsed, text

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
MOST_WRITING = 22  # a moved row is kept in the working copy


def _editor(case: Case) -> str:
    return reverse("edit_report", args=[case.uuid])


def _written(client: Client, case: Case) -> dict[str, str]:
    """The form as the browser would send it back."""
    page = client.get(_editor(case)).context
    shown = {"version": str(page["copy"].number if page["copy"] else 0), "window": page["window"]}
    return shown | values(page["form"])


def _latest() -> StaffReportVersion:
    return StaffReportVersion.objects.order_by("-number")[0]


def _content() -> Content:
    return Content.from_dict(_latest().content)


def _saved_by_another(case: Case) -> None:
    """Catarina's other window saves meanwhile."""
    save_report(
        case_id=case.pk,
        content=replace(_content(), addressee="Kommunfullmäktige"),
        base_version=_latest().number,
        actor=builders.actor(CATARINA),
        at=timezone.now(),
    )


@pytest.mark.matter_before("import_staff_report")
def test_a_new_report_begins_with_what_is_known_of_the_matter(case: Case) -> None:
    catarina = as_(CATARINA)
    form = _written(catarina, case)

    assert form["title"] == case.entry.public_subject
    assert form["addressee"] == "Kommunstyrelsen"
    assert form["g0-who"] == "KS|own_decision|Kommunstyrelsens beslut"
    assert [form[f"section-{n}-heading"] for n in range(4)] == [
        "Sammanfattning",
        "Beskrivning av ärendet",
        "Förvaltningens synpunkter",
        "Ekonomiska och juridiska konsekvenser",
    ]

    catarina.post(_editor(case), {**form, "g0-p0": "Kommundirektören får i uppdrag att underteckna avtalet."})

    content = _content()
    assert content.diary_number == "KS-2018/91.103"
    assert [row.name for row in content.signatories] == ["Camilla Broo", "Patrik Forshage"]
    assert (content.points[0].kind, content.points[0].addressee) == ("assignment", "Kommundirektören")
    assert content.sections == ()


@pytest.mark.matter_before("acknowledge_finding")
def test_what_is_saved_unchanged_is_the_same_version(case: Case) -> None:
    catarina = as_(CATARINA)
    before = _latest()

    answer = catarina.post(_editor(case), _written(catarina, case), follow=True)

    assert "Utkastet är sparat." in text(answer)
    assert _latest().number == before.number
    assert _latest().content_hash == before.content_hash


@pytest.mark.matter_before("save_staff_report")
def test_sections_are_written_as_text_with_lists_and_headings(case: Case) -> None:
    catarina = as_(CATARINA)
    written = _written(catarina, case)

    catarina.post(_editor(case), {**written, "section-0-text": "### Kort\r\n\r\nEtt stycke.\r\n\r\n- ett\r\n- två"})

    blocks = [block.to_dict() for block in _content().sections[0].blocks]
    assert blocks == [{"h3": "Kort"}, {"p": "Ett stycke."}, {"ul": ["ett", "två"]}]
    assert _latest().number == 2


@pytest.mark.matter_before("save_staff_report")
def test_points_and_sub_points_are_moved_without_script_and_nothing_is_saved(case: Case) -> None:
    catarina = as_(CATARINA)
    written = _written(catarina, case)

    def after(act: str) -> dict[str, str]:
        answer = catarina.post(_editor(case), {**written, "row": act})
        assert "Sparat i dag kl." in text(answer).replace("\N{NO-BREAK SPACE}", " ")
        return values(answer.context["form"])

    assert after("up-point-0-1")["g0-p0"] == written["g0-p1"]
    assert after("up-point-0-1")["g0-p0-i2"] == written["g0-p1-i2"]
    assert after("down-item-0-1-0")["g0-p1-i1"] == "Barn och unga"
    assert "g0-p1-i2" not in after("remove-item-0-1-0")
    assert after("add-point-0")["g0-p2"] == ""
    assert after("add-item-0-0")["g0-p0-i0"] == ""
    assert after("add-group")["g1-p0"] == ""
    assert after("add-attachment")["a2"] == ""
    assert after("remove-recipient-0")["r0"] == written["r1"]
    assert after("areas-point-0-0")["g0-p0-i0"] == "Barn och unga"
    assert _latest().number == 1


@pytest.mark.matter_before("save_staff_report")
@pytest.mark.parametrize("act", ["up-point-9-9", "up-item-0-9-1", "remove-item-0-1-77", "x", "", "--", "down-group-x"])
def test_a_row_that_is_not_there_changes_nothing(case: Case, act: str) -> None:
    catarina = as_(CATARINA)
    written = _written(catarina, case)

    form = catarina.post(_editor(case), {**written, "row": act}).context["form"]

    assert values(form).items() <= written.items()


@pytest.mark.matter_before("save_staff_report")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"g0-p1": " "}, "Beslutspunkt 2 är tom. Skriv texten eller ta bort punkten."),
        ({"title": ""}, "Fyll i rubriken."),
        ({"date": "snart"}, "Skriv ett datum, till exempel 2020-10-28."),
        ({"g0-who": "XX|own_decision|Mitt beslut"}, "Välj vem som beslutar."),
        ({"section-1-text": "Text med \U000e0041"}, "Texten innehåller ett tecken som inte kan skrivas ut"),
    ],
)
def test_what_cannot_be_saved_is_explained_and_kept(case: Case, changes: dict[str, str], sentence: str) -> None:
    catarina = as_(CATARINA)

    answer = catarina.post(_editor(case), {**_written(catarina, case), "addressee": "Socialnämnden", **changes})

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "Socialnämnden" in answer.content.decode()
    assert _latest().number == 1


@pytest.mark.matter_before("save_staff_report")
def test_a_missing_section_gets_a_field_and_then_its_place(case: Case) -> None:
    catarina = as_(CATARINA)
    written = _written(catarina, case)
    catarina.post(_editor(case), {**written, "section-0-text": ""})
    assert [section.kind for section in _content().sections] == ["description", "opinion", "consequences"]
    without = _written(catarina, case)
    assert without["section-3-heading"] == "Sammanfattning"

    catarina.post(_editor(case), {**without, "section-3-text": "I korthet."})

    assert [section.kind for section in _content().sections] == ["summary", "description", "opinion", "consequences"]


@pytest.mark.matter_before("save_staff_report")
def test_a_text_that_was_changed_meanwhile_is_compared_and_nothing_is_lost(case: Case) -> None:
    catarina = as_(CATARINA)
    mine = {**_written(catarina, case), "section-0-text": "Mina egna ord.\r\n\r\nOch ett stycke till."}
    _saved_by_another(case)

    answer = catarina.post(_editor(case), mine)

    assert answer.status_code == 409
    said = text(answer)
    assert "Någon annan har ändrat texten" in said
    assert "Catarina Klockerud sparade en ändring kl." in said
    assert "[tillagt: Mina egna ord." in said
    assert _latest().number == 2
    area = "{http://www.w3.org/1999/xhtml}textarea"
    page = parsed(answer)
    kept = {field.get("name"): field.text or "" for field in page.iter(area)}
    assert kept["section-0-text"].split("\n\n") == ["Mina egna ord.", "Och ett stycke till."]
    assert "base_version" not in kept

    catarina.post(_editor(case), {**kept, "base_version": "2"})

    assert _latest().number == 3
    assert [block.text for block in _content().sections[0].blocks] == ["Mina egna ord.", "Och ett stycke till."]


@pytest.mark.matter_before("save_staff_report")
def test_the_same_form_sent_twice_is_one_version(case: Case) -> None:
    catarina = as_(CATARINA)
    mine = {**_written(catarina, case), "section-0-text": "Ändrad."}

    catarina.post(_editor(case), mine)
    again = catarina.post(_editor(case), mine)

    assert again.status_code == 302
    assert _latest().number == 2


@pytest.mark.matter_before("save_staff_report")
def test_a_row_moved_in_an_old_form_does_not_hide_that_somebody_saved(case: Case) -> None:
    catarina = as_(CATARINA)
    mine = {**_written(catarina, case), "section-0-text": "Mina ord."}
    _saved_by_another(case)

    form = catarina.post(_editor(case), {**mine, "row": "add-attachment"}).context["form"]

    assert str(form["base_version"].value()) == "1"
    assert form["section-0-text"].value() == "Mina ord."


@pytest.mark.matter_before("save_staff_report")
def test_a_warning_is_acknowledged_and_the_text_saved_at_once(case: Case) -> None:
    catarina = as_(CATARINA)
    warnings = [row for row in _latest().findings if row["severity"] == "warning" and row["code"] == "K02"]
    mine = {
        **_written(catarina, case),
        "section-0-text": "Ändrad.",
        "then": f"acknowledge:{warnings[0]['fingerprint']}",
    }

    answer = catarina.post(_editor(case), mine, follow=True)

    assert "Varningen är kvitterad." in text(answer)
    assert FindingAnswer.objects.get().code == "K02"
    assert _latest().number == 2


@pytest.mark.matter_before("save_staff_report")
def test_a_finding_that_the_change_mended_needs_no_answer(case: Case) -> None:
    catarina = as_(CATARINA)
    finding = next(row for row in _latest().findings if row["code"] == "K01")
    reason = "Kostnaden ryms inom befintlig budget, eftersom arbetet redan pågår."
    mine = {**_written(catarina, case), "section-3-text": reason, "then": f"acknowledge:{finding['fingerprint']}"}

    answer = catarina.post(_editor(case), mine, follow=True)

    assert "Texten är sparad. Anmärkningen finns inte kvar." in text(answer)
    assert not FindingAnswer.objects.exists()


@pytest.mark.matter_before("save_staff_report")
def test_from_the_editor_one_goes_on_to_a_waiver_or_to_the_task(case: Case, way: walk.Walk) -> None:
    catarina = as_(CATARINA)
    finding = next(row["fingerprint"] for row in _latest().findings if row["severity"] == "error")
    written = _written(catarina, case)

    waiver = catarina.post(_editor(case), {**written, "then": f"waive:{finding}"})
    task = catarina.post(_editor(case), {**_written(catarina, case), "then": "task"})

    assert waiver.headers["Location"] == reverse("waive_finding", args=[case.uuid, finding])
    assert task.headers["Location"] == reverse("task", args=[way.task("write_report")])


@pytest.mark.matter_before("approve#2")
def test_a_change_after_a_return_says_whose_approval_it_voids(case: Case, way: walk.Walk) -> None:
    way.perform("Camilla Broo", "approve_director", "return", 2, {"comment": "Skriv om."})
    catarina = as_(CATARINA)

    answer = catarina.post(_editor(case), {**_written(catarina, case), "section-0-text": "Nytt."}, follow=True)

    assert "Ändringen gör att godkännandet från Patrik Forshage inte längre gäller." in text(answer)


@pytest.mark.matter_before("approve")
def test_a_report_under_approval_is_not_edited(case: Case) -> None:
    answer = as_(CATARINA).get(_editor(case))

    assert answer.status_code == 409
    assert "Ta tillbaka det innan du ändrar texten." in text(answer)


@pytest.mark.matter_before("save_staff_report")
def test_the_editor_asks_little_and_is_right(case: Case, django_assert_max_num_queries: Budget) -> None:
    catarina = as_(CATARINA)
    written = _written(catarina, case)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = catarina.get(_editor(case))
    with django_assert_max_num_queries(MOST_WRITING):
        changed = catarina.post(_editor(case), {**written, "row": "add-point-0"})

    ids = {element.get("id") for element in parsed(page).iter()}
    leads = [a.get("href", "") for a in parsed(page).iter("{http://www.w3.org/1999/xhtml}a")]
    parsed(changed)
    assert {lead[1:] for lead in leads if lead.startswith("#")} <= ids
    assert content_hash(_content()) == _latest().content_hash
