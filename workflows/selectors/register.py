"""Registrera handlingar: the matter that is meant, what to think of first, and names to choose between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Sentence
from cases.models import Case
from cases.policy.conflict import conflicted_column
from cases.selectors.documents_tab import title_of
from cases.selectors.page import subject_of
from cases.services.documents import DocumentLine
from diarium.models import Correspondent, DiaryEntry, Document
from diarium.selectors import document_number, find_entry
from diarium.states import CorrespondentKind, EntryStatus

MOST_CANDIDATES = 8
MOST_NAMES = 300
MOST_WORDS = 6
PERSONAL_NUMBER = re.compile(
    r"(?<!\d)(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])[-+ ]?\d{4}(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Matter:
    """Ärendet som menas: “Senast i {dnr}: {rubrik}”. `opened` = its year, when it is not this one."""

    pk: int
    uuid: UUID
    number: str
    subject: str
    board: str
    last: str
    opened: int | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Ärende som kan menas."""

    number: str
    subject: str


@dataclass(frozen=True, slots=True)
class Meant:
    """Vad fältet Ärende säger: one matter, several to choose between, or none; `wrong` says why it cannot be used."""

    matter: Matter | None = None
    candidates: Sequence[Candidate] = ()
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Varning som kan godtas. `code` is what the form carries when it is; `url` shows what the doubt is about."""

    code: str
    sentence: Sentence
    url: str = ""


def meant(actor: Actor, text: str, *, today: date) -> Meant:
    """Ärendet av ett nummer skrivet hur som helst, else by words of its subject, of what the person may see."""
    words = " ".join(text.split())
    if not words:
        return Meant()
    entries = find_entry(words, rows=policy.visible(actor, DiaryEntry))
    cases = policy.visible(actor, Case).select_related("entry__diary", "board").order_by("-entry__opened_on", "-pk")
    cases = cases.annotate(conflicted_=conflicted_column())
    if entries:
        found = list(cases.filter(entry__in=entries)[: MOST_CANDIDATES + 1])
    else:
        found = list(cases.filter(_with_words(words), entry__status=EntryStatus.OPEN)[: MOST_CANDIDATES + 1])
    if not found:
        return Meant(wrong=_("Det finns inget ärende med det numret eller de orden."))
    if len(found) > 1 or not entries:
        candidates = [Candidate(case.entry.printed_number, subject_of(case)) for case in found[:MOST_CANDIDATES]]
        return Meant(candidates=candidates, wrong=_("Flera ärenden kan menas. Välj ett av dem."))
    return matter_in_hand(actor, found[0], today=today)


def _with_words(text: str) -> Q:
    wanted = Q()
    for word in text.split()[:MOST_WORDS]:
        wanted &= Q(entry__public_subject__icontains=word) | Q(entry__protected_subject__icontains=word)
    return wanted


def matter_in_hand(actor: Actor, case: Case, *, today: date) -> Meant:
    """The same for a matter that is known."""
    entry = case.entry
    if entry.status in {EntryStatus.CANCELLED, EntryStatus.MERGED}:
        return Meant(wrong=_("{dnr} är makulerat. Välj ett annat ärende.").format(dnr=entry.printed_number))
    if not policy.can(actor, "register_document", case):
        return Meant(wrong=_("Du kan inte registrera handlingar i {dnr}.").format(dnr=entry.printed_number))
    last = policy.visible(actor, Document).filter(entry=entry).order_by("-document_no").first()
    matter = Matter(
        pk=case.pk,
        uuid=case.uuid,
        number=entry.printed_number,
        subject=subject_of(case),
        board=case.board.name,
        last=title_of(last) if last else "",
        opened=entry.opened_on.year if entry.opened_on.year < today.year else None,
    )
    return Meant(matter)


def doubts(
    actor: Actor, lines: Sequence[DocumentLine], *, subject: str = "", warnings: Iterable[str] = ()
) -> list[Doubt]:
    """Det som bör tänkas på innan handlingarna registreras; equal files are sought in what the person may see."""
    found = []
    if any(PERSONAL_NUMBER.search(line.title) for line in lines if not line.secrecy_provision):
        told = _("Rubriken ser ut att innehålla ett personnummer. Ta bort det eller sekretessmarkera handlingen.")
        found.append(Doubt("personal", told))
    if PERSONAL_NUMBER.search(subject):
        told = _("Ärendemeningen ser ut att innehålla ett personnummer. Ta bort det eller skriv den skyddad.")
        found.append(Doubt("subject", told))
    files = [line.file for line in lines if line.file]
    hashes = {file.sha256: file.file_name for file in files}
    if len(hashes) < len(files):
        found.append(Doubt("same", _("Två av handlingarna har samma fil.")))
    twins = (
        policy.visible(actor, Document)
        .filter(versions__sha256__in=hashes)
        .select_related("entry__diary")
        .order_by("pk")
        .distinct()
    )
    for twin in twins[:MOST_CANDIDATES] if hashes else []:
        number = document_number(twin.entry, twin.document_no)
        told = _("En handling med samma fil är redan registrerad: {dnr}.").format(dnr=number)
        found.append(Doubt(f"twin:{twin.pk}", told, reverse("document", args=[twin.uuid])))
    return [*found, *(Doubt("active", text) for text in dict.fromkeys(warnings))]


def old_matter(matter: Matter) -> Doubt | None:
    """The matter was opened in an earlier year."""
    if matter.opened is None:
        return None
    told = _("Ärendet öppnades {år}. Kontrollera att handlingen hör dit.").format(år=matter.opened)
    return Doubt(f"old:{matter.pk}", told)


def correspondent_names() -> list[str]:
    """Kända avsändare och mottagare att välja bland; private persons are never proposed."""
    rows = Correspondent.objects.exclude(kind=CorrespondentKind.PERSON).order_by("name", "pk")
    return list(rows.values_list("name", flat=True)[:MOST_NAMES])
