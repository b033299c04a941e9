"""Arbetskopian: what is written is kept while it is written, and no window writes over another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.db import DatabaseError, IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cases.models import Case, StaffReportVersion, WorkingCopy
from cases.reading.structure import Content
from cases.services.staff_report import CaseLocked, ReportStale, Seen, save_report
from cases.services.working_copy import CopyStale, drop_copy, keep_copy
from config import walk
from tests import builders
from tests.builders import CAMILLA, CATARINA, OLLE, RUT
from tests.cases.guards import attempt, copy_of_a_row
from tests.cases.pages import as_, values
from tests.config.strict_html import parsed, text

pytestmark = pytest.mark.django_db
TEXT = "section-0-text"


def _address(case: Case, name: str = "edit_report") -> str:
    return reverse(name, args=[case.uuid])


def _opened(client: Client, case: Case) -> dict[str, str]:
    page = client.get(_address(case)).context
    shown = {"version": str(page["copy"].number if page["copy"] else 0), "window": page["window"]}
    return shown | values(page["form"])


def _keep(client: Client, case: Case, form: dict[str, str], words: str) -> int:
    return client.post(_address(case, "keep_report_copy"), {**form, TEXT: words}).status_code


def _kept(case: Case, words: str, *, window: str = "", number: int = 0, person: str = CATARINA) -> WorkingCopy:
    latest = StaffReportVersion.objects.order_by("-number")[0]
    return keep_copy(
        case_id=case.pk,
        fields={"title": "Rubrik", TEXT: words},
        base_version=latest.number,
        seen=Seen(number, window),
        actor=builders.actor(person),
        at=timezone.now(),
    )


def _saved_by_another(case: Case) -> None:
    latest = StaffReportVersion.objects.order_by("-number")[0]
    save_report(
        case_id=case.pk,
        content=replace(Content.from_dict(latest.content), addressee="Kommunfullmäktige"),
        base_version=latest.number,
        actor=builders.actor(CATARINA),
        at=timezone.now(),
    )


@pytest.mark.matter_before("save_staff_report")
def test_what_is_written_is_there_when_the_page_is_opened_again_and_is_no_version(case: Case) -> None:
    catarina, events = as_(CATARINA), Event.objects.count()
    form = _opened(catarina, case)

    answer = catarina.post(_address(case, "keep_report_copy"), {**form, TEXT: "Halv mening om", "title": ""})

    assert (answer.status_code, answer.headers["X-Version"]) == (204, "1")
    assert unquote(answer.headers["X-Saved"]).startswith("Sparat kl. ")
    again = _opened(catarina, case)
    assert (again[TEXT], again["title"], again["version"]) == ("Halv mening om", "", "1")
    assert StaffReportVersion.objects.count() == 1
    assert Event.objects.count() == events


@pytest.mark.matter_before("save_staff_report")
def test_a_saved_draft_is_a_version_and_the_copy_is_gone(case: Case) -> None:
    catarina = as_(CATARINA)
    form = _opened(catarina, case)
    _keep(catarina, case, form, "Först.")

    catarina.post(_address(case), {**form, TEXT: "Sedan."})

    assert StaffReportVersion.objects.count() == 2
    assert not WorkingCopy.objects.exists()
    assert _opened(catarina, case)[TEXT] == "Sedan."


@pytest.mark.matter_before("save_staff_report")
def test_a_draft_saved_as_it_was_lets_the_copy_go_too(case: Case) -> None:
    catarina = as_(CATARINA)
    form = _opened(catarina, case)
    _keep(catarina, case, form, "Ångrat.")

    catarina.post(_address(case), form)

    assert StaffReportVersion.objects.count() == 1
    assert not WorkingCopy.objects.exists()


@pytest.mark.matter_before("save_staff_report")
def test_two_windows_do_not_write_over_each_other(case: Case) -> None:
    first = _kept(case, "Ett", window="a")

    with pytest.raises(CopyStale, match="Catarina Klockerud har ändrat texten i ett annat fönster"):
        _kept(case, "Två", window="b")
    assert _kept(case, "Två", window="b", number=first.number).number == 2
    with pytest.raises(CopyStale):
        _kept(case, "Tre", window="a", number=first.number)

    assert WorkingCopy.objects.get().fields[TEXT] == "Två"


@pytest.mark.matter_before("save_staff_report")
def test_a_window_whose_answer_was_lost_goes_on(case: Case) -> None:
    _kept(case, "Ett", window="a")

    assert _kept(case, "Ett", window="b").number == 1
    assert _kept(case, "Två", window="a").number == 2


@pytest.mark.matter_before("save_staff_report")
def test_the_other_windows_copy_stays_when_a_draft_is_saved(case: Case) -> None:
    catarina = as_(CATARINA)
    mine, others = _opened(catarina, case), _opened(catarina, case)
    _keep(catarina, case, others, "Från det andra fönstret.")

    catarina.post(_address(case), {**mine, TEXT: "Från det första."})

    assert _keep(catarina, case, others, "Mer från det andra.") == 409
    page = catarina.get(_address(case))
    assert "Någon annan har ändrat texten" in text(page)
    assert "andra fönstret" in text(page)


@pytest.mark.matter_before("save_staff_report")
def test_a_copy_of_an_older_version_is_compared_and_the_person_chooses(case: Case) -> None:
    catarina = as_(CATARINA)
    form = _opened(catarina, case)
    _keep(catarina, case, form, "Mina ord.")
    _saved_by_another(case)
    page = catarina.get(_address(case))
    names = {one.get("name"): one.get("value") for one in parsed(page).iter("{http://www.w3.org/1999/xhtml}input")}

    chosen = catarina.post(_address(case), {**form, TEXT: "Mina ord.", "base_version": names["base_version"] or ""})

    assert chosen.status_code == 302
    assert not WorkingCopy.objects.exists()
    latest = Content.from_dict(StaffReportVersion.objects.get(number=3).content)
    assert latest.sections[0].blocks[0].text == "Mina ord."


@pytest.mark.matter_before("save_staff_report")
def test_the_saved_text_can_be_kept_instead(case: Case) -> None:
    catarina = as_(CATARINA)
    form = _opened(catarina, case)
    _keep(catarina, case, form, "Mina ord.")
    _saved_by_another(case)

    answer = catarina.post(_address(case, "drop_report_copy"), {"version": "1"}, follow=True)

    assert "Den sparade texten gäller." in text(answer)
    assert not WorkingCopy.objects.exists()
    assert _opened(catarina, case)["addressee"] == "Kommunfullmäktige"


@pytest.mark.matter_before("save_staff_report")
def test_what_was_kept_again_since_is_not_thrown_away(case: Case) -> None:
    _kept(case, "Ett", window="a")
    _kept(case, "Två", window="a", number=1)

    drop_copy(case_id=case.pk, seen=Seen(1), actor=builders.actor(CATARINA))

    assert WorkingCopy.objects.get().number == 2


@pytest.mark.matter_before("save_staff_report")
def test_a_copy_is_not_kept_of_another_version_than_the_latest(case: Case) -> None:
    catarina = as_(CATARINA)
    form = _opened(catarina, case)
    _saved_by_another(case)

    assert _keep(catarina, case, form, "Mina ord.") == 409
    with pytest.raises(ReportStale):
        keep_copy(
            case_id=case.pk,
            fields={},
            base_version=1,
            seen=Seen(),
            actor=builders.actor(CATARINA),
            at=timezone.now(),
        )


@pytest.mark.matter_before("approve")
def test_nothing_is_kept_while_the_text_is_with_the_approvers(case: Case) -> None:
    with pytest.raises(CaseLocked):
        _kept(case, "Ändrat i smyg")


@pytest.mark.matter_before("save_staff_report")
@pytest.mark.parametrize("person", [CAMILLA, RUT, OLLE])
def test_only_who_writes_the_report_reads_or_keeps_what_is_written(case: Case, person: str) -> None:
    _kept(case, "Hemligt utkast")
    other = as_(person)

    assert _keep(other, case, {}, "Ändrat") in (403, 404)
    for name in ("edit_report", "preview_report"):
        answer = other.get(_address(case, name))
        assert answer.status_code in (403, 404)
        assert "Hemligt utkast" not in answer.content.decode()
    assert other.post(_address(case, "drop_report_copy"), {"version": "1"}).status_code in (403, 404)
    assert WorkingCopy.objects.get().fields[TEXT] == "Hemligt utkast"


@pytest.mark.matter_before("send_for_approval")
def test_what_is_not_saved_as_a_draft_is_not_sent_for_approval(case: Case, way: walk.Walk) -> None:
    catarina = as_(CATARINA)
    form = _opened(catarina, case)
    task = reverse("task", args=[way.task("write_report")])
    said = "Det finns ändringar i förslaget som inte är sparade som ett utkast."
    assert said not in text(catarina.get(task))
    assert "Klart: Allt som är skrivet är sparat" in text(catarina.get(task))
    assert "Klart: En bilaga saknar titel" not in text(catarina.get(task))

    _keep(catarina, case, form, "En sista ändring.")

    assert said in text(catarina.get(task))
    saved = catarina.post(_address(case), {**form, TEXT: "En sista ändring."})
    assert saved.status_code == 302, text(saved)
    assert said not in text(catarina.get(task))


@pytest.mark.matter_before("save_staff_report")
def test_who_else_writes_now_is_told(case: Case) -> None:
    _kept(case, "Ett")
    catarina = as_(CATARINA)
    assert "redigerar också" not in text(catarina.get(_address(case)))

    WorkingCopy.objects.update(author=builders.user(OLLE), author_label="Olle")
    assert "Olle redigerar också." in text(catarina.get(_address(case)))

    WorkingCopy.objects.update(kept_at=timezone.now() - timedelta(minutes=6))
    assert "redigerar också" not in text(catarina.get(_address(case)))


@pytest.mark.matter_before("save_staff_report")
def test_the_preview_is_drawn_of_what_is_written(case: Case) -> None:
    catarina = as_(CATARINA)
    form = _opened(catarina, case)
    before = catarina.get(_address(case, "preview_report")).context["pages"]
    assert [page[:26] for page in before] == ["data:image/svg+xml;base64,"] * len(before)

    _keep(catarina, case, form, "\n\n".join(["Ett långt stycke. " * 60] * 12))

    fragment = catarina.get(_address(case, "preview_report"), headers={"HX-Request": "true"})
    assert len(fragment.context["pages"]) > len(before) > 0
    assert "<html" not in fragment.content.decode()


@pytest.mark.matter_before("save_staff_report")
def test_of_what_cannot_be_printed_yet_the_saved_version_is_shown(case: Case) -> None:
    catarina = as_(CATARINA)
    form = _opened(catarina, case)
    before = catarina.get(_address(case, "preview_report")).context["pages"]

    catarina.post(_address(case, "keep_report_copy"), {**form, "title": "", TEXT: "tecken \U000e0041 \0"})

    assert len(catarina.get(_address(case, "preview_report")).context["pages"]) == len(before)
    form = _opened(catarina, case)
    catarina.post(_address(case, "keep_report_copy"), {**form, "title": "Rubrik", TEXT: "tecken \U000e0041"})
    assert len(catarina.get(_address(case, "preview_report")).context["pages"]) == len(before)


@pytest.mark.matter_before("import_staff_report")
def test_before_anything_is_saved_the_copy_begins_from_nothing(case: Case) -> None:
    catarina = as_(CATARINA)
    form = _opened(catarina, case)
    assert "Förhandsgranskningen visas" in text(catarina.get(_address(case, "preview_report")))

    assert _keep(catarina, case, form, "Början.") == 204

    assert _opened(catarina, case)[TEXT] == "Början."


@pytest.mark.matter_before("save_staff_report")
def test_the_database_has_one_counted_copy_of_a_round(case: Case) -> None:
    _kept(case, "Ett")

    with pytest.raises(IntegrityError, match="cases_one_working_copy"):
        attempt(copy_of_a_row("cases_workingcopy", {}))
    with pytest.raises(DatabaseError, match="cases_working_copy_counted"):
        attempt("UPDATE cases_workingcopy SET number = 0")
