"""Sekretessen på ett ärende och dess handlingar: what is marked, what waits for a second person, and who may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Mandate, Role, User
from accounts.services import actor_for
from cases.models import Case
from cases.selectors.documents_tab import title_of, visible_document
from cases.selectors.frame import Link
from diarium.models import DiaryEntry, Document, EmergencyAccess, NeedToKnow, SecrecyLift
from diarium.selectors import document_number

CHOICES_SHOWN = 1000
AS_OWNER = "lift_secrecy_as_owner"
LIFTING = ("lift_secrecy_as_registrar", AS_OWNER)


@dataclass(frozen=True, slots=True)
class LiftLine:
    """Förslag att ta bort en markering. `may_answer` = the reader is the second person, or takes the own back."""

    pk: int
    who: str
    at: datetime
    reason: str
    own: bool
    url: str


@dataclass(frozen=True, slots=True)
class Marking:
    """Markeringen som sidan visar: of the matter, or of the document. `lift_url` is empty for who may not propose."""

    provision: str
    since: date | None
    reviewed_on: date | None
    may_mark: bool
    lift_url: str
    list_url: str
    waiting: LiftLine | None


@dataclass(frozen=True, slots=True)
class ListLine:
    """Rad i behörighetslistan. `end_url` is empty for one that has ended."""

    name: str
    title: str
    valid_from: date
    valid_to: date | None
    state: str
    color: str
    end_url: str


def marking_of_case(actor: Actor, case: Case) -> Marking:
    """Ärendets markering.

    Raises:
        NotAllowed: neither the registrar nor the officer, or not one who may see it.
    """
    if not policy.can(actor, "mark_secrecy", case.entry):
        policy.require(actor, AS_OWNER, case.entry)
    return _marking(actor, case, case.entry, None)


def marking_of_document(actor: Actor, case: Case, document: Document) -> Marking:
    """Handlingens markering.

    Raises:
        NotAllowed: neither the registrar nor the officer, or not one who may see it.
    """
    if not policy.can(actor, "mark_secrecy", document):
        policy.require(actor, "lift_secrecy_as_owner", document)
    return _marking(actor, case, case.entry, document)


def _marking(actor: Actor, case: Case, entry: DiaryEntry, document: Document | None) -> Marking:
    about = document or entry
    waiting = waiting_lift(actor, entry, document) if about.is_secret else None
    as_registrar = policy.can(actor, "lift_secrecy_as_registrar", about)
    may_lift = about.is_secret and waiting is None and (as_registrar or policy.can(actor, AS_OWNER, about))
    place = reverse("propose_document_lift", args=[document.uuid]) if document else ""
    return Marking(
        provision=about.secrecy_provision,
        since=about.secrecy_on,
        reviewed_on=document.secrecy_reviewed_on if document else None,
        may_mark=policy.can(actor, "mark_secrecy", about),
        lift_url=(place or reverse("propose_lift", args=[case.uuid])) if may_lift else "",
        list_url=reverse("need_to_know", args=[case.uuid]) if policy.can(actor, "keep_need_to_know", entry) else "",
        waiting=waiting,
    )


def waiting_lift(actor: Actor, entry: DiaryEntry, document: Document | None) -> LiftLine | None:
    """Förslaget som väntar på en andra person, if there is one."""
    rows = open_lifts(actor).filter(entry=entry, document=document).select_related("proposed_by")
    lift = rows.first()
    return _line(actor, lift) if lift is not None else None


def open_lifts(actor: Actor) -> Any:
    """Obesvarade förslag som personen ser."""
    return policy.visible(actor, SecrecyLift).filter(confirmed_by__isnull=True, refused_by__isnull=True)


def _line(actor: Actor, lift: SecrecyLift) -> LiftLine:
    return LiftLine(
        pk=lift.pk,
        who=lift.proposed_by.name,
        at=lift.proposed_at,
        reason=lift.reason,
        own=lift.proposed_by_id == actor.user_id,
        url=reverse("answer_lift", args=[lift.pk]),
    )


@dataclass(frozen=True, slots=True)
class LiftPage:
    """Sidan där den andra personen svarar, in a capacity that gives one of the `sides`."""

    lift: LiftLine
    case: Case
    number: str
    title: str
    provision: str
    back: str
    may_confirm: bool
    about: DiaryEntry | Document
    sides: Sequence[str]


def lift_page(actor: Actor, lift_id: int) -> LiftPage:
    """Förslaget för den som ska svara, or for the proposer.

    Raises:
        NotVisible: there is no open proposal that the person sees.
    """
    rows = open_lifts(actor).select_related("proposed_by", "entry__diary", "entry__case", "document__entry")
    lift = rows.filter(pk=lift_id).first()
    if lift is None:
        raise policy.NotVisible
    case = lift.entry.case
    document = visible_document(actor, lift.document.uuid) if lift.document else None
    about = document or lift.entry
    sides = [side for side in LIFTING if policy.can(actor, side, about)]
    may_confirm = bool(sides) and lift.proposed_by_id not in actor.sides
    if may_confirm and len(sides) > 1:
        proposer = actor_for(lift.proposed_by, on=timezone.localdate())
        sides = [side for side in sides if not policy.can(proposer, side, about)] or sides
    return LiftPage(
        lift=_line(actor, lift),
        case=case,
        number=document_number(document.entry, document.document_no) if document else lift.entry.printed_number,
        title=title_of(document) if document else lift.entry.protected_subject or lift.entry.public_subject,
        provision=about.secrecy_provision,
        back=reverse("document", args=[document.uuid]) if document else reverse("case", args=[case.uuid]),
        may_confirm=may_confirm,
        about=about,
        sides=sides,
    )


def second_person(case: Case, proposer_id: int) -> str:
    """Vem förslaget väntar på: the officer's name, or the registry where the officer proposed it."""
    if case.case_officer is not None and case.case_officer_id != proposer_id:
        return case.case_officer.name
    return _("Nämndens registrator")


