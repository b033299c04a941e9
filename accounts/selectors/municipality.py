"""Kommunen och dess ord."""

from __future__ import annotations

from accounts.models import Municipality, Term


def municipality() -> Municipality | None:
    """The municipality of this installation; None before its data is loaded (one query)."""
    return Municipality.objects.order_by("pk").first()


def terms() -> dict[str, str]:
    """What this municipality calls things, by code (one query)."""
    return dict(Term.objects.order_by("code").values_list("code", "singular"))
