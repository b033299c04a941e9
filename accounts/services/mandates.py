"""Förordnanden: give, end, and read who a person is today."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import ANONYMOUS, Actor, Grant
from accounts.models import Mandate, Role, User
from audit import chain
from audit.services import Refusal, record


class NoMandateToStandInFor(Refusal):
    """A stand-in gets what the other one holds, for no longer and no wider."""

    sentence = _("Den som ska ersättas har inte själv uppdraget under hela tiden.")


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
    on_behalf_of_id: int | None = None,
    decision: str = "",
) -> Mandate:
    """Ge ett förordnande: a role, for a board or unit or all, from–to.

    Raises:
        NotAllowed: IT gives roles, never to itself; the director names a stand-in.
        NoMandateToStandInFor: more than the other one has (a stand-in's own right cannot be passed on).
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
        on_behalf_of_id=on_behalf_of_id,
        decision=decision,
    )
    policy.require(actor, "give_mandate", mandate)
    if on_behalf_of_id is not None and not _covered(mandate):
        raise NoMandateToStandInFor
    mandate.save()
    record(user, "mandate_given", actor=actor, at=at, data=_facts(mandate))
    return mandate


def _covered(stand_in: Mandate) -> bool:
    """Whether one mandate of the one stood in for covers the role, the scope and every day."""
    if stand_in.valid_to is None or stand_in.on_behalf_of_id is None:
        return False
    own = Mandate.objects.filter(user_id=stand_in.on_behalf_of_id, role=stand_in.role, on_behalf_of=None)
    return any(
        held.valid_from <= stand_in.valid_from
        and (held.valid_to is None or held.valid_to >= stand_in.valid_to)
        and held.board_id in (None, stand_in.board_id)
        and held.unit_id in (None, stand_in.unit_id)
        for held in own
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
        "on_behalf_of": mandate.on_behalf_of_id,
    }


@transaction.atomic
def end_mandate(*, mandate_id: int, valid_to: date, actor: Actor, at: datetime) -> Mandate:
    """Avsluta ett förordnande: set its last day; the row stays.

    Raises:
        NotAllowed: as for giving it.
        MandateEnded: it ended earlier; a mandate is never prolonged but given again.
    """
    mandate = Mandate.objects.select_related("user").select_for_update(no_key=True, of=("self",)).get(pk=mandate_id)
    policy.require(actor, "give_mandate", mandate)
    if mandate.valid_to is not None and mandate.valid_to < valid_to:
        raise MandateEnded
    mandate.valid_to = max(valid_to, mandate.valid_from)
    mandate.save()
    record(mandate.user, "mandate_ended", actor=actor, at=at, data=_facts(mandate))
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
        until=mandate.valid_to,
    )
