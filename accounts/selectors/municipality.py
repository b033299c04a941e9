"""Kommunen och dess ord."""

from __future__ import annotations

from django.db.models import TextField, Value
from django.db.models.functions import Cast

from accounts.models import Municipality, Term


def municipality() -> Municipality | None:
    """The municipality of this installation; None before its data is loaded (one query)."""
    return Municipality.objects.order_by("pk").first()


def name_and_terms() -> tuple[str, dict[str, str]]:
    """The municipality's name, empty before its data is loaded, and what it calls things, by code (one query)."""
    name = Municipality.objects.order_by().values_list(Cast(Value(""), TextField()), Cast("name", TextField()))
    words = Term.objects.order_by().values_list(Cast("code", TextField()), Cast("singular", TextField()))
    rows: dict[str, str] = dict(name.union(words, all=True))
    return rows.pop("", ""), rows
