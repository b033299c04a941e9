"""Ta bort en sekretessmarkering (OSL 5:5): one person proposes, and another confirms or refuses (G12).

The entry's row is locked first. Who may is said by the policy of `cases`, which knows the matter's officer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.selectors import stood_in_for
from accounts.services import actor_for
from audit.services import Refusal, record
from diarium.calendar import stockholm_date
from diarium.models import DiaryEntry, Document, SecrecyLift
from diarium.services.document import lock_document
from diarium.services.entry import given_texts, lock_entry, require_reason
from diarium.services.need_to_know import AS_OWNER, AS_REGISTRAR
from diarium.services.search import index_document, index_matter
from diarium.services.secrecy import told_of

SIDES: Final = (AS_REGISTRAR, AS_OWNER)


class NotMarked(Refusal):
    """There is no marking to take away."""

    sentence = _("Det finns ingen sekretessmarkering att ta bort.")


class LiftProposed(Refusal):
    """A proposal about the same marking waits already."""

    sentence = _("Ett förslag att ta bort sekretessmarkeringen väntar redan på en andra person.")


class LiftAnswered(Refusal):
    """The proposal was confirmed or refused meanwhile."""

    sentence = _("Förslaget är redan besvarat.")


class LiftLapsed(Refusal):
    """Who proposed it may not any more."""

    sentence = _("Den som föreslog det har inte längre rollen som krävs. Avslå förslaget och gör ett nytt.")


class NotSecondPerson(policy.NotAllowed):
    """The same person, or somebody acting for that person, on both sides."""

    sentence = _("Två personer behövs för att ta bort en sekretessmarkering, registratorn och handläggaren.")


@transaction.atomic
def propose_lift(
    *, entry_id: int, reason: str, actor: Actor, at: datetime, document_id: int | None = None
) -> SecrecyLift:
    """Föreslå att en sekretessmarkering tas bort: the matter's own, or a document's. Nothing changes yet.

    Raises:
        NotAllowed: neither the board's registrar nor the matter's officer, or not one who may see it.
        NotMarked, LiftProposed, ReasonMissing.
    """
    entry, document = _locked(entry_id, document_id)
    sides = _sides(actor, document or entry)
    if not sides:
        raise NotSecondPerson
    actor = _on(actor, sides, document or entry)
    if not (document or entry).is_secret:
        raise NotMarked
    if SecrecyLift.objects.filter(
        entry=entry, document=document, confirmed_by__isnull=True, refused_by__isnull=True
    ).exists():
        raise LiftProposed
    lift = SecrecyLift.objects.create(
        entry=entry,
        document=document,
        proposed_by_id=actor.person_id,
        proposed_at=at,
        reason=require_reason(reason),
    )
    _tell(lift, "lift_proposed", actor=actor, at=at, reason=lift.reason)
    return lift


@transaction.atomic
def confirm_lift(*, lift_id: int, actor: Actor, at: datetime) -> SecrecyLift:
    """Ta bort markeringen: the second person agrees, and it goes in the same transaction.

    One of the two is the board's registrar, the other the matter's officer. What is protected stays kept apart.

    Raises:
        NotSecondPerson: the proposer, somebody acting for the proposer, or not the other one of the two.
        LiftAnswered, LiftLapsed, NotMarked.
    """
    lift, about = _open_lift(lift_id)
    own = _sides(actor, about)
    if not own or lift.proposed_by_id in actor.sides or actor.user_id in _proposed_for(lift):
        raise NotSecondPerson
    theirs = _sides(actor_for(lift.proposed_by, on=stockholm_date(at)), about)
    if not theirs:
        raise LiftLapsed
    if len(own | theirs) < len(SIDES):
        raise NotSecondPerson
    actor = _on(actor, own - theirs or own, about)
    if not about.is_secret:
        raise NotMarked
    lift.confirmed_by_id = actor.person_id
    lift.confirmed_at = at
    lift.confirmed_transaction = _this_transaction()
    lift.save(update_fields=["confirmed_by", "confirmed_at", "confirmed_transaction"])
    about.secrecy_provision, about.secrecy_on = "", None
    about.save(update_fields=["secrecy_provision", "secrecy_on"])
    _tell(lift, "secrecy_lifted", actor=actor, at=at)
    if lift.document is None:
        index_matter(lift.entry)
    else:
        index_document(lift.document)
    return lift


@transaction.atomic
def refuse_lift(*, lift_id: int, actor: Actor, at: datetime, reason: str = "") -> SecrecyLift:
    """Låt markeringen stå kvar: said by the other person, or taken back by the proposer.

    Raises:
        NotSecondPerson: neither of those.
        LiftAnswered.
    """
    lift, about = _open_lift(lift_id)
    sides = _sides(actor, about)
    if actor.user_id != lift.proposed_by_id and not sides:
        raise NotSecondPerson
    actor = _on(actor, sides, about) if sides else actor
    lift.refused_by_id = actor.person_id
    lift.refused_at = at
    lift.save(update_fields=["refused_by", "refused_at"])
    _tell(lift, "lift_refused", actor=actor, at=at, reason=reason.strip())
    return lift


def _proposed_for(lift: SecrecyLift) -> frozenset[int]:
    """Whom the proposer stood in for when proposing."""
    verb = f"{'entry' if lift.document_id is None else 'document'}_lift_proposed"
    return stood_in_for(lift.entry.stream, verb, since=lift.proposed_at)


def _sides(actor: Actor, about: DiaryEntry | Document) -> set[str]:
    """As whom the actor may lift the marking."""
    return {side for side in SIDES if policy.can(actor, side, about)}


def _on(actor: Actor, sides: set[str], about: DiaryEntry | Document) -> Actor:
    """The actor in the capacity of the side; of two in that of the chosen capacity."""
    side = policy.first_of(actor, [side for side in SIDES if side in sides], about)
    return policy.require(actor, side or AS_REGISTRAR, about)


def _locked(entry_id: int, document_id: int | None) -> tuple[DiaryEntry, Document | None]:
    if document_id is None:
        return lock_entry(entry_id), None
    document = lock_document(document_id)
    if document.entry_id != entry_id:
        raise NotMarked
    return document.entry, document


def _open_lift(lift_id: int) -> tuple[SecrecyLift, DiaryEntry | Document]:
    """The proposal and what it is about, both locked by the entry's row."""
    lift = SecrecyLift.objects.select_related("proposed_by").filter(pk=lift_id).first()
    if lift is None:
        raise policy.NotVisible
    entry, document = _locked(lift.entry_id, lift.document_id)
    lift.refresh_from_db(fields=["confirmed_by", "refused_by"])
    if lift.confirmed_by_id is not None or lift.refused_by_id is not None:
        raise LiftAnswered
    lift.entry, lift.document = entry, document
    return lift, document or entry


def _tell(lift: SecrecyLift, verb: str, *, actor: Actor, at: datetime, reason: str = "") -> None:
    document = lift.document
    data = told_of(document) if document is not None else {}
    name = f"{'entry' if document is None else 'document'}_{verb}"
    record(lift.entry, name, actor=actor, at=at, data=data, values=given_texts(reason=reason))


def _this_transaction() -> int:
    """What the database calls the transaction: the guard asks for the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT txid_current()")
        number: int = cursor.fetchone()[0]
    return number
