"""Handlingskort (S4): a document's versions, what can be shown of it, where it lies, and what one may do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Sentence
from cases.models import Case, Distribution
from cases.selectors.document_text import comparable
from cases.selectors.documents_tab import STATUS_COLORS, title_of
from cases.selectors.frame import Link
from cases.selectors.secrecy import secrecy_link
from cases.states import CaseState
from diarium.models import Document, DocumentVersion
from diarium.rules import Publicity, publicity, takes_new_version
from diarium.selectors import document_number
from diarium.selectors.document import NOT_THE_TEXT, RENDERED
from diarium.selectors.file import shut_files
from diarium.states import DOCUMENT_STEPS, DocumentStatus, ScanStatus, VersionRole

OURS = "Beslutsgång"
MOST_TWINS = 5
SETTLED = (CaseState.CLOSED, CaseState.WITHDRAWN)
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class VersionLine:
    """Version på handlingskortet; `url` is where its file is fetched, empty when it may not be opened."""

    number: int
    role: str
    note: str
    created_at: datetime
    created_by: str
    file_name: str
    size: int
    media_type: str
    sha256: str
    archival: str
    shut: str
    url: str
    preview_url: str
    compare_with: int | None
    compare_url: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Förhandsvisning: a PDF that we made, shown in the page. `number` is the version that it shows."""

    url: str
    number: int


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """Handlingskort. `guarded` = opening a file is told in the log."""

    document: Document
    number: str
    title: str
    direction: str
    kind: str
    status: str
    status_color: str
    versions: Sequence[VersionLine]
    guarded: bool
    preview: Preview | None
    waits: Sentence
    publicity: Publicity
    found_in: Sequence[Link]
    acts: Sequence[Link]


def document_card(actor: Actor, case: Case, document: Document) -> DocumentCard:
    """Kortet för en handling i hand, with its versions (four queries more)."""
    versions = list(document.versions.all())
    shut = shut_files(version.sha256 for version in versions)
    guarded = document.is_secret or document.entry.is_secret
    shown = shown_version(document)
    return DocumentCard(
        document=document,
        number=document_number(document.entry, document.document_no),
        title=title_of(document),
        direction=document.get_direction_display(),
        kind=document.get_kind_display(),
        status=document.get_status_display(),
        status_color=STATUS_COLORS.get(document.status, "neutral"),
        versions=_lines(document, versions, shut, guarded=guarded),
        guarded=guarded,
        preview=Preview(_preview_url(document, shown), _of(shown, versions)) if shown else None,
        waits=_waits(versions, shown, shut),
        publicity=publicity_of(case, document),
        found_in=[*_twins(actor, document, versions), *_sent_in(case, document)],
        acts=_acts(actor, case, document),
    )


def publicity_of(case: Case, document: Document) -> Publicity:
    """När handlingen blir allmän (no query)."""
    return publicity(
        direction=document.direction, kind=document.kind, status=document.status, settled=case.state in SETTLED
    )


def shown_version(document: Document) -> DocumentVersion | None:
    """Det som visas i webbläsaren: our PDF of the newest text, with the versions in hand; never a foreign file."""
    versions = sorted(document.versions.all(), key=lambda version: -version.number)
    text = newest_text(document)
    if text is None or is_ours(text):
        return text
    return next((row for row in versions if row.role == VersionRole.RENDITION and row.derived_from_id == text.pk), None)


def newest_text(document: Document) -> DocumentVersion | None:
    """Den senaste versionen, with the versions in hand; a rendition is none."""
    texts = [version for version in document.versions.all() if version.role not in NOT_THE_TEXT]
    return max(texts, key=lambda version: version.number, default=None)


def is_ours(version: DocumentVersion) -> bool:
    """Om filen är satt av oss: only such a one is ever opened in the page."""
    return version.role in RENDERED and version.media_type == PDF


def may_add_version(document: Document) -> bool:
    """Om handlingen tar en ny version, with the versions in hand."""
    newest = newest_text(document)
    return takes_new_version(
        direction=document.direction, status=document.status, made_by_us=newest is not None and is_ours(newest)
    )


def _of(shown: DocumentVersion, versions: Sequence[DocumentVersion]) -> int:
    return next((row.number for row in versions if row.pk == shown.derived_from_id), shown.number)


def _preview_url(document: Document, version: DocumentVersion) -> str:
    return reverse("document_preview", args=[document.uuid, version.number])


