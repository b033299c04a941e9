"""Kontroll av registret: series and counters, files and their hashes, and the places of `audit` that the room fills."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import Coalesce
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
from diarium.numbers import DiaryNumber, NumberTemplate
from diarium.selectors.disclosure import odd_requests
from diarium.selectors.entry import number_template
from diarium.states import Origin

VERBS = {
    "correspondent_changed": _("ändrade en adress i registret"),
    "correspondent_added": _("lade till {name} i registret"),
    "correspondent_corrected": _("ändrade uppgifterna om {name} i registret"),
    "spelling_added": _("lade till en skrivning av {name} i registret"),
    "spelling_ended": _("tog en skrivning av {name} ur bruk"),
    "channel_set": _("ändrade en kanal till {name}"),
    "channel_ended": _("avslutade en kanal till {name}"),
    "group_added": _("lade till mottagargruppen {name}"),
    "group_changed": _("ändrade mottagargruppen {name}"),
    "group_confirmed": _("bekräftade mottagargruppen {name}"),
    "class_added": _("lade till klassificeringskoden {code}"),
    "class_changed": _("ändrade klassificeringskoden {code}"),
    "class_ended": _("avslutade klassificeringskoden {code}"),
    "class_plan_imported": _("läste in diarieplanen: {new} nya koder, {changed} ändrade, {ended} avslutade"),
    "retention_rule_added": _("lade till gallringsregeln {code}"),
    "retention_rule_changed": _("ändrade gallringsregeln {code}"),
    "retention_rules_imported": _("läste in gallringsregler: {new} nya, {changed} ändrade, {ended} avslutade"),
    "free_day_added": _("lade till den lediga dagen {day}, {name}"),
    "free_day_ended": _("tog bort den lediga dagen {day}, {name}"),
    "register_loaded": _("läste in registrets tabeller, {rows} rader"),
    "number_taken": _("tog nummer {serial} ur diariet"),
    "number_taken_over": _("tog över nummer {serial} från ett äldre system"),
    "diary_opened": _("öppnade diariet för {year}"),
    "number_form_set": _("bestämde att numren i diariet för {year} skrivs som {sample}"),
    "entry_opened": _("tog diarienummer {number}"),
    "entry_closed": _("avslutade diarieposten"),
    "entry_reopened": _("öppnade diarieposten igen"),
    "entry_cancelled": _("makulerade diarienumret"),
    "entry_replaces": _("lade in ärendet i stället för det makulerade {number}"),
    "entry_merged": _("slog ihop ärendet med {into}"),
    "entry_took_over": _("förde hit ärendet {number}"),
    "entry_linked": _("kopplade ärendet till ett annat ärende"),
    "entry_unlinked": _("tog bort en koppling till ett annat ärende"),
    "reference_added": _("lade till en annan beteckning"),
    "class_code_changed": _("ändrade klassificeringen från {before_code} till {after_code}, numret skrivs nu {number}"),
    "subject_corrected": _("rättade ärendemeningen"),
    "entry_marked_secret": _("sekretessmarkerade ärendet"),
    "document_registered": _("registrerade handling {document_no}"),
    "document_version_added": _("sparade version {version} av handling {document_no}"),
    "document_rendition_made": _("gjorde en visningsversion av handling {document_no}"),
    "file_purged": _("gallrade en fil"),
    "document_status_changed": _("ändrade status på handling {document_no}"),
    "document_cancelled": _("makulerade handling {document_no}"),
    "document_marked_secret": _("sekretessmarkerade handling {document_no}"),
    "document_asked_for": _("begärde ut en handling, {reference}"),
    "request_tried": _("började pröva begäran {reference}"),
    "request_bound": _("kopplade begäran {reference} till ett ärende"),
    "request_answered": _("besvarade begäran {reference}"),
    "arrival_taken_in": _("tog emot något att registrera"),
    "arrival_registered": _("registrerade det som kom"),
    "arrival_left": _("lät det som kom stå oregistrerat"),
    "document_fields_protected": _("skyddade uppgifter om handling {document_no}"),
    "document_secrecy_reviewed": _("prövade sekretess för handling {document_no}"),
    "document_lift_proposed": _("föreslog att sekretessmarkeringen på handling {document_no} tas bort"),
    "document_lift_refused": _("lät sekretessmarkeringen på handling {document_no} stå kvar"),
    "document_secrecy_lifted": _("tog bort sekretessmarkeringen på handling {document_no}"),
    "entry_lift_proposed": _("föreslog att ärendets sekretessmarkering tas bort"),
    "entry_lift_refused": _("lät ärendets sekretessmarkering stå kvar"),
    "entry_secrecy_lifted": _("tog bort ärendets sekretessmarkering"),
    "need_to_know_granted": _("lade till en person på behörighetslistan"),
    "need_to_know_ended": _("tog bort en person från behörighetslistan"),
    "emergency_asked": _("begärde tillfällig åtkomst"),
    "emergency_granted": _("beviljade tillfällig åtkomst i {hours} timmar"),
    "emergency_refused": _("avslog en begäran om tillfällig åtkomst"),
    "emergency_acknowledged": _("tog del av att tillfällig åtkomst har beviljats"),
    "emergency_opened": _("öppnade ärendet med tillfällig åtkomst"),
}


def register() -> None:
    """Fill the places of `audit`: verbs, guards, verifications and consistency checks."""
    register_verbs(VERBS)
    register_guards(*guards_of("diarium"))
    register_verification("diaries", series)
    register_verification("document numbers", document_numbers)
    register_verification("files", files)
    register_consistency("diary entries", odd_entries)
    register_consistency("requests for documents", odd_requests)


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
    counted = DiaryEntry.objects.annotate(count=Count("documents"), highest=Coalesce(Max("documents__document_no"), 0))
    odd = counted.exclude(Q(count=F("last_document_no")) & Q(highest=F("last_document_no"))).order_by("pk")
    for entry in odd.iterator(chunk_size=2000):
        yield Finding(
            "E-DOCUMENT-NO",
            entry.stream,
            str(entry.last_document_no),
            f"{entry.count}, {entry.highest}",
            _("Handlingsnumren har en lucka eller stämmer inte med räknaren."),
        )


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


_NAMING_A_FILE = ("document_registered", "document_version_added", "document_rendition_made")


def _hashes_told() -> dict[str, set[str]]:
    told: dict[str, set[str]] = {}
    for event in Event.objects.filter(verb__in=_NAMING_A_FILE).iterator():
        data = event.facts.get("data") or {}
        if "sha256" in data:
            told.setdefault(event.stream, set()).add(str(data["sha256"]))
    for stream, value in Value.objects.filter(name="sha256").values_list("event__stream", "value"):
        told.setdefault(stream, set()).add(value)
    return told


def odd_entries() -> Iterator[Finding]:
    """Entries whose key or printed number does not say what the row says; a form may leave out board and class."""
    ours = number_template()
    entries = DiaryEntry.objects.select_related("diary__board", "class_code").order_by("pk")
    for entry in entries.iterator(chunk_size=2000):
        diary, code = entry.diary, entry.class_code.code if entry.class_code else ""
        row = DiaryNumber(diary.board.code.upper(), diary.year, entry.serial, code)
        form = NumberTemplate.from_settings(diary.template) if diary.template else ours
        told = DiaryNumber.readings(entry.printed_number, [form])
        if entry.number_key != row.identity or not any(_says(number, row) for number in told):
            yield Finding(
                "E-NUMBER", entry.stream, str(row), entry.printed_number, _("Diarienumret stämmer inte med raden.")
            )


def _says(number: DiaryNumber, row: DiaryNumber) -> bool:
    """Whether the print says the row's number, in any form that the diary or the municipality has had."""
    same = (number.year, number.serial) == (row.year, row.serial)
    return same and number.board in ("", row.board) and number.class_code in ("", row.class_code)
