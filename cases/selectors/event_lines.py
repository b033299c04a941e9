"""Händelserader: the events of a matter as sentences without subject, for the reader who is looking.

Events of the case and of its diary entry are one story. A document's title is looked up when the line is shown, and
only among the documents that the reader may see: no line tells a title that the register hides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.capacity import SYSTEM, in_words
from audit.models import Event, Value
from audit.rules import Sentence
from audit.selectors import sentence_of
from cases.models import Case

Kind = Literal["step", "document", "note", "other"]

REGISTER_SENTENCES: Mapping[str, Sentence] = {
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
    "class_code_changed": _("ändrade klassificeringen från {before_code} till {after_code}"),
    "subject_corrected": _("rättade ärendemeningen"),
    "entry_marked_secret": _("sekretessmarkerade ärendet"),
    "document_registered": _("registrerade handling {document_no}"),
    "document_version_added": _("sparade version {version} av handling {document_no}"),
    "document_rendition_made": _("gjorde en visningsversion av handling {document_no}"),
    "document_status_changed": _("ändrade status på handling {document_no}"),
    "document_cancelled": _("makulerade handling {document_no}"),
    "document_opened": _("öppnade handling {document_no}"),
    "document_marked_secret": _("sekretessmarkerade handling {document_no}"),
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
STEP_VERBS = frozenset(
    {
        "case_opened",
        "officer_assigned",
        "officer_replaced_for_conflict",
        "sent_for_approval",
        "report_taken_back",
        "report_approved",
        "report_returned",
        "proposal_read",
        "opinion_given",
        "decision_recorded",
        "decision_confirmed",
        "decision_refused",
        "delegated_decision_recorded",
        "urgent_decision_recorded",
        "delegated_decision_confirmed",
        "delegated_decision_refused",
        "delegated_decision_reported",
        "handed_to_board",
        "sent_for_signing",
        "agreement_signed",
        "agreement_signed_on_paper",
        "signing_declined",
        "decision_distributed",
        "analysis_concluded",
        "contributions_asked",
        "contribution_given",
        "nothing_added",
        "referrals_sent",
        "referral_answered",
        "referral_abstained",
        "referral_closed",
    }
)
DOCUMENT_VERBS = frozenset(
    {
        *(verb for verb in REGISTER_SENTENCES if verb.startswith("document_")),
        "staff_report_imported",
        "staff_report_saved",
        "agreement_registered",
        "extract_registered",
        "analysis_saved",
    }
)
NOTE_VERBS = frozenset({"note_written"})
TOGETHER: Mapping[str, Sentence] = {
    "finding_acknowledged": _("kvitterade {n} varningar i granskningen"),
    "delivery_acknowledged": _("kvitterade att beslutet är mottaget i {n} nämnder"),
    "dispatch_sent": _("skickade beslutet till {n} mottagare"),
}
_MOVED = ~Q(status_before=F("status_after")) & Q(stream__startswith="case:")
KINDS: Mapping[str, Q] = {
    "steg": Q(verb__in=STEP_VERBS) | _MOVED,
    "handlingar": Q(verb__in=DOCUMENT_VERBS),
    "anteckningar": Q(verb__in=NOTE_VERBS),
}


@dataclass(frozen=True, slots=True)
class EventLine:
    """Rad i tidslinjen (`ui/_timeline.html`)."""

    who: str
    what: str
    at: datetime
    kind: Kind
    capacity: str = ""
    text: str = ""
    url: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """Handling som läsaren får se: what a line may say of it."""

    title: str
    secret: bool


def events_of_case(case: Case, *, kind: str = "") -> QuerySet[Event]:
    """Ärendets och diariepostens händelser, newest first; `kind` is one of `KINDS` or empty."""
    events = Event.objects.filter(stream__in=[case.stream, case.entry.stream]).prefetch_related("protected_values")
    return (events.filter(KINDS[kind]) if kind in KINDS else events).order_by("-id")


def story_of_case(case: Case, *, kind: str = "") -> QuerySet[Event]:
    """The same for the overview, in one query: of the protected values only the words of notes are read.

    What the program makes beside a document is left to the history.
    """
    note = Value.objects.filter(event=OuterRef("pk"), name="note").values("value")
    events = events_of_case(case, kind=kind).exclude(verb="document_rendition_made").annotate(note=Subquery(note))
    return events.prefetch_related(None).prefetch_related(Prefetch("protected_values", Value.objects.none()))


def event_lines(events: Iterable[Event], documents: Mapping[str, KnownDocument]) -> Sequence[EventLine]:
    """Raderna. `documents` holds those that the reader may see, by uuid; answers given in a row are one line."""
    lines: list[EventLine] = []
    for who, group in groupby(events, key=_answered_by):
        same = list(group)
        first = _line(same[0], documents)
        lines += (
            [_together(same[0].verb, first, len(same))]
            if who
            else [first, *(_line(event, documents) for event in same[1:])]
        )
    return lines


def _answered_by(event: Event) -> tuple[str, str] | None:
    return (event.verb, event.actor_label) if event.verb in TOGETHER else None


def _together(verb: str, line: EventLine, number: int) -> EventLine:
    if number == 1:
        return line
    return replace(line, what=str(TOGETHER[verb]).format(n=number))


def _line(event: Event, documents: Mapping[str, KnownDocument]) -> EventLine:
    facts = event.facts
    data: dict[str, Any] = facts.get("data") or {}
    uuid = str(data.get("document", ""))
    known = documents.get(uuid)
    sentence = REGISTER_SENTENCES.get(event.verb)
    what = sentence_of(event) if sentence is None else str(sentence).format_map(_Facts(data))
    secret = bool(data.get("secret")) if known is None else known.secret
    if secret and uuid:
        what = f"{what} ({now_in('sekretessmarkerad')})"
    return EventLine(
        who=event.actor_label or SYSTEM.label,
        what=f"{what}," if known else what,
        at=event.at,
        kind=kind_of(event),
        capacity=_capacity(event, facts),
        text=_note(event) if event.verb in NOTE_VERBS else "",
        url=reverse("document", args=[uuid]) if known else "",
        link=known.title if known else "",
    )


def _note(event: Event) -> str:
    read = getattr(event, "note", None)
    return read or next((value.value for value in event.protected_values.all() if value.name == "note"), "")


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"


def kind_of(event: Event) -> Kind:
    """What chip the event belongs to."""
    if event.verb in NOTE_VERBS:
        return "note"
    if event.verb in DOCUMENT_VERBS:
        return "document"
    moved = event.stream.startswith("case:") and event.status_before != event.status_after
    return "step" if moved or event.verb in STEP_VERBS else "other"


def _capacity(event: Event, facts: Mapping[str, Any]) -> str:
    """Egenskapen where it says more than the name: who acts for another."""
    standing_in_for = (facts.get("actor") or {}).get("for")
    return in_words(event.capacity, standing_in_for) if standing_in_for else ""
