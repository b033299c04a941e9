"""Avgränsningar i en sökning: by what the hits can be narrowed, and how many there are of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.rules import Sentence
from cases.selectors.keyset import COUNTED
from cases.states import CaseState
from diarium.models import SearchEntry
from diarium.states import Direction, DocumentStatus

MARKED, UNMARKED = "markerad", "ingen"
NOBODY: Final = "ingen"
SHOWN: Final = 8
LONGEST_YEAR: Final = 4
MOST_ALIKE: Final = 2


@dataclass(frozen=True, slots=True)
class Facet:
    """Avgränsning. `columns` = what a hit tells of it: its value and its name, or the value alone."""

    name: str
    label: Sentence
    columns: tuple[str, ...]
    choices: Mapping[str, Sentence] | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """Ett värde att avgränsa med; `count` in words, empty where it is not known."""

    label: Sentence
    count: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetList:
    """Avgränsningens värden, the most common first."""

    label: Sentence
    values: Sequence[FacetValue]


_SECRECY: Mapping[str, Sentence] = {
    MARKED: gettext_lazy("Sekretessmarkerad"),
    UNMARKED: gettext_lazy("Inte sekretessmarkerad"),
}
_BOARD = Facet("namnd", gettext_lazy("Nämnd"), ("board__code", "board__name"))
_YEAR = Facet("ar", gettext_lazy("År"), ("entry__diary__year",))
_CLASS = Facet("klass", gettext_lazy("Klassificering"), ("entry__class_code__code", "entry__class_code__name"))
_OFFICER = Facet(
    "handlaggare", gettext_lazy("Handläggare"), ("entry__case__case_officer__uuid", "entry__case__case_officer__name")
)
_STATE = Facet("lage", gettext_lazy("Läge"), ("entry__case__state",), dict(CaseState.choices))
_STATUS = Facet("lage", gettext_lazy("Status"), ("document__status",), dict(DocumentStatus.choices))
_DIRECTION = Facet("riktning", gettext_lazy("Riktning"), ("document__direction",), dict(Direction.choices))
_MARKING = Facet("sekretess", gettext_lazy("Sekretess"), ("marked",), _SECRECY)
MATTER_FACETS: Final = (_BOARD, _YEAR, _CLASS, _STATE, _OFFICER, _MARKING)
DOCUMENT_FACETS: Final = (_BOARD, _YEAR, _CLASS, _STATUS, _DIRECTION, _OFFICER, _MARKING)
NAMES: Final = frozenset(facet.name for facet in (*MATTER_FACETS, *DOCUMENT_FACETS))


def facet_columns(facets: Sequence[Facet]) -> list[str]:
    """What a hit must tell so that `facet_lists` can count it."""
    return [column for facet in facets for column in facet.columns]


def with_marking(rows: QuerySet[SearchEntry]) -> QuerySet[SearchEntry]:
    """Raderna, each with whether it or its matter is marked secret."""
    marked = ~Q(entry__secrecy_provision="") | (Q(document__isnull=False) & ~Q(document__secrecy_provision=""))
    return rows.annotate(marked=Case(When(marked, then=Value(MARKED)), default=Value(UNMARKED)))


def narrowed(rows: QuerySet[SearchEntry], facets: Sequence[Facet], chosen: Mapping[str, str]) -> QuerySet[SearchEntry]:
    """Raderna som valen släpper igenom; a value that does not exist finds nothing."""
    for facet in facets:
        value = chosen.get(facet.name, "")
        if not value:
            continue
        column = facet.columns[0]
        if facet is _OFFICER:
            is_nobody = value == NOBODY
            rows = rows.filter(**{f"{column}__isnull": True} if is_nobody else {column: _uuid(value)})
        elif facet is _YEAR:
            known = value.isascii() and value.isdecimal() and len(value) == LONGEST_YEAR
            rows = rows.filter(**{column: int(value)}) if known else rows.none()
        else:
            rows = rows.filter(**{column: value})
    return rows


def _uuid(value: str) -> UUID:
    """A person's; nobody has the one that stands for what is no uuid."""
    try:
        return UUID(value)
    except ValueError:
        return UUID(int=0)


def facet_lists(
    facets: Sequence[Facet],
    told: Sequence[tuple[Any, ...]],
    chosen: Mapping[str, str],
    address: Callable[..., str],
    *,
    many: bool,
) -> list[FacetList]:
    """Avgränsningarna som gör skillnad, with how many of the hits each value leaves.

    `address` makes the search's address with a facet set, or taken away by an empty value.
    """
    lists = []
    place = 0
    for facet in facets:
        width = len(facet.columns)
        counts = Counter(row[place : place + width] for row in told)
        place += width
        is_chosen = bool(chosen.get(facet.name))
        if not is_chosen and len(counts) < MOST_ALIKE:
            continue
        values = [
            FacetValue(
                label=_label(facet, value),
                count=_count(count, many=many),
                url=address(**{facet.name: "" if is_chosen else _written(facet, value)}),
                chosen=is_chosen,
            )
            for value, count in sorted(counts.items(), key=_most_common)[:SHOWN]
            if value[0] is not None or facet is _OFFICER
        ]
        if is_chosen and not values:
            values = [FacetValue(chosen[facet.name], "", address(**{facet.name: ""}), chosen=True)]
        lists.append(FacetList(facet.label, values))
    return lists


def _most_common(counted: tuple[tuple[Any, ...], int]) -> tuple[int, str]:
    value, count = counted
    return -count, str(value[-1] or "")


def _label(facet: Facet, value: tuple[Any, ...]) -> Sentence:
    if facet.choices is not None:
        return facet.choices.get(value[0], str(value[0]))
    if value[0] is None:
        return _("Ingen handläggare")
    if facet is _CLASS:
        return " ".join(part for part in value if part)
    return str(value[-1])


def _written(facet: Facet, value: tuple[Any, ...]) -> str:
    return NOBODY if value[0] is None else str(value[0])


def _count(count: int, *, many: bool) -> str:
    if count > COUNTED:
        return _("över 1 000").replace(" 1 000", "\u00a01\u00a0000")
    return _("minst {n}").format(n=count) if many else str(count)
