"""Korrespondenternas sidor: the list with its search, and one with everything the register knows of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts import policy
from accounts.capacity import Actor
from diarium.models import Correspondent, CorrespondentAlias, CorrespondentChannel
from diarium.selectors.alphabet import Leaf, by_name
from diarium.states import ChannelKind, CorrespondentKind, SpellingKind

ALIKE = 20
_COLORS = {SpellingKind.ALIAS: "neutral", SpellingKind.MISSPELLING: "info", SpellingKind.AMBIGUOUS: "warning"}


@dataclass(frozen=True, slots=True)
class CorrespondentRow:
    """Korrespondent i listan; `email` is where decisions go."""

    name: str
    kind: str
    parent: str
    email: str
    reached: bool
    confirmed: bool
    url: str


@dataclass(frozen=True, slots=True)
class CorrespondentList:
    """Mottagarna, by name."""

    rows: Sequence[CorrespondentRow]
    leaf: Leaf[Correspondent]
    words: str
    kind: str
    kinds: Sequence[tuple[str, Any]]
    filtered: bool
    may_keep: bool


@dataclass(frozen=True, slots=True)
class Spelling:
    """Annan skrivning; `color` repeats what the kind says."""

    pk: int
    text: str
    kind: str
    color: str
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Channel:
    """Kanal; an address from before there were channels has no number of its own."""

    pk: int | None
    kind: str
    address: str
    function: str
    preferred: bool
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class CorrespondentPage:
    """En korrespondent."""

    row: Correspondent
    spellings: Sequence[Spelling]
    channels: Sequence[Channel]
    parts: Sequence[tuple[str, str]]
    parent_url: str
    may_keep: bool


def correspondent_list(actor: Actor, query: Mapping[str, Any]) -> CorrespondentList:
    """Korrespondenterna, sought by name or spelling, of one kind or all."""
    words = " ".join(str(query.get("q", "")).split())[:200]
    kind = str(query.get("slag", "")) if query.get("slag") in CorrespondentKind.values else ""
    rows = policy.visible(actor, Correspondent).select_related("parent")
    if words:
        rows = rows.filter(_written_as(words))
    if kind:
        rows = rows.filter(kind=kind)
    in_use = CorrespondentChannel.objects.filter(correspondent=OuterRef("pk"), ended_on__isnull=True)
    reached: Any = rows.annotate(reached=Exists(in_use))
    leaf: Leaf[Correspondent] = by_name(reached, "name", query, q=words, slag=kind)
    return CorrespondentList(
        rows=[
            CorrespondentRow(
                name=row.name,
                kind=str(row.get_kind_display()),
                parent=above.name if (above := _above(row)) else "",
                email=row.email,
                reached=bool(row.email) or bool(getattr(row, "reached", False)),
                confirmed=row.confirmed,
                url=reverse("correspondent", args=[row.uuid]),
            )
            for row in leaf.rows
        ],
        leaf=leaf,
        words=words,
        kind=kind,
        kinds=CorrespondentKind.choices,
        filtered=bool(words or kind),
        may_keep=policy.can(actor, "keep_register_tables"),
    )


def correspondent_page(actor: Actor, uuid: UUID) -> CorrespondentPage:
    """En korrespondent.

    Raises:
        NotVisible: there is none, or not for this reader.
    """
    visible = policy.visible(actor, Correspondent)
    row = visible.filter(uuid=uuid).select_related("parent").first()
    if row is None:
        raise policy.NotVisible
    row.parent = parent = _above(row)
    channels = [
        Channel(one.pk, str(one.get_kind_display()), one.address, one.function, one.preferred, one.ended_on)
        for one in row.channels.order_by("ended_on", "kind", "-preferred", "pk")
    ]
    if row.email and not any(one.address == row.email and one.ended_on is None for one in channels):
        channels.insert(0, Channel(None, str(ChannelKind.EMAIL.label), row.email, "", preferred=True, ended_on=None))
    return CorrespondentPage(
        row=row,
        spellings=[
            Spelling(one.pk, one.text, str(one.get_kind_display()), _COLORS[SpellingKind(one.kind)], one.ended_on)
            for one in row.aliases.order_by("ended_on", "text", "pk")
        ],
        channels=sorted(channels, key=lambda one: one.ended_on is not None),
        parts=[
            (part.name, reverse("correspondent", args=[part.uuid]))
            for part in visible.filter(parent_id=row.pk).order_by("name", "pk")
        ],
        parent_url=reverse("correspondent", args=[parent.uuid]) if parent else "",
        may_keep=policy.can(actor, "keep_register_tables"),
    )


def named(actor: Actor, text: str) -> Correspondent | None:
    """The one correspondent that goes by the name or spelling; none when nobody or several do."""
    rows = policy.visible(actor, Correspondent)
    found = list(rows.filter(name__iexact=text).order_by("pk")[:2])
    if not found:
        written = CorrespondentAlias.objects.filter(
            correspondent=OuterRef("pk"), text__iexact=text, ended_on__isnull=True
        ).exclude(kind=SpellingKind.AMBIGUOUS)
        found = list(rows.filter(Exists(written)).order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def alike(actor: Actor, text: str) -> list[Correspondent]:
    """Några som heter ungefär så, by name: their name or a spelling of it has the text."""
    return list(policy.visible(actor, Correspondent).filter(_written_as(text)).order_by("name", "pk")[:ALIKE])


def _written_as(text: str) -> Q:
    spellings = CorrespondentAlias.objects.filter(correspondent=OuterRef("pk"), text__icontains=text)
    return Q(name__icontains=text) | Q(Exists(spellings))


def _above(row: Correspondent) -> Correspondent | None:
    """What it is a part of: a body, never a person."""
    return row.parent if row.parent and row.parent.kind != CorrespondentKind.PERSON else None
