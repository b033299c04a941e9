"""Frånvaro: what a person holds is given to a substitute for some days, and comes back by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import PERSONAL, Absence, Mandate, User
from accounts.services.mandates import (
    DatesReversed,
    EndMissing,
    MandateRefused,
    StandsInForSelf,
    add_mandate,
    shorten_mandate,
)
from audit import chain
from audit.services import Refusal, record


class BeginsInThePast(MandateRefused):
    """Nobody acted for another before it was said."""

    sentence = _("Frånvaron kan inte börja före i dag.")
    field = "valid_from"


class AbsentAlready(MandateRefused):
    """One substitute at a time: who does the work is never in doubt."""

    field = "valid_from"

    def __init__(self, absence: Absence) -> None:
        super().__init__(
            _("Det finns redan en frånvaro {från} till {till}. Avsluta den först.").format(
                från=absence.valid_from.isoformat(), till=absence.valid_to.isoformat()
            )
        )


class SubstituteAbsent(MandateRefused):
    """The work would go to somebody who is away, and it is not passed on."""

    field = "substitute"

    def __init__(self, absence: Absence) -> None:
        super().__init__(
            _("{namn} är själv frånvarande {från} till {till}. Välj en annan ersättare.").format(
                namn=absence.user.name, från=absence.valid_from.isoformat(), till=absence.valid_to.isoformat()
            )
        )


class SubstituteUnfit(MandateRefused):
    """The substitute works here: has a role of the own, other than one that says nothing of the work."""

    sentence = _("Välj en ersättare som har en roll i systemet.")
    field = "substitute"


class NothingToGive(MandateRefused):
    """The person holds nothing that somebody else can do."""

    sentence = _("Det finns inget uppdrag att lämna till en ersättare under de dagarna.")
    field = "valid_from"


class AbsenceEnded(Refusal):
    """It ended before, or was revoked."""

    sentence = _("Frånvaron har redan upphört.")


@transaction.atomic
def register_absence(
    *,
    user_id: int,
    substitute_id: int,
    valid_from: date,
    valid_to: date | None,
    actor: Actor,
    at: datetime,
) -> Absence:
    """Registrera frånvaro: each own mandate of the person is given to the substitute for the days that it lasts.

    What the person holds for others is not passed on, and personal roles stay where they are.

    Raises:
        NotAllowed: the person says so, or IT for a person who cannot.
        MandateRefused: as itself, with the field that is wrong.
    """
    people = {
        one.pk: one
        for one in User.objects.filter(pk__in={user_id, substitute_id}).select_for_update(no_key=True).order_by("pk")
    }
    absence = Absence(user=people[user_id], substitute=people[substitute_id], valid_from=valid_from)
    actor = policy.require(actor, "tell_absence", absence)
    if valid_to is None:
        raise EndMissing
    absence.valid_to = valid_to
    same = Absence.objects.filter(
        user=user_id, substitute=substitute_id, valid_from=valid_from, valid_to=valid_to, revoked=False
    ).first()
    if same is not None:
        return same
    _refuse(absence, today=timezone.localdate(at))
    held = list(given_away(user_id, valid_from, valid_to))
    if not held:
        raise NothingToGive
    absence.save()
    record(absence.user, "absence_registered", actor=actor, at=at, data=_facts(absence))
    for own in held:
        add_mandate(_for_the_days(own, absence), actor=actor, at=at)
    return absence


def _refuse(absence: Absence, *, today: date) -> None:
    if absence.user_id == absence.substitute_id:
        raise StandsInForSelf(absence.user.name)
    if absence.valid_to < absence.valid_from:
        raise DatesReversed
    if absence.valid_from < today:
        raise BeginsInThePast
    days = (absence.valid_from, absence.valid_to)
    own = absences_between(*days).filter(user=absence.user_id).first()
    if own is not None:
        raise AbsentAlready(own)
    theirs = absences_between(*days).filter(user=absence.substitute_id).select_related("user").first()
    if theirs is not None:
        raise SubstituteAbsent(theirs)
    works = Mandate.objects.filter(policy.stands(absence.valid_from), user=absence.substitute_id, on_behalf_of=None)
    if not absence.substitute.is_active or not works.exclude(role__in=PERSONAL).exists():
        raise SubstituteUnfit


def absences_between(first: date, last: date) -> QuerySet[Absence]:
    """The absences that hold some of the days."""
    return Absence.objects.filter(revoked=False, valid_from__lte=last, valid_to__gte=first).order_by("valid_from", "pk")


def given_away(user_id: int, first: date, last: date) -> QuerySet[Mandate]:
    """What a substitute gets of a person on some of the days: the own mandates that are not personal."""
    return (
        Mandate.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=first),
            user=user_id,
            on_behalf_of=None,
            revoked=False,
            valid_from__lte=last,
        )
        .exclude(role__in=PERSONAL)
        .select_related("board", "unit")
        .order_by("pk")
    )


def _for_the_days(own: Mandate, absence: Absence) -> Mandate:
    """The same mandate for the substitute, cut to the days of the absence."""
    last = absence.valid_to if own.valid_to is None else min(own.valid_to, absence.valid_to)
    return Mandate(
        user=absence.substitute,
        role=own.role,
        board_id=own.board_id,
        unit_id=own.unit_id,
        valid_from=max(own.valid_from, absence.valid_from),
        valid_to=last,
        acting=own.acting,
        appointed=own.appointed,
        on_behalf_of=absence.user,
        absence=absence,
    )


@transaction.atomic
def end_absence(*, absence_id: int, valid_to: date, actor: Actor, at: datetime) -> Absence:
    """Avsluta frånvaron: its last day, or revoked before its first; what was given ends with it.

    Who comes back on the first day has the substitute for that day: what was done then was done with the right to.

    Raises:
        NotAllowed: as for telling it. AbsenceEnded: it ended already.
    """
    absence = Absence.objects.select_related("user", "substitute").get(pk=absence_id)
    list(
        User.objects.filter(pk__in=(absence.user_id, absence.substitute_id))
        .select_for_update(no_key=True)
        .order_by("pk")
        .values_list("pk")
    )
    absence.refresh_from_db(fields=["valid_to", "revoked"])
    actor = policy.require(actor, "tell_absence", absence)
    today = timezone.localdate(at)
    last = max(valid_to, today - timedelta(days=1))
    if absence.revoked or absence.valid_to <= last:
        raise AbsenceEnded
    if absence.valid_from > max(last, today):
        absence.revoked = True
    else:
        last = absence.valid_to = max(last, absence.valid_from)
    absence.save()
    verb = "absence_revoked" if absence.revoked else "absence_ended"
    record(absence.user, verb, actor=actor, at=at, data=_facts(absence))
    given = Mandate.objects.filter(absence=absence, revoked=False, valid_to__gt=last).select_related("user")
    for mandate in given.select_for_update(no_key=True, of=("self",)).order_by("pk"):
        shorten_mandate(mandate, last, actor=actor, at=at)
    return absence


def _facts(absence: Absence) -> dict[str, str | int | bool | None]:
    return {
        "absence": absence.pk,
        "substitute": absence.substitute_id,
        "valid_from": chain.day(absence.valid_from),
        "valid_to": chain.day(absence.valid_to),
        "revoked": absence.revoked,
    }
