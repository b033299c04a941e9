"""The register's own stage: a board or two, the municipality's data, a registrar."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.capacity import SYSTEM, Actor, Grant
from accounts.models import Board, User
from accounts.services import load_municipality
from audit.services import record
from diarium import services
from diarium.models import (
    DiaryEntry,
    Document,
)
from tests.diarium.raw import speak

AT = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
REGISTRAR = Actor(
    id="11111111-1111-4111-8111-111111111111",
    label="Rut Sandin",
    grants=(Grant(role="registrar", label="Registrator"),),
)
OFFICER = Actor(
    id="22222222-2222-4222-8222-222222222222",
    label="Catarina Klockerud",
    grants=(Grant(role="case_officer", label="Handläggare"),),
)


@pytest.fixture(scope="session")
def huddinge() -> dict[str, Any]:
    """The municipality's data as it was in October 2020."""
    fixture = Path(__file__).resolve().parents[2] / "config" / "demo" / "huddinge-2020.json"
    data: dict[str, Any] = json.loads(fixture.read_text(encoding="utf-8"))
    return data


@pytest.fixture
def register(db: None, huddinge: dict[str, Any]) -> Board:
    """Kommunstyrelsen, with all of the municipality's boards, class codes, correspondents and groups."""
    load_municipality(huddinge, actor=SYSTEM, at=AT)
    services.load_register(huddinge, actor=SYSTEM, at=AT)
    return Board.objects.get(code="KS")


@pytest.fixture
def entry(register: Board) -> DiaryEntry:
    """An open matter of today."""
    return services.open_entry(
        board_id=register.pk,
        opened_on=date(2026, 11, 22),
        public_subject="Trygghet i offentlig miljö",
        class_code="103",
        actor=REGISTRAR,
        at=AT,
    )


@pytest.fixture
def people(db: None) -> tuple[User, User]:
    first, second = (
        User.objects.create(email=f"{name}@huddinge.example", name=name, password="!") for name in ("rut", "rolf")
    )
    return first, second


@pytest.fixture
def secret(entry: DiaryEntry) -> Document:
    """A document marked secret in an open matter."""
    document = services.register_document(
        entry_id=entry.pk,
        title="Brev",
        direction="received",
        kind="letter",
        dated=AT.date(),
        secrecy_provision="OSL 18 kap. 1 §",
        actor=REGISTRAR,
        at=AT,
    )
    speak()
    return document


@pytest.fixture
def told(entry: DiaryEntry) -> Callable[[], object]:
    """An event of the entry's, so that only the guard in question answers."""
    return lambda: record(entry, "subject_corrected", actor=REGISTRAR, at=AT)