def need_to_know_list(actor: Actor, case: Case, *, today: date) -> Sequence[ListLine]:
    """Behörighetslistan, those who may see now first (one query)."""
    rows = policy.visible(actor, NeedToKnow).filter(entry=case.entry_id).select_related("user")
    lines = [_list_line(row, case, today) for row in rows.order_by(F("valid_to").desc(nulls_first=True), "pk")]
    return sorted(lines, key=lambda line: not line.end_url)


def _list_line(row: NeedToKnow, case: Case, today: date) -> ListLine:
    ended = row.valid_to is not None and row.valid_to < today
    coming = row.valid_from > today
    state, color = _("Gäller"), "success"
    if ended or coming:
        state, color = (_("Upphörd"), "neutral") if ended else (_("Kommande"), "info")
    return ListLine(
        name=row.user.name,
        title=row.user.title,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        state=state,
        color=color,
        end_url="" if ended else reverse("end_need_to_know", args=[case.uuid, row.pk]),
    )


def may_be_listed(case: Case, *, on: date) -> list[tuple[int, str]]:
    """Vilka som kan läggas till: active people with a role, never who runs the system (one query)."""
    in_force = Mandate.objects.filter(policy.stands(on))
    people = User.objects.filter(is_active=True, pk__in=in_force.exclude(role=Role.SIGNATORY).values("user"))
    people = people.exclude(pk__in=in_force.filter(role=Role.IT_ADMIN).values("user")).exclude(
        pk=case.case_officer_id or 0
    )
    return [
        (pk, f"{name}, {title}" if title else name)
        for pk, name, title in people.order_by("name", "pk").values_list("pk", "name", "title")[:CHOICES_SHOWN]
    ]


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Begäran om tillfällig åtkomst, as the director and the registry see it: the number, never the subject."""

    access: EmergencyAccess
    number: str
    who: str
    title: str
    reason: str
    may_grant: bool
    may_acknowledge: bool


def access_page(actor: Actor, access_id: int) -> AccessPage:
    """Begäran för kommundirektören, eller meddelandet för registratorn.

    Raises:
        NotVisible: there is none, or not for this person.
    """
    rows = policy.visible(actor, EmergencyAccess).select_related("asked_by", "granted_by", "refused_by", "entry__diary")
    access = rows.filter(~Q(asked_by=actor.user_id or 0), pk=access_id).first()
    if access is None:
        raise policy.NotVisible
    waits = access.granted_by_id is None and access.refused_by_id is None
    return AccessPage(
        access=access,
        number=access.entry.printed_number,
        who=access.asked_by.name,
        title=access.asked_by.title,
        reason=access.reason,
        may_grant=waits and policy.can(actor, "grant_emergency_access", access),
        may_acknowledge=access.seen_by_registry_at is None and policy.can(actor, "acknowledge_emergency", access),
    )


def secrecy_link(actor: Actor, about: Case | Document) -> Link | None:
    """Ändra sekretessmarkering …, for those who may; no query where nothing is marked."""
    subject: DiaryEntry | Document = about.entry if isinstance(about, Case) else about
    if not policy.can(actor, "mark_secrecy", subject) and not policy.can(actor, AS_OWNER, subject):
        return None
    name = "case_secrecy" if isinstance(about, Case) else "document_secrecy"
    return Link(_("Ändra sekretessmarkering …"), reverse(name, args=[about.uuid]), "lock")
