"""Tillfällig åtkomst: a matter read by it is opened by a button that tells the log, and closes again after a while."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.capacity import Actor
from audit.models import Event
from audit.rules import Refusal
from cases.models import Case
from cases.policy import by_emergency
from diarium.models import Document

READ_FOR = timedelta(minutes=30)
"""So long a matter stays open after it was opened; the pages of a matter that is read again are opened again."""


class NotOpened(Refusal):
    """The matter is read by emergency access and has not been opened, or not for a while."""

    sentence = _("Ärendet är sekretessmarkerat och du har tillfällig åtkomst. Att du öppnar det loggas.")
    status = 409
    heading = _("Öppna ärendet med tillfällig åtkomst")

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.links = [(_("Gå till ärendet"), reverse("open_by_emergency", args=[case.uuid]))]


def emergency_mark(actor: Actor) -> Mapping[str, Any]:
    """The annotation that `require_opened` reads; nothing where nobody could have access."""
    if actor.user_id is None:
        return {}
    return {"read_by_emergency": ExpressionWrapper(by_emergency(actor), output_field=BooleanField())}


def require_opened(actor: Actor, case: Case) -> None:
    """Go on unless the matter is read by emergency access alone and has not been opened (one query, if it is).

    Raises:
        NotOpened: with the way to open it.
    """
    if not getattr(case, "read_by_emergency", False):
        return
    opened = Event.objects.filter(
        stream=case.entry.stream, verb="emergency_opened", actor=actor.id, recorded_at__gte=Now() - READ_FOR
    )
    if not opened.exists():
        raise NotOpened(case)


def require_document_opened(actor: Actor, document: Document) -> None:
    """The same for a document in hand with its entry and matter (a query more in a secret matter).

    Raises:
        NotOpened: with the way to open the matter.
    """
    if not document.entry.is_secret or actor.user_id is None:
        return
    case = document.entry.case
    case.read_by_emergency = Case.objects.filter(by_emergency(actor), pk=case.pk).exists()  # type: ignore[attr-defined]
    require_opened(actor, case)
