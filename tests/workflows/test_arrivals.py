"""Att registrera: the list, what came and its ways out, several at once, the commands that bring it, the sheets."""

from __future__ import annotations

import io
import os
import time
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.capacity import SYSTEM
from accounts.models import Board
from cases.models import Case
from diarium import services as register
from diarium.calendar import registration_due
from diarium.models import Arrival, Document
from diarium.services.arrival import take_in
from diarium.services.intake import let_in
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from tests.files import PDF, pdf
from tests.sheets import batch

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]
LIST, LEFT, NEW = "/diarium/att-registrera/", "/diarium/att-registrera/oregistrerat/", "/diarium/att-registrera/nytt/"
LATE = "/diarium/att-registrera/sent/"
TOGETHER, SHEETS = "/diarium/att-registrera/i-arende/", "/diarium/att-registrera/skiljeblad/"
NUMBER = "KS-2018/91.103"


def _come(subject: str = "Fråga om lägesbild", *, days: int = 0, board: str = "KS", **changes: Any) -> Arrival:
    now = timezone.now()
    return take_in(
        **{
            "board_id": Board.objects.get(code=board).pk,
            "channel": "mail",
            "came_on": timezone.localdate() - timedelta(days=days),
            "arrived_at": now,
            "sender": "Åsa Öberg",
            "subject": subject,
            "actor": SYSTEM,
            "at": now,
            **changes,
        }
    )


def _address(arrival: Arrival, name: str = "arrival") -> str:
    return reverse(name, args=[arrival.uuid])


def _letter(subject: str = "Fråga om lägesbild", *, message_id: str = "<a1@b.se>", attached: bool = True) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Åsa Öberg <asa@example.se>", subject
    if message_id:
        message["Message-ID"] = message_id
    message.set_content("Hej, hur går det?")
    if attached:
        message.add_attachment(PDF, maintype="application", subtype="pdf", filename="fråga.pdf")
    return message.as_bytes()


def _receive(raw: bytes, monkeypatch: pytest.MonkeyPatch, board: str = "KS") -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("receive_mail", "--board", board, stdout=io.StringIO())


# The list -----------------------------------------------------------------------------------------------------------


def test_the_oldest_stands_first_with_its_age_and_what_is_late_says_so() -> None:
    _come("Ny fråga")
    _come("Gammal fråga", days=14)

    page = text(as_(RUT), LIST)

    assert page.index("Gammal fråga") < page.index("Ny fråga")
    assert "Försenad Kom in för 14 dagar sedan" in page
    assert "Kom in i dag" in page
    late = text(as_(RUT), f"{LIST}?visa=forsenade")
    assert "Gammal fråga" in late
    assert "Ny fråga" not in late


def test_when_nothing_waits_the_list_says_so() -> None:
    assert "Allt är registrerat." in text(as_(RUT), LIST)
    assert "Inget är försenat." in text(as_(RUT), f"{LIST}?visa=forsenade")
    assert "Allt som kommit in är registrerat." in text(as_(RUT), LEFT)


def test_the_list_is_of_the_registrars_own_boards() -> None:
    _come("Till byggnadsnämnden", board="GSN")
    _come("Till kommunstyrelsen")
    builders.give_role(CATARINA, "registrar", board_id=Board.objects.get(code="GSN").pk)

    page = text(as_(CATARINA), LIST)

    assert "Till byggnadsnämnden" in page
    assert "Till kommunstyrelsen" not in page
    assert as_(CATARINA).get(_address(Arrival.objects.get(board__code="KS"))).status_code == 404
    both = as_(RUT)
    assert "Till kommunstyrelsen" not in text(both, f"{LIST}?namnd=GSN")
    assert "Till kommunstyrelsen" in text(both, f"{LIST}?namnd=finns-inte")


@pytest.mark.parametrize("name", [SIV, IDA, OLLE])
def test_who_is_no_registrar_sees_nothing_of_it(name: str) -> None:
    arrival = _come()

    for address in (LIST, NEW, SHEETS, TOGETHER, LEFT, _address(arrival)):
        assert as_(name).get(address).status_code == 403
    assert as_(name).post(_address(arrival, "leave_arrival"), {}).status_code == 403
    assert as_(name).post("/diarium/registrera/", {"arrival": str(arrival.uuid)}).status_code in {403, 404}


