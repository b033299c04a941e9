"""Brevet till en mottagare: subject, text and the documents of the act of sending."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.models import Decision, Dispatch
from cases.selectors.documents import municipality_name
from diarium.engine.mail import Attachment, Message
from diarium.models import Document
from diarium.selectors.file import open_file


def message_for(dispatch: Dispatch) -> Message:
    """Följebrevet, always in Swedish. The title of a secret matter stands nowhere in it."""
    case = dispatch.distribution.case
    secret = bool(case.entry.secrecy_provision)
    number = case.entry.printed_number
    with override("sv"):
        name = municipality_name()
        subject = _("Beslut från {kommun}, {dnr}").format(kommun=name, dnr=number)
        about = "" if secret else _("Ärendet gäller: {titel}").format(titel=case.entry.public_subject)
        decision = dispatch.distribution.decision
        body = "\n\n".join(
            part
            for part in (
                _decided(decision).format(
                    namnd=decision.body.name,
                    delegat=decision.delegate,
                    datum=decision.meeting_date.isoformat(),
                    n=decision.paragraph,
                    dnr=number,
                ),
                about,
                _("Beslutet finns i de bifogade handlingarna. Du får det för kännedom.")
                if dispatch.purpose == "information"
                else _("Beslutet finns i de bifogade handlingarna. Du får det för åtgärd."),
                _("Svara till {epost} om något inte stämmer.").format(epost=settings.DEFAULT_FROM_EMAIL),
                name,
            )
            if part
        )
    return Message(
        key=dispatch.uuid,
        recipient=dispatch.address,
        recipient_name=dispatch.name,
        subject=subject,
        text=body,
        at=dispatch.distribution.sent_at,
        attachments=_attachments(dispatch),
    )


def _decided(decision: Decision) -> str:
    if decision.by_delegate:
        return _("{delegat} beslutade {datum} på delegation från {namnd} i ärende {dnr}.")
    return _("{namnd} beslutade {datum} § {n} i ärende {dnr}.")


def _attachments(dispatch: Dispatch) -> list[Attachment]:
    named = dispatch.distribution.documents
    rows = {str(one.uuid): one for one in Document.objects.filter(uuid__in=[item["document"] for item in named])}
    found = []
    for item in named:
        version = rows[item["document"]].versions.filter(sha256=item["sha256"]).order_by("number")[0]
        with open_file(version.sha256) as content:
            found.append(Attachment(version.file_name, version.media_type, content.read()))
    return found
