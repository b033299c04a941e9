"""Fristens lägen: how it ends, and which reminder of it is sent."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeadlineEnd(TextChoices):
    """Hur en frist slutade."""

    MET = "met", _("Klar")
    DROPPED = "dropped", _("Behövs inte längre")


class NoticeStage(TextChoices):
    """Påminnelse före eller efter att fristen har gått ut."""

    REMIND = "remind", _("Påminnelse")
    LATE = "late", _("Försenad")
