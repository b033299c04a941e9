"""Brevet till en mottagare: subject, text and the documents of the act of sending."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.models import Case, Decision, Dispatch, ReferralNudge
from cases.selectors.documents import municipality_name
from cases.states import ReferralKind, ReferralState
from diarium.engine.mail import Attachment, Message
from diarium.models import Document
from diarium.selectors.file import open_file


def message_for(dispatch: Dispatch) -> Message:
    """Följebrevet, always in Swedish. The title of a secret matter stands nowhere in it."""
    if dispatch.distribution.decision_id is None:
        return question_in(dispatch)
    case = dispatch.distribution.case
    number = case.entry.printed_number
    with override("sv"):
        name = municipality_name()
        subject = _("Beslut från {kommun}, {dnr}").format(kommun=name, dnr=number)
        about = _about(case)
        decision = dispatch.distribution.decision
        if decision is None:
            raise LookupError("what is sent for information or action is a decision")
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


def question_in(dispatch: Dispatch) -> Message:
    """Brevet till den som tillfrågas; what is asked stands in the enclosed document."""
    case, referral = dispatch.distribution.case, dispatch.referral
    number = case.entry.printed_number
    with override("sv"):
        name = municipality_name()
        opinion = referral.kind == ReferralKind.REFERRAL
        subject = _("Remiss från {kommun}, {dnr}") if opinion else _("Begäran om underlag från {kommun}, {dnr}")
        asked = _("Ni får tillfälle att yttra er.") if opinion else _("Ni ombeds lämna underlag till en lägesbild.")
        lines = [asked, _about(case), _("Frågorna finns i den bifogade handlingen.")]
        lines.append(
            _("Svara senast {datum} till {epost}. Ange {dnr}.").format(
                datum=referral.due.isoformat(), epost=settings.DEFAULT_FROM_EMAIL, dnr=number
            )
        )
        text = "\n\n".join(line for line in [*lines, name] if line)
    return Message(
        key=dispatch.uuid,
        recipient=dispatch.address,
        recipient_name=dispatch.name,
        subject=subject.format(kommun=name, dnr=number),
        text=text,
        at=dispatch.distribution.sent_at,
        attachments=_attachments(dispatch),
    )


def nudge_in(nudge_id: int) -> Message | None:
    """Påminnelsen; None when there is nobody to write to, or the answer has come since."""
    nudge = ReferralNudge.objects.select_related(
        "referral__case__entry", "referral__respondent", "referral__dispatch"
    ).get(pk=nudge_id)
    referral = nudge.referral
    person, letter = referral.respondent, referral.dispatch
    address = person.email if person else letter.address if letter else ""
    if referral.state != ReferralState.SENT or not address:
        return None
    number = referral.case.entry.printed_number
    with override("sv"):
        name = municipality_name()
        late = referral.due < timezone.localdate(nudge.sent_at)
        said = _("Svaret skulle ha kommit {datum}.") if late else _("Svaret ska ha kommit {datum}.")
        where = _("Svara i Beslutsgång, under Mina uppgifter.")
        if person is None:
            where = _("Svara till {epost}. Ange {dnr}.").format(epost=settings.DEFAULT_FROM_EMAIL, dnr=number)
        text = [said.format(datum=referral.due.isoformat()), _about(referral.case), where, name]
        subject = _("Påminnelse om svar till {kommun}, {dnr}").format(kommun=name, dnr=number)
    return Message(
        key=nudge.uuid,
        recipient=address,
        recipient_name=referral.name,
        subject=subject,
        text="\n\n".join(line for line in text if line),
        at=nudge.sent_at,
    )


def _about(case: Case) -> str:
    secret = bool(case.entry.secrecy_provision)
    return "" if secret else _("Ärendet gäller: {titel}").format(titel=case.entry.public_subject)


def _attachments(dispatch: Dispatch) -> list[Attachment]:
    named = dispatch.distribution.documents
    rows = {str(one.uuid): one for one in Document.objects.filter(uuid__in=[item["document"] for item in named])}
    found = []
    for item in named:
        version = rows[item["document"]].versions.filter(sha256=item["sha256"]).order_by("number")[0]
        with open_file(version.sha256) as content:
            found.append(Attachment(version.file_name, version.media_type, content.read()))
    return found
