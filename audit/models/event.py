"""Händelse och skyddat värde: what happened, in chains that nobody can rewrite."""

from __future__ import annotations

import json
from typing import Any

from django.db import models


class TransactionNumber(models.Func):
    """The number of the database transaction that writes the row."""

    function = "txid_current"
    output_field = models.BigIntegerField()


class Event(models.Model):
    """Händelse: one link of one chain. `body` is the truth; the other columns repeat it for queries.

    `at` is when it happened, `recorded_at` the database's clock. A stream without status has null in both status
    columns: null and not the empty text, because the guard compares with the event before, which may not exist.
    """

    uuid = models.UUIDField(unique=True)
    stream = models.TextField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.TextField()
    actor_label = models.TextField(blank=True)
    capacity = models.TextField(blank=True)
    verb = models.TextField()
    status_before = models.TextField(null=True, blank=True)  # noqa: DJ001 - see the docstring
    status_after = models.TextField(null=True, blank=True)  # noqa: DJ001 - see the docstring
    transaction = models.BigIntegerField(db_default=TransactionNumber())
    body = models.BinaryField()
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    mac = models.BinaryField(max_length=32, null=True)
    mac_key = models.TextField(blank=True)

    class Meta:
        db_table = "audit_event"
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="audit_event_seq_once"),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="audit_event_seq_from_one"),
        ]
        indexes = [models.Index(fields=["actor", "-id"], name="audit_event_by_actor")]

    def __str__(self) -> str:
        return f"{self.stream} {self.seq} {self.verb}"

    @property
    def facts(self) -> dict[str, Any]:
        """The body, read; never written back."""
        read: dict[str, Any] = json.loads(bytes(self.body))
        return read


class Value(models.Model):
    """Skyddat värde: a name or text that an event speaks of; the event itself holds only a salted commitment."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="protected_values")
    name = models.TextField()
    value = models.TextField()
    salt = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_value"
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="audit_value_name_once")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.name}"
