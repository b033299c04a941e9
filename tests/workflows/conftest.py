"""Ärendet som prov går vidare med, and the walk of it."""

from __future__ import annotations

import pytest

from cases.models import Case
from config import walk
from tests import builders


@pytest.fixture
def case() -> Case:
    """The matter in the database."""
    return builders.the_walk().case()


@pytest.fixture
def way(db: None) -> walk.Walk:
    """The walk of the matter in the database, which stands where the test's marker says."""
    return builders.the_walk()
