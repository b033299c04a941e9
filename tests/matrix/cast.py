"""Rollerna: one person for each line of the matrix, and one for each way of not quite having a right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.capacity import ANONYMOUS, SYSTEM, Actor
from accounts.models import Board, Role, Unit, User
from accounts.services import actor_for, create_user, deactivate_user, give_mandate
from audit.services import record
from cases.models import Case
from diarium.models import NeedToKnow
from tests import builders

CAST = {
    "officer": builders.CATARINA,
    "deputy_director": builders.PATRIK,
    "director": builders.CAMILLA,
    "registrar": builders.RUT,
    "secretary": builders.SIV,
    "it_admin": builders.IDA,
    "signatory": builders.PIA,
    "nobody": builders.OLLE,
}


def people() -> dict[str, User]:
    """Everybody by the name of the line; those whom the cast lacks are made."""
    today = timezone.localdate()
    executive, other = Board.objects.get(code="KS"), Board.objects.get(code="FSN")
    unit = Unit.objects.get(code="KSF")
    elsewhere = Unit.objects.exclude(pk=unit.pk).order_by("pk")[0]
    catarina, camilla = builders.user(builders.CATARINA), builders.user(builders.CAMILLA)
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    rows: dict[str, tuple[str, dict[str, Any]]] = {
        "colleague": (Role.CASE_OFFICER, {"unit_id": unit.pk}),
        "other_officer": (Role.CASE_OFFICER, {"unit_id": elsewhere.pk}),
        "unit_head": (Role.UNIT_HEAD, {"unit_id": unit.pk}),
        "other_unit_head": (Role.UNIT_HEAD, {"unit_id": elsewhere.pk}),
        "other_registrar": (Role.REGISTRAR, {"board_id": other.pk}),
        "other_secretary": (Role.BOARD_SECRETARY, {"board_id": other.pk}),
        "chair": (Role.CHAIR, {"board_id": executive.pk}),
        "member": (Role.MEMBER, {"board_id": executive.pk}),
        "other_member": (Role.MEMBER, {"board_id": other.pk}),
        "adjuster": (Role.ADJUSTER, {"board_id": executive.pk}),
        "archivist": (Role.ARCHIVIST, {}),
        "auditor": (Role.AUDITOR, {}),
        "dpo": (Role.DPO, {}),
        "stand_in_officer": (
            Role.CASE_OFFICER,
            {"on_behalf_of_id": catarina.pk, "unit_id": unit.pk, "valid_from": today, "valid_to": today},
        ),
        "stand_in_director": (
            Role.DIRECTOR,
            {"on_behalf_of_id": camilla.pk, "unit_id": unit.pk, "valid_from": today, "valid_to": today},
        ),
        "former_registrar": (Role.REGISTRAR, {"valid_to": yesterday}),
        "coming_registrar": (Role.REGISTRAR, {"valid_from": tomorrow}),
        "closed_registrar": (Role.REGISTRAR, {}),
        "listed_officer": (Role.CASE_OFFICER, {"unit_id": elsewhere.pk}),
        "listed_nobody": ("", {}),
    }
    found = {line: builders.user(name) for line, name in CAST.items()}
    for line, (role, scope) in rows.items():
        found[line] = _person(line, role, scope)
    _list(found["listed_officer"], found["listed_nobody"])
    deactivate_user(user_id=found["closed_registrar"].pk, actor=SYSTEM, at=timezone.now())
    found["closed_registrar"].refresh_from_db()
    return found


def _person(line: str, role: str, scope: dict[str, Any]) -> User:
    at = timezone.now()
    user = create_user(email=f"{line}@matris.example", name=line, actor=SYSTEM, at=at)
    if role:
        mandate = {"valid_from": timezone.localdate().replace(year=2018), **scope}
        give_mandate(user_id=user.pk, role=role, actor=SYSTEM, at=at, **mandate)
    return user


def _list(*users: User) -> None:
    """They need to know of the matter; the door for it comes later, so the rows are written here with an event."""
    entry = Case.objects.select_related("entry").get().entry
    today = timezone.localdate()
    NeedToKnow.objects.bulk_create(NeedToKnow(entry=entry, user=user, valid_from=today) for user in users)
    record(entry, "entry_marked_secret", actor=SYSTEM, at=timezone.now())


def actors(found: dict[str, User]) -> dict[str, Actor]:
    """The same as actors of today, and those who are no person."""
    today = timezone.localdate()
    return {line: actor_for(user, on=today) for line, user in found.items()} | {
        "anonymous": ANONYMOUS,
        "system": SYSTEM,
    }
