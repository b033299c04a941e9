"""The staff report of KS-2018/91.103, verbatim, and the rows that the product is delivered with."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.reading.lexicon import Lexicon, default_lexicon
from cases.reading.reader import read_text
from cases.reading.reading import Reading

SEED_PATH = Path(__file__).parents[2] / "data" / "seed.txt"


@pytest.fixture(scope="session")
def seed() -> str:
    return SEED_PATH.read_text("utf-8")


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return default_lexicon()


@pytest.fixture(scope="session")
def reading(seed: str, lexicon: Lexicon) -> Reading:
    return read_text(seed, lexicon)
