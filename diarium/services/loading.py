"""Inläsning av registrets tabeller: class codes, correspondents, groups and retention from the municipality's data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Model

from accounts import policy
from accounts.capacity import Actor
from audit.rules import SYSTEM_STREAM
from audit.services import record
from diarium.models import (
    ClassCode,
    Correspondent,
    CorrespondentAlias,
    CorrespondentChannel,
    RecipientGroup,
    RetentionRule,
)
from diarium.states import ChannelKind, CorrespondentKind, RetentionAction, RetentionStart, SpellingKind

_SPELLINGS: Final = {
    "aliases": SpellingKind.ALIAS,
    "misspellings": SpellingKind.MISSPELLING,
    "ambiguous_aliases": SpellingKind.AMBIGUOUS,
}
_RETENTION: Final[tuple[Mapping[str, Any], ...]] = (
    {
        "code": "PRESERVE",
        "label": "Bevaras",
        "action": RetentionAction.PRESERVE,
        "years": None,
        "from_event": RetentionStart.CLOSED,
    },
    {
        "code": "WEED-2-CLOSED",
        "label": "Gallras två år efter att ärendet avslutats",
        "action": RetentionAction.WEED,
        "years": 2,
        "from_event": RetentionStart.CLOSED,
    },
    {
        "code": "WEED-10-EXPIRED",
        "label": "Gallras tio år efter att avtalet löpt ut",
        "action": RetentionAction.WEED,
        "years": 10,
        "from_event": RetentionStart.AGREEMENT_EXPIRED,
    },
)


@transaction.atomic
def load_register(data: Mapping[str, Any], *, actor: Actor, at: datetime) -> int:
    """Läs in diarieplan, korrespondenter, mottagargrupper och gallringsregler; gives the number of rows changed.

    Loading the same data again changes nothing and tells nothing. What a person has added since is left alone.

    Raises:
        NotAllowed: only a registrar (or the program itself) keeps the tables.
    """
    actor = policy.require(actor, "keep_register_tables")
    classification = data.get("classification", {})
    changed = sum(
        _put(ClassCode, {"scheme": classification["scheme"], "name": row.get("name") or ""}, code=row["code"])
        for row in classification.get("codes", ())
    )
    changed += _load_correspondents(data.get("correspondents", ()))
    changed += sum(
        _put(
            RecipientGroup,
            {"name": row["name"], "rule": row["rule"], "confirmed": row.get("confirmed", False)},
            code=row["code"],
        )
        for row in data.get("recipient_groups", ())
    )
    changed += sum(_put(RetentionRule, {**row}, code=row["code"]) for row in _RETENTION)
    if changed:
        record(SYSTEM_STREAM, "register_loaded", actor=actor, at=at, data={"rows": changed})
    return changed


def _load_correspondents(rows: Sequence[Mapping[str, Any]]) -> int:
    changed = 0
    for row in rows:
        facts = {
            "name": row["name"],
            "kind": CorrespondentKind(row["kind"]),
            "email": row.get("email") or "",
            "address": row.get("address") or "",
            "signatory_title": row.get("signatory_title") or "",
            "confirmed": row.get("confirmed", False),
        }
        changed += _put(Correspondent, facts, code=row["code"])
    by_code = {correspondent.code: correspondent for correspondent in Correspondent.objects.all()}
    reached = set(CorrespondentChannel.objects.filter(kind=ChannelKind.EMAIL).values_list("correspondent", flat=True))
    CorrespondentChannel.objects.bulk_create(
        CorrespondentChannel(correspondent=row, kind=ChannelKind.EMAIL, address=row.email, preferred=True)
        for row in by_code.values()
        if row.email and row.pk not in reached
    )
    for row in rows:
        owner = by_code[row["code"]]
        parent = by_code[row["parent"]] if row.get("parent") else None
        changed += _put(Correspondent, {"parent": parent}, code=owner.code)
        for key, kind in _SPELLINGS.items():
            for text in row.get(key, ()):
                changed += _put(CorrespondentAlias, {"kind": kind}, correspondent=owner, text=text)
    return changed


def _put(model: type[Model], facts: Mapping[str, Any], **lookup: Any) -> int:
    """Make the row or fill in what it does not say; 1 when something changed. What a person has written stays."""
    row = model._default_manager.filter(**lookup).order_by("-pk").first()
    if row is None:
        model._default_manager.create(**{**facts, **lookup})
        return 1
    missing = [name for name, value in facts.items() if value and getattr(row, name) in ("", None)]
    for name in missing:
        setattr(row, name, facts[name])
    if missing:
        row.save(update_fields=missing)
    return int(bool(missing))
