"""Förordnanden: give and end them, and read who a person is today."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import ANONYMOUS, Actor, Grant
from accounts.models import PERSONAL, Mandate, Role, User
from audit import chain
from audit.services import Refusal, record

SAID = (
    "role",
    "board_id",
    "unit_id",
    "valid_from",
    "valid_to",
    "acting",
    "appointed",
    "on_behalf_of_id",
    "decision",
)


class MandateRefused(Refusal):
    """A mandate that cannot be given as it is written; `field` is where the form says so."""

    status = 422
    field = "person"


class NoMandateToStandInFor(MandateRefused):
    """A stand-in gets what the other one holds, for no longer and no wider."""

    field = "role"

    def __init__(self, name: str = "") -> None:
        super().__init__(_("Uppdraget är vidare än {namn}s eget.").format(namn=name))


class PassedOn(MandateRefused):
    """What a person holds for another is not that person's to give."""

    sentence = _("Ett uppdrag kan inte lämnas vidare.")
    field = "role"


class EndMissing(MandateRefused):
    """Nobody stands in for another for ever."""

    sentence = _("Slutdatum saknas.")
    field = "valid_to"


class DatesReversed(MandateRefused):
    """The last day comes before the first."""

    sentence = _("Slutdatumet är före startdatumet.")
    field = "valid_to"


class StandsInForSelf(MandateRefused):
    """A person is not the own substitute."""

    def __init__(self, name: str) -> None:
        super().__init__(_("{namn} kan inte ersätta sig själv.").format(namn=name))


class RoleIsPersonal(MandateRefused):
    """Nobody stands in for an elected, an auditor, the operator of the system or a signatory."""

    field = "role"

    def __init__(self, role: str) -> None:
        super().__init__(
            _("Rollen {roll} är personlig och lämnas inte till en ersättare.").format(roll=Role(role).label)
        )


class MandateEnded(Refusal):
    """The mandate ended before the new last day."""

    sentence = _("Uppdraget har redan upphört.")


@transaction.atomic
def give_mandate(
    *,
    user_id: int,
    role: str,
    valid_from: date,
    actor: Actor,
    at: datetime,
    board_id: int | None = None,
    unit_id: int | None = None,
    valid_to: date | None = None,
    acting: bool = False,
    appointed: bool = False,
    on_behalf_of_id: int | None = None,
    decision: str = "",
) -> Mandate:
    """Ge ett förordnande: a role, for a board or unit or all, from–to.

    Raises:
        NotAllowed: IT gives roles, never to itself; the director names a stand-in.
        MandateRefused: as itself, with the field that is wrong.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    mandate = Mandate(
        user=user,
        role=role,
        board_id=board_id,
        unit_id=unit_id,
        valid_from=valid_from,
        valid_to=valid_to,
        acting=acting,
        appointed=appointed and not acting,
        on_behalf_of_id=on_behalf_of_id,
        decision=decision,
    )
    actor = policy.require(actor, "give_mandate", mandate)
    return _same_as(mandate) or add_mandate(mandate, actor=actor, at=at)


def _same_as(mandate: Mandate) -> Mandate | None:
    """The row that says the same already: a form sent twice gives once."""
    told = {name: getattr(mandate, name) for name in SAID}
    return Mandate.objects.filter(user=mandate.user, revoked=False, absence=None, **told).order_by("pk").first()


def add_mandate(mandate: Mandate, *, actor: Actor, at: datetime) -> Mandate:
    """Inside of the doors that give a mandate: the row and its event. The caller has locked, and asked the policy.

    Raises:
        MandateRefused: what a mandate must not be, of which the database holds the same (G13).
    """
    if mandate.on_behalf_of_id is not None:
        _refuse_wider(mandate)
    if mandate.valid_to is not None and mandate.valid_to < mandate.valid_from:
        raise DatesReversed
    mandate.save()
    record(mandate.user, "mandate_given", actor=actor, at=at, data=_facts(mandate))
    return mandate


def _refuse_wider(stand_in: Mandate) -> None:
    """A stand-in's mandate is dated, and one own mandate of the other covers the role, the scope and every day."""
    other = User.objects.get(pk=stand_in.on_behalf_of_id or 0)
    if other.pk == stand_in.user_id:
        raise StandsInForSelf(other.name)
    if stand_in.valid_to is None:
        raise EndMissing
    if stand_in.role in PERSONAL:
        raise RoleIsPersonal(stand_in.role)
    held = list(Mandate.objects.filter(user=other, role=stand_in.role, revoked=False))
    own = [mandate for mandate in held if mandate.on_behalf_of_id is None]
    if any(_covers(mandate, stand_in) for mandate in own):
        return
    if held and not own:
        raise PassedOn
    raise NoMandateToStandInFor(other.name)


