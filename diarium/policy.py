"""Behörighet till registrets egna tabeller; what depends on a case is said by the policy of `cases`."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from diarium.models import ClassCode, Correspondent, DiaryEntry, Document, RecipientGroup, RetentionRule

_TABLES: tuple[type[Model], ...] = (ClassCode, Correspondent, RecipientGroup, RetentionRule)


def register() -> None:
    """State the actions and the row filters of the register's tables."""
    policy.register_action("read_register_tables", _is_a_person_with_a_role)
    policy.register_action("keep_register_tables", _is_registrar, sentence_role=_("registratorn"))
    policy.register_action("correct_entry", _is_the_boards_registrar, sentence_role=_("registratorn"))
    for model in _TABLES:
        policy.register_rows(model, _rows_of_the_tables)


def _is_a_person_with_a_role(actor: Actor, _table: Any) -> bool:
    return bool(actor.grants)


def _is_registrar(actor: Actor, _table: Any) -> bool:
    """The registrar; the program itself loads the municipality's data."""
    return actor.kind == "system" or actor.holds("registrar")


def _is_the_boards_registrar(actor: Actor, subject: Any) -> bool:
    """The registrar of the entry's board; a mandate without a board holds for all, no entry asks for any board."""
    if subject is None:
        return actor.holds("registrar")
    entry = subject.entry if isinstance(subject, Document) else subject
    return isinstance(entry, DiaryEntry) and actor.holds("registrar", board_id=entry.diary.board_id)


def _rows_of_the_tables(actor: Actor, rows: QuerySet[Model]) -> QuerySet[Model]:
    return rows if actor.grants else rows.none()
