"""Rader i historiken: who, in what capacity and for whom, what, and whether there is something to compare.

Free texts – reasons, comments, notes – are looked up beside the event when the row is shown, and a document's title
only among the documents that the reader may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import TextField
from django.db.models import Value as Constant
from django.db.models.functions import Cast, Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import gettext as now_in

from accounts import policy
from accounts.capacity import SYSTEM, Actor, in_words
from audit.models import Event
from audit.selectors import sentence_of
from cases.models import Case, Dispatch, Recipient
from cases.selectors.event_lines import DOCUMENT_VERBS, KnownDocument
from cases.selectors.field_history import COMPARED_IN_REGISTER, RawChange, raw_changes
from diarium.models import Document

TEXTS = ("note", "reason", "comment")
VERSIONS = frozenset({"staff_report_saved", "staff_report_imported"})


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Rad i historiken. `changed` = there is something to compare; `number` names the matter in a list of several.

    `changes` are the fields that the event changed in the rows of the matter.
    """

    uuid: UUID
    at: datetime
    who: str
    capacity: str
    what: str
    texts: Sequence[str]
    changed: bool
    url: str
    document_url: str
    document: str
    number: str = ""
    number_url: str = ""
    changes: Sequence[RawChange] = ()


def history_rows(
    actor: Actor, events: Sequence[Event], cases: Mapping[str, Case], *, named: bool = False
) -> list[HistoryRow]:
    """Raderna; `cases` by their streams, both the matter's and the diary entry's."""
    read = {event.pk: facts_of(event) for event in events}
    documents, receivers = _spoken_of(actor, read.values())
    changes = raw_changes([event for event in events if event.stream.startswith("case:")], cases)
    rows = []
    for event in events:
        case, facts = cases[event.stream], read[event.pk]
        data = facts.get("data") or {}
        uuid = str(data.get("document", ""))
        document = documents.get(uuid)
        hidden = event.verb in DOCUMENT_VERBS and "document_no" in data and document is None
        rows.append(
            HistoryRow(
                uuid=event.uuid,
                at=event.at,
                who=event.actor_label or SYSTEM.label,
                capacity=capacity_of(event, facts),
                what=words_of(event, data, document, receivers),
                texts=[] if hidden else texts_of(event),
                changed=event.pk in changes or is_compared(event, data),
                url=reverse("case_event", args=[case.uuid, event.uuid]),
                document_url=reverse("document", args=[uuid]) if document else "",
                document=document.title if document else "",
                number=case.entry.printed_number if named else "",
                number_url=reverse("case_history", args=[case.uuid]) if named else "",
                changes=changes.get(event.pk, ()),
            )
        )
    return rows


def facts_of(event: Event) -> dict[str, Any]:
    """What the event says; nothing where somebody has made it unreadable, for the seal tells that."""
    try:
        facts = event.facts
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def _named(name: str, told: Iterable[Mapping[str, Any]]) -> set[UUID]:
    """The identities that the events give under a name; what is none is left out."""
    found = set()
    for data in told:
        try:
            found.add(UUID(str(data.get(name, ""))))
        except ValueError:
            continue
    return found


def _spoken_of(actor: Actor, read: Iterable[Mapping[str, Any]]) -> tuple[dict[str, KnownDocument], dict[str, str]]:
    """The documents that the reader may see and those who were sent to, by what the events hold of them; one query."""
    told = [facts.get("data") or {} for facts in read]
    seen = policy.visible(actor, Document).filter(uuid__in=_named("document", told)).values("pk")
    recipients = [data["recipient"] for data in told if isinstance(data.get("recipient"), int)]
    title = Coalesce(NullIf("protected_title", Constant("", output_field=TextField())), "title")
    documents = Document.objects.filter(pk__in=seen).order_by().values_list(_text("uuid"), title, "secrecy_provision")
    sent = Dispatch.objects.filter(uuid__in=_named("dispatch", told)).order_by()
    listed = Recipient.objects.filter(pk__in=recipients).order_by()
    rows = documents.annotate(what=Constant("document")).union(
        sent.values_list(_text("uuid"), _text("name"), Constant("")).annotate(what=Constant("receiver")),
        listed.values_list(_text("pk"), _text("text"), Constant("")).annotate(what=Constant("receiver")),
        all=True,
    )
    known: dict[str, KnownDocument] = {}
    receivers: dict[str, str] = {}
    for key, name, provision, what in rows:
        if what == "document":
            known[key] = KnownDocument(name, bool(provision))
        else:
            receivers[key] = name
    return known, receivers


def _text(field: str) -> Cast:
    return Cast(field, TextField())


def words_of(
    event: Event,
    data: Mapping[str, Any],
    document: KnownDocument | None,
    receivers: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Vad: the sentence, whom it was about, and that the document is marked secret, when it is or was."""
    try:
        words = sentence_of(event)
    except (ValueError, AttributeError, KeyError, IndexError, TypeError):
        return now_in("(posten går inte att läsa)")
    receiver = receivers.get(str(data.get("dispatch") or data.get("recipient")))
    if receiver:
        words = f"{words}: {receiver}"
    marked = document.secret if document else bool(data.get("secret") and "document_no" in data)
    said = now_in("sekretessmarkerad")
    return f"{words} ({said})" if marked and said not in words else words


def texts_of(event: Event) -> list[str]:
    """Fritexterna som står bredvid händelsen."""
    kept = {value.name: value.value for value in event.protected_values.all()}
    return [kept[name] for name in TEXTS if kept.get(name)]


def capacity_of(event: Event, facts: Mapping[str, Any]) -> str:
    """Egenskapen, och för vem."""
    actor = facts.get("actor")
    acted_for = actor.get("for") if isinstance(actor, dict) else None
    return in_words(event.capacity, acted_for)


def is_compared(event: Event, data: Mapping[str, Any]) -> bool:
    """Whether the event itself says what it changed, or made a version with one before it."""
    if event.verb in VERSIONS:
        version = data.get("version")
        return isinstance(version, int) and version > 1
    return event.verb in COMPARED_IN_REGISTER
