"""Samtidighet: many registrars at once, some of whom change their minds, and no number is lost or given twice."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from accounts.models import Board
from diarium import services
from diarium.models import Diary, DiaryEntry, Document
from diarium.selectors import verification
from tests.diarium.conftest import AT, REGISTRAR

pytestmark = pytest.mark.django_db(transaction=True)
REGISTRATIONS = 200
WORKERS = 8
SEED = 20201005


def _register(board_id: int, changes_mind: bool) -> int | None:
    """One registration in a transaction of its own; None = rolled back."""
    with transaction.atomic():
        entry = services.open_entry(
            board_id=board_id,
            opened_on=date(2026, 11, 22),
            public_subject="Samtidigt",
            class_code=None,
            actor=REGISTRAR,
            at=AT,
        )
        transaction.set_rollback(changes_mind)
    return None if changes_mind else entry.serial


def _register_many(board_id: int, minds: list[bool]) -> list[int | None]:
    try:
        return [_register(board_id, changes_mind) for changes_mind in minds]
    finally:
        connection.close()


def test_two_hundred_registrations_with_rollbacks_leave_no_gap_and_no_double(register: Board) -> None:
    minds = [random.Random(SEED + number).random() < 0.3 for number in range(REGISTRATIONS)]  # noqa: S311 - not a secret
    shares = [minds[worker::WORKERS] for worker in range(WORKERS)]
    with ThreadPoolExecutor(WORKERS) as pool:
        answers = [
            serial for share in pool.map(lambda minds: _register_many(register.pk, minds), shares) for serial in share
        ]

    given = sorted(serial for serial in answers if serial is not None)
    assert given == list(range(1, minds.count(False) + 1))
    assert list(DiaryEntry.objects.order_by("serial").values_list("serial", flat=True)) == given
    assert Diary.objects.get(board=register, year=2026).last_serial == len(given)
    assert list(verification.series()) == []


def _file_document(entry_id: int, changes_mind: bool) -> None:
    try:
        with transaction.atomic():
            services.register_document(
                entry_id=entry_id,
                title="Samtidigt",
                direction="established",
                kind="other",
                dated=date(2026, 11, 22),
                actor=REGISTRAR,
                at=AT,
            )
            transaction.set_rollback(changes_mind)
    finally:
        connection.close()


def test_documents_registered_at_once_in_one_matter_are_numbered_without_gaps(entry: DiaryEntry) -> None:
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda number: _file_document(entry.pk, number % 4 == 0), range(40)))

    assert list(Document.objects.order_by("document_no").values_list("document_no", flat=True)) == list(range(1, 31))
    assert list(verification.document_numbers()) == []
