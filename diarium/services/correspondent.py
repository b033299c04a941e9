"""Korrespondenter: the door that keeps how they are reached."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts import policy
from accounts.capacity import Actor
from audit.rules import SYSTEM_STREAM
from audit.services import record
from diarium.engine.mail import parse_address
from diarium.models import Correspondent


@transaction.atomic
def change_correspondent_email(*, correspondent_id: int, email: str, actor: Actor, at: datetime) -> Correspondent:
    """Ändra e-postadressen till en korrespondent; the same again changes and tells nothing.

    Raises:
        NotAllowed: only a registrar (or the program itself) keeps the tables.
        AddressRefused: it is not one plain address.
    """
    policy.require(actor, "keep_register_tables")
    email = parse_address(email).addr_spec if email.strip() else ""
    row = Correspondent.objects.select_for_update().get(pk=correspondent_id)
    if row.email != email:
        row.email = email
        row.save(update_fields=["email"])
        record(SYSTEM_STREAM, "correspondent_changed", actor=actor, at=at, data={"correspondent": str(row.uuid)})
    return row
