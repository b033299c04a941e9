"""Fälthistorik: the one factory of every historical table, set up before its first migration.

History sees `save()` only and is comfort; the event is the proof. The door says who changes the row with
`attribute_change` before `save()`; a save without it is refused, because a history row without its capacity cannot be
mended afterwards.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from audit.rules import ActsAs


class AuditedHistory(models.Model):
    """Historikrad: who it was when the row was changed, as text."""

    actor_label = models.TextField(blank=True, default="")
    capacity = models.TextField(blank=True, default="")

    class Meta:
        abstract = True


class ActsAsPerson(ActsAs, Protocol):
    """An actor who may have a row among the people."""

    @property
    def user_id(self) -> int | None: ...


class HistoryWithoutActor(RuntimeError):
    """A row with field history was saved without saying who changes it."""


class AuditedRecords(HistoricalRecords):  # type: ignore[misc]  # the library is untyped
    """The library's records, written in one insert with the actor that the door has put on the row."""

    def create_historical_record(self, instance: Any, history_type: str, using: str | None = None) -> None:
        """Write the row as it is now (`history_type`: + ~ -).

        Raises:
            HistoryWithoutActor: the door has not called `attribute_change`.
        """
        actor: ActsAsPerson | None = getattr(instance, "_history_actor", None)
        if actor is None:
            raise HistoryWithoutActor(f"{type(instance).__name__}: call attribute_change before save")
        row = getattr(instance, self.manager_name).model(
            history_date=getattr(instance, "_history_date", None) or timezone.now(),
            history_type=history_type,
            history_user_id=actor.user_id,
            history_change_reason=getattr(instance, "_change_reason", None) or "",
            actor_label=actor.label,
            capacity=actor.capacity,
            **{field.attname: getattr(instance, field.attname) for field in self.fields_included(instance)},
        )
        row.save(using=using, force_insert=True)


def audited_history(*, table_name: str) -> AuditedRecords:
    """The field history of a model; its table gets `audit.rules.append_only_sql` in a migration of its own."""
    return AuditedRecords(bases=[AuditedHistory], history_id_field=models.BigAutoField(), table_name=table_name)


def attribute_change(row: models.Model, *, actor: ActsAsPerson, at: datetime, reason: str = "") -> None:
    """Say who changes the row, when and why, before `save()`."""
    row._history_actor = actor  # type: ignore[attr-defined]
    row._history_date = at  # type: ignore[attr-defined]
    row._change_reason = reason  # type: ignore[attr-defined]