def test_the_list_asks_few_questions_whatever_its_length(django_assert_max_num_queries: Budget) -> None:
    for number in range(12):
        _come(f"Fråga {number}")
    client = as_(RUT)
    client.get(LIST)

    with django_assert_max_num_queries(10):
        client.get(LIST)
    with django_assert_max_num_queries(10):
        client.get(LEFT)
    with django_assert_max_num_queries(12):
        client.get(_address(Arrival.objects.order_by("pk")[0]))


def test_documents_that_were_registered_late_are_listed_with_the_day_they_should_have_been(
    django_assert_max_num_queries: Budget,
) -> None:
    client, case = as_(RUT), Case.objects.get()
    assert "Inga handlingar är sent registrerade." in text(client, LATE)
    for title, days in (("Sen skrivelse", 30), ("Skrivelse i tid", 0)):
        day = timezone.localdate() - timedelta(days=days)
        register.register_document(
            entry_id=case.entry_id,
            title=title,
            direction="received",
            kind="letter",
            dated=day,
            actor=builders.actor(RUT),
            at=timezone.now(),
        )

    with django_assert_max_num_queries(12):
        page = text(client, LATE)

    late = timezone.localdate() - timedelta(days=30)
    assert f"Sen skrivelse {NUMBER}-3 {late.isoformat()} {registration_due(late).isoformat()}" in page
    assert "Skrivelse i tid" not in page
    assert as_(OLLE).get(LATE).status_code == 403


# What came ----------------------------------------------------------------------------------------------------------


def test_what_came_by_mail_is_shown_with_its_words_and_attachments(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = _letter()
    _receive(raw, monkeypatch)
    arrival = Arrival.objects.get()
    client = as_(RUT)

    page = text(client, _address(arrival))

    for words in ("Fråga om lägesbild", "Åsa Öberg", "Hej, hur går det?", "fråga.pdf", "meddelande.eml"):
        assert words in page
    sent = client.get(reverse("arrival_file", args=[arrival.uuid, 1]))
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in sent.headers["Content-Security-Policy"]
    assert b"".join(sent.streaming_content) == raw  # type: ignore[attr-defined]
    assert client.get(reverse("arrival_file", args=[arrival.uuid, 9])).status_code == 404


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Välj varför handlingen inte ska registreras."),
        ({"way_out": "registered", "reason": "x"}, "Välj varför handlingen inte ska registreras."),
        ({"way_out": "trivial"}, "Skriv skälet."),
        ({"way_out": "kept", "reason": "Kopia"}, "Bekräfta att handlingen inte innehåller sekretess."),
    ],
)
def test_a_way_out_without_what_it_needs_is_refused(sent: dict[str, str], sentence: str) -> None:
    arrival = _come()

    answer = as_(RUT).post(_address(arrival, "leave_arrival"), sent)

    assert answer.status_code == 422
    assert sentence in strict_html.text(answer)
    arrival.refresh_from_db()
    assert arrival.exit == "waiting"


def test_what_is_left_unregistered_is_listed_with_who_and_why() -> None:
    arrival, client = _come("Reklam för skrivare"), as_(RUT)

    answer = client.post(_address(arrival, "leave_arrival"), {"way_out": "trivial", "reason": "Massutskick"})

    assert "Valet är sparat: uppenbart av ringa betydelse." in text(client, answer.headers["Location"])
    builders.give_role(SIV, "auditor")
    for name in (RUT, SIV):
        page = text(as_(name), LEFT)
        for words in ("Reklam för skrivare", "Uppenbart av ringa betydelse", "Massutskick", RUT):
            assert words in page
    page = text(as_(SIV), _address(arrival))
    assert "Massutskick" in page
    assert "Spara valet" not in page
    again = client.post(_address(arrival, "leave_arrival"), {"way_out": "elsewhere", "reason": "x"})
    assert again.status_code == 409
    assert "Rut Sandin har redan tagit hand om handlingen" in strict_html.text(again)


