"""The register's own stage: a board or two, the municipality's data, a registrar."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.capacity import SYSTEM, Actor, Grant
from accounts.models import Board
from accounts.services import load_municipality
from diarium import services
from diarium.models import DiaryEntry

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
