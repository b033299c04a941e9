"""Ärendets sidor provas på seedens ärende."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from cases.models import Case
from config import walk
from diarium import services as register
from diarium.engine import storage
from diarium.models import Document
from diarium.services.intake import let_in
from tests import builders
from tests.builders import CATARINA, RUT
from tests.cases.letters import letter
from tests.files import docx


@pytest.fixture
def way(db: None) -> walk.Walk:
    """The walk of the matter in the database, which stands where the test's marker says."""
    return builders.the_walk()


@pytest.fixture
def case(way: walk.Walk) -> Case:
    """The matter in the database."""
    return way.case()


@pytest.fixture
def draft(case: Case) -> Document:
    """Working material of the officer's, as it was registered."""
    return letter(case)


@pytest.fixture
def drawn(case: Case) -> Document:
    """The same with its rendition, version 2."""
    return letter(case, worker=True)


@pytest.fixture
def quarantined(case: Case, settings: Any) -> Document:
    """A document whose file the scanner was not there to try."""
    settings.CLAMD = "unix:///finns/inte"
    file = let_in(io.BytesIO(docx("I karantän")), "plan.docx").file
    return register.register_document(
        entry_id=case.entry_id,
        title="I karantän",
        direction="received",
        kind="letter",
        dated=date(2026, 11, 20),
        content=storage.Blob(file.sha256, file.size),
        file_name=file.file_name,
        media_type=file.media_type,
        actor=builders.actor(CATARINA),
        at=timezone.now(),
    )


@pytest.fixture
def secret(case: Case) -> Case:
    """The matter marked secret; nobody but the officer sees it."""
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )
    return Case.objects.select_related("entry").get(pk=case.pk)