def _form_of(response: Any, **changes: Any) -> dict[str, Any]:
    form, meant = response.context["form"], response.context["meant"]
    values = {field.name: field.value() for field in form if field.name != "file" and field.value()}
    shown = {"shown": str(meant.matter.uuid)} if meant.matter else {}
    return {**values, **shown, "secrecy": "none", **changes}


def test_registering_fills_the_form_and_the_arrival_leaves_with_its_document(monkeypatch: pytest.MonkeyPatch) -> None:
    _receive(_letter(f"Svar om {NUMBER}"), monkeypatch)
    arrival, client = Arrival.objects.get(), as_(RUT)

    page = client.get(f"/diarium/registrera/?inkommet={arrival.uuid}")
    assert page.context["meant"].matter.number == NUMBER
    assert page.context["form"]["sender_or_recipient"].value() == "Åsa Öberg"
    assert [row.kept.file.file_name for row in page.context["documents"]] == ["meddelande.eml", "fråga.pdf"]
    answer = client.post("/diarium/registrera/", _form_of(page))

    assert answer.headers["Location"] == LIST
    arrival.refresh_from_db()
    assert arrival.exit == "registered"
    assert arrival.document == Document.objects.get(entry__printed_number=NUMBER, document_no=3)
    assert client.get(_address(arrival)).headers["Location"] == reverse("document", args=[arrival.document.uuid])


def test_two_registrars_cannot_register_the_same_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    _receive(_letter(f"Svar om {NUMBER}", attached=False), monkeypatch)
    arrival = Arrival.objects.get()
    page = as_(RUT).get(f"/diarium/registrera/?inkommet={arrival.uuid}")
    first = as_(RUT).post("/diarium/registrera/", _form_of(page))
    assert first.status_code == 302
    before = Document.objects.count()

    second = as_(RUT).post("/diarium/registrera/", _form_of(page, key="another", accepted="active"))

    assert second.status_code == 422
    assert Document.objects.count() == before


def test_what_became_a_secret_document_is_hidden_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _receive(_letter(f"Hot mot N. N. {NUMBER}", attached=False), monkeypatch)
    arrival, client = Arrival.objects.get(), as_(RUT)
    page = client.get(f"/diarium/registrera/?inkommet={arrival.uuid}")
    secret = {"secrecy": "marked", "secrecy_provision": "OSL 18 kap. 1 §", "title": "Brev"}

    assert client.post("/diarium/registrera/", _form_of(page, **secret)).status_code == 302

    assert client.get(_address(arrival)).status_code == 404
    assert client.get(f"/diarium/registrera/?inkommet={arrival.uuid}").status_code == 404


@pytest.mark.parametrize("told", ["nej", "5f1c7a5e-0000-4000-8000-000000000000"])
def test_an_arrival_that_is_none_cannot_be_registered(told: str) -> None:
    assert as_(RUT).get(f"/diarium/registrera/?inkommet={told}").status_code == 404


# By hand and together -----------------------------------------------------------------------------------------------


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


