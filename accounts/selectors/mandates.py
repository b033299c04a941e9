"""Uppdrag och ersättare, as the administration and the person see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import PERSONAL, Absence, Board, Mandate, Role, Unit, User

SHOWN = 200


@dataclass(frozen=True, slots=True)
class MandateLine:
    """Rad om ett uppdrag. `state` says whether it is in force; `end_url` is empty when the reader may not end it."""

    pk: int
    person: str
    person_url: str
    other: str
    role: str
    scope: str
    written: str
    valid_from: date
    valid_to: date | None
    decision: str
    state: str
    color: str
    end_url: str


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """Rad om en frånvaro; `end_url` is empty when it is over."""

    pk: int
    person_id: int
    person: str
    substitute: str
    valid_from: date
    valid_to: date
    state: str
    color: str
    end_url: str


def stand_ins(actor: Actor, *, today: date, words: str = "", every: bool = False) -> Sequence[MandateLine]:
    """Ersättare, t.f. och förordnanden: those in force or to come first; all with `every`, the latest two hundred."""
    rows = _visible(actor).filter(Q(on_behalf_of__isnull=False) | Q(acting=True) | Q(appointed=True))
    if not every:
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), revoked=False)
    if words:
        rows = rows.filter(Q(user__name__icontains=words) | Q(on_behalf_of__name__icontains=words))
    return [_line(actor, row, today) for row in rows.order_by("-valid_from", "-pk")[:SHOWN]]


def mandates_of(actor: Actor, person: User, *, today: date) -> Sequence[MandateLine]:
    """Personens roller och uppdrag, with their dates, those in force first; nothing is ever taken away."""
    rows = _visible(actor).filter(user=person).order_by("-valid_from", "-pk")[:SHOWN]
    return sorted((_line(actor, row, today) for row in rows), key=lambda line: _order(line.color))


def _visible(actor: Actor) -> QuerySet[Mandate]:
    return policy.visible(actor, Mandate).select_related("user", "on_behalf_of", "board", "unit")


def _order(color: str) -> int:
    return ("success", "info", "neutral").index(color)


def _line(actor: Actor, row: Mandate, today: date) -> MandateLine:
    state, color = _state(row, today)
    open_ended = color != "neutral" and not (row.valid_to is not None and row.valid_to == today)
    may = open_ended and row.absence_id is None and policy.can(actor, "give_mandate", row)
    scope = [row.board.name] if row.board else []
    return MandateLine(
        pk=row.pk,
        person=row.user.name,
        person_url=reverse("person", args=[row.user.uuid]),
        other=row.on_behalf_of.name if row.on_behalf_of else "",
        role=str(Role(row.role).label),
        scope=", ".join([*scope, row.unit.name] if row.unit else scope),
        written=_("t.f.") if row.acting else _("enligt förordnande") if row.appointed else "",
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        decision=row.decision or (_("Egen frånvaro") if row.absence_id else ""),
        state=state,
        color=color,
        end_url=reverse("end_mandate", args=[row.pk]) if may else "",
    )


def _state(row: Mandate | Absence, today: date) -> tuple[str, str]:
    if row.revoked:
        return _("Återkallat"), "neutral"
    if row.valid_to is not None and row.valid_to < today:
        return _("Upphört"), "neutral"
    return (_("Kommande"), "info") if row.valid_from > today else (_("Gäller"), "success")


def absences(actor: Actor, *, today: date, person_id: int | None = None) -> Sequence[AbsenceLine]:
    """Frånvaro som pågår eller kommer, the next first: all that the reader sees, or a person's."""
    rows = (
        policy.visible(actor, Absence).filter(valid_to__gte=today, revoked=False).select_related("user", "substitute")
    )
    if person_id is not None:
        rows = rows.filter(Q(user=person_id) | Q(substitute=person_id))
    return [_absence(actor, row, today) for row in rows.order_by("valid_from", "pk")[:SHOWN]]


