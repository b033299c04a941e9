"""Det som väntar på en person utan att vara en uppgift i en process: one query, whatever there is (architecture §3).

A marking to take away as the second person, emergency access to judge, the registry's notice of it, and the own
access while it lasts. Each tells the number of a matter, never its subject.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case as Either
from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Mandate, Role
from audit.rules import Sentence
from cases.policy.conflict import left_for_conflict
from diarium.models import EmergencyAccess, SecrecyLift

LIFT, JUDGE, NOTICE, OWN = "lift", "judge", "notice", "own"
SHOWN = 50
TITLES: Mapping[str, Sentence] = {
    LIFT: _("Bekräfta att en sekretessmarkering tas bort"),
    JUDGE: _("Ta ställning till en begäran om tillfällig åtkomst"),
    NOTICE: _("Tillfällig åtkomst har beviljats"),
    OWN: _("Du har tillfällig åtkomst"),
}


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Rad som väntar. `until` is when the own access ends."""

    title: Sentence
    number: str
    who: str
    at: datetime
    until: datetime | None
    url: str


def waiting_rows(actor: Actor) -> Sequence[WaitingRow]:
    """Det som väntar på personen, the oldest first."""
    if actor.user_id is None:
        return []
    rows = _columns(_accesses(actor), "asked_by", "asked_at", F("until"))
    if actor.holds(Role.REGISTRAR, Role.CASE_OFFICER):
        lifts = _lifts(actor).annotate(kind=_word(LIFT))
        rows = rows.union(_columns(lifts, "proposed_by", "proposed_at", Value(None, DateTimeField())), all=True)
    return [_row(*found) for found in rows.order_by("at", "row")[:SHOWN]]


def _columns(rows: QuerySet[Any], who: str, at: str, until: Any) -> QuerySet[Any, Any]:
    place = Cast(F("entry__case__uuid"), TextField())
    named = rows.order_by().annotate(
        row=Cast("pk", IntegerField()), number=F("entry__printed_number"), who=F(f"{who}__name"), at=F(at)
    )
    columns = ("kind", "row", "number", "who", "at", "ends", "case")
    found: QuerySet[Any, Any] = named.annotate(ends=until, case=place).values_list(*columns)
    return found


def _word(kind: str) -> Value:
    return Value(kind, output_field=CharField())


def _accesses(actor: Actor) -> QuerySet[EmergencyAccess]:
    """To judge for the director; granted and not seen for the registry; the own while it lasts."""
    own = Q(asked_by=actor.user_id)
    unanswered = Q(granted_by__isnull=True, refused_by__isnull=True)
    judge = ~own & unanswered if actor.holds(Role.DIRECTOR) else Q(pk__in=[])
    unseen = Q(granted_by__isnull=False, seen_by_registry_at__isnull=True)
    told = ~own & unseen if actor.holds(Role.REGISTRAR) else Q(pk__in=[])
    kind = Either(When(own, then=_word(OWN)), When(unanswered, then=_word(JUDGE)), default=_word(NOTICE))
    mine = own & Q(granted_by__isnull=False, until__gt=Now())
    judge &= ~Q(left_for_conflict(actor.user_id, case="entry__case"))
    return policy.visible(actor, EmergencyAccess).filter(mine | judge | told).annotate(kind=kind)


def _lifts(actor: Actor) -> QuerySet[SecrecyLift]:
    """Förslag där den andra personen saknas: the registry's where the officer's side proposed, else the officer's."""
    officer = F("entry__case__case_officer")
    stood_in = Mandate.objects.filter(
        user=OuterRef("proposed_by"), on_behalf_of=OuterRef("entry__case__case_officer"), role=Role.CASE_OFFICER
    )
    by_officer = Q(proposed_by=officer) | Q(Exists(stood_in))
    waits = Q(pk__in=[])
    if actor.holds(Role.REGISTRAR):
        waits |= by_officer
    officers = actor.doing_the_work_of(Role.CASE_OFFICER)
    if officers:
        waits |= ~Q(proposed_by=officer) & Q(entry__case__case_officer__in=officers)
    rows = policy.visible(actor, SecrecyLift).filter(waits, confirmed_by__isnull=True, refused_by__isnull=True)
    rows = rows.exclude(left_for_conflict(actor.user_id, case="entry__case"))
    return rows.exclude(proposed_by__in=actor.sides)


def _row(
    kind: str, pk: int, number: str, who: str, at: datetime, until: datetime | None, case: str | None
) -> WaitingRow:
    if kind == OWN and case:
        url = reverse("case", args=[case])
    else:
        url = reverse("answer_lift" if kind == LIFT else "emergency", args=[pk])
    own = kind == OWN
    return WaitingRow(TITLES[kind], number, "" if own else who, at, until if own else None, url)