# The commands -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (_letter(), "Fråga om lägesbild"),
        (_letter("", message_id=""), "E-post utan rubrik"),
        (b"\0\0 inget brev alls \xff", "E-post utan rubrik"),
        (b"Subject: =?klingon?Q?=E5r?=\r\nDate: nej\r\n\r\nHej", "år"),
        (b"Subject: " + b"x" * 500_000 + b"\r\n\r\nHej", "x" * 300),
    ],
)
def test_a_letter_is_taken_in_once_and_kept_whole_however_broken(
    raw: bytes, subject: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _twice in range(2):
        _receive(raw, monkeypatch)

    arrival = Arrival.objects.get()
    assert (arrival.subject, arrival.channel) == (subject, "mail")
    file = arrival.files.get()
    assert (file.file_name, file.size, file.media_type) == ("meddelande.eml", len(raw), "message/rfc822")


def test_a_letter_that_cannot_be_read_can_be_registered_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    _receive(b"\0\0 inget brev alls", monkeypatch)
    client = as_(RUT)
    arrival = Arrival.objects.get()

    page = client.get(f"/diarium/registrera/?inkommet={arrival.uuid}")
    known = {"belongs": "existing", "case_number": NUMBER, "kind": "letter", "shown": str(Case.objects.get().uuid)}
    answer = client.post("/diarium/registrera/", _form_of(page, **known))

    assert answer.status_code == 302
    arrival.refresh_from_db()
    assert arrival.exit == "registered"


def test_a_folder_of_letters_is_emptied_and_nothing_is_lost(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    for number in range(3):
        (tmp_path / "new" / f"{number}.host").write_bytes(_letter(message_id=f"<{number}@b.se>"))
    (tmp_path / "new" / "tom").write_bytes(b"")

    with pytest.raises(SystemExit) as ended:
        call_command("receive_mail", board="KS", maildir=tmp_path, stdout=io.StringIO(), stderr=io.StringIO())

    assert ended.value.code == 1
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == ["0.host:2,S", "1.host:2,S", "2.host:2,S"]
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["tom"]
    assert Arrival.objects.count() == 3


def test_a_letter_to_a_board_that_is_none_is_not_taken_in(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Det finns ingen nämnd med koden XX"):
        call_command("receive_mail", "--board", "XX")
    with pytest.raises(CommandError, match="Maildir"):
        call_command("receive_mail", "--board", "KS", "--maildir", str(tmp_path))
    with pytest.raises(CommandError, match="finns-inte"):
        call_command("receive_mail", "--board", "KS", str(tmp_path / "finns-inte"))


def _scan(folder: Path, **options: Any) -> None:
    for path in folder.glob("*.*"):
        os.utime(path, (time.time() - 60, time.time() - 60))
    call_command("take_in_scans", str(folder), "--board", "KS", stdout=io.StringIO(), stderr=io.StringIO(), **options)


def test_a_scanned_batch_is_cut_and_a_sheet_proposes_its_matter(tmp_path: Path) -> None:
    bunt = batch("Brev A", ("KS", NUMBER), "Brev B", "sida två", ("GSN", ""), "Brev C")
    (tmp_path / "bunt.pdf").write_bytes(bunt)

    _scan(tmp_path)

    assert [(row.board.code, row.subject) for row in Arrival.objects.select_related("board").order_by("pk")] == [
        ("KS", "Inskannad handling, bunt.pdf sida 1–1"),
        ("KS", f"{NUMBER}: inskannad handling, bunt.pdf sida 3–4"),
        ("GSN", "Inskannad handling, bunt.pdf sida 6–6"),
    ]
    assert (tmp_path / "klara" / "bunt.pdf").exists()
    proposed = Arrival.objects.get(subject__startswith=NUMBER)
    page = as_(RUT).get(f"/diarium/registrera/?inkommet={proposed.uuid}")
    assert page.context["meant"].matter.number == NUMBER
    assert not page.context["form"]["title"].value(), "the name of a batch is no title"
    (tmp_path / "bunt.pdf").write_bytes(bunt)
    _scan(tmp_path)
    assert Arrival.objects.count() == 3
    assert (tmp_path / "klara" / "bunt-2.pdf").exists()


def test_a_scan_without_sheet_is_one_thing_and_what_is_no_pdf_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "brev.PDF").write_bytes(PDF)
    (tmp_path / "fel.pdf").write_bytes(b"skrap")
    (tmp_path / "annat.txt").write_bytes(b"ligger kvar")

    with pytest.raises(SystemExit):
        _scan(tmp_path)

    assert Arrival.objects.get().subject == "Inskannad handling, brev.PDF"
    assert (tmp_path / "avvisade" / "fel.pdf").exists()
    assert (tmp_path / "annat.txt").exists()


def test_a_file_that_the_scanner_still_writes_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "brev.pdf").write_bytes(PDF)

    call_command("take_in_scans", str(tmp_path), "--board", "KS", stdout=io.StringIO())

    assert not Arrival.objects.exists()


# The sheets ---------------------------------------------------------------------------------------------------------


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
