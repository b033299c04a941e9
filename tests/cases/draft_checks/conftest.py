"""The staff report of KS-2018/91.103 and the register behind its checks."""

from __future__ import annotations

import pytest

from cases.draft_checks.register import Register, default_register
from cases.reading.lexicon import default_lexicon
from cases.reading.reader import read_text
from cases.reading.structure import Content
from tests.cases.reading.conftest import SEED_PATH


@pytest.fixture(scope="session")
def seed() -> str:
    return SEED_PATH.read_text("utf-8")


@pytest.fixture(scope="session")
def content(seed: str) -> Content:
    return read_text(seed, default_lexicon()).content()


@pytest.fixture(scope="session")
def register(content: Content) -> Register:
    return default_register(content)
