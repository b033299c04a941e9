"""Hela ärendet som en fil: a page that tells the matter without any server, and beside it its files.

All of it is what the person who fetches it may see, as the pages of the matter show it to that person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case
from cases.selectors.document_zip import ZipPlan, zip_plan
from cases.selectors.documents import municipality_name
from cases.selectors.documents_tab import DocumentFilter, DocumentRow, document_rows
from cases.selectors.history import HistoryFilter, case_history
from cases.selectors.keyset import Place
from cases.selectors.overview import overview

FOLDER = "Handlingar"
STYLE = "utseende.css"


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """Rad bland handlingarna: as on the page, and its file in the package with what proves it; `file` may be empty."""

    row: DocumentRow
    file: str
    sha256: str


def whole_case(actor: Actor, case: Case, *, at: datetime) -> ZipPlan:
    """Paketet. What it says is Swedish whoever asks, for it may be read by another."""
    with translation.override("sv"):
        plan = zip_plan(actor, case)
        files = [replace(file, name=f"{FOLDER}/{file.name}") for file in plan.files]
        plan = replace(plan, files=files)
        pages = {_("Ärendet.html"): _front_page(actor, case, plan, at)}
        style = finders.find(f"css/{STYLE}")
        if style is not None:
            pages[STYLE] = Path(str(style)).read_text()
        return replace(plan, pages=pages)


def _front_page(actor: Actor, case: Case, plan: ZipPlan, at: datetime) -> str:
    page = overview(actor, case.uuid, today=localdate(at))
    context = {
        "page": page,
        "head": page.head,
        "documents": _documents(actor, case, plan),
        "left_out": plan.left_out,
        "history": _history(actor, case),
        "municipality": municipality_name(),
        "person": actor.label,
        "at": at,
        "style": STYLE,
    }
    return render_to_string("cases/whole_case.html", context)


def _documents(actor: Actor, case: Case, plan: ZipPlan) -> list[DocumentLine]:
    files = {file.version.document.document_no: file for file in plan.files}
    rows = document_rows(actor, case, DocumentFilter())
    found = [(row, files.get(row.number)) for row in rows]
    return [DocumentLine(row, file.name if file else "", file.version.sha256 if file else "") for row, file in found]


def _history(actor: Actor, case: Case) -> Sequence[object]:
    """Every event, the oldest last, for those who may read the history."""
    if not policy.can(actor, "read_history", case):
        return ()
    return case_history(actor, case, HistoryFilter(), Place(), number=0, whole=True).rows
