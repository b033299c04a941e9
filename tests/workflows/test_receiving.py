"""Det som kommer av sig självt: letters and scanned batches, taken in by the commands once and whole."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.models import Case
from diarium.models import Arrival
from tests.builders import RUT
from tests.cases.pages import as_
from tests.files import PDF
from tests.sheets import batch
from tests.workflows.arrivals import NUMBER, _form_of, _letter, _receive

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


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
