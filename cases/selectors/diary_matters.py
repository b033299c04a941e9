"""Diariets ärenden (S10): number, subject, when opened, class, officer and status, filtered and paged by key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case
from cases.selectors.diary_filter import (
    MARKED,
    NUMBER,
    OLDEST,
    UNMARKED,
    DiaryPage,
    Wanted,
    address,
    diary_page,
    entries_of_number,
    works_with_diary,
)
from cases.selectors.keyset import COUNTED, Place, page_of
from diarium.engine.terms import ask
from diarium.models import DiaryEntry, SearchEntry
from diarium.selectors.search import meets


@dataclass(frozen=True, slots=True)
class MatterLine:
    """Rad i diariet. Of what the reader may not see only number and day are told."""

    pk: int
    uuid: str
    day: date
    number: str
    subject: str
    class_code: str = ""
    officer: str = ""
    status: str = ""
    secrecy: str = ""
    marked: bool = False
    readable: bool = False
    url: str = ""


def matters(actor: Actor, wanted: Wanted) -> QuerySet[DiaryEntry]:
    """Diarieposterna som filtret släpper igenom; not all of them may be read."""
    entries = entries_of_number(actor, wanted.words)
    by_content = bool(wanted.words and not entries) or wanted.asks_content
    rows = policy.visible(actor, DiaryEntry)
    if works_with_diary(actor) and not by_content:
        rows = DiaryEntry.objects.all()
    if entries:
        rows = rows.filter(pk__in=entries)
    elif wanted.words:
        question = ask(wanted.words)
        met = SearchEntry.objects.filter(document__isnull=True)
        rows = rows.filter(pk__in=met.filter(meets(question)).values("entry")) if question else rows.none()
    return _narrowed(rows, wanted, "" if entries else wanted.one_board)


def _narrowed(rows: QuerySet[DiaryEntry], wanted: Wanted, board: str) -> QuerySet[DiaryEntry]:
    equal = {
        "status": wanted.status,
        "class_code__code": wanted.class_code,
        "diary__board__code": board,
        "opened_on__gte": wanted.since,
        "opened_on__lte": wanted.until,
    }
    rows = rows.filter(**{name: value for name, value in equal.items() if value})
    for word in wanted.officer.split()[:4]:
        rows = rows.filter(case__case_officer__name__icontains=word)
    if wanted.secrecy in (MARKED, UNMARKED):
        unmarked = Q(secrecy_provision="")
        rows = rows.filter(~unmarked if wanted.secrecy == MARKED else unmarked)
    return rows


def whole(rows: QuerySet[DiaryEntry]) -> QuerySet[DiaryEntry]:
    """With what a line of the list shows."""
    return rows.select_related("class_code", "case__case_officer")


def order_of(wanted: Wanted) -> dict[str, Any]:
    """Ordningen, as `keyset` takes it: numbers are given in the order of the rows."""
    if wanted.sort == NUMBER:
        return {"oldest_first": True}
    return {"day": "opened_on", "oldest_first": wanted.sort == OLDEST}


def matter_lines(actor: Actor, rows: Iterable[DiaryEntry]) -> list[MatterLine]:
    """Raderna som läsaren får se dem (one query)."""
    listed = list(rows)
    cases = dict(
        policy.visible(actor, Case).filter(entry__in=[row.pk for row in listed]).values_list("entry_id", "uuid")
    )
    return [_line(row, cases.get(row.pk)) for row in listed]


def _line(row: Any, case: Any) -> MatterLine:
    if case is None:
        hidden = _("Sekretessmarkerat ärende")
        return MatterLine(row.pk, "", row.opened_on, row.printed_number, hidden, marked=row.is_secret)
    officer = row.case.case_officer
    return MatterLine(
        pk=row.pk,
        uuid=str(case),
        day=row.opened_on,
        number=row.printed_number,
        subject=row.protected_subject or row.public_subject,
        class_code=str(row.class_code) if row.class_code else "",
        officer=officer.name if officer else "",
        status=row.get_status_display(),
        secrecy=row.secrecy_provision,
        marked=row.is_secret,
        readable=True,
        url=reverse("case", args=[case]),
    )


def matter_page(actor: Actor, wanted: Wanted, place: Place) -> DiaryPage:
    """Fliken Ärenden: three queries, whatever the number of rows; two more for words."""
    rows = matters(actor, wanted)
    page = page_of(whole(rows), place, lambda **more: address("diary_matters", wanted, **more), **order_of(wanted))
    lines = matter_lines(actor, page.rows)
    return diary_page("diary_matters", page, wanted, lines, found=_found(page.total) if wanted.narrowed else "")


def _found(total: int) -> str:
    if total > COUNTED:
        return _("Över 1 000 ärenden matchar").replace(" 1 000", "\u00a01\u00a0000")
    return ngettext("{n} ärende matchar", "{n} ärenden matchar", total).format(n=total)
