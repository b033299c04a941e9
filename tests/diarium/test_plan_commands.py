"""`manage.py import_class_plan` and `import_retention_rules`: the same reports, for the operator."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Board
from diarium.models import ClassCode, RetentionRule
from tests.diarium.plans import PLAN, RULES

pytestmark = pytest.mark.django_db


def run(name: str, file: Path, *words: Any) -> str:
    out = StringIO()
    call_command(name, file, *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def plan(register: Board, tmp_path: Path) -> Path:
    file = tmp_path / "plan.csv"
    file.write_text(PLAN, encoding="cp1252")
    return file


def test_a_dry_run_tells_and_saves_nothing(plan: Path) -> None:
    told = run("import_class_plan", plan, "--dry-run")

    assert told.splitlines()[0] == ("Ny: 1.2.3 Kris och beredskap (Gäller från: 2020-01-01, Gallringsregel: PRESERVE)")
    assert told.endswith("1 nya, 2 ändrade, 0 avslutade, 0 oförändrade.\n")
    assert not ClassCode.objects.filter(code="1.2.3").exists()


def test_a_plan_is_read_in_and_codes_it_leaves_out_end(plan: Path) -> None:
    run("import_class_plan", plan, "--end-missing", "2026-12-31")

    told = json.loads(run("import_class_plan", plan, "--json", "--end-missing", "2026-12-31"))
    assert told == {
        "new": [], "changed": [], "ended": [], "unchanged": 3, "errors": [], "ignored_columns": [],
    }  # fmt: skip
    assert ClassCode.objects.filter(valid_to="2026-12-31").count() == 4


def test_a_file_with_faults_ends_with_an_error(plan: Path) -> None:
    plan.write_text(PLAN + "abc;N;;;\n", encoding="utf-8")
    out = StringIO()

    with pytest.raises(CommandError, match=r"Inget är inläst\. Rätta raderna och läs in filen igen\."):
        call_command("import_class_plan", plan, stdout=out)
    assert out.getvalue().startswith("Rad 5: Koden ”abc” går inte att använda.")
    plan.write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError, match="Filen är en arbetsbok"):
        run("import_class_plan", plan)
    with pytest.raises(CommandError, match="No such file"):
        run("import_class_plan", plan.with_name("gone.csv"))


def test_retention_rules_are_read_in(plan: Path) -> None:
    plan.write_text(RULES + "A9;Extra;bevara;;;;;\n", encoding="utf-8")

    assert run("import_retention_rules", plan).endswith("4 nya, 0 ändrade, 0 avslutade, 0 oförändrade.\n")
    assert RetentionRule.objects.filter(code__startswith="A").count() == 4
