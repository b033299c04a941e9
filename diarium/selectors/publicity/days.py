"""Postlista: the documents that were registered on a day, and those registered last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import make_aware

from diarium.models import PublicDocument
from diarium.selectors.entry import number_template
from diarium.selectors.keyset import Place, Slice, page_of
from diarium.selectors.publicity.lines import DocumentLine, document_line_in
from diarium.selectors.publicity.paging import addresses


@dataclass(frozen=True, slots=True)
class DailyList:
    """Postlista för en dag; `previous`/`next` are the nearest days that have documents."""

    day: date
    total: int
    rows: Sequence[DocumentLine]
    page: Slice[Any]
    previous: date | None
    next: date | None


def last_public_day() -> date | None:
    """The day of the latest registration that the public sees."""
    row = PublicDocument.objects.order_by("-registered_at", "-pk").first()
    return row.registered_on if row else None


def daily_list(day: date, place: Place, *, address: str) -> DailyList:
    """Postlista: what was registered that day (Stockholm), by number; `address` names the page that shows it."""
    start, end = midnight(day), midnight(day + timedelta(days=1))
    rows = PublicDocument.objects.filter(registered_at__gte=start, registered_at__lt=end)
    earlier = PublicDocument.objects.filter(registered_at__lt=start).order_by("-registered_at").first()
    later = PublicDocument.objects.filter(registered_at__gte=end).order_by("registered_at").first()
    total, form = rows.count(), number_template()
    page = page_of(
        rows.select_related("matter__board"),
        place,
        addresses(address, None, day.isoformat()),
        oldest_first=True,
        total=total,
    )
    return DailyList(
        day=day,
        total=total,
        rows=[document_line_in(row, row.matter, form) for row in page.rows],
        page=page,
        previous=earlier.registered_on if earlier else None,
        next=later.registered_on if later else None,
    )


def newest_documents(*, board: str = "", number: int = 50) -> list[DocumentLine]:
    """De senast registrerade handlingarna, for those who follow the diary."""
    rows = PublicDocument.objects.select_related("matter__board").order_by("-registered_at", "-pk")
    if board:
        rows = rows.filter(matter__board__code=board)
    form = number_template()
    return [document_line_in(row, row.matter, form) for row in rows[:number]]


def midnight(day: date) -> datetime:
    """When the day begins in Stockholm."""
    return make_aware(datetime.combine(day, time.min))
