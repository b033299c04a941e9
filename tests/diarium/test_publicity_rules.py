"""När en handling blir allmän: the table of TF 2 kap., and which documents take a new version."""

from __future__ import annotations

import pytest

from diarium.rules import publicity, takes_new_version


@pytest.mark.parametrize(
    ("direction", "kind", "status", "settled", "when", "already"),
    [
        ("received", "letter", "final", False, "när den kom in", True),
        ("received", "letter", "draft", True, "när den kom in", True),
        ("dispatched", "letter", "draft", False, "när den expedieras", False),
        ("dispatched", "letter", "dispatched", False, "när den expedierades", True),
        (
            "established",
            "staff_report",
            "draft",
            False,
            "när den expedieras, och annars när ärendet är slutbehandlat",
            False,
        ),
        (
            "established",
            "attachment",
            "final",
            False,
            "när den expedieras, och annars när ärendet är slutbehandlat",
            False,
        ),
        ("established", "minutes", "draft", False, "när protokollet är justerat", False),
        ("established", "minutes_extract", "final", False, "när beslutet expedieras", False),
        ("established", "case_note", "final", False, "när ärendet är slutbehandlat", False),
        ("established", "other", "draft", True, "i dag", False),
        ("established", "other", "final", True, "när ärendet blev slutbehandlat", True),
        ("established", "other", "archived", True, "när den expedierades", True),
    ],
)
def test_each_type_becomes_a_public_record_by_its_own_event(
    direction: str, kind: str, status: str, settled: bool, when: str, already: bool
) -> None:
    found = publicity(direction=direction, kind=kind, status=status, settled=settled)

    assert (str(found.when), found.already) == (when, already)
    assert found.law.startswith("TF 2 kap. ")


@pytest.mark.parametrize(
    ("direction", "status", "made_by_us", "takes"),
    [
        ("established", "draft", False, True),
        ("established", "final", False, False),
        ("received", "final", False, True),
        ("received", "cancelled", False, False),
        ("received", "archived", False, False),
        ("established", "draft", True, False),
        ("dispatched", "dispatched", False, False),
    ],
)
def test_a_locked_document_takes_no_new_version(direction: str, status: str, made_by_us: bool, takes: bool) -> None:
    assert takes_new_version(direction=direction, status=status, made_by_us=made_by_us) is takes
