"""Sändlista och expediering: the doors for recipients, and what delivery, receipt and acknowledgement write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import SYSTEM, Actor
from accounts.models import Board
from audit.rules import Refusal
from audit.services import follow_up
from cases.models import Case, Dispatch, DispatchAttempt, DispatchReceipt, Recipient
from cases.services.case import lock_case, record_on_case
from cases.states import AttemptOutcome, Channel, DispatchState, ReferralKind
from diarium import selectors as register
from diarium.engine.mail import parse_address
from diarium.models import Correspondent, RecipientGroup

TYPED_COUNT_FROM = 20
SETTLED = (DispatchState.SENT, DispatchState.ACKNOWLEDGED)


class RecipientTwice(Refusal):
    """The recipient is on the list already."""

    status = 422

    def __init__(self, name: str) -> None:
        super().__init__(_("{mottagare} finns redan i sändlistan.").format(mottagare=name))


class NothingToSend(Refusal):
    """The row is not one that can be sent again, acknowledged or marked now."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Mottagaren har redan fått beslutet."))


class AlreadyAcknowledged(NothingToSend):
    """Somebody at the board has acknowledged the delivery."""

    def __init__(self, dispatch: Dispatch) -> None:
        told = _("Beslutet är redan kvitterat för {namnd}, av {namn}.")
        Refusal.__init__(self, told.format(namnd=dispatch.name, namn=dispatch.acknowledged_label))


class AddressMissing(Refusal):
    """An e-mail address is needed."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("Skriv en e-postadress, till exempel namn@kommun.se."))


def list_recipients(case: Case, texts: Sequence[str]) -> None:
    """Sändlistan blir textens mottagare: new rows are bound to the register where it knows them, others are struck.

    The case is locked and saved by the caller.
    """
    wanted = {text: position for position, text in enumerate(dict.fromkeys(texts), 1)}
    kept = {row.text: row for row in case.recipients.all()}
    for text, row in kept.items():
        listed = text in wanted
        if row.listed != listed or (listed and row.position != wanted[text]):
            row.listed, row.position = listed, wanted.get(text, row.position)
            row.save()
    new = [text for text in wanted if text not in kept]
    found = register.match_recipients(new) if new else {}
    Recipient.objects.bulk_create(
        bound(Recipient(case=case, position=wanted[text], text=text), found[text]) for text in new
    )


def bound(recipient: Recipient, found: Correspondent | RecipientGroup | None) -> Recipient:
    """The recipient bound to what the register knows under exactly this name; never guessed."""
    if isinstance(found, Correspondent):
        recipient.correspondent = found
    elif isinstance(found, RecipientGroup):
        recipient.group = found
    else:
        recipient.board = Board.objects.filter(name__iexact=recipient.text).first()
    return recipient


@transaction.atomic
def add_recipient(*, case_id: int, text: str, purpose: str, actor: Actor, at: datetime) -> Recipient:
    """Lägg till en mottagare i sändlistan.

    Raises:
        NotAllowed: the officer before the decision, the registry at distribution.
        RecipientTwice: the recipient is listed already.
    """
    case = lock_case(case_id)
    actor = policy.require(actor, "edit_recipients", case)
    row = case.recipients.filter(text=text).first() or bound(
        Recipient(case=case, text=text, position=case.recipients.count() + 1, listed=False),
        register.match_recipient(text),
    )
    if row.listed:
        raise RecipientTwice(text)
    row.listed, row.purpose = True, purpose
    row.save()
    record_on_case(case, "recipient_added", actor=actor, at=at, data={"recipient": row.pk})
    return row


@transaction.atomic
def remove_recipient(*, case_id: int, recipient_id: int, actor: Actor, at: datetime) -> None:
    """Stryk en mottagare ur sändlistan.

    Raises:
        NotAllowed: as for adding.
    """
    case = lock_case(case_id)
    actor = policy.require(actor, "edit_recipients", case)
    row = case.recipients.get(pk=recipient_id)
    row.listed = False
    row.save()
    record_on_case(case, "recipient_removed", actor=actor, at=at, data={"recipient": row.pk})


@transaction.atomic
def bind_recipient(*, case_id: int, recipient_id: int, correspondent_id: int, actor: Actor, at: datetime) -> None:
    """Koppla en mottagare till någon i registret.

    Raises:
        NotAllowed: as for adding.
    """
    case = lock_case(case_id)
    actor = policy.require(actor, "edit_recipients", case)
    row = case.recipients.get(pk=recipient_id)
    row.correspondent = Correspondent.objects.get(pk=correspondent_id)
    row.group = row.board = None
    row.save()
    record_on_case(case, "recipient_bound", actor=actor, at=at, data={"recipient": row.pk})


def _lock_dispatch(dispatch_id: int) -> tuple[Case, Dispatch]:
    case = lock_case(Dispatch.objects.values_list("distribution__case", flat=True).get(pk=dispatch_id))
    return case, Dispatch.objects.select_related("distribution__decision").get(pk=dispatch_id)


def mending(dispatch: Dispatch) -> str:
    """The action that sends a row again: a decision's is the registry's, a referral's is who sent it."""
    if dispatch.distribution.decision_id:
        return "mend_dispatch"
    return "send_referral" if dispatch.referral.kind == ReferralKind.REFERRAL else "ask_for_contribution"


