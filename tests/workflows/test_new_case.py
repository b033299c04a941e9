"""Nytt ärende: by hand, and from a staff report that was read and confirmed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Board
from cases.models import Case, StaffReportVersion
from cases.states import VersionOrigin
from config import walk
from diarium.models import DiaryEntry, Document
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, RUT, SIV
from tests.cases.pages import as_, text
from tests.config import strict_html
from tests.diarium.engine.fakes import EICAR, clamd

pytestmark = pytest.mark.django_db
NEW, READ, SAVE = "/arenden/nytt/", "/arenden/las-in/", "/arenden/las-in/spara/"


def _case_form(**changes: Any) -> dict[str, Any]:
    return {
        "key": "key-1",
        "subject": "Avtal om idéburet offentligt partnerskap",
        "board": Board.objects.get(code="KS").pk,
        "case_type": "agreement",
        "officer": builders.user(CATARINA).pk,
        "parties": "Huddinge kommun\nLokalpolisområde Huddinge",
        **changes,
    }


@pytest.mark.matter_before("open_case")
def test_a_matter_gets_the_next_number_its_parties_and_its_officers_task() -> None:
    client = as_(RUT)

    answer = client.post(NEW, _case_form())

    assert answer.status_code == 302
    number = f"KS-{timezone.localdate().year}/1.103"
    page = text(client, answer.headers["Location"])
    assert f"Ärende {number} är registrerat och tilldelat Catarina Klockerud." in page
    parties = list(Case.objects.get().parties.order_by("position"))
    assert [(party.name, party.is_municipality) for party in parties] == [
        ("Huddinge kommun", True),
        ("Lokalpolisområde Huddinge", False),
    ]
    assert parties[1].correspondent is not None
    assert "Komplettera ärendet" in text(as_(CATARINA), "/uppgifter/")


@pytest.mark.matter_before("open_case")
def test_a_number_of_an_older_system_is_taken_as_it_is() -> None:
    client = as_(RUT)
    wrong = client.post(NEW, _case_form(old_number="91.103"))
    assert wrong.status_code == 422
    assert "Skriv numret med nämnd, år och löpnummer" in strict_html.text(wrong)
    undated = client.post(NEW, _case_form(old_number="KS-2018/91.103"))
    assert "Skriv när ärendet öppnades." in strict_html.text(undated)

    answer = client.post(NEW, _case_form(old_number="KS-2018/91.103", opened_on="2018-01-11"))

    assert answer.status_code == 302
    assert DiaryEntry.objects.get().printed_number == "KS-2018/91.103"
    taken = client.post(NEW, _case_form(key="key-2", old_number="KS-2018/91.103", opened_on="2018-01-11"))
    assert taken.status_code == 422
    assert DiaryEntry.objects.count() == 1


@pytest.mark.matter_before("open_case")
def test_what_is_missing_is_said_and_what_was_written_is_kept() -> None:
    answer = as_(RUT).post(NEW, {"key": "k", "protected_subject": "Namn", "parties": "Huddinge kommun"})

    said = strict_html.text(answer)
    assert answer.status_code == 422
    for sentence in ("Fyll i ärendemeningen.", "Välj nämnd.", "Välj process.", "Skriv bestämmelsen som skyddar"):
        assert sentence in said
    assert answer.context["form"]["parties"].value() == "Huddinge kommun"


@pytest.mark.matter_before("open_case")
def test_the_same_form_twice_opens_one_matter() -> None:
    client = as_(RUT)

    first, second = client.post(NEW, _case_form()), client.post(NEW, _case_form())

    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1


@pytest.mark.matter_before("open_case")
def test_only_the_registrar_opens_a_matter_and_only_some_read_a_report() -> None:
    for name in (CATARINA, SIV, IDA, OLLE):
        assert as_(name).get(NEW).status_code == 403
        assert as_(name).post(NEW, _case_form()).status_code == 403
    assert as_(CATARINA).get(READ).status_code == 200
    for name in (SIV, IDA, OLLE):
        assert as_(name).get(READ).status_code == 403
        assert as_(name).post(SAVE, {}).status_code == 403


def _read(client: Client, content: bytes | None = None, name: str = "tjansteutlatande.txt") -> Any:
    data = walk.seed_text().encode() if content is None else content
    return client.post(READ, {"file": SimpleUploadedFile(name, data, "text/plain")})


def _reviewed(answer: Any, **answers: Any) -> dict[str, Any]:
    form = answer.context["form"]
    hidden = {name: form[name].value() for name in ("key", "original", "file_name", "case_number", "officer")}
    boxes = {name: "on" for name in form.fields if name.startswith("confirm_")}
    return {**hidden, **boxes, **answers}


@pytest.mark.matter_before("open_case")
def test_an_infected_report_is_not_even_read(settings: Any) -> None:
    with clamd() as found:
        settings.CLAMD = found.address
        answer = _read(as_(RUT), walk.seed_text().encode() + EICAR)

    assert answer.status_code == 422
    assert "Filen innehåller skadlig kod och har inte sparats." in strict_html.text(answer)


@pytest.mark.matter_before("open_case")
def test_a_report_that_was_read_is_shown_beside_its_source_and_nothing_is_saved() -> None:
    answer = _read(as_(RUT))

    said = strict_html.text(answer)
    assert "12 av 12 fält är säkra. 0 behöver kontrolleras." in said
    assert "Rad " in said
    assert "Kommunstyrelsens beslut" in said
    assert "Bekräfta övriga 12 fält" in said
    assert "Borttaget från texten" in said
    assert not Case.objects.exists()
    assert not Document.objects.exists()


@pytest.mark.matter_before("open_case")
def test_it_becomes_version_one_of_a_new_matter_with_its_original() -> None:
    client = as_(RUT)
    review = _read(client)
    undecided = client.post(SAVE, {name: text for name, text in _reviewed(review).items() if "confirm" not in name})
    assert undecided.status_code == 422
    said = strict_html.text(undecided)
    assert "Välj var tjänsteutlåtandet hör hemma." in said
    assert "Bekräfta övriga 12 fält innan du sparar." in said
    opening = _case_form(key=review.context["form"]["key"].value(), old_number="KS-2018/91.103", opened_on="2018-01-11")

    answer = client.post(SAVE, {**_reviewed(review), **opening, "place": "new"})

    assert answer.status_code == 302
    assert "Tjänsteutlåtandet är inläst i KS-2018/91.103." in text(client, answer.headers["Location"])
    version = StaffReportVersion.objects.get()
    assert (version.number, version.origin) == (1, VersionOrigin.IMPORTED)
    original = Document.objects.get().versions.get()
    assert original.file_name == "tjansteutlatande.txt"


@pytest.mark.matter_before("import_staff_report")
def test_it_is_read_into_the_matter_whose_number_it_bears() -> None:
    client = as_(RUT)
    review = _read(client)
    assert review.context["form"]["case_number"].value() == "KS-2018/91.103"
    unknown = client.post(SAVE, _reviewed(review, place="existing", case_number="KS-2018/92"))
    assert "Det finns inget ärende med det numret" in strict_html.text(unknown)

    answer = client.post(SAVE, _reviewed(review, place="existing"))

    assert answer.status_code == 302
    assert builders.the_walk().case().reports.get().latest == 1


@pytest.mark.matter_before("open_case")
def test_an_unsure_field_has_to_be_confirmed_by_itself() -> None:
    client = as_(RUT)
    damaged = walk.seed_text().replace("KS-2018/91.103", "KS-2018/")
    review = _read(client, damaged.encode())
    assert "Kontrollera" in strict_html.text(review)
    opening = _case_form(place="new", key="key-9")
    sent = {**_reviewed(review), **opening}
    sent.pop("confirm_diary_number")

    answer = client.post(SAVE, sent)

    assert answer.status_code == 422
    assert "Bekräfta diarienummer innan du sparar." in strict_html.text(answer)
    assert not Case.objects.exists()


@pytest.mark.matter_before("open_case")
@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n", "bild.txt", "Filens innehåll stämmer inte med filtypen"),
        (b"", "tom.txt", "Filen är tom."),
        ("Ärende".encode("cp1252"), "gammal.txt", "UTF-8"),
        (b"x", "program.exe", "Filtypen exe tas inte emot."),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(content: bytes, name: str, sentence: str) -> None:
    answer = _read(as_(RUT), content, name)

    assert answer.status_code == 422
    assert sentence in strict_html.text(answer)


@pytest.mark.matter_before("open_case")
def test_neither_file_nor_text_is_said_and_pasted_text_is_read() -> None:
    client = as_(RUT)
    assert "Välj en fil eller klistra in texten." in strict_html.text(client.post(READ, {}))

    pasted = client.post(READ, {"text": walk.seed_text()})

    assert "12 av 12 fält är säkra." in strict_html.text(pasted)
    assert client.post(SAVE, {"original": "%%%"}).status_code == 404
