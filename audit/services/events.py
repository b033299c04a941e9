"""Skriva en händelse: the last write of every door."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.db.transaction import TransactionManagementError

from audit import chain
from audit.models import Event, Value
from audit.rules import JSON, ActsAs, HasStream
from audit.selectors import timeline


class UnknownVerb(ValueError):
    """No room has named the verb (`register_verbs`)."""


class Head(NamedTuple):
    """The last link of a chain, as it is under the chain's lock; `recorded` is the database's clock."""

    seq: int
    hash: bytes
    status: str | None
    recorded: datetime


def record(
    subject: HasStream,
    verb: str,
    *,
    actor: ActsAs,
    at: datetime,
    before: str | None = None,
    after: str | None = None,
    request: str | None = None,
    data: Mapping[str, JSON] | None = None,
    values: Mapping[str, str] | None = None,
) -> Event:
    """Skriv händelsen: the next link of the subject's chain, in the caller's transaction, in two statements.

    `before` left out is the status of the last event, `after` left out is `before`: a status stays until an event
    changes it. `values` are names and texts that must be possible to weed: they are stored beside the event (one
    statement more), the body holds their salted commitments.

    Raises:
        UnknownVerb: the verb has no sentence.
        TransactionManagementError: there is no transaction to belong to.
        NotCanonical: the data cannot be written in the canonical form.
    """
    if not timeline.is_verb(verb):
        raise UnknownVerb(verb)
    if not connection.in_atomic_block:
        raise TransactionManagementError("an event belongs to the transaction of what it tells")
    head = _head(subject.stream)
    before = head.status if before is None else before
    after = before if after is None else after
    kept = [
        Value(name=name, value=chain.text(value), salt=secrets.token_bytes(32))
        for name, value in (values or {}).items()
    ]
    told: dict[str, JSON] = dict(data or {})
    if kept:
        told["values"] = {value.name: chain.commitment(bytes(value.salt), value.value).hex() for value in kept}
    event = _link(head, subject.stream, verb, actor, at, before, after, request, told)
    event.save(force_insert=True)
    for value in kept:
        value.event = event
    if kept:
        Value.objects.bulk_create(kept)
    return event


def _head(stream: str) -> Head:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_seq, last_hash, last_status, recorded FROM audit_head(%s)", [stream])
        seq, last, status, recorded = cursor.fetchone()
    return Head(seq, bytes(last), status, recorded)


def _link(
    head: Head,
    stream: str,
    verb: str,
    actor: ActsAs,
    at: datetime,
    before: str | None,
    after: str | None,
    request: str | None,
    told: Mapping[str, JSON],
) -> Event:
    event = Event(
        uuid=uuid4(),
        stream=stream,
        seq=head.seq + 1,
        at=at,
        recorded_at=head.recorded,
        actor=actor.id,
        actor_label=chain.text(actor.label),
        capacity=chain.text(actor.capacity),
        verb=verb,
        status_before=before,
        status_after=after,
        prev_hash=head.hash,
    )
    event.body = chain.canonical(
        {
            "v": chain.VERSION,
            "uuid": str(event.uuid),
            "stream": stream,
            "seq": event.seq,
            "verb": verb,
            "at": chain.instant(at),
            "recorded": chain.instant(head.recorded),
            "actor": {
                "id": actor.id,
                "label": actor.label,
                "capacity": actor.capacity,
                "for": actor.on_behalf_of,
                "mandate": actor.mandate_id,
            },
            "before": before,
            "after": after,
            "request": request,
            "data": told,
        }
    )
    event.hash = chain.event_hash(head.hash, event.body)
    event.mac_key = settings.AUDIT_MAC_KEY
    if event.mac_key:
        event.mac = chain.mac(settings.AUDIT_MAC_KEYS[event.mac_key].encode(), event.hash)
    return event
