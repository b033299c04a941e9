"""Korrespondenter: the doors that keep who they are, how their names are written and how they are reached.

`email` is always the address of the preferred e-mail channel, so that what is sent goes there. Names and addresses
may be a private person's: events keep them as protected values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import SYSTEM_STREAM
from audit.services import Refusal, once, record, remember
from diarium.calendar import stockholm_date
from diarium.engine.mail import parse_address
from diarium.models import Correspondent, CorrespondentAlias, CorrespondentChannel
from diarium.states import ChannelKind, CorrespondentKind

_MAX_DEPTH = 20


class CorrespondentRefused(Refusal):
    """A correspondent, spelling or channel that cannot be written as it is."""

    status = 422


class ChannelEnded(Refusal):
    """The channel is not in use any longer."""

    sentence = _("Kanalen är avslutad. Lägg till en ny.")


@dataclass(frozen=True, slots=True)
class CorrespondentFacts:
    """Uppgifter om en korrespondent."""

    name: str
    kind: str
    parent_id: int | None = None
    address: str = ""
    signatory_title: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """Uppgifter om en kanal."""

    kind: str
    address: str
    function: str = ""
    preferred: bool = False


@transaction.atomic
def add_correspondent(*, facts: CorrespondentFacts, key: str, actor: Actor, at: datetime) -> Correspondent:
    """Lägg till någon i registret. The same key again gives the same row.

    Raises:
        NotAllowed: only a registrar (or the program itself) keeps the tables.
        CorrespondentRefused: the name stands there already.
    """
    actor = policy.require(actor, "keep_register_tables")
    claim = once(
        actor_id=actor.id, key=key, door="add_correspondent", fingerprint_of={"name": facts.name, "kind": facts.kind}
    )
    if claim.answer is not None:
        return Correspondent.objects.get(pk=claim.answer["correspondent"])
    _require_free_name(facts, None)
    row = Correspondent(
        code=f"K-{uuid4().hex[:10].upper()}",
        name=facts.name,
        kind=facts.kind,
        parent_id=facts.parent_id,
        address=facts.address,
        signatory_title=facts.signatory_title,
        confirmed=facts.confirmed,
    )
    row.save(force_insert=True)
    _tell("correspondent_added", row, actor, at)
    remember(claim, {"correspondent": row.pk})
    return row


@transaction.atomic
def correct_correspondent(
    *, correspondent_id: int, facts: CorrespondentFacts, actor: Actor, at: datetime
) -> Correspondent:
    """Rätta uppgifterna; the former name of a body stays as a spelling. The same again changes and tells nothing.

    Raises:
        NotAllowed: only a registrar (or the program itself) keeps the tables.
        CorrespondentRefused: the name stands there already, or it would be a part of itself.
    """
    row, actor = _locked(correspondent_id, actor)
    wanted = {
        "name": facts.name,
        "kind": facts.kind,
        "parent_id": facts.parent_id,
        "address": facts.address,
        "signatory_title": facts.signatory_title,
        "confirmed": facts.confirmed,
    }
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if not changed:
        return row
    former = row.name
    if "name" in changed:
        _require_free_name(facts, row.pk)
    if "parent_id" in changed:
        _require_no_circle(row.pk, facts.parent_id)
    for name in changed:
        setattr(row, name, wanted[name])
    row.save(update_fields=changed)
    if "name" in changed and row.kind != CorrespondentKind.PERSON:
        CorrespondentAlias.objects.get_or_create(correspondent=row, text=former)
    _tell("correspondent_corrected", row, actor, at, fields=",".join(changed))
    return row


@transaction.atomic
def add_spelling(*, correspondent_id: int, text: str, kind: str, actor: Actor, at: datetime) -> CorrespondentAlias:
    """Lägg till en annan skrivning, or take it into use again. The same again changes and tells nothing.

    Raises:
        NotAllowed: only a registrar (or the program itself) keeps the tables.
        CorrespondentRefused: it is the name itself.
    """
    row, actor = _locked(correspondent_id, actor)
    if text == row.name:
        raise CorrespondentRefused(_("Det är redan namnet i registret."))
    alias = row.aliases.filter(text=text).first() or CorrespondentAlias(correspondent=row, text=text)
    if alias.pk is None or alias.kind != kind or alias.ended_on is not None:
        alias.kind, alias.ended_on = kind, None
        alias.save()
        _tell("spelling_added", row, actor, at, spelling=text)
    return alias


@transaction.atomic
def end_spelling(*, alias_id: int, actor: Actor, at: datetime) -> CorrespondentAlias:
    """Ta en skrivning ur bruk: it stays in the register and is nobody's. The same again changes and tells nothing.

    Raises:
        NotAllowed: only a registrar (or the program itself) keeps the tables.
    """
    row, actor = _locked(CorrespondentAlias.objects.values_list("correspondent", flat=True).get(pk=alias_id), actor)
    alias = row.aliases.get(pk=alias_id)
    if alias.ended_on is None:
        alias.ended_on = stockholm_date(at)
        alias.save(update_fields=["ended_on"])
        _tell("spelling_ended", row, actor, at, spelling=alias.text)
    return alias


@transaction.atomic
def set_channel(
    *, correspondent_id: int, facts: ChannelFacts, actor: Actor, at: datetime, channel_id: int | None = None
) -> CorrespondentChannel:
    """Lägg till eller ändra en kanal. The only one of its kind is used first; the same again tells nothing.

    Raises:
        NotAllowed: only a registrar (or the program itself) keeps the tables.
        AddressRefused, CorrespondentRefused: an e-mail address that no mail can reach; no address at all.
        ChannelEnded: it is not in use any longer.
    """
    row, actor = _locked(correspondent_id, actor)
    in_use = list(row.channels.filter(ended_on__isnull=True).order_by("pk"))
    channel = next((one for one in in_use if one.pk == channel_id), None)
    if channel is None and channel_id is not None:
        raise ChannelEnded
    address = _address(channel.kind if channel else facts.kind, facts.address)
    if channel is None:
        same = (one for one in in_use if (one.kind, one.address) == (facts.kind, address))
        channel = next(same, None) or CorrespondentChannel(correspondent=row, kind=facts.kind)
    others = [one for one in in_use if one.kind == channel.kind and one.pk != channel.pk]
    preferred = facts.preferred or not any(one.preferred for one in others)
    wanted = {"address": address, "function": facts.function, "preferred": preferred}
    if channel.pk is None or any(getattr(channel, name) != value for name, value in wanted.items()):
        if preferred:
            row.channels.filter(kind=channel.kind, preferred=True).exclude(pk=channel.pk).update(preferred=False)
        for name, value in wanted.items():
            setattr(channel, name, value)
        channel.save()
        _keep_email(row)
        _tell("channel_set", row, actor, at, channel=channel.get_kind_display(), address=address)
    return channel


@transaction.atomic
def end_channel(*, channel_id: int, actor: Actor, at: datetime) -> CorrespondentChannel:
    """Avsluta en kanal: it stays in the register. One that is left alone of its kind is used first.

    Raises:
        NotAllowed: only a registrar (or the program itself) keeps the tables.
    """
    row, actor = _locked(CorrespondentChannel.objects.values_list("correspondent", flat=True).get(pk=channel_id), actor)
    channel = row.channels.get(pk=channel_id)
    if channel.ended_on is None:
        channel.ended_on = stockholm_date(at)
        channel.save(update_fields=["ended_on"])
        left = list(row.channels.filter(kind=channel.kind, ended_on__isnull=True).order_by("pk"))
        if len(left) == 1 and not left[0].preferred:
            left[0].preferred = True
            left[0].save(update_fields=["preferred"])
        _keep_email(row)
        _tell("channel_ended", row, actor, at, channel=channel.get_kind_display(), address=channel.address)
    return channel


@transaction.atomic
def change_correspondent_email(*, correspondent_id: int, email: str, actor: Actor, at: datetime) -> Correspondent:
    """Ändra e-postadressen till en korrespondent: the channel used first; the former address stays as an ended one.

    Raises:
        NotAllowed: only a registrar (or the program itself) keeps the tables.
        AddressRefused: it is not one plain address.
    """
    row, actor = _locked(correspondent_id, actor)
    email = parse_address(email).addr_spec if email.strip() else ""
    if row.email == email:
        return row
    mails = row.channels.filter(kind=ChannelKind.EMAIL, ended_on__isnull=True)
    mails.filter(preferred=True).update(ended_on=stockholm_date(at))
    if email:
        again = mails.filter(address=email).first() or CorrespondentChannel(
            correspondent=row, kind=ChannelKind.EMAIL, address=email
        )
        again.preferred = True
        again.save()
    _keep_email(row)
    record(SYSTEM_STREAM, "correspondent_changed", actor=actor, at=at, data={"correspondent": str(row.uuid)})
    return row


def _locked(correspondent_id: int, actor: Actor) -> tuple[Correspondent, Actor]:
    """The row, locked; an address from before there were channels becomes one."""
    actor = policy.require(actor, "keep_register_tables")
    row = Correspondent.objects.select_for_update().get(pk=correspondent_id)
    if row.email and not row.channels.filter(kind=ChannelKind.EMAIL, ended_on__isnull=True).exists():
        CorrespondentChannel.objects.create(
            correspondent=row, kind=ChannelKind.EMAIL, address=row.email, preferred=True
        )
    return row, actor


def _address(kind: str, text: str) -> str:
    address = parse_address(text).addr_spec if kind == ChannelKind.EMAIL else text.strip()
    if not address:
        raise CorrespondentRefused(_("Fyll i adressen."))
    return address


def _keep_email(row: Correspondent) -> None:
    """`email` is the address of the e-mail channel used first, empty when there is none."""
    used_first = row.channels.filter(kind=ChannelKind.EMAIL, preferred=True, ended_on__isnull=True).first()
    email = used_first.address if used_first else ""
    if row.email != email:
        row.email = email
        row.save(update_fields=["email"])


def _require_free_name(facts: CorrespondentFacts, pk: int | None) -> None:
    """Two people may have the same name, two bodies may not."""
    if facts.kind == CorrespondentKind.PERSON:
        return
    if Correspondent.objects.filter(name__iexact=facts.name).exclude(pk=pk or 0).exists():
        raise CorrespondentRefused(now_in("{name} finns redan i registret.").format(name=facts.name))


def _require_no_circle(pk: int, parent_id: int | None) -> None:
    """Nobody is a part of itself, however far up."""
    above, steps = parent_id, 0
    while above is not None:
        steps += 1
        if above == pk or steps > _MAX_DEPTH:
            raise CorrespondentRefused(_("Den kan inte vara en del av sig själv."))
        above = Correspondent.objects.values_list("parent", flat=True).get(pk=above)


def _tell(verb: str, row: Correspondent, actor: Actor, at: datetime, **values: str) -> None:
    record(
        SYSTEM_STREAM,
        verb,
        actor=actor,
        at=at,
        data={"correspondent": str(row.uuid)},
        values={"name": row.name, **values},
    )
