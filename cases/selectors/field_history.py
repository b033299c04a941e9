"""Fälthistorik: which fields of the matter, its report and its agreement an event changed, before and after.

The rows are those that the doors wrote together with the event; an event of the register carries its change itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, TextField
from django.db.models import Value as Constant
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from audit.models import Event, Value
from audit.rules import Sentence
from cases.models import Agreement, Case, StaffReport
from cases.selectors.decision import Part, word_diff
from cases.states import AgreementState, CaseState, ReportState
from diarium.states import DocumentStatus

CASE_FIELDS: Mapping[str, Sentence] = {
    "state": _("Steg"),
    "case_officer_id": _("Handläggare"),
    "unit_id": _("Enhet"),
    "board_id": _("Nämnd"),
    "case_type_id": _("Ärendetyp"),
    "round": _("Omgång"),
    "on_hold_until": _("Vilande till"),
}
REPORT_FIELDS: Mapping[str, Sentence] = {
    "state": _("Tjänsteutlåtandets läge"),
    "latest": _("Senaste version"),
    "sending": _("Gånger skickat för godkännande"),
    "title": _("Tjänsteutlåtandets rubrik"),
}
AGREEMENT_FIELDS: Mapping[str, Sentence] = {
    "state": _("Överenskommelsens läge"),
    "latest": _("Överenskommelsens version"),
    "title": _("Överenskommelsens rubrik"),
    "valid_from": _("Gäller från"),
    "valid_to": _("Till och med"),
    "mandate": _("Mandat"),
    "in_force_from": _("I kraft"),
    "not_concluded_reason": _("Varför den inte ingicks"),
}
CASE, REPORT, AGREEMENT = "case", "report", "agreement"
FIELDS: Mapping[str, Mapping[str, Sentence]] = {CASE: CASE_FIELDS, REPORT: REPORT_FIELDS, AGREEMENT: AGREEMENT_FIELDS}
STATES: Mapping[Sentence, Any] = {
    CASE_FIELDS["state"]: CaseState,
    REPORT_FIELDS["state"]: ReportState,
    AGREEMENT_FIELDS["state"]: AgreementState,
}
NAMES: Mapping[str, str] = {
    "case_officer_id": "case_officer__name",
    "unit_id": "unit__name",
    "board_id": "board__name",
    "case_type_id": "case_type__name",
}
TEXTS = frozenset({REPORT_FIELDS["title"], AGREEMENT_FIELDS["title"], AGREEMENT_FIELDS["mandate"]})
SUBJECTS = ("public_subject", "protected_subject")
SUBJECT_LABELS: Mapping[str, Sentence] = {
    "public_subject": _("Ärendemening"),
    "protected_subject": _("Skyddad ärendemening"),
}
EMPTY = (None, "", 0)


@dataclass(frozen=True, slots=True)
class RawChange:
    """Ändrat fält som det står i raderna; with the names, where the field holds another row."""

    label: Sentence
    before: Any
    after: Any
    names: tuple[str | None, str | None] | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Ändrat fält som det visas; `parts` is the comparison word by word, for texts."""

    label: str
    before: str
    after: str
    parts: Sequence[Part] = ()


def raw_changes(events: Iterable[Event], cases: Mapping[str, Case]) -> dict[int, list[RawChange]]:
    """Fälten som var och en av händelserna ändrade, by the event's row; one query. `cases` by their streams."""
    told = [event for event in events if event.stream in cases]
    if not told:
        return {}
    of_case: dict[tuple[int, int], Mapping[str, Any]] = {}
    moments: dict[tuple[int, Any], list[tuple[str, RawChange]]] = {}
    last: dict[tuple[str, int], Mapping[str, Any]] = {}
    for row in _rows(told, cases):
        if row["kind"] == CASE:
            of_case[row["matter"], row["number"]] = row["said"]
            continue
        key = (row["kind"], row["number"])
        for change in _between(last.get(key), row["said"], FIELDS[row["kind"]]):
            moments.setdefault((row["matter"], row["at"]), []).append((row["why"], change))
        last[key] = row["said"]
    verbs: dict[tuple[int, Any], set[str]] = {}
    for event in told:
        verbs.setdefault((cases[event.stream].pk, event.at), set()).add(event.verb)
    changes: dict[int, list[RawChange]] = {}
    for event in told:
        case = cases[event.stream].pk
        found = list(_between(of_case.get((case, event.seq - 1)), of_case.get((case, event.seq)), CASE_FIELDS))
        moment = (case, event.at)
        found += [one for why, one in moments.get(moment, []) if why == event.verb or why not in verbs[moment]]
        if found:
            changes[event.pk] = found
    return changes