def _lines(
    document: Document, versions: Sequence[DocumentVersion], shut: Mapping[str, str], *, guarded: bool
) -> list[VersionLine]:
    numbers = {version.pk: version.number for version in versions}
    texts = sorted(v.number for v in versions if v.role not in NOT_THE_TEXT and comparable(v))
    lines = []
    for version in versions:
        before = max((number for number in texts if number < version.number), default=None)
        compares = before is not None and version.number in texts and not guarded
        lines.append(
            VersionLine(
                number=version.number,
                role=version.get_role_display(),
                note=_note(version, numbers),
                created_at=version.created_at,
                created_by=version.created_by.name if version.created_by else OURS,
                file_name=version.file_name,
                size=version.size,
                media_type=version.media_type,
                sha256=version.sha256,
                archival=now_in("Ja, PDF/A") if is_ours(version) else now_in("Nej eller inte kontrollerat"),
                shut=_shut(shut.get(version.sha256, "")),
                url="" if version.sha256 in shut else reverse("document_file", args=[document.uuid, version.number]),
                preview_url=_preview_url(document, version) if is_ours(version) else "",
                compare_with=before if compares else None,
                compare_url=f"{reverse('compare_document', args=[document.uuid])}?fran={before}&till={version.number}"
                if compares
                else "",
            )
        )
    return lines


def _note(version: DocumentVersion, numbers: Mapping[int, int]) -> str:
    made_of = numbers.get(version.derived_from_id or 0)
    if version.role == VersionRole.RENDITION:
        return now_in("Visningsversion av version {n}").format(n=made_of) if made_of else now_in("Visningsversion")
    return version.reason


def _shut(status: str) -> str:
    if status == ScanStatus.INFECTED:
        return now_in("Innehåller skadlig kod")
    return now_in("I karantän") if status else ""


def _waits(versions: Sequence[DocumentVersion], shown: DocumentVersion | None, shut: Mapping[str, str]) -> Sentence:
    """Why nothing is shown."""
    if shown is not None or not versions:
        return ""
    newest = next((version for version in versions if version.role not in NOT_THE_TEXT), versions[0])
    status = shut.get(newest.sha256)
    if status == ScanStatus.INFECTED:
        return _("Filen innehåller skadlig kod och kan inte öppnas.")
    if status:
        return _("Filen har inte kunnat kontrolleras. Den ligger i karantän och kan öppnas när kontrollen är klar.")
    return _("Det finns ingen visningsversion av filen, eller så är den inte klar än. Originalet kan hämtas.")


def _twins(actor: Actor, document: Document, versions: Sequence[DocumentVersion]) -> list[Link]:
    """Other documents with the same file, that the reader may see."""
    hashes = [version.sha256 for version in versions if version.role not in NOT_THE_TEXT]
    if not hashes:
        return []
    same = (
        policy.visible(actor, Document)
        .filter(~Q(pk=document.pk), versions__sha256__in=hashes)
        .select_related("entry__diary__board")
        .order_by("entry__number_key", "document_no", "pk")
        .distinct()[:MOST_TWINS]
    )
    return [
        Link(
            now_in("Samma fil: {dnr} {rubrik}").format(
                dnr=document_number(found.entry, found.document_no), rubrik=title_of(found)
            ),
            reverse("document", args=[found.uuid]),
        )
        for found in same
    ]


def _sent_in(case: Case, document: Document) -> list[Link]:
    sent = Distribution.objects.filter(case=case, documents__contains=[{"document": str(document.uuid)}])
    return [
        Link(
            now_in("Utskick {datum}").format(datum=date_format(row.sent_at, "j F Y")),
            reverse("case_recipients" if row.decision_id else "case_referrals", args=[case.uuid]),
        )
        for row in sent.order_by("sent_at", "pk")
    ]


def _acts(actor: Actor, case: Case, document: Document) -> list[Link]:
    """What one may do, each on a page of its own."""
    acts = []
    if policy.can(actor, "register_document", case):
        if document.status == DocumentStatus.DRAFT:
            acts.append(Link(now_in("Fastställ"), reverse("finalise_document", args=[document.uuid]), "check"))
        if may_add_version(document):
            acts.append(Link(now_in("Ny version"), reverse("add_version", args=[document.uuid]), "file-plus"))
    marking = secrecy_link(actor, document)
    if marking is not None:
        acts.append(marking)
    cancels = DocumentStatus.CANCELLED in DOCUMENT_STEPS[DocumentStatus(document.status)]
    if cancels and policy.can(actor, "correct_entry", document.entry):
        acts.append(Link(now_in("Makulera …"), reverse("cancel_document", args=[document.uuid]), "x"))
    return acts
