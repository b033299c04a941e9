"""Personer: add, close, and the person's own settings."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import User
from audit.services import Refusal, record


class AddressTaken(Refusal):
    """Another person has the e-mail address."""

    sentence = _("E-postadressen används redan av en annan person.")


@transaction.atomic
def create_user(
    *,
    email: str,
    name: str,
    actor: Actor,
    at: datetime,
    title: str = "",
    password: str | None = None,
    language: str = "sv",
) -> User:
    """Lägg till en person; without a password nobody can log in with one.

    Raises:
        NotAllowed: only IT adds people.
        AddressTaken: the address is somebody else's.
    """
    actor = policy.require(actor, "manage_people")
    if User.objects.filter(email__iexact=email).exists():
        raise AddressTaken
    user = User(email=email, name=name, title=title, language=language)
    user.set_password(password)
    user.save()
    record(user, "person_added", actor=actor, at=at, values={"name": name})
    return user


@transaction.atomic
def deactivate_user(*, user_id: int, actor: Actor, at: datetime) -> None:
    """Stäng kontot: the person stays in the register (G13) and can do nothing.

    Raises:
        NotAllowed: only IT closes accounts, and never its own.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    actor = policy.require(actor, "manage_people", user)
    if not user.is_active:
        return
    user.is_active = False
    user.save()
    record(user, "person_deactivated", actor=actor, at=at)


@transaction.atomic
def change_settings(*, user_id: int, actor: Actor, color_scheme: str, language: str, use_shortcuts: bool) -> User:
    """Ändra inställningar: how the screens look for this person; nothing that the log need know.

    Raises:
        NotAllowed: everybody's settings are their own.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    policy.require(actor, "change_own_settings", user)
    user.color_scheme, user.language, user.use_shortcuts = color_scheme, language, use_shortcuts
    user.save(update_fields=["color_scheme", "language", "use_shortcuts"])
    return user