def _rows(events: Sequence[Event], cases: Mapping[str, Case]) -> Iterator[Mapping[str, Any]]:
    """The rows of field history, the oldest first. Of the matter only those that the events wrote or changed.

    `number` is the matter's version, which is the number of the event that wrote it; of the others the row itself.
    """
    versions = {seq for event in events for seq in (event.seq - 1, event.seq)}
    ids = {cases[event.stream].pk for event in events}
    rows = _told(Case.history.filter(id__in=ids, version__in=versions), CASE, "id", "version").union(
        _told(StaffReport.history.filter(case_id__in=ids), REPORT, "case_id", "id"),
        _told(Agreement.history.filter(case_id__in=ids), AGREEMENT, "case_id", "id"),
        all=True,
    )
    yield from rows.order_by("place")


def _told(rows: Any, kind: str, matter: str, number: str) -> Any:
    return rows.order_by().values(
        kind=Constant(kind),
        place=F("history_id"),
        matter=F(matter),
        number=F(number),
        at=F("history_date"),
        why=Coalesce("history_change_reason", Constant(""), output_field=TextField()),
        said=JSONObject(**{name: name for name in [*FIELDS[kind], *(NAMES.values() if kind == CASE else ())]}),
    )


def _between(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, fields: Mapping[str, Sentence]
) -> Iterator[RawChange]:
    if after is None:
        return
    for name, label in fields.items():
        was = before[name] if before else None
        if was != after[name] and not (was in EMPTY and after[name] in EMPTY):
            named = NAMES.get(name)
            names = (before[named] if before else None, after[named]) if named else None
            yield RawChange(label, was, after[name], names)


def described(changes: Sequence[RawChange]) -> list[FieldChange]:
    """Fälten som de läses."""
    shown = []
    for change in changes:
        told = change.names or (change.before, change.after)
        before, after = (_read(change.label, value) for value in told)
        parts = word_diff(before, after) if change.label in TEXTS and change.before and change.after else []
        shown.append(FieldChange(str(change.label), before, after, parts))
    return shown


def _read(label: Sentence, value: Any) -> str:
    if value in EMPTY:
        return now_in("Ingen uppgift")
    return str(STATES[label](value).label) if label in STATES else str(value)


def changes_of_register(event: Event, data: Mapping[str, Any]) -> list[FieldChange]:
    """Det som en händelse i diariet ändrade; a corrected subject is compared with the wording before it."""
    if event.verb == "class_code_changed":
        return [
            FieldChange(now_in("Klassificering"), str(data.get("before_code", "–")), str(data.get("after_code", "–")))
        ]
    if event.verb in ("document_status_changed", "document_cancelled") and "status_after" in data:
        before, after = (DocumentStatus(data[name]).label for name in ("status_before", "status_after"))
        return [FieldChange(now_in("Handlingens status"), str(before), str(after))]
    return list(_subjects(event)) if event.verb == "subject_corrected" else []


def _subjects(event: Event) -> Iterator[FieldChange]:
    rows = Value.objects.filter(event__stream=event.stream, event__seq__lte=event.seq, name__in=SUBJECTS).order_by(
        "event__seq"
    )
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for name, value, seq in rows.values_list("name", "value", "event__seq"):
        (after if seq == event.seq else before)[name] = value
    for name in SUBJECTS:
        was, now = before.get(name, ""), after.get(name, "")
        if was != now:
            parts = word_diff(was, now) if was and now else []
            yield FieldChange(str(SUBJECT_LABELS[name]), was or now_in("Ingen uppgift"), now or "–", parts)


COMPARED_IN_REGISTER = frozenset(
    {"class_code_changed", "document_status_changed", "document_cancelled", "subject_corrected"}
)
