"""Mottagargrupper: the doors that keep lists, and that confirm a rule. A group is ended, it never goes away."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board
from audit.rules import SYSTEM_STREAM
from audit.services import Refusal, once, record, remember
from diarium.calendar import stockholm_date
from diarium.models import Correspondent, RecipientGroup
from diarium.selectors.group import Member, is_list, key_of

MAX_MEMBERS = 200


class GroupRefused(Refusal):
    """A group that cannot be written as it is."""

    status = 422


class GroupIsARule(Refusal):
    """The members of a rule are not chosen one by one."""

    sentence = _("Gruppen följer en regel. Medlemmarna kommer från nämnderna i registret.")


@transaction.atomic
def add_group(*, name: str, key: str, actor: Actor, at: datetime) -> RecipientGroup:
    """Lägg till en grupp som är en lista; empty until somebody is put in it. The same key again gives the same row.

    Raises:
        NotAllowed: only a registrar keeps the tables.
        GroupRefused: the name is taken.
    """
    actor = policy.require(actor, "keep_register_tables")
    claim = once(actor_id=actor.id, key=key, door="add_group", fingerprint_of={"name": name})
    if claim.answer is not None:
        return RecipientGroup.objects.get(pk=claim.answer["group"])
    if RecipientGroup.objects.filter(name__iexact=name).exists():
        raise GroupRefused(now_in("Gruppen {name} finns redan.").format(name=name))
    if Correspondent.objects.filter(name__iexact=name).exists() or Board.objects.filter(name__iexact=name).exists():
        raise GroupRefused(now_in("{name} finns redan i registret. Välj ett annat namn.").format(name=name))
    group = RecipientGroup(code=f"L-{uuid4().hex[:10].upper()}", name=name, rule={"members": []})
    group.save(force_insert=True)
    _tell("group_added", group, actor, at)
    remember(claim, {"group": group.pk})
    return group


@transaction.atomic
def put_in_group(*, group_id: int, member: Member, actor: Actor, at: datetime) -> RecipientGroup:
    """Lägg till en medlem sist i listan; one who is there already stays where it is.

    Raises:
        NotAllowed: only a registrar keeps the tables.
        GroupIsARule: the group has no list.
        GroupRefused: the list is full, or the group has ended.
    """
    group, actor = _locked(group_id, actor)
    members = list(group.rule["members"])
    if key_of(member) in members:
        return group
    if len(members) >= MAX_MEMBERS:
        raise GroupRefused(_("En grupp kan ha högst 200 medlemmar."))
    return _write(group, [*members, key_of(member)], actor, at)


@transaction.atomic
def take_out_of_group(*, group_id: int, member_key: str, actor: Actor, at: datetime) -> RecipientGroup:
    """Ta bort en medlem ur listan; what has been sent stays as it was.

    Raises:
        NotAllowed, GroupIsARule, GroupRefused: as for adding.
    """
    group, actor = _locked(group_id, actor)
    return _write(group, [key for key in group.rule["members"] if key != member_key], actor, at)


@transaction.atomic
def move_in_group(*, group_id: int, member_key: str, steps: int, actor: Actor, at: datetime) -> RecipientGroup:
    """Flytta en medlem upp (negative) eller ner i listan.

    Raises:
        NotAllowed, GroupIsARule, GroupRefused: as for adding.
    """
    group, actor = _locked(group_id, actor)
    members = list(group.rule["members"])
    if member_key in members:
        place = members.index(member_key)
        members.insert(min(max(place + steps, 0), len(members) - 1), members.pop(place))
    return _write(group, members, actor, at)


@transaction.atomic
def confirm_group(*, group_id: int, actor: Actor, at: datetime) -> RecipientGroup:
    """Bekräfta gruppen: the municipality has looked at who is in it. The same day again tells nothing.

    Raises:
        NotAllowed: only a registrar keeps the tables.
    """
    actor = policy.require(actor, "keep_register_tables")
    group = RecipientGroup.objects.select_for_update().get(pk=group_id)
    today = stockholm_date(at).isoformat()
    if not group.confirmed or group.rule.get("confirmed_on") != today:
        group.confirmed, group.rule = True, {**group.rule, "confirmed_on": today}
        group.save(update_fields=["confirmed", "rule"])
        _tell("group_confirmed", group, actor, at)
    return group


@transaction.atomic
def end_group(*, group_id: int, actor: Actor, at: datetime) -> RecipientGroup:
    """Avsluta en grupp: nothing new is bound to it; lists that name it keep it.

    Raises:
        NotAllowed: only a registrar keeps the tables.
        GroupIsARule: a rule belongs to the program's tables.
    """
    actor = policy.require(actor, "keep_register_tables")
    group = RecipientGroup.objects.select_for_update().get(pk=group_id)
    if not is_list(group):
        raise GroupIsARule
    if "ended_on" not in group.rule:
        group.rule = {**group.rule, "ended_on": stockholm_date(at).isoformat()}
        group.save(update_fields=["rule"])
        _tell("group_changed", group, actor, at)
    return group


def _locked(group_id: int, actor: Actor) -> tuple[RecipientGroup, Actor]:
    actor = policy.require(actor, "keep_register_tables")
    group = RecipientGroup.objects.select_for_update().get(pk=group_id)
    if not is_list(group):
        raise GroupIsARule
    if "ended_on" in group.rule:
        raise GroupRefused(_("Gruppen är avslutad."))
    return group, actor


def _write(group: RecipientGroup, members: list[str], actor: Actor, at: datetime) -> RecipientGroup:
    """A changed list is no longer the one that was confirmed."""
    if members != group.rule["members"]:
        rule = {name: value for name, value in group.rule.items() if name != "confirmed_on"}
        group.rule, group.confirmed = {**rule, "members": members}, False
        group.save(update_fields=["rule", "confirmed"])
        _tell("group_changed", group, actor, at)
    return group


def _tell(verb: str, group: RecipientGroup, actor: Actor, at: datetime) -> None:
    data = {"group": group.code, "name": group.name, "members": list(group.rule.get("members", []))}
    record(SYSTEM_STREAM, verb, actor=actor, at=at, data=data)
