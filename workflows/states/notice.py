"""Aviseringar: what a person is told of, and how."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NoticeKind(TextChoices):
    """Slag av avisering."""

    TASK = "task", _("Ny uppgift")
    RETURNED = "returned", _("Något är återlämnat till mig")
    NUDGE = "nudge", _("Någon påminner mig om en uppgift")
    DEADLINE = "deadline", _("En frist närmar sig eller har gått ut")


class Channel(TextChoices):
    """Sätt att avisera. What waits is always in the inbox; the two others write as well."""

    SYSTEM = "system", _("I systemet")
    MAIL = "mail", _("E-post direkt")
    DAILY = "daily", _("E-post en gång om dagen")


ABOUT_A_TASK = (NoticeKind.TASK, NoticeKind.RETURNED)
# Steps that give the work back to who did it.
RETURNS = frozenset({"return_report", "refuse_decision", "refuse_paper_signature"})
