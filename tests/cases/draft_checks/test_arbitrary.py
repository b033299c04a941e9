"""The checks answer whatever the text is, and say the same of a text however it was damaged on the way."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.draft_checks.checks import run
from cases.draft_checks.register import Register, default_register
from cases.reading.lexicon import default_lexicon
from cases.reading.reader import read_text
from cases.reading.structure import Content
from tests.cases.reading import damage
from tests.cases.reading.conftest import SEED_PATH

LINES = SEED_PATH.read_text("utf-8").splitlines()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=40)), max_size=40))
def test_no_text_breaks_a_check(lines: list[str]) -> None:
    content = read_text("\n".join(lines), default_lexicon()).content()

    for finding in run(content, default_register(content)):
        assert finding.message
        assert finding.severity in ("error", "warning", "info")


@pytest.mark.parametrize("kind", damage.EXACT)
def test_a_damaged_text_has_the_same_findings(kind: str, seed: str, content: Content, register: Register) -> None:
    damaged = read_text(damage.EXACT[kind](seed, Random(7)), default_lexicon()).content()  # noqa: S311 - damage

    assert Counter(f.code for f in run(damaged, register)) == Counter(f.code for f in run(content, register))
