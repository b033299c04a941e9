"""Bläddring: the addresses of the pages of a public list."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.http import urlencode


def addresses(name: str, query: dict[str, str] | None = None, *args: object) -> Callable[..., str]:
    """The addresses of the pages of a list: its view, and what was asked of it."""

    def address(**more: str | int) -> str:
        asked = {key: value for key, value in {**(query or {}), **more}.items() if value != ""}
        return f"{reverse(name, args=args)}?{urlencode(asked)}"

    return address