def _move(case: Case, dispatch: Dispatch, state: DispatchState, verb: str, *, actor: Actor, at: datetime) -> None:
    dispatch.state, dispatch.state_at = state, at
    dispatch.save()
    if dispatch.distribution.decision_id is None:
        verb = verb.replace("dispatch_", "referral_mail_")
    record_on_case(case, verb, actor=actor, at=at, data={"dispatch": str(dispatch.uuid)})


@transaction.atomic
def acknowledge(*, dispatch_id: int, actor: Actor, at: datetime) -> Dispatch:
    """Kvittera en intern leverans: the registry of the receiving board has read it.

    Raises:
        NotAllowed: only the registry of the board.
        AlreadyAcknowledged: somebody was first.
        NothingToSend: it is not an internal delivery.
    """
    case, dispatch = _lock_dispatch(dispatch_id)
    actor = policy.require(actor, "acknowledge_delivery", dispatch)
    if dispatch.state == DispatchState.ACKNOWLEDGED:
        raise AlreadyAcknowledged(dispatch)
    if dispatch.channel != Channel.INTERNAL or dispatch.state != DispatchState.SENT:
        raise NothingToSend
    dispatch.acknowledged_label = actor.label
    _move(case, dispatch, DispatchState.ACKNOWLEDGED, "delivery_acknowledged", actor=actor, at=at)
    return dispatch


@transaction.atomic
def resend(*, dispatch_id: int, address: str, actor: Actor, at: datetime) -> Dispatch:
    """Skicka igen, to another address when one is given.

    Raises:
        NotAllowed: only who distributes.
        NothingToSend: the row has been sent.
        AddressMissing, AddressRefused: there is no address to send to, or it is none.
    """
    case, dispatch = _lock_dispatch(dispatch_id)
    actor = policy.require(actor, mending(dispatch), case)
    if dispatch.state not in (DispatchState.FAILED, DispatchState.UNKNOWN):
        raise NothingToSend
    if not address.strip():
        raise AddressMissing
    dispatch.address, dispatch.channel = parse_address(address).addr_spec, Channel.EMAIL
    _move(case, dispatch, DispatchState.QUEUED, "dispatch_queued_again", actor=actor, at=at)
    follow_up("cases.deliver", dispatch_id=dispatch.pk)
    return dispatch


@transaction.atomic
def mark_sent_by_letter(*, dispatch_id: int, actor: Actor, at: datetime) -> Dispatch:
    """Markera som skickat med brev.

    Raises:
        NotAllowed: only who distributes.
        NothingToSend: the row has been sent.
    """
    case, dispatch = _lock_dispatch(dispatch_id)
    actor = policy.require(actor, mending(dispatch), case)
    if dispatch.state in (DispatchState.SENT, DispatchState.ACKNOWLEDGED):
        raise NothingToSend
    dispatch.channel = Channel.LETTER
    _move(case, dispatch, DispatchState.SENT, "dispatch_sent_by_letter", actor=actor, at=at)
    return dispatch


@transaction.atomic
def begin_attempt(*, dispatch_id: int, at: datetime) -> tuple[Dispatch, DispatchAttempt] | None:
    """Börja ett försök: the row is committed before anything goes out. None = nothing is waiting to be sent."""
    _case, dispatch = _lock_dispatch(dispatch_id)
    if dispatch.state not in (DispatchState.QUEUED, DispatchState.UNKNOWN):
        return None
    attempt = DispatchAttempt.objects.create(
        dispatch=dispatch, number=dispatch.attempts.count() + 1, address=dispatch.address, started_at=at
    )
    return dispatch, attempt


@transaction.atomic
def end_attempt(
    *, attempt_id: int, outcome: AttemptOutcome, detail: str, last_try: bool, at: datetime
) -> DispatchState:
    """Skriv ner hur försöket gick, together with what it means for the row. Returns the row's state.

    An answer that comes late changes nothing for a row that was sent another way meanwhile.
    """
    attempt = DispatchAttempt.objects.get(pk=attempt_id)
    case, dispatch = _lock_dispatch(attempt.dispatch_id)
    DispatchReceipt.objects.create(attempt=attempt, outcome=outcome, detail=detail[:500], received_at=at)
    state = _state_after(outcome, last_try=last_try)
    if state == DispatchState.QUEUED or dispatch.state in SETTLED:
        return DispatchState(dispatch.state)
    if state != dispatch.state:
        verb = {
            DispatchState.SENT: "dispatch_sent",
            DispatchState.FAILED: "dispatch_failed",
            DispatchState.UNKNOWN: "dispatch_unknown",
        }[state]
        _move(case, dispatch, state, verb, actor=SYSTEM, at=at)
    return state


@transaction.atomic
def give_up(*, dispatch_id: int, at: datetime) -> None:
    """Ge upp: nobody will try again by itself; whether the recipient has it is not known, and a person mends it."""
    case, dispatch = _lock_dispatch(dispatch_id)
    if dispatch.state == DispatchState.QUEUED:
        _move(case, dispatch, DispatchState.UNKNOWN, "dispatch_unknown", actor=SYSTEM, at=at)


def _state_after(outcome: AttemptOutcome, *, last_try: bool) -> DispatchState:
    if outcome == AttemptOutcome.ACCEPTED:
        return DispatchState.SENT
    if outcome == AttemptOutcome.REFUSED or (outcome == AttemptOutcome.DEFERRED and last_try):
        return DispatchState.FAILED
    return DispatchState.UNKNOWN if outcome == AttemptOutcome.UNKNOWN else DispatchState.QUEUED
