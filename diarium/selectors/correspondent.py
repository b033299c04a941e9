"""Mottagare: known names are recognised, never guessed; groups are expanded by their rule (`domain.md` §7.3–7.4)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import Board, BoardSuccession
from diarium.models import Correspondent, CorrespondentAlias, RecipientGroup
from diarium.states import SpellingKind


@dataclass(frozen=True, slots=True)
class BoardRecipient:
    """Nämnd som mottagare: `replaced_name` names the wound-up board(s) it stands for; a person confirms where asked."""

    board: Board
    replaced_name: str | None = None
    needs_confirmation: bool = False


def match_recipient(text: str) -> Correspondent | RecipientGroup | None:
    """Känn igen en mottagare: exact name, alias or known misspelling; ambiguous and unknown words stay text."""
    return match_recipients([text])[text]


def match_recipients(texts: Iterable[str]) -> dict[str, Correspondent | RecipientGroup | None]:
    """The same for a whole list, in three queries whatever its length."""
    known: dict[str, set[Correspondent | RecipientGroup]] = {}
    by_id = {correspondent.pk: correspondent for correspondent in Correspondent.objects.order_by("pk")}
    for correspondent in by_id.values():
        known.setdefault(_folded(correspondent.name), set()).add(correspondent)
    spellings = CorrespondentAlias.objects.filter(ended_on__isnull=True)
    for owner, spelling, kind in spellings.values_list("correspondent_id", "text", "kind"):
        meant = known.setdefault(_folded(spelling), set())
        meant |= set(by_id.values()) if kind == SpellingKind.AMBIGUOUS else {by_id[owner]}
    for group in RecipientGroup.objects.exclude(rule__has_key="ended_on").order_by("pk"):
        known.setdefault(_folded(group.name), set()).add(group)
    return {text: _the_only(known.get(_folded(text), set())) for text in texts}


def _the_only(
    meant: set[Correspondent | RecipientGroup],
) -> Correspondent | RecipientGroup | None:
    return next(iter(meant)) if len(meant) == 1 else None


def _folded(text: str) -> str:
    """As names are compared: NFC, one space, no case."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def expand_group(
    group: RecipientGroup, *, on: date, deciding_body_id: int | None, distributed_on: date | None = None
) -> list[BoardRecipient]:
    """Expandera "Samtliga nämnder": every board active on the decision date `on`, minus the deciding body.

    A board wound up before `distributed_on` (left out = the decision date) is replaced by its successors and the row
    says so. A joint board with an outside host, and a board that has nobody to take over, are left to the registrar.
    A board that still exists takes part when `in_all_boards` says so; one that has ended was part of it in its time.
    """
    rule = group.rule
    flagged = rule.get("flag", {}).get("joint_board_with_external_host") == "confirm"
    chosen = (
        Board.objects.filter(kind__in=rule.get("kinds", []))
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gte=on))
        .filter(Q(in_all_boards=True) | Q(valid_to__isnull=False))
        .order_by("pk")
    )
    if "deciding_body" in rule.get("exclude", []):
        chosen = chosen.exclude(pk=deciding_body_id or 0)
    sent_on = distributed_on or on
    found: dict[int, tuple[Board, list[str]]] = {}
    boards = list(chosen)
    ended = distributed_on is not None and not all(board.active_on(sent_on) for board in boards)
    heirs = successors() if ended else {}
    for board in boards:
        for receiver in standing_in(board, sent_on, heirs):
            _, replaced = found.setdefault(receiver.pk, (receiver, []))
            if receiver.pk != board.pk:
                replaced.append(board.name)
    rows = [
        BoardRecipient(
            receiver,
            ", ".join(replaced) or None,
            (flagged and receiver.external_host) or not receiver.active_on(sent_on),
        )
        for receiver, replaced in found.values()
        if receiver.pk != deciding_body_id
    ]
    return sorted(rows, key=lambda row: (row.needs_confirmation, row.board.name, row.board.pk))


def successors() -> dict[int, list[Board]]:
    """Which boards took over from each (one query)."""
    heirs: dict[int, list[Board]] = {}
    for succession in BoardSuccession.objects.select_related("successor").order_by("pk"):
        heirs.setdefault(succession.predecessor_id, []).append(succession.successor)
    return heirs


def standing_in(
    board: Board, day: date, heirs: dict[int, list[Board]], seen: frozenset[int] = frozenset()
) -> list[Board]:
    """The boards that receive in the board's place on the day; itself when nobody took over."""
    if board.active_on(day) or board.pk in seen:
        return [board]
    heritage = [
        receiver
        for heir in heirs.get(board.pk, [])
        for receiver in standing_in(heir, day, heirs, seen | {board.pk})
        if receiver.active_on(day)
    ]
    return heritage or [board]
