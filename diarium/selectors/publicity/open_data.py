"""Öppna data: the rows of the public register, in the order in which they were registered."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q, QuerySet

from diarium.models import PublicDocument, PublicMatter
from diarium.selectors.publicity.days import midnight
from diarium.selectors.publicity.wanted import Wanted, narrowed


def matter_rows(wanted: Wanted) -> QuerySet[PublicMatter]:
    """Ärendena för öppna data, in the order in which they were registered."""
    return narrowed(PublicMatter.objects.select_related("board"), wanted).order_by("pk")


def document_rows(wanted: Wanted) -> QuerySet[PublicDocument]:
    """Handlingarna för öppna data, in the order in which they were registered; the period is of registration."""
    rows = PublicDocument.objects.select_related("matter__board")
    narrowed = Q()
    if wanted.board:
        narrowed &= Q(matter__board__code=wanted.board)
    if wanted.since:
        narrowed &= Q(registered_at__gte=midnight(wanted.since))
    if wanted.until:
        narrowed &= Q(registered_at__lt=midnight(wanted.until + timedelta(days=1)))
    return rows.filter(narrowed).order_by(F("pk").asc())
