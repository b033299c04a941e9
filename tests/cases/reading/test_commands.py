"""The two commands read a file, print, and save nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cases.reading.files import Unreadable, content_of, text_of
from tests.cases.reading.conftest import SEED_PATH

ROOT = Path(__file__).parents[3]


def answer(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_check_draft_prints_the_findings_as_json() -> None:
    findings = json.loads(answer("check_draft", str(SEED_PATH), "--json"))

    assert len(findings) == 20
    assert {"code", "severity", "message", "places"} <= set(findings[0])


@pytest.mark.django_db
def test_check_draft_prints_the_gravest_first() -> None:
    lines = answer("check_draft", str(SEED_PATH)).splitlines()

    assert lines[0].startswith("Fel C01: Avsiktsförklaringen gäller")
    assert lines[-2].startswith("Upplysning R01: ")


@pytest.mark.django_db
def test_check_draft_reads_a_version_in_our_own_format() -> None:
    path = ROOT / "config" / "demo" / "KS-2018-91.103-version-2.json"
    findings = json.loads(answer("check_draft", str(path), "--json"))

    assert "error" not in {finding["severity"] for finding in findings}


@pytest.mark.django_db
def test_import_staff_report_prints_what_was_read() -> None:
    read = json.loads(answer("import_staff_report", str(SEED_PATH), "--json"))

    assert read["title"]["value"].startswith("Samverkansöverenskommelse")
    assert len(read["recipients"]) == 4
    assert answer("import_staff_report", str(SEED_PATH)).startswith("12 av 12 fält är säkra. 0 behöver kontrolleras.")


@pytest.mark.django_db
def test_text_from_paper_is_never_sure() -> None:
    text = answer("import_staff_report", str(SEED_PATH), "--ocr")

    assert text.startswith("0 av 12 fält är säkra. 12 behöver kontrolleras.")


@pytest.mark.parametrize("command", ["check_draft", "import_staff_report"])
def test_the_commands_work_where_no_database_answers(command: str, tmp_path: Path) -> None:
    env = os.environ | {"DATABASE_URL": f"postgres://nobody@/nothing?host={tmp_path}", "SECRET_KEY": "tests"}
    arguments = [sys.executable, "manage.py", command, str(SEED_PATH), "--json"]
    done = subprocess.run(arguments, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["check_draft", "import_staff_report"])
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(command: str, tmp_path: Path) -> None:
    scanned = tmp_path / "skannad.png"
    scanned.write_bytes(b"\x89PNG\r\n\x1a\n")

    with pytest.raises(CommandError, match="Filen är inskannad utan text"):
        call_command(command, str(scanned))
    with pytest.raises(CommandError):
        call_command(command, str(tmp_path / "saknas.txt"))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7 ... /Encrypt 5 0 R", "Filen är krypterad"),
        (b"%PDF-1.7", "Filen är en pdf"),
        (b"PK\x03\x04 word", "ordbehandlingsprogram"),
        ("Ärende".encode("cp1252"), "UTF-8"),
        (b" \n", "Filen är tom"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        text_of(data)


@pytest.mark.parametrize("data", [b"", b"{", b'{"x": 1}', b"[1]", b"\xff{", b"Datum"])
def test_what_is_not_our_own_format_is_read_as_text(data: bytes) -> None:
    assert content_of(data) is None
