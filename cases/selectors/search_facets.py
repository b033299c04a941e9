"""Avgränsningar i en sökning: by what the hits can be narrowed, and how many there are of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Model, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Board, User
from audit.rules import Sentence
from cases.selectors.keyset import COUNTED
from cases.states import CaseState
from diarium.models import ClassCode, DiaryEntry, Document, SearchEntry
from diarium.states import Direction, DocumentStatus

MARKED, UNMARKED = "markerad", "ingen"
NOBODY: Final = "ingen"
SHOWN: Final = 8
LONGEST_YEAR: Final = 4
MOST_ALIKE: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class Facet:
    """Avgränsning: what a hit tells of it (`column`), and what its values are called.

    `choices` are fixed names; a `model` has rows that are called by their `name` and asked for by their `key`.
    """

    name: str
    label: Sentence
    column: str
    choices: Mapping[str, Sentence] | None = None
    model: type[Model] | None = None
    key: str = ""


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
_BOARD = Facet("namnd", gettext_lazy("Nämnd"), "board_id", model=Board, key="code")
_YEAR = Facet("ar", gettext_lazy("År"), "day__year")
_CLASS = Facet(
    "klass",
    gettext_lazy("Klassificering"),
    "entry__class_code_id",
    model=ClassCode,
    key="code",
)
_OFFICER = Facet(
    "handlaggare",
    gettext_lazy("Handläggare"),
    "entry__case__case_officer_id",
    model=User,
    key="uuid",
)
_STATE = Facet("lage", gettext_lazy("Läge"), "entry__case__state", dict(CaseState.choices))
_STATUS = Facet("lage", gettext_lazy("Status"), "document__status", dict(DocumentStatus.choices))
_DIRECTION = Facet("riktning", gettext_lazy("Riktning"), "document__direction", dict(Direction.choices))
_MARKING = Facet("sekretess", gettext_lazy("Sekretess"), "marked", _SECRECY)
MATTER_FACETS: Final = (_BOARD, _YEAR, _CLASS, _STATE, _OFFICER, _MARKING)
DOCUMENT_FACETS: Final = (_BOARD, _YEAR, _CLASS, _STATUS, _DIRECTION, _OFFICER, _MARKING)
NAMES: Final = frozenset(facet.name for facet in (*MATTER_FACETS, *DOCUMENT_FACETS))


def facet_columns(facets: Sequence[Facet]) -> list[str]:
    """What a hit must tell so that `facet_lists` can count it."""
    return [facet.column for facet in facets]


_MARKED: Final = ~Q(entry__secrecy_provision="") | (Q(document__isnull=False) & ~Q(document__secrecy_provision=""))


def with_marking(rows: QuerySet[SearchEntry]) -> QuerySet[SearchEntry]:
    """Raderna, each with whether it or its matter is marked secret."""
    return rows.annotate(marked=Case(When(_MARKED, then=Value(MARKED)), default=Value(UNMARKED)))


def _by_marking(rows: QuerySet[SearchEntry], value: str, *, documents: bool) -> QuerySet[SearchEntry]:
    """Raderna som är markerade, or are not.

    Few are: they are found by the indexes of marked matters and marked documents, and not by looking at every row that
    has the words. What the reader may see is said by `rows`, as always.
    """
    if value == UNMARKED:
        return rows.exclude(_MARKED)
    if value != MARKED:
        return rows.none()
    matters = DiaryEntry.objects.exclude(secrecy_provision="")
    if not documents:
        return rows.filter(entry__in=matters)
    own = Document.objects.exclude(secrecy_provision="").order_by().values("pk")
    within = Document.objects.filter(entry__in=matters).order_by().values("pk")
    return rows.filter(document__in=own.union(within))


def narrowed(rows: QuerySet[SearchEntry], facets: Sequence[Facet], chosen: Mapping[str, str]) -> QuerySet[SearchEntry]:
    """Raderna som valen släpper igenom; a value that does not exist finds nothing."""
    for facet in facets:
        value = chosen.get(facet.name, "")
        if not value:
            continue
        if facet is _OFFICER and value == NOBODY:
            rows = rows.filter(**{f"{facet.column}__isnull": True})
        elif facet.model is not None:
            wanted = facet.model._default_manager.filter(**{facet.key: _uuid(value) if facet is _OFFICER else value})
            rows = rows.filter(**{f"{facet.column}__in": wanted.values("pk")})
        elif facet is _MARKING:
            rows = _by_marking(rows, value, documents=_DIRECTION in facets)
        elif facet is _YEAR:
            known = value.isascii() and value.isdecimal() and len(value) == LONGEST_YEAR
            rows = rows.filter(**{facet.column: int(value)}) if known and value > "0000" else rows.none()
        else:
            rows = rows.filter(**{facet.column: value})
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
    """Avgränsningarna som gör skillnad, with how many of the hits each value leaves (one query).

    `address` makes the search's address with a facet set, or taken away by an empty value.
    """
    counted = {
        facet: sorted(counts.items(), key=lambda one: (-one[1], str(one[0])))[:SHOWN]
        for place, facet in enumerate(facets)
        if len(counts := Counter(row[place] for row in told)) >= MOST_ALIKE or chosen.get(facet.name)
    }
    rows = _named_rows({facet: [value for value, _count in common] for facet, common in counted.items()})
    lists = []
    for facet, common in counted.items():
        taken = bool(chosen.get(facet.name))
        values = [
            FacetValue(name, _count(count, many=many), address(**{facet.name: "" if taken else key}), chosen=taken)
            for value, count in common
            for key, name in _named(facet, value, rows)
        ]
        if taken and not values:
            value = chosen[facet.name]
            label = (facet.choices or {}).get(value, value)
            values = [FacetValue(label, "", address(**{facet.name: ""}), chosen=True)]
        lists.append(FacetList(facet.label, values))
    return lists


Rows = Mapping[tuple[str, int], tuple[str, str]]


def _named_rows(wanted: Mapping[Facet, Sequence[Any]]) -> Rows:
    """The rows that are values of facets: (facet, row) → what it is in an address and what it is called (one query)."""
    asked = [
        facet.model._default_manager.filter(pk__in=[value for value in values if value is not None])
        .order_by()
        .values_list(Value(facet.name), "pk", Cast(facet.key, TextField()), Cast("name", TextField()))
        for facet, values in wanted.items()
        if facet.model is not None
    ]
    if not asked:
        return {}
    return {(facet, pk): (key, name or "") for facet, pk, key, name in asked[0].union(*asked[1:], all=True)}


def _named(facet: Facet, value: Any, rows: Rows) -> list[tuple[str, Sentence]]:
    """What a value is in an address and what it is called; nothing of a value that cannot be asked for."""
    if facet.choices is not None:
        return [(value, facet.choices.get(value, str(value)))] if value is not None else []
    if facet.model is None:
        return [(str(value), str(value))]
    if value is None:
        return [(NOBODY, _("Ingen handläggare"))] if facet is _OFFICER else []
    found = rows.get((facet.name, value))
    if found is None:
        return []
    key, name = found
    return [(key, f"{key} {name}".strip() if facet is _CLASS else name)]


def _count(count: int, *, many: bool) -> str:
    if count > COUNTED:
        return _("över 1 000").replace(" 1 000", "\u00a01\u00a0000")
    return _("minst {n}").format(n=count) if many else str(count)