def _covers(held: Mandate, stand_in: Mandate) -> bool:
    return (
        stand_in.valid_to is not None
        and held.valid_from <= stand_in.valid_from
        and (held.valid_to is None or held.valid_to >= stand_in.valid_to)
        and held.board_id in (None, stand_in.board_id)
        and held.unit_id in (None, stand_in.unit_id)
    )


def _facts(mandate: Mandate) -> dict[str, str | int | bool | None]:
    return {
        "mandate": mandate.pk,
        "role": mandate.role,
        "label": label_of(mandate.role),
        "board": mandate.board_id,
        "unit": mandate.unit_id,
        "valid_from": chain.day(mandate.valid_from),
        "valid_to": chain.day(mandate.valid_to) if mandate.valid_to else None,
        "acting": mandate.acting,
        "appointed": mandate.appointed,
        "on_behalf_of": mandate.on_behalf_of_id,
        "absence": mandate.absence_id,
        "revoked": mandate.revoked,
    }


@transaction.atomic
def end_mandate(*, mandate_id: int, valid_to: date, actor: Actor, at: datetime) -> Mandate:
    """Avsluta ett förordnande: set its last day, or revoke it before its first; the row stays.

    Raises:
        NotAllowed: as for giving it.
        MandateEnded: it ended earlier; a mandate is never prolonged but given again.
    """
    mandate = Mandate.objects.select_related("user").select_for_update(no_key=True, of=("self",)).get(pk=mandate_id)
    actor = policy.require(actor, "give_mandate", mandate)
    return shorten_mandate(mandate, valid_to, actor=actor, at=at)


def shorten_mandate(mandate: Mandate, valid_to: date, *, actor: Actor, at: datetime) -> Mandate:
    """Inside of the doors that end a locked mandate.

    Raises:
        MandateEnded: it ended earlier.
    """
    if mandate.revoked or (mandate.valid_to is not None and mandate.valid_to < valid_to):
        raise MandateEnded
    if mandate.valid_to == valid_to:
        return mandate
    if mandate.valid_from > max(valid_to, timezone.localdate(at)):
        mandate.revoked = True
    else:
        mandate.valid_to = max(valid_to, mandate.valid_from)
    mandate.save()
    record(
        mandate.user,
        "mandate_revoked" if mandate.revoked else "mandate_ended",
        actor=actor,
        at=at,
        data=_facts(mandate),
    )
    return mandate


def label_of(role: str) -> str:
    """The role's Swedish name as events keep it, whatever language the screen speaks."""
    with translation.override("sv"):
        return str(Role(role).label)


_LABELS: dict[str, str] = {}


def actor_for(user: User, *, on: date) -> Actor:
    """Den som handlar: the person with all mandates in force on the day (one query).

    The first mandate is the chosen one: own before stand-in, oldest first. A closed account is nobody.
    """
    if not user.is_active:
        return ANONYMOUS
    grants = tuple(
        _grant(mandate)
        for mandate in Mandate.objects.filter(policy.stands(on), user=user)
        .select_related("on_behalf_of")
        .order_by("on_behalf_of_id", "pk")
    )
    own_first = tuple(sorted(grants, key=lambda grant: grant.for_user_id is not None))
    return Actor(
        id=str(user.uuid),
        label=user.name,
        user_id=user.pk,
        grants=own_first,
        chosen=own_first[0] if own_first else None,
    )


def _grant(mandate: Mandate) -> Grant:
    if not _LABELS:
        _LABELS.update({role: label_of(role) for role in Role.values})
    return Grant(
        role=mandate.role,
        label=_LABELS[mandate.role],
        mandate_id=mandate.pk,
        board_id=mandate.board_id,
        unit_id=mandate.unit_id,
        for_user_id=mandate.on_behalf_of_id,
        for_label=mandate.on_behalf_of.name if mandate.on_behalf_of else None,
        acting=mandate.acting,
        appointed=mandate.appointed,
        until=mandate.valid_to,
    )
