"""Kontroll (S10), registraturens cockpit: what is late, what is missing, what stands still, and what checks have found.

Every count stops at a thousand and all of them are one query; a list is the same rows by page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.models import Event
from audit.rules import Sentence
from cases.models import Agreement, Case
from cases.policy import OPEN, registry_of
from cases.selectors.bulk import CLASS, OFFICER, REVIEWED, WATCH
from cases.selectors.registers import decisions_to_send
from cases.states import AgreementState, CaseState
from diarium.calendar import STOCKHOLM, stockholm_date
from diarium.models import Arrival, Document, EmergencyAccess, SecrecyLift
from diarium.selectors.arrival import overdue_arrivals
from diarium.states import DocumentStatus, EntryStatus

NOTHING: Sentence = _("Inget att åtgärda.")
QUIET = timedelta(days=90)
UNSIGNED = (AgreementState.DRAFTING, AgreementState.FOR_SIGNATURE, AgreementState.PARTLY_SIGNED)


Rows = Callable[[Actor, datetime], "QuerySet[Any]"]


@dataclass(frozen=True, slots=True)
class Check:
    """Kontroll: which rows there is something to do about. `bulk` names the acts that its list offers."""

    slug: str
    label: Sentence
    rows: Rows
    model: type[Model]
    help: Sentence = ""
    empty: Sentence = NOTHING
    bulk: Sequence[str] = ()
    address: str = ""


def _cases(actor: Actor) -> QuerySet[Case]:
    """The matters whose registry the actor is, of those that she may see."""
    boards = registry_of(actor)
    rows = policy.visible(actor, Case)
    return rows if boards is None else rows.filter(board__in=boards)


def _without_class(actor: Actor, _at: datetime) -> QuerySet[Case]:
    return _cases(actor).filter(entry__class_code__isnull=True, entry__status=EntryStatus.OPEN)


def _without_officer(actor: Actor, _at: datetime) -> QuerySet[Case]:
    return _cases(actor).filter(case_officer__isnull=True, state__in=OPEN)


def _secrecy_not_tried(actor: Actor, _at: datetime) -> QuerySet[Document]:
    boards = registry_of(actor)
    rows = policy.visible(actor, Document)
    if boards is not None:
        rows = rows.filter(entry__diary__board__in=boards)
    untried = rows.filter(secrecy_reviewed_on__isnull=True, secrecy_provision="")
    return untried.exclude(status=DocumentStatus.CANCELLED)


def _quiet(actor: Actor, at: datetime) -> QuerySet[Case]:
    """Open matters without an event for ninety days, in their own log or the diary entry's."""
    since = _midnight(stockholm_date(at)) - QUIET
    rows = _cases(actor).filter(state__in=OPEN, state_since__lt=since)
    own = Event.objects.filter(stream=_stream("case:", "uuid"), seq=OuterRef("version")).values("at")
    register = Event.objects.filter(stream=_stream("entry:", "entry__uuid")).order_by("-seq").values("at")[:1]
    return rows.annotate(last_at=Subquery(own), registered_at=Subquery(register)).filter(
        Q(last_at__isnull=True) | Q(last_at__lt=since),
        Q(registered_at__isnull=True) | Q(registered_at__lt=since),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=STOCKHOLM)


def _stream(kind: str, uuid: str) -> Concat:
    return Concat(Value(kind), Cast(OuterRef(uuid), TextField()))


def _not_sent(actor: Actor, _at: datetime) -> QuerySet[Case]:
    return _cases(actor).filter(Exists(decisions_to_send().filter(case=OuterRef("pk"))), state=CaseState.DISTRIBUTION)


def _not_signed(actor: Actor, _at: datetime) -> QuerySet[Case]:
    agreement = Agreement.objects.filter(case=OuterRef("pk"), round=OuterRef("round"), state__in=UNSIGNED)
    return _cases(actor).filter(Exists(agreement), state=CaseState.SIGNING)


def _late(actor: Actor, at: datetime) -> QuerySet[Arrival]:
    return overdue_arrivals(actor, stockholm_date(at))


def _to_lift(actor: Actor, _at: datetime) -> QuerySet[SecrecyLift]:
    rows = policy.visible(actor, SecrecyLift).filter(confirmed_by__isnull=True, refused_by__isnull=True)
    boards = registry_of(actor)
    return rows if boards is None else rows.filter(entry__diary__board__in=boards)


def _let_in(actor: Actor, _at: datetime) -> QuerySet[EmergencyAccess]:
    granted = policy.visible(actor, EmergencyAccess).filter(granted_by__isnull=False)
    return granted.filter(seen_by_registry_at__isnull=True).exclude(asked_by=actor.user_id or 0)


CHECKS: Sequence[Check] = (
    Check(
        "forsenade",
        _("Försenade registreringar"),
        _late,
        Arrival,
        help=_("Har väntat längre än till nästa arbetsdag."),
        address="/diarium/att-registrera/?visa=forsenade",
    ),
    Check(
        "utan-klassificering",
        _("Utan klassificering"),
        _without_class,
        Case,
        help=_("Klassificering krävs för att avsluta ärendet."),
        empty=_("Inga ärenden saknar klassificering."),
        bulk=(CLASS, OFFICER),
    ),
    Check(
        "utan-handlaggare",
        _("Utan handläggare"),
        _without_officer,
        Case,
        help=_("Öppna ärenden som ingen bereder."),
        bulk=(OFFICER, WATCH),
    ),
    Check(
        "sekretess-inte-provad",
        _("Sekretess inte prövad"),
        _secrecy_not_tried,
        Document,
        help=_("Ingen har prövat om handlingen ska sekretessmarkeras."),
        bulk=(REVIEWED,),
    ),
    Check(
        "ingen-handelse",
        _("Ingen händelse på 90 dagar"),
        _quiet,
        Case,
        help=_("Öppna ärenden där inget har hänt."),
        bulk=(OFFICER, WATCH),
    ),
    Check(
        "inte-expedierade",
        _("Beslut som inte är expedierade"),
        _not_sent,
        Case,
        help=_("Beslutet väntar på att skickas till mottagarna."),
        empty=_("Inget väntar på att expedieras."),
        bulk=(OFFICER, WATCH),
    ),
    Check(
        "inte-undertecknade",
        _("Avtal som inte är undertecknade"),
        _not_signed,
        Case,
        help=_("Parter har kvar att underteckna."),
        bulk=(OFFICER, WATCH),
    ),
    Check(
        "sekretess-att-ta-bort",
        _("Sekretessmarkeringar att ta bort"),
        _to_lift,
        SecrecyLift,
        help=_("Ett förslag väntar på en andra person."),
        address="/uppgifter/",
    ),
    Check(
        "tillfallig-atkomst",
        _("Tillfällig åtkomst"),
        _let_in,
        EmergencyAccess,
        help=_("Beviljad åtkomst som registraturen inte har tagit del av."),
        address="/uppgifter/",
    ),
)
BY_SLUG: Mapping[str, Check] = {check.slug: check for check in CHECKS}


def address_of(check: Check) -> str:
    """The list of what there is to do."""
    return check.address or reverse("control_list", args=[check.slug])
