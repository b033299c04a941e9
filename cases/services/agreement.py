"""Avtal i registret: the doors that list earlier instruments and the parties of the matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Refusal
from cases.models import Case, Instrument, Party
from cases.services.case import lock_case, record_on_case
from diarium.models import Correspondent


class PartyTwice(Refusal):
    """The party is there already."""

    sentence = _("Parten finns redan i ärendet.")
    status = 422


@dataclass(frozen=True, slots=True)
class InstrumentLine:
    """Avtal som det skrivs in i registret; `parent` and `replaces` are keys of lines before it."""

    key: str
    kind: str
    name: str
    valid_from: date
    valid_to: date
    parties: tuple[str, ...] = ()
    parent: str = ""
    replaces: str = ""
    current: bool = False


@transaction.atomic
def list_instruments(*, case_id: int, lines: Sequence[InstrumentLine], actor: Actor, at: datetime) -> Case:
    """Skriv in de avtal som ärendet bygger på.

    Raises:
        NotAllowed: the registrar or the case's officer.
    """
    case = lock_case(case_id)
    actor = policy.require(actor, "import_staff_report", case)
    known: dict[str, Instrument] = {}
    for line in lines:
        known[line.key] = Instrument.objects.create(
            case=case,
            key=line.key,
            kind=line.kind,
            name=line.name,
            valid_from=line.valid_from,
            valid_to=line.valid_to,
            parties=list(line.parties),
            parent=known.get(line.parent),
            replaces=known.get(line.replaces),
            current=line.current,
        )
    record_on_case(case, "instruments_listed", actor=actor, at=at, data={"count": len(known)})
    return case


@transaction.atomic
def add_party(
    *, case_id: int, name: str, correspondent_id: int | None, is_municipality: bool, actor: Actor, at: datetime
) -> Party:
    """Lägg till en part i ärendet.

    Raises:
        NotAllowed: the case's officer. PartyTwice: it is there already.
    """
    case = lock_case(case_id)
    actor = policy.require(actor, "edit_parties", case)
    if not name.strip() or case.parties.filter(name=name.strip()).exists():
        raise PartyTwice
    party = Party.objects.create(
        case=case,
        position=case.parties.count() + 1,
        name=name.strip(),
        correspondent=Correspondent.objects.get(pk=correspondent_id) if correspondent_id else None,
        is_municipality=is_municipality,
    )
    record_on_case(case, "party_added", actor=actor, at=at, data={"party": party.pk})
    return party
