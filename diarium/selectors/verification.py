"""Kontroll av registret: series and counters, files and their hashes, and the places of `audit` that the room fills."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext_lazy as _

from audit.models import Event, Value
from audit.selectors import (
    Finding,
    guards_of,
    register_consistency,
    register_guards,
    register_verbs,
    register_verification,
)
from diarium.engine.storage import BlobMissing, exists, measure
from diarium.models import Diary, DiaryEntry, DocumentVersion
from diarium.states import Origin

VERBS = {
    "correspondent_changed": _("ändrade en adress i registret"),
    "register_loaded": _("läste in registrets tabeller, {rows} rader"),
    "number_taken": _("tog nummer {serial} ur diariet"),
    "number_taken_over": _("tog över nummer {serial} från ett äldre system"),
    "entry_opened": _("tog diarienummer {number}"),
    "entry_closed": _("avslutade diarieposten"),
    "entry_reopened": _("öppnade diarieposten igen"),
    "entry_cancelled": _("makulerade diarienumret"),
    "class_code_changed": _("ändrade klassificeringen från {before_code} till {after_code}, numret skrivs nu {number}"),
    "subject_corrected": _("rättade ärendemeningen"),
    "entry_marked_secret": _("sekretessmarkerade ärendet"),
    "document_registered": _("registrerade handling {document_no}"),
    "document_version_added": _("sparade version {version} av handling {document_no}"),
    "document_status_changed": _("ändrade status på handling {document_no}"),
    "document_cancelled": _("makulerade handling {document_no}"),
    "document_marked_secret": _("sekretessmarkerade handling {document_no}"),
}


def register() -> None:
    """Fill the places of `audit`: verbs, guards, verifications and consistency checks."""
    register_verbs(VERBS)
    register_guards(*guards_of("diarium"))
    register_verification("diaries", series)
    register_verification("document numbers", document_numbers)
    register_verification("files", files)
    register_consistency("diary entries", odd_entries)


def series() -> Iterator[Finding]:
    """Holes and doubles: own numbers run from `carried_over` + 1 to the counter, taken-over ones never above it."""
    own, taken = Q(entries__origin=Origin.OWN), Q(entries__origin=Origin.IMPORTED)
    diaries = Diary.objects.select_related("board").annotate(
        count=Count("entries", filter=own),
        lowest=Min("entries__serial", filter=own),
        highest=Max("entries__serial", filter=own),
        highest_taken=Max("entries__serial", filter=taken),
    )
    for diary in diaries.order_by("board__code", "year"):
        expected = (diary.carried_over + 1, diary.last_serial) if diary.last_serial else (None, None)
        count = diary.last_serial - diary.carried_over if diary.last_serial else 0
        if (diary.lowest, diary.highest) != expected or diary.count != count:
            yield Finding(
                "E-SERIES",
                diary.stream,
                f"{count}: {expected[0]}–{expected[1]}",
                f"{diary.count}: {diary.lowest}–{diary.highest}",
                _("Diariets nummerserie har en lucka eller stämmer inte med räknaren."),
            )
        if (diary.highest_taken or 0) > diary.carried_over:
            yield Finding(
                "E-SERIES",
                diary.stream,
                f"≤ {diary.carried_over}",
                str(diary.highest_taken),
                _("Ett övertaget nummer är högre än gränsen för övertagna nummer."),
            )


def document_numbers() -> Iterator[Finding]:
    """Document numbers run from 1 to the entry's counter without gaps (G7)."""
    entries = DiaryEntry.objects.annotate(count=Count("documents"), highest=Max("documents__document_no")).order_by(
        "pk"
    )
    for pk, stream, last, count, highest in (
        (entry.pk, entry.stream, entry.last_document_no, entry.count, entry.highest or 0)
        for entry in entries.iterator(chunk_size=2000)
    ):
        if not last == count == highest:
            yield Finding(
                "E-DOCUMENT-NO",
                stream,
                str(last),
                f"{count}, {highest}",
                _("Handlingsnumren har en lucka eller stämmer inte med räknaren."),
            )
        del pk


def files() -> Iterator[Finding]:
    """Every version's file is there, whole, and its hash is named by an event (or stands beside one, when secret)."""
    told = _hashes_told()
    measured: dict[str, bool] = {}
    versions = DocumentVersion.objects.select_related("document__entry").order_by("pk")
    for version in versions.iterator(chunk_size=2000):
        name = f"{version.document.stream} {version.document.document_no}.{version.number}"
        if version.sha256 not in told.get(version.document.stream, set()):
            yield Finding("E-FILE", name, version.sha256, "–", _("Ingen händelse nämner filens kontrollsumma."))
        if not exists(version.sha256):
            yield Finding("E-FILE", name, version.sha256, "–", _("Filen saknas."))
            continue
        if version.sha256 not in measured:
            measured[version.sha256] = _is_whole(version)
        if not measured[version.sha256]:
            yield Finding("E-FILE", name, version.sha256, "?", _("Filen är ändrad eller skadad."))


def _is_whole(version: DocumentVersion) -> bool:
    try:
        blob = measure(version.sha256)
    except BlobMissing:
        return False
    return (blob.sha256, blob.size) == (version.sha256, version.size)


def _hashes_told() -> dict[str, set[str]]:
    told: dict[str, set[str]] = {}
    for event in Event.objects.filter(verb__in=["document_registered", "document_version_added"]).iterator():
        data = event.facts.get("data") or {}
        if "sha256" in data:
            told.setdefault(event.stream, set()).add(str(data["sha256"]))
    for stream, value in Value.objects.filter(name="sha256").values_list("event__stream", "value"):
        told.setdefault(stream, set()).add(value)
    return told


def odd_entries() -> Iterator[Finding]:
    """Entries that are each allowed but do not fit their printed number."""
    for entry in (
        DiaryEntry.objects.select_related("diary__board", "class_code").order_by("pk").iterator(chunk_size=2000)
    ):
        number = entry.number
        told = (number.board, number.year, number.serial, number.class_code)
        code = entry.class_code.code if entry.class_code else ""
        row = (entry.diary.board.code.upper(), entry.diary.year, entry.serial, code)
        if told != row:
            yield Finding(
                "E-NUMBER", entry.stream, str(row), entry.printed_number, _("Diarienumret stämmer inte med raden.")
            )
