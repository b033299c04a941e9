"""Lägen i rummet."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MeetingState(TextChoices):
    """Sammanträdets läge fram till kallelsen."""

    PLANNED = "planned", _("Planerat")
    CANCELLED = "cancelled", _("Inställt")