def _absence(actor: Actor, row: Absence, today: date) -> AbsenceLine:
    state, color = _state(row, today)
    last_day = row.valid_from <= today and row.valid_to == today
    may = policy.can(actor, "tell_absence", row) and not (last_day and row.valid_from == today)
    return AbsenceLine(
        pk=row.pk,
        person_id=row.user_id,
        person=row.user.name,
        substitute=row.substitute.name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        state=state,
        color=color,
        end_url=reverse("end_absence", args=[row.pk]) if may else "",
    )


def may_substitute(*, on: date, besides: int) -> list[tuple[int, str]]:
    """Vilka som kan vara ersättare: active people with a role of their own that is not only personal (one query)."""
    works = Mandate.objects.filter(policy.stands(on), on_behalf_of=None).exclude(role__in=PERSONAL)
    return _named(User.objects.filter(is_active=True, pk__in=works.values("user")).exclude(pk=besides))


def active_people() -> list[tuple[int, str]]:
    """Alla som kan logga in."""
    return _named(User.objects.filter(is_active=True))


def may_be_stood_in_for(*, on: date) -> list[tuple[int, str]]:
    """Vilka som kan ersättas: those who hold or will hold a role that is not personal."""
    held = Mandate.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), on_behalf_of=None, revoked=False)
    return _named(User.objects.filter(is_active=True, pk__in=held.exclude(role__in=PERSONAL).values("user")))


def _named(people: QuerySet[User]) -> list[tuple[int, str]]:
    rows = people.order_by("name", "pk").values_list("pk", "name", "title")
    return [(pk, f"{name}, {title}" if title else name) for pk, name, title in rows]


def scopes(*, on: date) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Nämnder och enheter att välja mellan."""
    boards = Board.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)).order_by("name", "pk")
    units = Unit.objects.order_by("name", "pk")
    return list(boards.values_list("pk", "name")), list(units.values_list("pk", "name"))


def kept_by_the_absent(person: User, *, on: date) -> tuple[list[str], list[str]]:
    """Rollerna som följer med till en ersättare, and those that do not: the personal, and what is held for others."""
    held = Mandate.objects.filter(policy.stands(on), user=person).select_related("on_behalf_of").order_by("pk")
    follows: list[str] = []
    stays: list[str] = []
    for mandate in held:
        label = str(Role(mandate.role).label)
        if mandate.on_behalf_of is not None:
            stays.append(_("{roll}, som ersättare för {namn}").format(roll=label, namn=mandate.on_behalf_of.name))
        else:
            (stays if mandate.role in PERSONAL else follows).append(label)
    return list(dict.fromkeys(follows)), list(dict.fromkeys(stays))


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Rad om en person: the roles in force today."""

    name: str
    title: str
    email: str
    url: str
    roles: Sequence[str]
    active: bool


def people(actor: Actor, *, today: date, words: str = "", every: bool = False) -> Sequence[PersonLine]:
    """Användare, by name; those who are closed too with `every` (two queries)."""
    rows = policy.visible(actor, User)
    if not every:
        rows = rows.filter(is_active=True)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(email__icontains=words))
    found = list(rows.order_by("name", "pk")[:SHOWN])
    roles: dict[int, list[str]] = {}
    held = Mandate.objects.filter(policy.stands(today), user__in=found).select_related("on_behalf_of").order_by("pk")
    for mandate in held:
        label = str(Role(mandate.role).label)
        if mandate.on_behalf_of is not None:
            label = _("{roll}, som ersättare för {namn}").format(roll=label, namn=mandate.on_behalf_of.name)
        roles.setdefault(mandate.user_id, []).append(label)
    return [
        PersonLine(
            name=row.name,
            title=row.title,
            email=row.email,
            url=reverse("person", args=[row.uuid]),
            roles=list(dict.fromkeys(roles.get(row.pk, ()))),
            active=row.is_active,
        )
        for row in found
    ]
