"""Delegationsordningen: its points as data with validity, and what the law keeps to the board (KL 6:38)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Board
from accounts.policy import NotAllowed
from cases.rules.delegation import forbidden_categories
from cases.services import delegation
from cases.services.delegation import PointIncomplete
from tests import builders
from tests.builders import CAMILLA, RUT
from tests.workflows.test_delegation import point

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("Verksamhetens mål för 2021 antas.", ["KL 6:38 p. 1"]),
        ("Nämnden föreslår kommunfullmäktige att höja taxan.", ["KL 6:38 p. 2"]),
        ("Nämnden yttrar sig över överklagandet.", ["KL 6:38 p. 2"]),
        ("Ärendet är av principiell betydelse.", ["KL 6:38 p. 3"]),
        ("Medborgarförslaget om gatubelysning bifalls.", ["KL 6:38 p. 4"]),
        ("Föreningen får 40 000 kronor i bidrag.", []),
    ],
)
def test_the_categories_are_read_from_the_words(text: str, law: list[str]) -> None:
    assert [category.law for category in forbidden_categories(text)] == law


def test_a_changed_point_is_a_new_row_and_the_old_one_ends() -> None:
    old = point("4.2")
    kept: dict[str, Any] = {
        "board_id": old.board_id,
        "number": "4.2",
        "text": "Bidrag upp till 50 000 kronor",
        "roles": ["director"],
    }

    new = delegation.keep_delegation_point(
        **kept, own_text=False, valid_from=date(2026, 3, 1), actor=builders.actor(RUT), at=timezone.now()
    )
    again = delegation.keep_delegation_point(
        **kept, own_text=False, valid_from=date(2026, 3, 1), actor=builders.actor(RUT), at=timezone.now()
    )

    old.refresh_from_db()
    assert (old.valid_to, new.valid_to, again) == (date(2026, 2, 28), None, new)
    with pytest.raises(NotAllowed):
        delegation.end_delegation_point(
            point_id=new.pk, valid_to=date(2027, 1, 1), actor=builders.actor(CAMILLA), at=timezone.now()
        )
    with pytest.raises(PointIncomplete, match="innan den började"):
        delegation.end_delegation_point(
            point_id=new.pk, valid_to=date(2026, 2, 1), actor=builders.actor(RUT), at=timezone.now()
        )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": " "}, "Fyll i punktens nummer"),
        ({"roles": ["registrar"]}, "Välj minst en delegat"),
        ({"number": "4.2", "valid_from": date(2018, 1, 1)}, "ett senare datum"),
    ],
)
def test_a_point_is_whole(changes: dict[str, Any], said: str) -> None:
    wanted: dict[str, Any] = {
        "board_id": Board.objects.get(code="KS").pk,
        "number": "9.9",
        "text": "Yttranden",
        "roles": ["director"],
        "own_text": False,
        "valid_from": date(2026, 1, 1),
    }

    with pytest.raises(PointIncomplete, match=said):
        delegation.keep_delegation_point(**wanted | changes, actor=builders.actor(RUT), at=timezone.now())
