"""Whatever is pasted in, the reader answers: it never crashes and gives nothing that the database refuses."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.reading.lexicon import default_lexicon
from cases.reading.reader import read_text
from cases.reading.structure import Content, canonical_json
from tests.cases.reading.conftest import SEED_PATH

SEED = SEED_PATH.read_text("utf-8")
MARKS = ["", "\f", "Bilaga 1", "1. ", "- ", "a) ", "\t", "Sida", "2 (4)", "-", "Till", ":", "#", "I "]
PARTS = [*SEED.splitlines(), *MARKS]


def reads(text: str) -> None:
    reading = read_text(text, default_lexicon())
    content = reading.content()

    assert Content.from_dict(reading.content().to_dict()) == content
    assert "\x00" not in canonical_json(content).decode("utf-8")
    reading.to_json()
    reading.fields()


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_any_text(text: str) -> None:
    reads(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=30)), max_size=40))
def test_any_lines_of_a_report(lines: list[str]) -> None:
    reads("\n".join(lines))


@settings(max_examples=50, deadline=None)
@given(st.integers(), st.integers(0, 400))
def test_a_report_with_characters_thrown_about(number: int, count: int) -> None:
    random = Random(number)  # noqa: S311 - damage, not secrets
    letters = list(SEED)
    for _ in range(count):
        letters[random.randrange(len(letters))] = random.choice("\n\t -.:1aÅ\u00ad\u00a0\ud800\x00")
    reads("".join(letters))
