"""Remiss och underlag: ask, and give longer time. That somebody has answered is a step (`steps.referral`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import User
from audit.rules import Refusal
from audit.services import follow_up
from cases.models import Case, Dispatch, Distribution, Referral, ReferralEnclosure
from cases.policy.conflict import is_conflicted
from cases.policy.secrecy import cleared
from cases.services.case import OfficerConflicted, lock_case, record_on_case
from cases.states import Channel, DispatchState, Purpose, ReferralKind, ReferralState
from diarium import services as register
from diarium.engine.storage import Blob
from diarium.models import Document
from diarium.selectors import latest_version
from diarium.services.intake import StoredFile
from diarium.states import DocumentStatus

ASKING = {ReferralKind.CONTRIBUTION: "ask_for_contribution", ReferralKind.REFERRAL: "send_referral"}
VERBS = {ReferralKind.CONTRIBUTION: "contributions_asked", ReferralKind.REFERRAL: "referrals_sent"}


class NobodyAsked(Refusal):
    """A question to nobody."""

    sentence = _("Välj minst en som ska svara.")
    status = 422


class AskedAlready(Refusal):
    """The same is asked of the same, and not answered."""

    status = 422

    def __init__(self, name: str) -> None:
        super().__init__(_("{namn} är redan tillfrågad och har inte svarat.").format(namn=name))


class DueInThePast(Refusal):
    """Nobody can answer by yesterday."""

    sentence = _("Svarsdagen har passerat. Välj en senare dag.")
    status = 422


class NotCleared(Refusal):
    """In a secret matter only who stands on its list is asked."""

    status = 422

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{namn} står inte på ärendets behörighetslista. Lägg till personen där först.").format(namn=name)
        )


class ReferralEnded(Refusal):
    """It is answered or closed."""

    status = 409

    def __init__(self, referral: Referral) -> None:
        told = _("{namn} har redan svarat.") if referral.stance else _("Frågan till {namn} är avslutad utan svar.")
        super().__init__(told.format(namn=referral.name))
        self.case_uuid = referral.case.uuid


@dataclass(frozen=True, slots=True)
class Asked:
    """Den som tillfrågas: a person of the house (for a board, a unit or themself), or an outside body.

    An outside body without `address` is written to by ordinary mail.
    """

    name: str
    respondent_id: int | None = None
    board_id: int | None = None
    correspondent_id: int | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Det som frågas: of whom, what about, by when, and which documents go with it (their uuids)."""

    kind: str
    asked: Sequence[Asked]
    questions: str
    due: date
    documents: Sequence[str] = ()

    @property
    def outside(self) -> list[Asked]:
        """Those who get a letter."""
        return [one for one in self.asked if one.respondent_id is None]


def send_referrals(
    case: Case, question: Question, *, letter: StoredFile | None, actor: Actor, at: datetime
) -> list[Referral]:
    """Fråga, in the transaction of the door that holds the case: a row each, and a letter to those outside.

    Raises:
        NotAllowed, NobodyAsked, AskedAlready, DueInThePast, NotCleared.
    """
    policy.require(actor, ASKING[ReferralKind(question.kind)], case)
    _require_fit(case, question, on=timezone.localdate(at))
    wanted = policy.visible(actor, Document).filter(entry=case.entry_id, uuid__in=question.documents)
    documents = list(wanted.exclude(status=DocumentStatus.CANCELLED).order_by("document_no"))
    dispatches = _send_letters(case, question, documents, letter, actor=actor, at=at) if letter else {}
    rows = [
        Referral.objects.create(
            case=case,
            kind=question.kind,
            name=one.name,
            respondent_id=one.respondent_id,
            board_id=one.board_id,
            correspondent_id=one.correspondent_id,
            questions=question.questions.strip(),
            due=question.due,
            sent_at=at,
            sent_by_id=actor.person_id,
            dispatch=dispatches.get(one.name),
        )
        for one in question.asked
    ]
    ReferralEnclosure.objects.bulk_create(
        ReferralEnclosure(referral=row, document=document) for row in rows for document in documents
    )
    names = ", ".join(row.name for row in rows)
    record_on_case(
        case,
        VERBS[ReferralKind(question.kind)],
        actor=actor,
        at=at,
        data={
            "referrals": [str(row.uuid) for row in rows],
            "count": len(rows),
            "due": question.due.isoformat(),
            **({} if case.entry.is_secret else {"names": names}),
        },
        values={"names": names} if case.entry.is_secret else None,
    )
    return rows


