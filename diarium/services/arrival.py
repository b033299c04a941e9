"""Att registrera: what reached the authority is taken in, and leaves by one of the exits of OSL 5:1 with who and why.

A message of the mail system is taken in once, however often it is delivered. What came stays as it came; the arrival
names the document that was registered from it, and its files go on under their hashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board
from audit.services import Refusal, record
from diarium.calendar import stockholm_date
from diarium.engine.letter_words import one_line
from diarium.models import Arrival, ArrivalFile, Document
from diarium.services.document import DateInTheFuture
from diarium.services.entry import given_texts, require_reason
from diarium.services.intake import StoredFile
from diarium.states import ArrivalChannel, ArrivalExit

LEFT_OUT = (ArrivalExit.KEPT, ArrivalExit.TRIVIAL, ArrivalExit.ELSEWHERE)
MESSAGE_ONCE = "diarium_arrival_message_once"
WITHOUT_SUBJECT = "Utan rubrik"
"""Written into the register, so in Swedish whoever reads it."""


class ArrivalSettled(Refusal):
    """It has left already, by somebody's choice."""


class ExitMissing(Refusal):
    """None of the three ways out without registering was chosen."""

    sentence = _("Välj varför handlingen inte ska registreras.")
    status = 422


class MayBeSecret(Refusal):
    """What may be secret is registered, always (OSL 5:1 2 st)."""

    sentence = _("Bekräfta att handlingen inte innehåller sekretess. Annars ska den registreras.")
    status = 422


@transaction.atomic
def take_in(
    *,
    board_id: int,
    channel: str,
    came_on: date,
    arrived_at: datetime,
    subject: str,
    actor: Actor,
    at: datetime,
    sender: str = "",
    files: Sequence[StoredFile] = (),
    message_id: str = "",
) -> Arrival:
    """Ta emot det som kom till nämnden. The same `message_id` again is the same arrival, also at the same moment.

    Raises:
        NotAllowed: the program takes in mail and scans; of people the board's registrar does.
        DateInTheFuture: it is said to have come after `at`.
    """
    board = Board.objects.get(pk=board_id)
    actor = policy.require(actor, "handle_arrivals", board)
    if came_on > stockholm_date(at):
        raise DateInTheFuture
    message = one_line(message_id, 500)
    try:
        with transaction.atomic():
            arrival = Arrival.objects.create(
                board=board,
                channel=ArrivalChannel(channel),
                came_on=came_on,
                arrived_at=arrived_at,
                sender=one_line(sender, 200),
                subject=one_line(subject) or WITHOUT_SUBJECT,
                message_id=message,
            )
    except IntegrityError as error:
        if not message or MESSAGE_ONCE not in str(error):
            raise
        return Arrival.objects.get(board=board, message_id=message)
    ArrivalFile.objects.bulk_create(
        ArrivalFile(
            arrival=arrival,
            position=position,
            sha256=file.sha256,
            size=file.size,
            media_type=file.media_type,
            file_name=file.file_name,
        )
        for position, file in enumerate(files, 1)
    )
    record(
        arrival,
        "arrival_taken_in",
        actor=actor,
        at=at,
        after=ArrivalExit.WAITING,
        data={
            "board": board.code,
            "channel": channel,
            "came_on": came_on.isoformat(),
            "files": [file.size for file in files],
        },
        values=given_texts(
            subject=arrival.subject, sender=arrival.sender, files=" ".join(file.sha256 for file in files)
        ),
    )
    return arrival


@transaction.atomic
def leave_unregistered(
    *, arrival_id: int, way_out: str, reason: str, actor: Actor, at: datetime, without_secrecy: bool = False
) -> Arrival:
    """Lämna oregistrerad: kept in order, of minor importance, or another authority's recording (OSL 5:1, 5:4).

    The same choice by the same person again changes nothing.

    Raises:
        NotAllowed: only the board's registrar.
        ExitMissing, ReasonMissing: no choice, or no reason for it.
        MayBeSecret: kept in order only where it is said that nothing in it is secret.
        ArrivalSettled: somebody has registered it or chosen already.
    """
    arrival, actor = lock_arrival(arrival_id, actor)
    if way_out not in LEFT_OUT:
        raise ExitMissing
    why = require_reason(reason)
    if way_out == ArrivalExit.KEPT and not without_secrecy:
        raise MayBeSecret
    if (arrival.exit, arrival.reason, arrival.decided_by_id) == (way_out, why, actor.user_id):
        return arrival
    _settle(arrival, ArrivalExit(way_out), "arrival_left", actor=actor, at=at, reason=why)
    return arrival


@transaction.atomic
def settle_registered(*, arrival_id: int, document: Document, actor: Actor, at: datetime) -> Arrival:
    """Markera som registrerad, in the transaction that registers `document` from it.

    Raises:
        NotAllowed: only the board's registrar.
        ArrivalSettled: somebody has registered it or chosen already.
    """
    arrival, actor = lock_arrival(arrival_id, actor)
    arrival.document = document
    _settle(arrival, ArrivalExit.REGISTERED, "arrival_registered", actor=actor, at=at)
    return arrival


def lock_arrival(arrival_id: int, actor: Actor) -> tuple[Arrival, Actor]:
    """What came, locked until the transaction ends, before any matter; and the actor as the registrar.

    Raises:
        NotAllowed: only the board's registrar handles what comes to the board.
    """
    arrival = Arrival.objects.select_for_update(of=("self",)).select_related("board", "decided_by").get(pk=arrival_id)
    return arrival, policy.require(actor, "handle_arrivals", arrival)


def require_waiting(arrival: Arrival) -> None:
    """Go on only if nobody has decided.

    Raises:
        ArrivalSettled: with who did, and what.
    """
    if arrival.exit == ArrivalExit.WAITING:
        return
    who = arrival.decided_by.name if arrival.decided_by else "Beslutsgång"
    raise ArrivalSettled(
        _("%(who)s har redan tagit hand om handlingen: %(what)s.")
        % {"who": who, "what": str(ArrivalExit(arrival.exit).label).lower()}
    )


def _settle(arrival: Arrival, way_out: ArrivalExit, verb: str, *, actor: Actor, at: datetime, reason: str = "") -> None:
    require_waiting(arrival)
    arrival.exit, arrival.reason = way_out, reason
    arrival.decided_at, arrival.decided_by_id = at, actor.user_id
    arrival.save(update_fields=["exit", "reason", "decided_at", "decided_by", "document"])
    data = {"exit": way_out.value, "document": str(arrival.document.uuid) if arrival.document else None}
    record(
        arrival,
        verb,
        actor=actor,
        at=at,
        before=ArrivalExit.WAITING,
        after=way_out,
        data=data,
        values=given_texts(reason=reason),
    )
