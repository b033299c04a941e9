"""Att registrera: put in by hand, several at once, and the sheets between papers that are scanned."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from diarium.models import Arrival, Document
from diarium.services.intake import let_in
from tests.builders import RUT
from tests.cases.pages import as_, text
from tests.config import strict_html
from tests.files import PDF, pdf
from tests.workflows.arrivals import LIST, NEW, NUMBER, SHEETS, TOGETHER, _address, _come

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


def test_something_is_put_in_by_hand_with_its_files_and_once() -> None:
    client = as_(RUT)
    sent = {"key": "k", "board": "KS", "came_on": "i går", "subject": "Brev över disk", "sender": "Åsa"}

    for _twice in range(2):
        files = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", pdf("B"))]
        answer = client.post(NEW, {**sent, "file": files})
        assert answer.status_code == 302

    arrival = Arrival.objects.get()
    assert (arrival.channel, arrival.files.count()) == ("upload", 2)
    assert arrival.came_on == timezone.localdate() - timedelta(days=1)
    client.post(NEW, {**sent, "key": "k2", "subject": "Papper"})
    assert Arrival.objects.get(subject="Papper").channel == "paper"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"board": ""}, "Välj nämnd."),
        ({"subject": ""}, "Skriv vad det gäller."),
        ({"came_on": "imorgon"}, "Datumet ligger i framtiden."),
        ({"file": SimpleUploadedFile("a.exe", b"MZ")}, "a.exe: Filtypen exe tas inte emot."),
    ],
)
def test_what_is_put_in_by_hand_says_what_is_missing(changes: dict[str, Any], sentence: str) -> None:
    answer = as_(RUT).post(NEW, {"key": "k", "board": "KS", "came_on": "i dag", "subject": "Brev", **changes})

    assert answer.status_code == 422
    assert sentence in strict_html.text(answer)
    assert not Arrival.objects.exists()


def _together(client: Client, chosen: list[Arrival], **changes: Any) -> Any:
    sent = {"key": "k", "case_number": "2018/91", "kind": "letter", "secrecy": "none", **changes}
    return client.post(TOGETHER, {"id": [str(row.uuid) for row in chosen], **sent})


def test_several_go_into_one_matter_and_what_cannot_says_why() -> None:
    client = as_(RUT)
    good, bad = _come("Fråga ett"), _come("Brev från 900101-1234")
    asked = client.get(TOGETHER, {"id": [str(good.uuid), str(bad.uuid), "skrap"]})
    assert "2 handlingar registreras, en i taget:" in strict_html.text(asked)

    answer = _together(client, [good, bad])

    page = strict_html.text(answer)
    assert f"1 av 2 handlingar är registrerade i {NUMBER}. 1 kunde inte registreras:" in page
    assert "Brev från 900101-1234: Rubriken ser ut att innehålla ett personnummer." in page
    assert Document.objects.get(title="Fråga ett").arrivals.get() == good
    bad.refresh_from_db()
    assert bad.exit == "waiting"
    alone = _come("Fråga två")
    done = _together(client, [alone], key="k2")
    assert f"1 handling är registrerad i {NUMBER}." in text(client, done.headers["Location"])


def test_several_without_matter_type_or_secrecy_register_nothing() -> None:
    arrival, client = _come(), as_(RUT)

    answer = _together(client, [arrival], case_number="2018/92", kind="", secrecy="")
    page = strict_html.text(answer)
    assert answer.status_code == 422
    assert "Välj handlingstyp." in page
    assert "Välj om handlingarna ska sekretessmarkeras." in page
    unknown = _together(client, [arrival], case_number="2018/92")
    assert "Det finns inget ärende med det numret" in strict_html.text(unknown)
    nothing = client.get(TOGETHER)
    assert nothing.headers["Location"] == LIST
    assert "Välj först det som ska registreras." in text(client, LIST)


def test_sheets_are_printed_for_any_matter_or_for_one(tmp_path: Path) -> None:
    client = as_(RUT)

    page = client.get(SHEETS, {"board": "KS", "count": "3", "number": "2018/91"})

    assert strict_html.text(page).count("Läggs före handlingen i skannern.") == 3
    assert NUMBER in strict_html.text(page)
    assert page.content.count(b"<svg") >= 3


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"count": "0"}, "Skriv hur många blad, minst 1."),
        ({"count": "51"}, "Högst 50 blad åt gången."),
        ({"count": "många"}, "Skriv hur många blad."),
        ({"number": "2018/92"}, "Det finns inget ärende med det numret"),
    ],
)
def test_sheets_that_cannot_be_printed_say_why(sent: dict[str, str], sentence: str) -> None:
    answer = as_(RUT).get(SHEETS, {"board": "KS", "count": "1", **sent})

    assert answer.status_code == 422
    assert sentence in strict_html.text(answer)


def test_a_file_let_in_for_an_arrival_is_the_same_file_in_the_register() -> None:
    taken = let_in(io.BytesIO(PDF), "brev.pdf").file
    arrival = _come(files=[taken], came_on=date(2026, 11, 20))

    assert as_(RUT).get(_address(arrival)).status_code == 200
    assert arrival.files.get().sha256 == taken.sha256