def _require_fit(case: Case, question: Question, *, on: date) -> None:
    if not question.asked:
        raise NobodyAsked
    if question.due < on:
        raise DueInThePast
    waiting = set(case.referrals.filter(kind=question.kind, state=ReferralState.SENT).values_list("name", flat=True))
    for one in question.asked:
        if one.name in waiting:
            raise AskedAlready(one.name)
        waiting.add(one.name)
        if one.respondent_id and not cleared(Actor(id="", label=one.name, user_id=one.respondent_id), case):
            raise NotCleared(one.name)
        if is_conflicted(one.respondent_id, case):
            raise OfficerConflicted(one.name)


def _send_letters(
    case: Case, question: Question, documents: Iterable[Document], letter: StoredFile, *, actor: Actor, at: datetime
) -> dict[str, Dispatch]:
    """Missivet, registered once as a dispatched document, and a row for each who gets it: mail, or ordinary mail."""
    outside = question.outside
    missive = register.register_document(
        entry_id=case.entry_id,
        title="Remiss" if question.kind == ReferralKind.REFERRAL else "Begäran om underlag till lägesbilden",
        direction="dispatched",
        kind="letter",
        status=DocumentStatus.DISPATCHED,
        dated=timezone.localdate(at),
        sender_or_recipient=", ".join(one.name for one in outside),
        correspondent_id=outside[0].correspondent_id if len(outside) == 1 else None,
        content=Blob(letter.sha256, letter.size),
        file_name=letter.file_name,
        media_type=letter.media_type,
        actor=actor,
        at=at,
    )
    sending = Distribution.objects.create(
        case=case,
        documents=list(_frozen([missive, *documents])),
        sent_at=at,
        sent_by_id=actor.person_id,
        sent_label=actor.label,
    )
    rows = Dispatch.objects.bulk_create(
        Dispatch(
            distribution=sending,
            position=position,
            name=one.name,
            channel=Channel.EMAIL if one.address else Channel.LETTER,
            address=one.address,
            purpose=Purpose.ACTION,
            state=DispatchState.QUEUED if one.address else DispatchState.SENT,
            state_at=at,
        )
        for position, one in enumerate(outside, 1)
    )
    for row in rows:
        if row.channel == Channel.EMAIL:
            follow_up("cases.deliver", dispatch_id=row.pk)
    return {row.name: row for row in rows}


def _frozen(documents: Iterable[Document]) -> Iterable[dict[str, Any]]:
    for document in documents:
        version = latest_version(document)
        if version is not None:
            yield {"document": str(document.uuid), "number": document.document_no, "sha256": version.sha256}


def lock_referral(referral_id: int) -> tuple[Case, Referral]:
    """The row with its matter locked, still waiting for its answer.

    Raises:
        ReferralEnded: it is answered or closed.
    """
    case = lock_case(Referral.objects.values_list("case", flat=True).get(pk=referral_id))
    referral = Referral.objects.select_related("respondent", "dispatch", "case").get(pk=referral_id)
    if referral.state != ReferralState.SENT:
        raise ReferralEnded(referral)
    return case, referral


def tell(
    case: Case, verb: str, referral: Referral, *, actor: Actor, at: datetime, reason: str = "", **more: Any
) -> None:
    """The event of one question. Who was asked stands beside the event of a secret matter, never in it."""
    name = {"name": referral.name}
    secret = case.entry.is_secret
    values = {**(name if secret else {}), **({"reason": reason} if reason else {})}
    data = {"referral": str(referral.uuid), **({} if secret else name), **more}
    record_on_case(case, verb, actor=actor, at=at, data=data, values=values or None)


@transaction.atomic
def extend_referral(*, referral_id: int, due: date, actor: Actor, at: datetime) -> Referral:
    """Ge längre svarstid.

    Raises:
        NotAllowed: only who may ask. ReferralEnded. DueInThePast.
    """
    case, referral = lock_referral(referral_id)
    policy.require(actor, ASKING[ReferralKind(referral.kind)], case)
    if due < timezone.localdate(at):
        raise DueInThePast
    if due != referral.due:
        referral.due = due
        referral.version += 1
        referral.save()
        tell(case, "referral_extended", referral, actor=actor, at=at, due=due.isoformat())
    return referral


def pass_on(case: Case, referral_id: int, person: User) -> None:
    """Somebody else answers; the door that hands over the task holds the case and records it."""
    Referral.objects.filter(pk=referral_id, case=case, state=ReferralState.SENT).update(respondent=person)
