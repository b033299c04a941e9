"""Svaren på en begäran."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequestOutcome(TextChoices):
    """Svar på en begäran om en åtgärd; the last two are no answer of the second person."""

    GRANTED = "granted", _("Godkänd")
    REFUSED = "refused", _("Avslagen")
    TAKEN_BACK = "taken_back", _("Återtagen")
    LAPSED = "lapsed", _("Förfallen")
