"""Uttag: a list as a file, made in the background as the person who asked, for that person alone."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import BinaryIO, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import User
from accounts.services import actor_for
from audit.rules import Refusal
from audit.services import follow_up, once, remember
from cases.selectors.listings import how_many, listing_of
from diarium.engine import storage
from diarium.engine.sheet import open_sheet
from diarium.models import Export
from diarium.states import ExportStatus

KEPT: Final = timedelta(days=7)
MOST_WAITING: Final = 5
FORMATS: Final = ("csv", "xlsx")


class TooManyExports(Refusal):
    """So many lists are being made for the person already."""

    sentence = _("Du har redan fem uttag som inte är klara. Vänta tills något av dem är klart.")
    status = 422


class ExportNotFailed(Refusal):
    """Only what failed is tried again."""

    sentence = _("Uttaget görs redan, eller är klart.")


@transaction.atomic
def order_export(*, kind: str, format: str, query: Mapping[str, str], actor: Actor, at: datetime, key: str) -> Export:  # noqa: A002 - the word of the form
    """Beställ ett uttag; the same key gives the same one. The job begins when this transaction has committed.

    Raises:
        NotVisible, NotAllowed: the list is not for the person. TooManyExports.
    """
    listing_of(actor, kind)
    form = format if format in FORMATS else FORMATS[0]
    asked = {"kind": kind, "format": form, "query": dict(query)}
    claim = once(actor_id=actor.id, key=key, door="order_export", fingerprint_of=asked)
    if not claim.fresh:
        return Export.objects.get(pk=(claim.answer or {})["export"])
    unfinished = (ExportStatus.WAITING, ExportStatus.RUNNING)
    if Export.objects.filter(user_id=actor.person_id, status__in=unfinished).count() >= MOST_WAITING:
        raise TooManyExports
    export = Export.objects.create(
        user_id=actor.person_id, kind=kind, format=form, query=dict(query), status=ExportStatus.WAITING, asked_at=at
    )
    follow_up("cases.export", lock=f"export {export.pk}", export_id=export.pk)
    remember(claim, {"export": export.pk})
    return export


@transaction.atomic
def retry_export(*, uuid: UUID, actor: Actor, at: datetime) -> Export:
    """Försök igen med ett uttag som misslyckades.

    Raises:
        NotVisible: it is somebody else's, or gone. ExportNotFailed.
    """
    export = Export.objects.select_for_update().filter(uuid=uuid, user_id=actor.user_id or 0).first()
    if export is None:
        raise policy.NotVisible
    if export.status != ExportStatus.FAILED:
        raise ExportNotFailed
    export.status, export.asked_at = ExportStatus.WAITING, at
    export.rows_done = export.rows_total = 0
    export.save(update_fields=["status", "asked_at", "rows_done", "rows_total"])
    follow_up("cases.export", lock=f"export {export.pk}", export_id=export.pk)
    return export


def make_export(export_id: int) -> bool:
    """Gör uttaget med det som personen får se nu. False when there is nothing to do: it is made, or gone.

    Every batch is a query and a short transaction of its own. Done twice it gives the same file in the same place.
    """
    export = Export.objects.select_related("user").filter(pk=export_id).first()
    if export is None or export.status == ExportStatus.DONE:
        return False
    person: User = export.user
    if not person.is_active:
        raise policy.NotAllowed
    actor = actor_for(person, on=timezone.localdate())
    Export.objects.filter(pk=export_id).update(status=ExportStatus.RUNNING, rows_done=0)
    with tempfile.TemporaryFile() as file:
        written = write_list(actor, export, file)
        file.seek(0)
        blob = storage.store(file)
    _finish(export_id, written, blob)
    return True


@transaction.atomic
def _finish(export_id: int, written: int, blob: storage.Blob) -> None:
    """The file is there: say so, on the page and by mail."""
    Export.objects.filter(pk=export_id).update(
        status=ExportStatus.DONE,
        rows_done=written,
        rows_total=written,
        sha256=blob.sha256,
        size=blob.size,
        done_at=timezone.now(),
    )
    follow_up("cases.tell_export", export_id=export_id)


def write_list(actor: Actor, export: Export, target: BinaryIO) -> int:
    """Skriv listan; how many rows it had. The headings are Swedish whoever asks."""
    with translation.override("sv"):
        headings, rows = listing_of(actor, export.kind).rows(actor, export.query)
        sheet = open_sheet(export.format, target, [str(heading) for heading in headings])
        written = 0
        if export.pk is not None:
            Export.objects.filter(pk=export.pk).update(rows_total=rows.found.order_by().count())
        for batch in rows.batches():
            sheet.add(batch)
            written += len(batch)
            if export.pk is not None:
                Export.objects.filter(pk=export.pk).update(rows_done=written)
        sheet.close()
    return written


def fail_export(export_id: int) -> None:
    """Ge upp: the list says so, and the person may try again."""
    unfinished = (ExportStatus.WAITING, ExportStatus.RUNNING)
    Export.objects.filter(pk=export_id, status__in=unfinished).update(status=ExportStatus.FAILED)


def sweep_exports(*, at: datetime) -> int:
    """Städa uttag som är äldre än sju dagar: the row goes, and nobody finds the file."""
    swept, _rows = Export.objects.filter(asked_at__lt=at - KEPT).delete()
    return swept


__all__ = ["FORMATS", "fail_export", "how_many", "make_export", "order_export", "retry_export", "sweep_exports"]
