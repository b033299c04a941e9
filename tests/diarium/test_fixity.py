"""manage.py fixity: whole, changed, missing and unreadable files, and the run that is written down."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from audit.models import CheckRun
from diarium import services
from diarium.engine import storage
from diarium.models import DiaryEntry, DocumentVersion
from tests.diarium.conftest import AT, REGISTRAR

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions(entry: DiaryEntry) -> list[DocumentVersion]:
    found = []
    for number, days in enumerate((0, 10, 20)):
        document = services.register_document(
            entry_id=entry.pk,
            title=f"Handling {number}",
            direction="received",
            kind="letter",
            dated=AT.date() - timedelta(days=days),
            content=f"fixity {number}".encode(),
            file_name="brev.txt",
            media_type="text/plain",
            actor=REGISTRAR,
            at=AT - timedelta(days=days),
        )
        found.append(document.versions.get())
    return found


def _run(*options: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("fixity", *options, stdout=out, stderr=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def _change(version: DocumentVersion, content: bytes) -> None:
    path = storage.blob_path(version.sha256)
    path.chmod(0o600)
    path.write_bytes(content)


def test_whole_files_are_read_and_the_run_is_written_down(versions: list[DocumentVersion]) -> None:
    assert _run() == (0, "3 filer lästa, 0 fynd.\n")

    run = CheckRun.objects.get(kind="fixity")
    assert (run.checked, run.found, run.findings) == (3, 0, [])


def test_a_changed_and_a_missing_file_are_named_with_their_document(versions: list[DocumentVersion]) -> None:
    _change(versions[0], b"andrad")
    storage.blob_path(versions[1].sha256).unlink()

    code, told = _run()

    assert code == 1
    assert "E-FILE" in told
    assert f"{versions[0].document.stream} 1.1: Filen är ändrad eller skadad." in told
    assert f"{versions[1].document.stream} 2.1: Filen saknas." in told
    run = CheckRun.objects.get(kind="fixity")
    assert (run.checked, run.found) == (3, 2)
    assert {row["expected"] for row in run.findings} == {versions[0].sha256, versions[1].sha256}
    storage.blob_path(versions[0].sha256).unlink()


def test_only_what_was_stored_since_the_day_is_read(versions: list[DocumentVersion]) -> None:
    since = (AT - timedelta(days=10)).date().isoformat()

    assert _run("--since", since)[1] == "2 filer lästa, 0 fynd.\n"


def test_a_sample_is_as_large_as_one_says(versions: list[DocumentVersion]) -> None:
    assert _run("--sample", "1")[1] == "1 fil läst, 0 fynd.\n"
    assert _run("--sample", "9")[1] == "3 filer lästa, 0 fynd.\n"
    with pytest.raises(CommandError, match="minst 1"):
        _run("--sample", "0")


def test_a_store_that_cannot_be_read_is_no_finding(
    versions: list[DocumentVersion], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: Any, _sha256: str) -> None:
        raise PermissionError("disken är borta")

    monkeypatch.setattr(storage.FileStore, "open", broken)

    code, told = _run()

    assert code == 2
    assert "Filerna gick inte att läsa: PermissionError" in told
    assert not CheckRun.objects.exists()
