"""Sparade sökningar: a person's own list of addresses, no part of the register and so without events."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.capacity import Actor
from accounts.policy import NotAllowed, get_visible
from audit.services import Refusal
from diarium.models import SavedSearch

MOST: Final = 50
LONGEST_NAME: Final = 100
LONGEST_QUERY: Final = 2000
PLACES: Final = ("efter", "fore", "fran")


class SearchNotSaved(Refusal):
    """The search cannot be kept as it is."""

    status = 422


@transaction.atomic
def save_search(*, name: str, path: str, query: str, actor: Actor, at: datetime) -> SavedSearch:
    """Spara en sökning under ett namn; the same name on the same list keeps the new one, without the place in it.

    Raises:
        NotAllowed: nobody is logged in.
        SearchNotSaved: it has no name, or the list is full.
    """
    if actor.user_id is None:
        raise NotAllowed
    name = _name(name)
    own = SavedSearch.objects.filter(user_id=actor.user_id)
    if own.exclude(path=path, name=name).count() >= MOST:
        raise SearchNotSaved(_("Du har redan 50 sparade sökningar. Ta bort någon som du inte använder."))
    saved, _made = SavedSearch.objects.update_or_create(
        user_id=actor.user_id,
        path=path,
        name=name,
        defaults={"query": _without_place(query), "saved_at": at},
    )
    return saved


@transaction.atomic
def remove_search(*, uuid: UUID, actor: Actor) -> SavedSearch:
    """Ta bort en sparad sökning; gives what it was.

    Raises:
        NotVisible: it is somebody else's, or gone.
    """
    saved = get_visible(actor, SavedSearch, uuid=uuid)
    saved.delete()
    return saved


@transaction.atomic
def rename_search(*, uuid: UUID, name: str, actor: Actor) -> SavedSearch:
    """Byt namn på en sparad sökning.

    Raises:
        NotVisible: it is somebody else's, or gone.
        SearchNotSaved: it has no name, or another search has it.
    """
    saved = get_visible(actor, SavedSearch, uuid=uuid)
    saved.name = _name(name)
    try:
        with transaction.atomic():
            saved.save(update_fields=["name"])
    except IntegrityError:
        raise SearchNotSaved(_("Du har redan en sökning som heter så. Välj ett annat namn.")) from None
    return saved


def _name(written: str) -> str:
    name = " ".join(written.split())[:LONGEST_NAME]
    if not name:
        raise SearchNotSaved(_("Ge sökningen ett namn."))
    return name


def _without_place(query: str) -> str:
    asked = parse_qsl(query[:LONGEST_QUERY], keep_blank_values=False)
    return urlencode([(name, value) for name, value in asked if name not in PLACES])
