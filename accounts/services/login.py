"""Inloggning med e-postadress och lösenord."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from accounts.models import User


class EmailBackend(BaseBackend):
    """Inloggning: the case of the address is no matter; an unknown one costs the same time as a wrong password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **credentials: Any
    ) -> User | None:
        """The active person with the address and the password, or None."""
        email = username if username is not None else credentials.get("email")
        if not email or password is None:
            return None
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            make_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """The person of a session; None when the account is closed."""
        return User.objects.filter(pk=user_id, is_active=True).first()
