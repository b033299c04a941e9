"""Filen som ett uttag blir: csv and Excel with the same rows, nothing that runs, and how far it has come."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from cases.models import Case
from cases.services import export as services
from diarium import services as register
from diarium.engine.sheet import harmless, open_sheet
from tests import builders
from tests.builders import RUT
from tests.cases.exports import _fetched, _ordered, _rows
from tests.cases.pages import as_, text
from tests.cases.test_diary_page import _copies

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


@pytest.mark.parametrize("text_of_cell", ["=1+1", "+46", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_no_cell_is_a_formula(text_of_cell: str) -> None:
    target = io.BytesIO()
    sheet = open_sheet("csv", target, ["Rubrik"])
    sheet.add([[text_of_cell], ["Väg 2-3 = bra"]])
    sheet.close()

    rows = _rows(target.getvalue().decode())
    assert rows[1] == [f"'{text_of_cell}"]
    assert rows[2] == ["Väg 2-3 = bra"]
    assert harmless("2020-01-01") == "2020-01-01"


def test_an_excel_file_has_text_where_a_formula_was_written() -> None:
    target = io.BytesIO()
    sheet = open_sheet("xlsx", target, ["Rubrik", "Antal"])
    sheet.add([["=HYPERLINK(1)", 3], ["https://example.org", None]])
    sheet.close()

    with zipfile.ZipFile(target) as book:
        content = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in content
    assert "<t>=HYPERLINK(1)</t>" in content
    assert "hyperlink" not in content


@pytest.mark.allows_inconsistency
def test_how_far_the_file_has_come_is_shown_while_it_is_made(
    owner_connection: psycopg.Connection[Any], case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    _copies(owner_connection, 1100)
    export, client, seen = _ordered(query={"q": "2018/91"}), as_(RUT), []
    address = f"/uttag/{export.uuid}/"

    class Watched:
        """A sheet that looks at the page each time it gets rows."""

        def __init__(self, *told: Any) -> None:
            self.sheet = open_sheet(*told)

        def add(self, batch: Any) -> None:
            seen.append(client.get(address).content.decode())
            self.sheet.add(batch)

        def close(self) -> None:
            self.sheet.close()

    monkeypatch.setattr("cases.services.export.open_sheet", Watched)
    services.make_export(export.pk)

    assert len(seen) > 1
    assert "0 av 1102 rader är klara." in seen[0]
    assert re.search(r"[1-9]\d* av 1102 rader är klara\.", seen[-1])
    assert re.search(r'<progress [^>]*max="1102" value="[1-9]\d*"', seen[-1])
    assert 'hx-trigger="every 2s"' in seen[-1]
    assert "Filen är klar." in text(client, address)


def test_a_list_is_fetched_as_an_excel_file_with_the_same_rows(case: Case) -> None:
    export = _ordered(format="xlsx")
    services.make_export(export.pk)

    response = as_(RUT).get(f"/uttag/{export.uuid}/fil/")

    assert response.headers["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert f'filename="handlingar-{timezone.localdate()}.xlsx"' in response.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as book:
        content = book.read("xl/worksheets/sheet1.xml").decode()
    fetched = _rows(_fetched(as_(RUT), "/uttag/handlingar/"))
    assert content.count("<row ") == len(fetched) == 3
    assert [cell for row in fetched for cell in (row[1], row[2]) if f">{cell}</t>" not in content] == []


def test_a_subject_that_looks_like_a_formula_is_harmless_in_the_file(case: Case) -> None:
    register.correct_subject(
        entry_id=case.entry_id, public_subject="=cmd|' /C calc'!A0", actor=builders.actor(RUT), at=timezone.now()
    )

    assert "'=cmd|" in _fetched(as_(RUT), "/uttag/diariet/?fran_och_med=i%20morgon")
