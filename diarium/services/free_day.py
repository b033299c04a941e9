"""Egna lediga dagar: add one and take one away. Dates that are given already are never moved by it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.capacity import Actor
from accounts.policy import get_visible
from audit.rules import SYSTEM_STREAM
from audit.services import Refusal, record
from diarium.calendar import is_working_day, stockholm_date
from diarium.models import FreeDay
from diarium.services.classification import lock_tables

LONGEST_NAME: Final = 100


class FreeDayRefused(Refusal):
    """The day cannot be added or taken away."""

    status = 422


@transaction.atomic
def add_free_day(*, day: date, name: str, actor: Actor, at: datetime) -> FreeDay:
    """Lägg till en ledig dag. The same day with the same name once more gives the row that is there.

    Raises:
        NotAllowed: only a registrar keeps the tables.
        FreeDayRefused: it has no name, it has been, it is free already.
    """
    actor = lock_tables(actor)
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise FreeDayRefused(_("Skriv vad dagen kallas, till exempel klämdag."))
    if day <= stockholm_date(at):
        raise FreeDayRefused(_("Välj en dag som inte har varit."))
    if not is_working_day(day):
        raise FreeDayRefused(now_in("{datum} är redan ledig enligt kalendern.").format(datum=day.isoformat()))
    known = FreeDay.objects.filter(day=day, ended_at=None).first()
    if known is not None and known.name != name:
        told = now_in("{datum} är redan en ledig dag: {namn}.")
        raise FreeDayRefused(told.format(datum=day.isoformat(), namn=known.name))
    if known is not None:
        return known
    row = FreeDay(day=day, name=name, added_at=at)
    row.save(force_insert=True)
    record(SYSTEM_STREAM, "free_day_added", actor=actor, at=at, data={"day": day.isoformat(), "name": name})
    return row


@transaction.atomic
def end_free_day(*, free_day_id: int, actor: Actor, at: datetime) -> FreeDay:
    """Ta bort en ledig dag som inte har varit; what was counted with it keeps its dates. Again changes nothing.

    Raises:
        NotAllowed: only a registrar keeps the tables. NotVisible: there is no such day.
        FreeDayRefused: the day has been.
    """
    actor = lock_tables(actor)
    row = get_visible(actor, FreeDay, pk=free_day_id)
    if row.ended_at is not None:
        return row
    if row.day <= stockholm_date(at):
        raise FreeDayRefused(_("Dagen har redan varit och kan inte tas bort."))
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    data = {"day": row.day.isoformat(), "name": row.name}
    record(SYSTEM_STREAM, "free_day_ended", actor=actor, at=at, data=data)
    return row
