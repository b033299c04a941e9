"""The reader reads a damaged text as the undamaged one: every kind of damage, twenty-five places each."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from cases.reading.lexicon import Lexicon
from cases.reading.reader import read_text
from cases.reading.reading import SURE, Reading
from tests.cases.reading import damage


def copies() -> list[Random]:
    """The same twenty-five places for every kind of damage."""
    return [Random(number) for number in range(25)]  # noqa: S311 - damage, not secrets


def fields_of(reading: Reading) -> dict[str, Any]:
    """The twelve fields; of sections their kinds, since the names may have been changed."""
    values = {field.name: field.value for field in reading.fields()}
    values["section_headings"] = [section.kind for section in reading.content().sections]
    values["decision_points"] = [(p.number, p.text, p.items) for p in reading.content().points]
    return values


def differences(damaged: Reading, whole: Reading) -> Mapping[str, tuple[Any, Any]]:
    found, wanted = fields_of(damaged), fields_of(whole)
    return {name: (found[name], wanted[name]) for name in wanted if found[name] != wanted[name]}


@pytest.mark.parametrize("kind", damage.EXACT)
def test_damage_changes_no_field(kind: str, seed: str, lexicon: Lexicon, reading: Reading) -> None:
    for number, random in enumerate(copies()):
        damaged = damage.EXACT[kind](seed, random)
        assert damaged != seed
        found = dict(differences(read_text(damaged, lexicon), reading))
        if kind == "one_signatory":
            left = found.pop("signatories")[0]
            assert len(left) == 1
            assert left[0] in reading.content().to_dict()["signatories"]

        assert found == {}, f"{kind} {number}"


def test_hyphenated_words_are_put_together_or_flagged(seed: str, lexicon: Lexicon, reading: Reading) -> None:
    for number, random in enumerate(copies()):
        damaged = read_text(damage.hard_wrapped_with_hyphens(seed, random), lexicon)
        found = dict(differences(damaged, reading))
        body = found.pop("body", None)

        assert found == {}, number
        if body:
            assert damaged.warnings
            assert next(f for f in damaged.fields() if f.name == "body").needs_confirmation


def test_a_scanned_text_gives_no_wrong_value_that_is_sure(seed: str, lexicon: Lexicon, reading: Reading) -> None:
    whole = shape_of(reading)
    right = dict.fromkeys(whole, 0)
    for random in copies():
        damaged = read_text(damage.ocr_noise(seed, random), lexicon, source="ocr")
        wrong = differences(damaged, reading)

        assert not [f.name for f in damaged.fields() if f.name in wrong and f.confidence >= SURE]
        for name, count in shape_of(damaged).items():
            right[name] += count == whole[name]
    assert all(count >= 22 for count in right.values()), right


def shape_of(reading: Reading) -> dict[str, int]:
    """How many parts of each sort: what a scanned text keeps although letters are wrong."""
    content = reading.content()
    return {
        "points": len(content.points),
        "sections": len(content.sections),
        "signatories": len(content.signatories),
        "attachments": len(content.attachments),
        "recipients": len(content.recipients),
    }
