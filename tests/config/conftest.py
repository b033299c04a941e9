"""The frame is tried on pages of its own, so that no room's page is needed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.capacity import SYSTEM
from accounts.models import Municipality, User


@pytest.fixture
def own_pages(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.config.pages"
    settings.LOGIN_REDIRECT_URL = "/uppgifter/"


@pytest.fixture
def catarina(db: None) -> User:
    """A case officer of Huddinge, who can log in."""
    Municipality.objects.get_or_create(code="huddinge", defaults={"name": "Huddinge kommun"})
    return person("Catarina Klockerud", "case_officer")


def person(name: str, role: str | None = None) -> User:
    email = f"{name.split()[0].lower()}@huddinge.example"
    user = services.create_user(email=email, name=name, password="hemligt", actor=SYSTEM, at=timezone.now())
    if role:
        services.give_mandate(user_id=user.pk, role=role, valid_from=date(2018, 1, 1), actor=SYSTEM, at=timezone.now())
    return user


@pytest.fixture
def as_catarina(client: Client, catarina: User) -> Client:
    client.force_login(catarina)
    return client
