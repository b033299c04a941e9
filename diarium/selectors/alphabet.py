"""Bläddring i bokstavsordning: a page of a list by name, from the row after which it begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from diarium.selectors.keyset import COUNTED, LONGEST_NUMBER, PAGE

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Leaf(Generic[Row]):
    """En sida: its rows, “Visar 1–50 av 642”, and the address of the next; `first` leads back to the beginning."""

    rows: list[Row]
    shown: str
    first: str
    next: str


def by_name(rows: QuerySet[Row], field: str, query: Mapping[str, Any], **kept: str) -> Leaf[Row]:
    """Sidan som `query` frågar efter (`efter` = a row, `fran` = its place), in two or three queries."""
    total = rows.order_by()[: COUNTED + 1].count()
    after, start = _number(query.get("efter")), _number(query.get("fran"))
    anchor = rows.filter(pk=after).values_list(field, flat=True).first() if after else None
    beyond = (
        rows if anchor is None else rows.filter(Q(**{f"{field}__gt": anchor}) | Q(**{field: anchor, "pk__gt": after}))
    )
    found = list(beyond.order_by(field, "pk")[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    begins = min(start, COUNTED) if anchor is not None else 0
    words = {name: value for name, value in kept.items() if value}
    of = _("över 1 000").replace(" 1 000", "\u00a01\u00a0000") if total > COUNTED else str(total)
    return Leaf(
        rows=found,
        shown=_("Visar {a}–{b} av {n}").format(a=begins + 1, b=begins + len(found), n=of) if found else "",
        first="?" + urlencode(words) if anchor is not None else "",
        next="?" + urlencode({**words, "efter": found[-1].pk, "fran": begins + PAGE}) if more else "",
    )


def _number(text: object) -> int:
    word = str(text or "")
    return int(word) if word.isascii() and word.isdigit() and len(word) <= LONGEST_NUMBER else 0
