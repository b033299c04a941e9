"""Diarieposter efter nummer: every way of writing a number finds the same entry."""

from __future__ import annotations

from django.db.models import QuerySet

from diarium.models import DiaryEntry, EntryAlias
from diarium.numbers import DiaryNumber, serial_and_class


def find_entry(text: str, *, rows: QuerySet[DiaryEntry] | None = None) -> list[DiaryEntry]:
    """Hitta diarieposten efter nummer, newest first; empty when the text is no number of ours.

    `rows` is what the reader may see (`policy.visible(actor, DiaryEntry)`); left out only inside doors. A number
    without board finds every board's, "91.103" every year's, a former form or foreign reference its entry.
    """
    entries = (DiaryEntry.objects.all() if rows is None else rows).select_related("diary__board", "class_code")
    entries = entries.order_by("-opened_on", "-pk")
    number = DiaryNumber.parse(text)
    if number is not None and number.board:
        found = list(entries.filter(number_key=number.identity))
    elif number is not None:
        found = list(entries.filter(diary__year=number.year, serial=number.serial))
    elif (end := serial_and_class(text)) is not None:
        found = list(entries.filter(serial=end[0], class_code__code=end[1]))
    else:
        found = []
    if found or not text.strip():
        return found
    return list(entries.filter(pk__in=EntryAlias.objects.filter(text__iexact=text.strip()).values("entry")))
