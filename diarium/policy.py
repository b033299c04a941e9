"""Behörighet till registrets egna tabeller; what depends on a case is said by the policy of `cases`."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board, Role
from diarium.models import (
    Arrival,
    ClassCode,
    Correspondent,
    DiaryEntry,
    Document,
    FreeDay,
    RecipientGroup,
    RetentionRule,
    SavedSearch,
)
from diarium.states import CorrespondentKind

# Who writes to private persons; elected members, auditors and IT have no need of their names and addresses.
_WRITES_TO_PEOPLE = (
    Role.REGISTRAR,
    Role.CASE_OFFICER,
    Role.UNIT_HEAD,
    Role.DEPUTY_DIRECTOR,
    Role.DIRECTOR,
    Role.BOARD_SECRETARY,
    Role.ARCHIVIST,
)
_TABLES: tuple[type[Model], ...] = (ClassCode, FreeDay, RecipientGroup, RetentionRule)


def register() -> None:
    """State the actions and the row filters of the register's tables."""
    policy.register_action("read_register_tables", _is_a_person_with_a_role)
    policy.register_action("keep_register_tables", _is_registrar, sentence_role=_("registratorn"))
    policy.register_action("purge_files", _is_the_program)
    policy.register_action("correct_entry", _is_the_boards_registrar, sentence_role=_("registratorn"))
    policy.register_action("keep_diary", _keeps_diary, sentence_role=_("registratorn"))
    policy.register_action("handle_arrivals", _handles_arrivals, sentence_role=_("registratorn"))
    policy.register_action("read_left_arrivals", _reads_left_arrivals, sentence_role=_("registratorn"))
    policy.register_rows(Arrival, _visible_arrivals)
    policy.register_rows(SavedSearch, _own_searches)
    for model in _TABLES:
        policy.register_rows(model, _rows_of_the_tables)
    policy.register_rows(Correspondent, _correspondents)


def _is_a_person_with_a_role(actor: Actor, _table: Any) -> bool:
    """Anybody with a role in the municipality; who is only asked to sign has none."""
    return any(grant.role != Role.SIGNATORY for grant in actor.grants)


def _is_the_program(actor: Actor, _file: Any) -> bool:
    """Gallring görs av ett jobb, by a decision that people have taken."""
    return actor.kind == "system"


def _is_registrar(actor: Actor, _table: Any) -> bool:
    """The registrar; the program itself loads the municipality's data."""
    return actor.kind == "system" or actor.holds("registrar")


def _is_the_boards_registrar(actor: Actor, subject: Any) -> bool:
    """The registrar of the entry's board; a mandate without a board holds for all, no entry asks for any board."""
    if subject is None:
        return actor.holds("registrar")
    entry = subject.entry if isinstance(subject, Document) else subject
    return isinstance(entry, DiaryEntry) and actor.holds("registrar", board_id=entry.diary.board_id)


def _keeps_diary(actor: Actor, board: Board | None) -> bool:
    """Nämndens registrator opens its diaries and says how the numbers are written; the program itself too."""
    if actor.kind == "system":
        return True
    return actor.holds("registrar", board_id=board.pk if board is not None else None)


def _own_searches(actor: Actor, rows: QuerySet[SavedSearch]) -> QuerySet[SavedSearch]:
    return rows.filter(user_id=actor.user_id) if actor.user_id is not None else rows.none()


def _rows_of_the_tables(actor: Actor, rows: QuerySet[Model]) -> QuerySet[Model]:
    return rows if _is_a_person_with_a_role(actor, None) else rows.none()


def _handles_arrivals(actor: Actor, subject: Any) -> bool:
    """Det som kom till nämnden (a board, or what came to it): its registrar; the program takes in mail and scans."""
    if subject is None:
        return actor.holds("registrar")
    board_id = subject.pk if isinstance(subject, Board) else subject.board_id
    return actor.kind == "system" or actor.holds("registrar", board_id=board_id)


def _reads_left_arrivals(actor: Actor, _subject: Any) -> bool:
    return actor.holds("registrar", "auditor")


def _visible_arrivals(actor: Actor, rows: QuerySet[Arrival]) -> QuerySet[Arrival]:
    """The registrar's boards, the auditor what was left unregistered.

    What is registered is seen as its document is: its subject is a title that the register may hide.
    """
    if actor.kind == "system":
        return rows
    boards = [grant.board_id for grant in actor.grants_of("registrar")]
    own = Q() if None in boards else Q(board_id__in=boards)
    seen = own & (~Q(exit="registered") | Q(document__in=policy.visible(actor, Document))) if boards else Q(pk__in=[])
    if actor.holds("auditor"):
        seen |= Q(exit__in=["kept", "trivial", "elsewhere"])
    return rows.filter(seen)


def _correspondents(actor: Actor, rows: QuerySet[Correspondent]) -> QuerySet[Correspondent]:
    """Bodies for everyone with a role; private persons for those who write to them."""
    if actor.kind == "system" or actor.holds(*_WRITES_TO_PEOPLE):
        return rows
    reads = _is_a_person_with_a_role(actor, None)
    return rows.exclude(kind=CorrespondentKind.PERSON) if reads else rows.none()
