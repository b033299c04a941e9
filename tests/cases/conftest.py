"""Ärendets sidor provas på seedens ärende."""

from __future__ import annotations

import pytest

from cases.models import Case
from config import walk
from tests import builders


@pytest.fixture
def way(db: None) -> walk.Walk:
    """The walk of the matter in the database, which stands where the test's marker says."""
    return builders.the_walk()


@pytest.fixture
def case(way: walk.Walk) -> Case:
    """The matter in the database."""
    return way.case()
