"""Mina uttag: a person's own lists as files, how far they have come, and the mail that says that one is ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Sentence
from cases.selectors.documents import municipality_name
from cases.selectors.listings import LISTINGS
from diarium.engine.mail import Message
from diarium.models import Export
from diarium.states import ExportStatus

KEPT_DAYS = 7
SHOWN = 50
COLORS: dict[str, str] = {
    ExportStatus.WAITING: "neutral",
    ExportStatus.RUNNING: "info",
    ExportStatus.DONE: "success",
    ExportStatus.FAILED: "danger",
}


@dataclass(frozen=True, slots=True)
class ExportLine:
    """Rad i Mina uttag."""

    uuid: UUID
    name: Sentence
    format: str
    asked_at: datetime
    until: datetime
    status: Sentence
    color: str
    done: int
    total: int
    size: int
    ready: bool
    failed: bool
    url: str
    file_url: str
    list_url: str

    @property
    def unfinished(self) -> bool:
        """Whether the page should look again."""
        return not (self.ready or self.failed)


def own_exports(actor: Actor) -> list[ExportLine]:
    """De egna uttagen, the latest first (one query)."""
    rows = Export.objects.filter(user_id=actor.user_id or 0).order_by("-asked_at", "-pk")[:SHOWN]
    return [export_line(row) for row in rows]


def own_export(actor: Actor, uuid: UUID) -> Export:
    """Ett eget uttag.

    Raises:
        NotVisible: somebody else's and absent are the same.
    """
    export = Export.objects.filter(uuid=uuid, user_id=actor.user_id or 0).first()
    if export is None:
        raise policy.NotVisible
    return export


def export_line(export: Export) -> ExportLine:
    """Raden."""
    listing = LISTINGS.get(export.kind)
    ready = export.status == ExportStatus.DONE
    return ExportLine(
        uuid=export.uuid,
        name=listing.name if listing else export.kind,
        format="Excel" if export.format == "xlsx" else "csv",
        asked_at=export.asked_at,
        until=export.asked_at + timedelta(days=KEPT_DAYS),
        status=export.get_status_display(),
        color=COLORS[export.status],
        done=export.rows_done,
        total=export.rows_total,
        size=export.size,
        ready=ready,
        failed=export.status == ExportStatus.FAILED,
        url=reverse("export", args=[export.uuid]),
        file_url=reverse("export_file", args=[export.uuid]) if ready else "",
        list_url=reverse(listing.page) if listing else "",
    )


def export_address(kind: str, query: Mapping[str, str]) -> str:
    """Listans adress som fil, with its filter."""
    told = urlencode({name: value for name, value in query.items() if value})
    return f"{reverse('export_list', args=[kind])}?{told}" if told else reverse("export_list", args=[kind])


def file_name(kind: str, form: str, at: datetime) -> str:
    """“handlingar-2026-11-22.csv”: nothing of what is searched for."""
    return f"{kind}-{at.date().isoformat()}.{form}"


def notice_of(export_id: int) -> Message | None:
    """Brevet till den som beställde; None when there is nobody to tell, or nothing to fetch."""
    export = Export.objects.select_related("user").filter(pk=export_id, status=ExportStatus.DONE).first()
    if export is None or not export.user.email or export.done_at is None:
        return None
    line = export_line(export)
    with override("sv"):
        subject = _("Filen är klar: {lista}").format(lista=line.name)
        link = settings.SITE_URL.rstrip("/") + line.url
        until = line.until.date().isoformat()
        body = _("Filen är klar. Hämta den här: {länk} Den finns kvar till och med {datum}.")
        text = f"{body.format(länk=link, datum=until)}\n\n{municipality_name()}"
    return Message(
        key=export.uuid,
        recipient=export.user.email,
        recipient_name=export.user.name,
        subject=subject,
        text=text,
        at=export.done_at,
    )
