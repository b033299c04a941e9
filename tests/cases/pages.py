"""Sidor som en person ser dem: log in, fetch, and read as a strict parser does."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.forms import BaseForm
from django.test import Client
from django.utils import timezone

from config.middleware import SEEN
from tests import builders
from tests.config import strict_html

Budget = Callable[[int], AbstractContextManager[Any]]


def as_(name: str) -> Client:
    """Somebody of the cast in the browser; the session has been used already, as it nearly always has."""
    client = Client()
    client.force_login(builders.user(name))
    session = client.session
    session[SEEN] = int(timezone.now().timestamp())
    session.save()
    return client


def values(form: BaseForm) -> dict[str, str]:
    """What the form shows, as the browser would send it."""
    return {name: "" if form[name].value() is None else str(form[name].value()) for name in form.fields}


def text(client: Client, address: str, *, status: int = 200) -> str:
    """The words of the page's main part."""
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return strict_html.text(response)
