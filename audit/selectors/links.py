"""Länkarna: walk every link of every chain and compute it again."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, OuterRef, TextField
from django.db.models import Value as Constant
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from audit import chain
from audit.models import Event, Value
from audit.selectors.findings import Finding

CHUNK = 2_000
Kept = tuple[int, str, bytes, str]
_VALUES = (
    Value.objects.filter(event=OuterRef("pk"))
    .annotate(
        kept=JSONObject(
            name="name", value="value", salt=Func("salt", Constant("hex"), function="encode", output_field=TextField())
        )
    )
    .values("kept")
)


class CannotVerify(Exception):
    """What was read is not of a kind that this program knows."""


class Link(NamedTuple):
    """The stored columns of one event, as the walk reads them."""

    id: int
    uuid: UUID
    stream: str
    seq: int
    at: datetime
    recorded_at: datetime
    actor: str
    actor_label: str
    capacity: str
    verb: str
    status_before: str | None
    status_after: str | None
    body: bytes
    prev_hash: bytes
    hash: bytes
    mac: bytes | None
    mac_key: str

    @property
    def name(self) -> str:
        """Stream and number, as findings call it."""
        return f"{self.stream} {self.seq}"


@dataclass
class _End:
    """Where the walk stands in a chain."""

    stream: str = ""
    seq: int = 0
    hash: bytes = chain.ZERO
    status: str | None = None


class Walk:
    """Vandring: all chains in order of stream and number, in chunks; counts what it has seen."""

    def __init__(self, keys: Mapping[str, str], *, expects_mac: bool) -> None:
        self._keys = {name: key.encode() for name, key in keys.items()}
        self._expects_mac = expects_mac
        self._end = _End()
        self.events = 0
        self.streams = 0
        self.lengths: dict[str, int] = {}
        self.unknown_keys: list[str] = []
        self._named = False
        self._kept: list[Kept] = []

    def findings(self, streams: Sequence[str] | None = None) -> Iterator[Finding]:
        """Each broken link, in one pass; of the named chains only, and then `lengths` are their last numbers.

        A few chains are one question, with the values beside their events; all of them are read in chunks.

        Raises:
            CannotVerify: an unbroken event whose version is unknown.
        """
        self._named = streams is not None
        chosen = Event.objects.all() if streams is None else Event.objects.filter(stream__in=streams)
        if self._named:
            chosen = chosen.annotate(kept=ArraySubquery(_VALUES))
        rows = chosen.order_by("stream", "seq").values_list(*Link._fields, *(["kept"] if self._named else []))
        chunk: list[Link] = []
        for row in rows.iterator(chunk_size=CHUNK):
            chunk.append(Link(*row[: len(Link._fields)]))
            if self._named:
                self._kept += ((row[0], one["name"], bytes.fromhex(one["salt"]), one["value"]) for one in row[-1])
            if len(chunk) == CHUNK:
                yield from self._chunk(chunk)
                chunk = []
        yield from self._chunk(chunk)

    def _chunk(self, links: list[Link]) -> Iterator[Finding]:
        promised: dict[int, tuple[str, dict[str, str]]] = {}
        for link in links:
            self.events += 1
            body = _read(link)
            yield from self._chain(link)
            yield from self._mac(link)
            if body is None:
                yield Finding("E-BODY", link.name, "JSON", "unreadable", _("Händelsens innehåll går inte att läsa."))
                continue
            yield from _columns(link, body)
            values = (body.get("data") or {}).get("values")
            if values:
                promised[link.id] = (link.name, values)
        kept, self._kept = (self._kept if self._named else _kept(links)), []
        yield from _values(links, promised, kept)

    def _chain(self, link: Link) -> Iterator[Finding]:
        if link.stream != self._end.stream:
            self.streams += 1
            self._end = _End(stream=link.stream)
        end = self._end
        if link.seq != end.seq + 1:
            yield Finding("E-SEQ", link.name, str(end.seq + 1), str(link.seq), _("Numreringen i kedjan har en lucka."))
        if bytes(link.prev_hash) != end.hash:
            yield _hashes("E-CHAIN", link, end.hash, link.prev_hash, _("Händelsen hänger inte ihop med den före."))
        computed = chain.event_hash(bytes(link.prev_hash), bytes(link.body))
        if bytes(link.hash) != computed:
            yield _hashes("E-HASH", link, computed, link.hash, _("Händelsens innehåll stämmer inte med dess hash."))
        if link.status_before != end.status:
            yield Finding(
                "E-STATUS", link.name, str(end.status), str(link.status_before), _("Kedjan av tillstånd är bruten.")
            )
        self._end = _End(link.stream, link.seq, bytes(link.hash), link.status_after)
        if self._named:
            self.lengths[link.stream] = link.seq

    def _mac(self, link: Link) -> Iterator[Finding]:
        if link.mac is None or not link.mac_key:
            if self._expects_mac:
                yield Finding("E-MAC", link.name, "a MAC", "none", _("Händelsen saknar märkning."))
            return
        key = self._keys.get(link.mac_key)
        if key is None:
            if link.mac_key not in self.unknown_keys:
                self.unknown_keys.append(link.mac_key)
            return
        computed = chain.mac(key, bytes(link.hash))
        if not hmac.compare_digest(computed, bytes(link.mac)):
            yield _hashes("E-MAC", link, computed, link.mac, _("Händelsens märkning är inte vår."))


def _hashes(code: str, link: Link, expected: bytes, found: bytes, sentence: Any) -> Finding:
    return Finding(code, link.name, expected.hex(), bytes(found).hex(), sentence)


def _read(link: Link) -> dict[str, Any] | None:
    try:
        body = json.loads(bytes(link.body))
    except ValueError:
        return None
    if not isinstance(body, dict):
        return None
    if body.get("v") != chain.VERSION and chain.event_hash(bytes(link.prev_hash), bytes(link.body)) == bytes(link.hash):
        raise CannotVerify(f"{link.name}: version {body.get('v')}")
    return body


def _columns(link: Link, body: Mapping[str, Any]) -> Iterator[Finding]:
    """The columns repeat the body; what is not in its canonical form was not written by us."""
    actor = body.get("actor")
    said = actor if isinstance(actor, dict) else {}
    pairs = (
        ("uuid", str(link.uuid), body.get("uuid")),
        ("stream", link.stream, body.get("stream")),
        ("seq", link.seq, body.get("seq")),
        ("verb", link.verb, body.get("verb")),
        ("at", chain.instant(link.at), body.get("at")),
        ("recorded_at", chain.instant(link.recorded_at), body.get("recorded")),
        ("actor", link.actor, said.get("id")),
        ("actor_label", link.actor_label, said.get("label")),
        ("capacity", link.capacity, said.get("capacity")),
        ("status_before", link.status_before, body.get("before")),
        ("status_after", link.status_after, body.get("after")),
    )
    for column, kept, told in pairs:
        if kept != told:
            yield Finding(
                "E-COLUMN",
                f"{link.name} {column}",
                str(told),
                str(kept),
                _("En kolumn säger något annat än händelsen."),
            )


def _kept(links: list[Link]) -> list[Kept]:
    rows = Value.objects.filter(event__in=[link.id for link in links]).order_by("pk") if links else ()
    return [(row.event_id, row.name, bytes(row.salt), row.value) for row in rows]


def _values(
    links: list[Link], promised: Mapping[int, tuple[str, Mapping[str, str]]], beside: list[Kept]
) -> Iterator[Finding]:
    """Values beside their events against the commitments within them."""
    kept: dict[int, dict[str, str]] = {}
    names = {link.id: link.name for link in links}
    for event, name, salt, value in beside:
        kept.setdefault(event, {})[name] = chain.commitment(salt, value).hex()
    for event in sorted(kept.keys() | promised.keys()):
        found, expected = kept.get(event, {}), promised.get(event, ("", {}))[1]
        for name in sorted(found.keys() | expected.keys()):
            if found.get(name) != expected.get(name):
                yield Finding(
                    "E-VALUE",
                    f"{names[event]} {name}",
                    expected.get(name, "none"),
                    found.get(name, "none"),
                    _("Ett skyddat värde stämmer inte med händelsen."),
                )
