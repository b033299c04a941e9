"""Massåtgärder (screens.md §3.3): which acts a list offers, and what of the chosen rows will change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Sentence
from cases.models import Case, Watch
from cases.selectors.diary import document_lines, whole
from cases.selectors.page import subject_of
from diarium.models import ClassCode, Document

MOST = 200
OFFICER, WATCH, CLASS, REVIEWED, REPORT = "officer", "watch", "class", "reviewed", "report"


@dataclass(frozen=True, slots=True)
class BulkAct:
    """Massåtgärd. `now` is the heading of what the rows have today; `view` the name of its page."""

    name: str
    label: Sentence
    heading: Sentence
    button: Sentence
    view: str
    now: Sentence
    of_documents: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """Vald rad: `key` for the door, `now` what it has today."""

    key: int
    uuid: str
    number: str
    text: str
    now: str | date


@dataclass(frozen=True, slots=True)
class Offer:
    """Knapp i listans fält."""

    label: Sentence
    url: str


ACTS: Mapping[str, BulkAct] = {
    OFFICER: BulkAct(
        OFFICER,
        _("Byt handläggare …"),
        _("Byt handläggare"),
        _("Byt handläggare"),
        "bulk_officer",
        _("Handläggare nu"),
    ),
    WATCH: BulkAct(
        WATCH,
        _("Ändra bevakningsdatum …"),
        _("Ändra bevakningsdatum"),
        _("Ändra bevakningsdatum"),
        "bulk_watch",
        _("Bevakas nu"),
    ),
    CLASS: BulkAct(
        CLASS,
        _("Ändra klassificering …"),
        _("Ändra klassificering"),
        _("Ändra klassificering"),
        "bulk_class",
        _("Klassificering nu"),
    ),
    REVIEWED: BulkAct(
        REVIEWED,
        _("Markera som prövad …"),
        _("Markera sekretess som prövad"),
        _("Markera som prövad"),
        "bulk_reviewed",
        _("Datum"),
        of_documents=True,
    ),
    REPORT: BulkAct(
        REPORT,
        _("Anmäl till sammanträde …"),
        _("Anmäl delegationsbeslut"),
        _("Anmäl till sammanträde"),
        "bulk_report",
        _("Nämnd"),
    ),
}


def acts_of(names: Iterable[str]) -> list[Offer]:
    """Knapparna; one whose page does not exist is not offered."""
    offers = []
    for name in names:
        try:
            offers.append(Offer(ACTS[name].label, reverse(ACTS[name].view)))
        except NoReverseMatch:
            continue
    return offers


def chosen_rows(actor: Actor, act: BulkAct, uuids: Sequence[str]) -> list[Chosen]:
    """De valda raderna som läsaren ser, in the order of the register; the others are as if they were not there."""
    keys = [key for key in (_uuid(text) for text in uuids[:MOST]) if key is not None]
    if act.of_documents:
        documents = whole(policy.visible(actor, Document).filter(uuid__in=keys)).order_by("pk")
        lines = document_lines(actor, _dated(documents))
        return [Chosen(line.pk, line.uuid, line.number, line.title, line.day) for line in lines]
    watched = Watch.objects.filter(case=OuterRef("pk"), user=actor.user_id or 0).values("on")
    rows = (
        policy.visible(actor, Case).filter(uuid__in=keys).select_related("entry__class_code", "case_officer", "board")
    )
    return [_of_case(case, act) for case in rows.annotate(watched_on=Subquery(watched)).order_by("pk")]


def class_codes(*, on: date) -> list[tuple[str, str]]:
    """Koderna i diarieplanen den dagen (one query)."""
    in_force = Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return [(row.code, str(row)) for row in ClassCode.objects.filter(*in_force).order_by("code", "pk")]


def _dated(documents: Iterable[Any]) -> list[Any]:
    listed = list(documents)
    for document in listed:
        document.day = document.received_on or document.dated
    return listed


def _of_case(case: Any, act: BulkAct) -> Chosen:
    of_now: Mapping[str, Callable[[], str | date]] = {
        OFFICER: lambda: case.case_officer.name if case.case_officer else "",
        WATCH: lambda: case.watched_on or "",
        CLASS: lambda: str(case.entry.class_code) if case.entry.class_code else "",
        REPORT: lambda: case.board.name,
    }
    key = case.entry_id if act.name == CLASS else case.pk
    return Chosen(key, str(case.uuid), case.entry.printed_number, subject_of(case), of_now[act.name]())


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def sentence(act: BulkAct, *, done: int, failed: int) -> str:
    """Resultatet i en mening: “12 av 14 ärenden har fått ny handläggare. 2 kunde inte ändras:”."""
    if not failed:
        return _whole(act, done).format(n=done)
    refused = ngettext("{c} kunde inte ändras:", "{c} kunde inte ändras:", failed)
    return f"{_part(act, done + failed).format(a=done, b=done + failed)} {refused.format(c=failed)}"


def _whole(act: BulkAct, n: int) -> str:
    words = {
        OFFICER: ngettext("{n} ärende har fått ny handläggare.", "{n} ärenden har fått ny handläggare.", n),
        WATCH: ngettext("{n} ärende har fått nytt bevakningsdatum.", "{n} ärenden har fått nytt bevakningsdatum.", n),
        CLASS: ngettext("{n} ärende har fått ny klassificering.", "{n} ärenden har fått ny klassificering.", n),
        REVIEWED: ngettext("{n} handling är markerad som prövad.", "{n} handlingar är markerade som prövade.", n),
        REPORT: ngettext(
            "Delegationsbeslutet i {n} ärende är anmält.", "Delegationsbesluten i {n} ärenden är anmälda.", n
        ),
    }
    return words[act.name]


def _part(act: BulkAct, n: int) -> str:
    words = {
        OFFICER: ngettext(
            "{a} av {b} ärende har fått ny handläggare.", "{a} av {b} ärenden har fått ny handläggare.", n
        ),
        WATCH: ngettext(
            "{a} av {b} ärende har fått nytt bevakningsdatum.", "{a} av {b} ärenden har fått nytt bevakningsdatum.", n
        ),
        CLASS: ngettext(
            "{a} av {b} ärende har fått ny klassificering.", "{a} av {b} ärenden har fått ny klassificering.", n
        ),
        REVIEWED: ngettext(
            "{a} av {b} handling är markerad som prövad.", "{a} av {b} handlingar är markerade som prövade.", n
        ),
        REPORT: ngettext(
            "Delegationsbesluten i {a} av {b} ärende är anmälda.",
            "Delegationsbesluten i {a} av {b} ärenden är anmälda.",
            n,
        ),
    }
    return words[act.name]
