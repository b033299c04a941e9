"""Mottagargrupper: rules ("samtliga nämnder") and lists, who is in them now, and what is wrong with them.

A list keeps its members in order as `board:<uuid>` and `correspondent:<uuid>`; both are rows that never go away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board
from diarium.models import Correspondent, RecipientGroup
from diarium.selectors.correspondent import BoardRecipient, expand_group, standing_in, successors
from diarium.selectors.correspondent_page import named
from diarium.states import CorrespondentKind

SUGGESTED = 100
Member = Board | Correspondent


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Medlem i en grupp, as it would get a decision today. `warning` says what stands in the way."""

    key: str
    name: str
    kind: str
    url: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    warning: str = ""


@dataclass(frozen=True, slots=True)
class GroupPage:
    """En grupp: its members today and whether the reader may change it."""

    group: RecipientGroup
    listed: bool
    ended_on: date | None
    members: Sequence[MemberRow]
    may_keep: bool
    suggestions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Grupp i listan."""

    pk: int
    name: str
    listed: bool
    number: int
    confirmed: bool
    ended_on: date | None


def is_list(group: RecipientGroup) -> bool:
    """Whether the group names its members; otherwise a rule does."""
    return "members" in group.rule


def ended_on(group: RecipientGroup) -> date | None:
    """The last day of a group that is not in use any longer."""
    day = group.rule.get("ended_on")
    return date.fromisoformat(day) if day else None


def key_of(member: Member) -> str:
    """How a list names the member."""
    return f"{'board' if isinstance(member, Board) else 'correspondent'}:{member.uuid}"


def members_of(group: RecipientGroup) -> list[Member]:
    """The members of a list in their order (two queries)."""
    keys: list[str] = group.rule.get("members", [])
    uuids = {kind: [key.partition(":")[2] for key in keys if key.startswith(kind)] for kind in ("board", "correspond")}
    found: dict[str, Member] = {}
    for row in Board.objects.filter(uuid__in=uuids["board"]).order_by("pk") if uuids["board"] else ():
        found[key_of(row)] = row
    outside = Correspondent.objects.filter(uuid__in=uuids["correspond"]).order_by("pk") if uuids["correspond"] else ()
    for one in outside:
        found[key_of(one)] = one
    return [found[key] for key in keys if key in found]


def expand_list(
    group: RecipientGroup, *, deciding_body_id: int | None, distributed_on: date
) -> list[BoardRecipient | Correspondent]:
    """Expandera en lista: its members in order, minus the deciding body; a board that has ended by its successors."""
    members = members_of(group)
    ended = any(isinstance(one, Board) and not one.active_on(distributed_on) for one in members)
    heirs = successors() if ended else {}
    found: dict[str, BoardRecipient | Correspondent] = {}
    for member in members:
        if isinstance(member, Correspondent):
            found.setdefault(key_of(member), member)
            continue
        for board in standing_in(member, distributed_on, heirs):
            if board.pk != deciding_body_id:
                replaced = member.name if board.pk != member.pk else None
                found.setdefault(key_of(board), BoardRecipient(board, replaced, not board.active_on(distributed_on)))
    return list(found.values())


def group_rows(groups: QuerySet[RecipientGroup], today: date) -> list[GroupRow]:
    """Grupperna i listan, those in use first."""
    rows = [
        GroupRow(
            pk=group.pk,
            name=group.name,
            listed=is_list(group),
            number=len(group.rule["members"]) if is_list(group) else len(_by_rule(group, today)),
            confirmed=group.confirmed,
            ended_on=ended_on(group),
        )
        for group in groups.order_by("name", "pk")
    ]
    return sorted(rows, key=lambda row: row.ended_on is not None)


def group_page(actor: Actor, group: RecipientGroup, today: date) -> GroupPage:
    """En grupps sida, as it would be expanded today."""
    listed, may_keep = is_list(group), policy.can(actor, "keep_register_tables")
    members = list(_listed(actor, group, today) if listed else _ruled(group, today))
    choosing = listed and may_keep and not ended_on(group)
    return GroupPage(
        group=group,
        listed=listed,
        ended_on=ended_on(group),
        members=members,
        may_keep=may_keep,
        suggestions=_suggestions(actor) if choosing else (),
    )


def member_named(actor: Actor, text: str) -> Member | None:
    """The board (also by its code) or correspondent that goes by the name; none when nobody or several do."""
    boards = policy.visible(actor, Board).filter(Q(name__iexact=text) | Q(code__iexact=text)).order_by("pk")
    found = list(boards[:2])
    if found:
        return found[0] if len(found) == 1 else None
    return named(actor, text)


def _suggestions(actor: Actor) -> list[str]:
    """Some names to begin with; any other in the register can be written."""
    boards = policy.visible(actor, Board).filter(valid_to__isnull=True).order_by("name", "pk")
    bodies = policy.visible(actor, Correspondent).exclude(kind=CorrespondentKind.PERSON).order_by("name", "pk")
    return [*boards.values_list("name", flat=True), *bodies.values_list("name", flat=True)[:SUGGESTED]]


def _by_rule(group: RecipientGroup, today: date) -> list[BoardRecipient]:
    return expand_group(group, on=today, deciding_body_id=None) if group.rule.get("kinds") else []


def _ruled(group: RecipientGroup, today: date) -> Iterator[MemberRow]:
    for row in _by_rule(group, today):
        board = row.board
        asks = _("Gemensam nämnd med värd i {kommun}. Bekräftas vid varje expediering.")
        yield MemberRow(
            key_of(board),
            board.name,
            str(board.get_kind_display()),
            valid_from=board.valid_from,
            valid_to=board.valid_to,
            warning=asks.format(kommun=board.host_municipality) if row.needs_confirmation else "",
        )


def _listed(actor: Actor, group: RecipientGroup, today: date) -> Iterator[MemberRow]:
    members = members_of(group)
    outside = [one.pk for one in members if isinstance(one, Correspondent)]
    seen = set(policy.visible(actor, Correspondent).filter(pk__in=outside).values_list("pk", flat=True))
    for member in members:
        if isinstance(member, Board):
            warning = "" if member.active_on(today) else _("Nämnden finns inte i dag. Efterträdaren får beslutet.")
            yield MemberRow(
                key_of(member),
                member.name,
                str(member.get_kind_display()),
                valid_from=member.valid_from,
                valid_to=member.valid_to,
                warning=warning,
            )
        elif member.pk in seen:
            yield MemberRow(
                key_of(member),
                member.name,
                str(member.get_kind_display()),
                url=reverse("correspondent", args=[member.uuid]),
                warning="" if member.email else _("Adress saknas."),
            )
        else:
            yield MemberRow(key_of(member), _("Privatperson"), str(member.get_kind_display()))
