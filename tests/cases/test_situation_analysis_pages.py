"""Fliken Lägesbild, and the page where it is written."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Board, Unit
from cases.models import Case, SituationAnalysis
from config import walk
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, PATRIK, RUT, ULLA
from tests.cases.pages import Budget, as_, text
from tests.config.strict_html import parsed
from tests.config.strict_html import text as words

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


def _tab(case: Case) -> str:
    return reverse("case_analysis", args=[case.uuid])


def _editor(case: Case) -> str:
    return reverse("edit_analysis", args=[case.uuid])


def _written(client: Client, address: str) -> dict[str, str]:
    """The form as the browser would send it back."""
    page = client.get(address).context
    form = page["form"]
    return {"seen": page["seen"], **{name: form[name].value() or "" for name in form.fields}}


def _filled(case: Case, client: Client, **changes: str) -> dict[str, str]:
    return {
        **_written(client, _editor(case)),
        "covers_from": "2019-01-01",
        "covers_to": "2019-12-31",
        "as_of": "31/12 2019",
        "analysis": "Tre kommundelar behöver mest.",
        "source-0-title": "Polisens statistik",
        "source-0-dated": "2019-11-04",
        "area-0-name": "Barn och unga",
        "area-0-districts": "Vårby",
        **changes,
    }


@pytest.mark.matter_before("save_analysis")
def test_before_anything_is_written_the_tab_says_so(case: Case) -> None:
    page = text(as_(CATARINA), _tab(case))

    assert "Lägesbilden är inte påbörjad." in page
    assert "Skriv lägesbilden" in page


@pytest.mark.matter_before("save_analysis")
def test_what_is_written_is_saved_as_a_draft(case: Case) -> None:
    catarina = as_(CATARINA)

    answer = catarina.post(_editor(case), _filled(case, catarina), follow=True)

    assert "Utkastet är sparat." in words(answer)
    analysis = SituationAnalysis.objects.get()
    assert str(analysis.as_of) == "2019-12-31"
    assert [(row.title, str(row.dated)) for row in analysis.sources.all()] == [("Polisens statistik", "2019-11-04")]
    assert [(row.name, row.districts) for row in analysis.areas.all()] == [("Barn och unga", "Vårby")]


@pytest.mark.matter_before("save_analysis")
def test_a_draft_may_lack_everything(case: Case) -> None:
    catarina = as_(CATARINA)

    assert catarina.post(_editor(case), _written(catarina, _editor(case))).status_code == 302
    assert not SituationAnalysis.objects.get().areas.exists()


@pytest.mark.matter_before("save_analysis")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"covers_to": "2018-01-01"}, "Perioden slutar innan den börjar. Ändra något av datumen."),
        ({"covers_from": "en gång"}, "Skriv ett datum, till exempel 2020-10-28."),
        ({"source-0-title": ""}, "Fyll i källa."),
        ({"area-0-name": ""}, "Fyll i område."),
    ],
)
def test_what_cannot_be_saved_is_explained_and_kept(case: Case, changes: dict[str, str], sentence: str) -> None:
    catarina = as_(CATARINA)

    answer = catarina.post(_editor(case), _filled(case, catarina, **changes))

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "Tre kommundelar behöver mest." in answer.content.decode()
    assert not SituationAnalysis.objects.exists()


@pytest.mark.matter_before("save_analysis")
def test_rows_are_added_moved_and_taken_away_without_script_and_nothing_is_saved(case: Case) -> None:
    catarina = as_(CATARINA)
    written = _filled(case, catarina, **{"source-0-dated": "i förrgår"})

    added = catarina.post(_editor(case), {**written, "row": "add-source"})
    two = {**written, "source-1-title": "Medborgardialog", "source-1-dated": ""}
    moved = catarina.post(_editor(case), {**two, "row": "up-source-1"}).context["form"]
    removed = catarina.post(_editor(case), {**two, "row": "remove-source-0"}).context["form"]

    assert "Ändringarna är inte sparade." in words(added)
    assert added.context["form"].fields["source-1-title"].widget.attrs["autofocus"]
    assert [moved[f"source-{n}-title"].value() for n in (0, 1)] == ["Medborgardialog", "Polisens statistik"]
    assert moved["source-1-dated"].value() == "i förrgår"
    assert [row["title"] for row in removed.written.sources] == ["Medborgardialog"]
    assert not SituationAnalysis.objects.exists()


@pytest.mark.matter_before("save_analysis")
@pytest.mark.parametrize("act", ["remove-source-9", "up-area-0", "down-area-x", "fly-area-0", "add-", "", "add-moon-1"])
def test_a_row_that_is_not_there_changes_nothing(case: Case, act: str) -> None:
    catarina = as_(CATARINA)

    answer = catarina.post(_editor(case), {**_filled(case, catarina), "row": act})

    assert answer.status_code == 200
    assert answer.context["form"]["area-0-name"].value() == "Barn och unga"


@pytest.mark.matter_before("conclude_analysis")
def test_from_the_editor_one_saves_and_goes_on_to_the_task(case: Case) -> None:
    catarina = as_(CATARINA)
    written = _written(catarina, _editor(case))

    answer = catarina.post(_editor(case), {**written, "analysis": "Ny slutsats.", "then": "task"})

    assert answer.headers["Location"].startswith("/uppgifter/")
    assert SituationAnalysis.objects.get().analysis == "Ny slutsats."
    assert "Ny slutsats." in text(catarina, answer.headers["Location"])


@pytest.mark.matter_before("save_analysis")
def test_the_task_shows_every_unmet_rule_with_the_way_to_mend_it(case: Case, way: walk.Walk) -> None:
    page = as_(CATARINA).get(reverse("task", args=[way.task("write_analysis")]))

    said = words(page)
    assert "Fyll i vilken period lägesbilden avser." in said
    assert "Lägg till minst ett underlag." in said
    assert "Lägg till minst ett prioriterat område." in said
    assert _editor(case) in page.content.decode()


@pytest.mark.matter_before("conclude_analysis")
def test_the_task_warns_of_sources_older_than_24_months(case: Case, way: walk.Walk) -> None:
    said = text(as_(CATARINA), reverse("task", args=[way.task("write_analysis")]))

    assert "Underlaget är äldre än 24 månader." in said
    assert "Flemingsberg" in said


@pytest.mark.matter_before("conclude_analysis")
@pytest.mark.parametrize(("name", "status"), [(OLLE, 403), (IDA, 403), (PATRIK, 403), (RUT, 403), (ULLA, 403)])
def test_only_the_officer_writes_the_analysis(case: Case, name: str, status: int) -> None:
    assert as_(name).get(_editor(case)).status_code == status
    assert as_(name).post(_editor(case), {}).status_code == status


@pytest.mark.matter_before("conclude_analysis")
def test_what_is_being_collected_is_hidden_from_an_officer_of_another_unit(case: Case) -> None:
    unit = Unit.objects.create(code="ANNAN", name="Annan förvaltning", board=Board.objects.get(code="KS"))
    builders.give_role(OLLE, "case_officer", unit_id=unit.pk)

    assert "Lägesbilden är inte påbörjad." in text(as_(OLLE), _tab(case))
    assert as_(OLLE).get(_tab(case) + "?version=1").status_code == 404
    assert as_(OLLE).get(_editor(case)).status_code == 403


@pytest.mark.matter_before("import_staff_report")
def test_a_concluded_analysis_is_read_by_all_who_see_the_matter_and_written_by_none(case: Case) -> None:
    page = text(as_(PATRIK), _tab(case))

    assert "Uppdateringen är försenad" in page
    assert "Barn och unga" in page
    assert as_(CATARINA).get(_editor(case)).status_code == 403


@pytest.mark.matter_before("import_staff_report")
def test_a_reopened_analysis_gets_a_new_version_and_the_old_one_stays(case: Case, way: walk.Walk) -> None:
    builders.intervene(way, CATARINA, "reopen_analysis")
    catarina = as_(CATARINA)

    editor = catarina.get(_editor(case))
    catarina.post(_editor(case), {**_written(catarina, _editor(case)), "analysis": "Omskriven."})

    assert "blir en ny version" in words(editor)
    assert list(SituationAnalysis.objects.order_by("number").values_list("state", flat=True)) == [
        "concluded",
        "collecting",
    ]
    assert "Omskriven." in text(catarina, _tab(case))
    assert "Omskriven." not in text(catarina, _tab(case) + "?version=1")
    assert "Det här är en äldre version." in text(catarina, _tab(case) + "?version=1")


@pytest.mark.matter_before("conclude_analysis")
def test_the_pages_ask_little_and_are_right(case: Case, way: walk.Walk, django_assert_max_num_queries: Budget) -> None:
    catarina, task = as_(CATARINA), reverse("task", args=[way.task("write_analysis")])
    catarina.get(task)  # the first time it is opened it becomes read
    for address in (_tab(case), _editor(case), task):
        with django_assert_max_num_queries(MOST_QUERIES):
            answer = catarina.get(address)
        parsed(answer)


@pytest.mark.matter_before("save_analysis")
def test_two_windows_do_not_write_over_each_other_unseen(case: Case) -> None:
    catarina = as_(CATARINA)
    first, second = _filled(case, catarina), _filled(case, catarina, analysis="Den andra texten.")
    catarina.post(_editor(case), first)

    answer = catarina.post(_editor(case), second)

    assert answer.status_code == 422
    assert "Lägesbilden har sparats av någon annan sedan du öppnade den." in words(answer)
    assert "Den andra texten." in answer.content.decode()
    assert SituationAnalysis.objects.get().analysis == "Tre kommundelar behöver mest."

    catarina.post(_editor(case), second | {"seen": answer.context["seen"]})
    assert SituationAnalysis.objects.get().analysis == "Den andra texten."
