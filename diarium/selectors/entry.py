"""Diarieposter efter nummer: every way of writing a number finds the same entry; the matters that belong together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.selectors import municipality
from diarium.models import ClassCode, Diary, DiaryEntry, EntryAlias, EntryLink
from diarium.numbers import DiaryNumber, NumberTemplate, Sought, normalised, sought
from diarium.states import AliasKind, EntryStatus, LinkKind

MOST = 200
LONGEST_WAY = 20


def find_entry(text: str, *, rows: QuerySet[DiaryEntry] | None = None) -> list[DiaryEntry]:
    """Hitta diarieposten efter nummer, newest first; empty when the text is no number of ours.

    `rows` is what the reader may see (`policy.visible(actor, DiaryEntry)`); left out only inside doors. A number
    without board finds every board's, "91.103" and "91" every year's, a former form or foreign reference its entry. A
    number that was merged into another, or cancelled in favour of one, leads there; that of one of its documents does
    not, since documents keep their numbers.
    """
    text = text.replace("\x00", " ")
    seen = DiaryEntry.objects.all() if rows is None else rows
    entries = seen.select_related("diary__board", "class_code").order_by("-opened_on", "-pk")
    for wanted in _sought(text):
        found = list(_numbered(entries, wanted)[:MOST])
        if found:
            return found if wanted.document_no is not None else where_they_went(found, rows=seen)
    words = " ".join(text.split())
    if not words:
        return []
    named = EntryAlias.objects.filter(Q(text__iexact=words) | Q(text__iexact=normalised(words)))
    return where_they_went(list(entries.filter(pk__in=named.values("entry"))[:MOST]), rows=seen)


def _sought(text: str) -> Sequence[Sought]:
    """What the text can mean; the diaries' own forms are asked about only where it can mean several things."""
    found = list(dict.fromkeys(sought(text)))
    if len(DiaryNumber.readings(text)) < 2:
        return found
    return list(dict.fromkeys(sought(text, own_forms())))


def own_forms() -> list[NumberTemplate]:
    """The forms that the diaries print their numbers in, the newest first, and the municipality's (two queries)."""
    stored = Diary.objects.exclude(template={}).order_by("template", "-year").distinct("template")
    newest = sorted(stored.values_list("year", "template"), key=lambda row: -row[0])
    return [*(NumberTemplate.from_settings(template) for _year, template in newest), number_template()]


def number_template() -> NumberTemplate:
    """How this municipality prints its numbers (one query)."""
    row = municipality()
    return NumberTemplate.from_settings(row.number_template if row else {})


def form_of(diary: Diary, ours: NumberTemplate | None = None) -> NumberTemplate:
    """How the diary prints its numbers: its own form, or the municipality's (`ours`, asked for when left out)."""
    return NumberTemplate.from_settings(diary.template) if diary.template else ours or number_template()


def document_number(entry: DiaryEntry, document_no: int) -> str:
    """KS-2018/91.103-7, as the entry's diary prints it; load the entry with its diary."""
    return form_of(entry.diary).document(entry.printed_number, document_no)


def _numbered(entries: QuerySet[DiaryEntry], wanted: Sought) -> QuerySet[DiaryEntry]:
    """By the key where it is whole, else by (diary, serial): both are unique indexes, so no table is read through."""
    if wanted.board and wanted.year:
        return entries.filter(number_key=DiaryNumber(wanted.board, wanted.year, wanted.serial).identity)
    diaries = Diary.objects.all()
    if wanted.board:
        diaries = diaries.filter(board__code__iexact=wanted.board)
    if wanted.year:
        diaries = diaries.filter(year=wanted.year)
    found = entries.filter(diary_id__in=list(diaries.values_list("pk", flat=True)), serial=wanted.serial)
    if wanted.class_code and not wanted.year:
        former = EntryAlias.objects.filter(
            entry=OuterRef("pk"), kind=AliasKind.FORMER, text__endswith=f".{wanted.class_code}"
        )
        found = found.filter(Q(class_code__code=wanted.class_code) | Exists(former))
    return found


def where_they_went(found: Sequence[DiaryEntry], *, rows: QuerySet[DiaryEntry]) -> list[DiaryEntry]:
    """The entries, a merged or replaced one exchanged for the one that it went to, where the reader may see that."""
    went: dict[int, DiaryEntry] = {}
    for entry in found:
        here = entry
        for _step in range(LONGEST_WAY):
            onward = _onward(here, rows)
            if onward is None:
                break
            here = onward
        went.setdefault(here.pk, here)
    return list(went.values())


def _onward(entry: DiaryEntry, rows: QuerySet[DiaryEntry]) -> DiaryEntry | None:
    if entry.status not in {EntryStatus.MERGED, EntryStatus.CANCELLED}:
        return None
    entries = rows.select_related("diary__board", "class_code").order_by("pk")
    if entry.merged_into_id is not None:
        return entries.filter(pk=entry.merged_into_id).first()
    replacing = EntryLink.objects.filter(other=entry, kind=LinkKind.REPLACES, removed_at__isnull=True)
    return entries.filter(pk__in=replacing.values("entry")).first()


def classes_in_force(on: date) -> QuerySet[ClassCode]:
    """Klasserna i diarieplanen den dagen."""
    begun, lasts = Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on)
    return ClassCode.objects.filter(begun, lasts).order_by("code", "pk")


def links_of(entry: DiaryEntry, *, rows: QuerySet[DiaryEntry]) -> QuerySet[EntryLink]:
    """Kopplingar till och från ärendet, oldest first; those to matters outside `rows` leave no trace."""
    either = Q(entry=entry, other__in=rows) | Q(other=entry, entry__in=rows)
    return (
        EntryLink.objects.filter(either, removed_at__isnull=True)
        .select_related("entry", "other")
        .order_by(F("linked_at"), "pk")
    )
