"""Ärendet som vandras: what is opened, said and agreed; and what matters of its kind need before they begin."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.capacity import SYSTEM
from accounts.models import Board, Unit, User
from cases.reading.structure import Content
from cases.services import case_type, delegation
from config.walk import kinds
from diarium import services as register
from diarium.models import Correspondent
from diarium.numbers import DiaryNumber
from workflows import services
from workflows.services.starting import CaseOpening, PartyLine

DATA = Path(__file__).parent.parent / "demo"
NUMBER = "KS-2018/91.103"
AREAS = (
    "Barn och unga",
    "Narkotika och Alkohol, Narkotika, Doping, Tobak och Spel (ANDTS)",
    "Trygghet i offentlig miljö",
)
INVENTED_ADDRESSES = {
    "LPO-HUDDINGE": "lokalpolisomrade.huddinge@polisen.example",
    "PO-STHLM-SYD": "polisomrade.syd@polisen.example",
    "SBFF": "registrator@sbff.example",
    "HUGE": "registrator@huge.example",
    "SEAB": "registrator@energi.example",
    "SRV": "registrator@srv.example",
}


def seed_text() -> str:
    """Tjänsteutlåtandet som det kom."""
    return (DATA / "KS-2018-91.103.txt").read_text(encoding="utf-8")


@cache
def mended() -> Content:
    """Version 2, where the six errors are mended."""
    return Content.from_dict(json.loads((DATA / "KS-2018-91.103-version-2.json").read_text(encoding="utf-8")))


@cache
def fixture() -> Mapping[str, Any]:
    """Huddinge i oktober 2020."""
    found: Mapping[str, Any] = json.loads((DATA / "huddinge-2020.json").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class Matter:
    """Ärendet: subject, outside parties with who signs for them, and the text that is approved.

    `imported` is the report as it came, which becomes version 1; without it the officer writes version 1.
    `contributions` is what the outside parties send to the situation analysis, by their code in the register.
    """

    subject: str
    signers: Mapping[str, tuple[str, str]]
    content: Content
    agreement: str
    paragraph: int
    imported: str = ""
    instruments: bool = False
    contributions: Mapping[str, str] = field(default_factory=dict)

    @property
    def approved_version(self) -> int:
        """The version that the approvers see."""
        return 2 if self.imported else 1


SEED = Matter(
    subject=fixture()["seed_case"]["title"],
    signers={"LPO-HUDDINGE": ("Pia Polis", "Lokalpolisområdeschef"), "SBFF": ("Björn Brand", "Brandchef")},
    content=mended(),
    agreement="Samverkansöverenskommelse 2021–2022",
    paragraph=14,
    imported=seed_text(),
    instruments=True,
)
WITH_CONTRIBUTIONS = replace(
    SEED,
    contributions={
        "LPO-HUDDINGE": "Anmälda brott mot person har minskat i Skogås och ökat i Flemingsberg under 2019.",
        "SBFF": "Anlagda bränder i fordon och containrar har ökat i Vårby under 2019.",
    },
)


def prepare() -> None:
    """Det som ärenden av alla slag behöver: processes, case types, a delegation order, made-up addresses to send to."""
    at = timezone.now()
    services.publish_shipped(actor=SYSTEM, at=at)
    for kind in kinds.CASE_TYPES:
        case_type.keep_case_type(**kind, retention="PRESERVE", actor=SYSTEM, at=at)
    board = Board.objects.get(code="KS").pk
    for point in kinds.DELEGATION_ORDER:
        delegation.keep_delegation_point(board_id=board, **point, valid_from=kinds.ORDER_ADOPTED, actor=SYSTEM, at=at)
    for code, email in INVENTED_ADDRESSES.items():
        row = Correspondent.objects.get(code=code)
        register.change_correspondent_email(correspondent_id=row.pk, email=email, actor=SYSTEM, at=at)


def opening(matter: Matter, *, number: DiaryNumber | None) -> CaseOpening:
    """Ärendet som registratorn öppnar det; a number from the older system dates it, else it gets the next one."""
    parties = [PartyLine("Huddinge kommun", is_municipality=True)]
    for code in matter.signers:
        row = Correspondent.objects.get(code=code)
        parties.append(PartyLine(row.name, row.pk))
    return CaseOpening(
        case_type="agreement",
        board_id=Board.objects.get(code="KS").pk,
        subject=matter.subject,
        opened_on=date(number.year or 0, 1, 11) if number else timezone.localdate(),
        class_code="103",
        officer_id=User.objects.get(name="Catarina Klockerud").pk,
        unit_id=Unit.objects.get(code="KSF").pk,
        parties=parties,
        imported_number=number,
    )
