"""Vandringen: KS-2018/91.103 from the first paper to the last recipient, act by act, through the services.

The demonstration, `manage.py walk_seed` and the tests walk the same way; each stops where it wants.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils import timezone
from viewflow.workflow.models import Task

from accounts.capacity import SYSTEM, Actor
from accounts.models import Board, Unit, User
from accounts.services import actor_for
from cases.models import Case, Dispatch, Party, SignatureSlot
from cases.reading.reader import read_text
from cases.reading.structure import Content
from cases.selectors.lexicon import lexicon
from cases.services import agreement, case_type, distribution, situation_analysis, staff_report
from cases.services.situation_analysis import AreaLine, SourceLine
from cases.states import AnswerKind, AppealRegime, SigningMethod
from diarium import services as register
from diarium.models import Correspondent
from diarium.numbers import DiaryNumber
from workflows import services
from workflows.services.starting import CaseOpening, OriginalFile, PartyLine

DATA = Path(__file__).parent / "demo"
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
}


@dataclass(frozen=True, slots=True)
class Act:
    """En handling i vandringen: its name, who does it, and what is done."""

    name: str
    person: str
    do: Callable[[], Any]


@dataclass
class Walk:
    """Vandringen genom ett ärende. `person` gives the actor of a name; `case_id` is known from the first act."""

    case_id: int = 0
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """The person's actor of today, asked for once."""
        if name not in self._actors:
            self._actors[name] = actor_for(User.objects.get(name=name), on=timezone.localdate())
        return self._actors[name]

    def case(self) -> Case:
        """The matter as it is now."""
        return Case.objects.select_related("entry").get(pk=self.case_id)

    def perform(
        self, person: str, node: str, result: str, version: int | None = None, payload: Mapping[str, Any] | None = None
    ) -> Any:
        """Carry out the open task of the node as the person."""
        task = self.task(node)
        return services.perform(
            task_id=task,
            outcome=result,
            actor=self.actor(person),
            at=timezone.now(),
            key=uuid4().hex,
            expected_version=self.case().version if version is None else version,
            payload=payload or {},
        )

    def task(self, node: str, item: int | None = None) -> int:
        """The oldest open task of the node (of the branch's object)."""
        rows = Task.objects.filter(
            process__caseprocess__case_id=self.case_id,
            process__caseprocess__active=True,
            status__in=("NEW", "ASSIGNED"),
            flow_task__endswith=f".{node}",
        ).order_by("pk")
        rows = rows if item is None else rows.filter(data__item=item)
        return int(rows.values_list("pk", flat=True)[0])


def seed_text() -> str:
    """Tjänsteutlåtandet som det kom."""
    return (DATA / "KS-2018-91.103.txt").read_text(encoding="utf-8")


def mended() -> Content:
    """Version 2, where the six errors are mended."""
    return Content.from_dict(json.loads((DATA / "KS-2018-91.103-version-2.json").read_text(encoding="utf-8")))


def fixture() -> dict[str, Any]:
    """Huddinge i oktober 2020."""
    found: dict[str, Any] = json.loads((DATA / "huddinge-2020.json").read_text(encoding="utf-8"))
    return found


def prepare() -> None:
    """Det som ärenden av slaget behöver: the published process, the case type and made-up addresses to send to."""
    at = timezone.now()
    services.publish_shipped(actor=SYSTEM, at=at)
    case_type.keep_case_type(
        code="agreement",
        name="Avtal",
        process="agreement",
        has_analysis=True,
        has_agreement=True,
        appeal_regime=AppealRegime.LEGALITY_REVIEW,
        approval_chain=["deputy_director", "director"],
        default_class="103",
        retention="PRESERVE",
        actor=SYSTEM,
        at=at,
    )
    for code, email in INVENTED_ADDRESSES.items():
        row = Correspondent.objects.get(code=code)
        register.change_correspondent_email(correspondent_id=row.pk, email=email, actor=SYSTEM, at=at)


def opening(*, number: DiaryNumber | None) -> CaseOpening:
    """Ärendet som registratorn öppnar det i januari 2018; without `number` it gets the next one."""
    parties = [PartyLine("Huddinge kommun", is_municipality=True)]
    for code in ("LPO-HUDDINGE", "SBFF"):
        row = Correspondent.objects.get(code=code)
        parties.append(PartyLine(row.name, row.pk))
    return CaseOpening(
        case_type="agreement",
        board_id=Board.objects.get(code="KS").pk,
        subject=fixture()["seed_case"]["title"],
        opened_on=date(2018, 1, 11) if number else timezone.localdate(),
        class_code="103",
        officer_id=User.objects.get(name="Catarina Klockerud").pk,
        unit_id=Unit.objects.get(code="KSF").pk,
        parties=parties,
        imported_number=number,
    )


def walk(way: Walk, *, number: str | None = NUMBER) -> Iterator[Act]:
    """Alla handlingar i ordning. Each is to be done before the next is asked for; queued jobs run in between."""
    yield from _registration(way, number)
    yield from _preparation(way)
    yield from _approval(way)
    yield from _decision(way)
    yield from _signing(way)
    yield from _distribution(way)


def _registration(way: Walk, number: str | None) -> Iterator[Act]:
    rut = way.actor("Rut Sandin")
    wanted = opening(number=DiaryNumber.parse(number) if number else None)

    def open_case() -> None:
        answer = services.start_case(opening=wanted, actor=rut, at=timezone.now(), key=uuid4().hex)
        way.case_id = Case.objects.get(uuid=answer.case).pk

    yield Act("open_case", "Rut Sandin", open_case)
    for title, kind, dated in (
        (fixture()["seed_case"]["attachments"][0]["title"], "letter_of_intent", date(2018, 12, 3)),
        ("Lägesbild 2019", "situation_analysis", date(2019, 11, 4)),
    ):
        yield Act("register_document", "Rut Sandin", partial(_received, way, rut, title, kind, dated))
    catarina = way.actor("Catarina Klockerud")
    lines = [_instrument(row) for row in fixture()["seed_case"]["instruments"]]
    yield Act(
        "list_instruments",
        "Catarina Klockerud",
        lambda: agreement.list_instruments(case_id=way.case_id, lines=lines, actor=catarina, at=timezone.now()),
    )


def _received(way: Walk, actor: Actor, title: str, kind: str, dated: date) -> None:
    register.register_document(
        entry_id=way.case().entry_id,
        title=title,
        direction="received",
        kind=kind,
        dated=dated,
        content=f"{title}\n".encode(),
        file_name=f"{kind}.txt",
        media_type="text/plain",
        sender_or_recipient="Lokalpolisområde Huddinge",
        actor=actor,
        at=timezone.now(),
    )


def _instrument(row: Mapping[str, Any]) -> agreement.InstrumentLine:
    return agreement.InstrumentLine(
        key=row["key"],
        kind=row["kind"],
        name=row["name"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]),
        parties=tuple(row["parties"]),
        parent=row["parent"] or "",
        replaces=row["replaces"] or "",
        current=row["key"] == "A4",
    )


def _preparation(way: Walk) -> Iterator[Act]:
    who = "Catarina Klockerud"
    catarina = way.actor(who)
    yield Act("start_situation_analysis", who, lambda: way.perform(who, "complete_case", "start_situation_analysis"))
    yield Act(
        "save_analysis",
        who,
        lambda: situation_analysis.save_analysis(
            case_id=way.case_id,
            covers_from=date(2019, 1, 1),
            covers_to=date(2019, 12, 31),
            as_of=date(2019, 12, 31),
            analysis=(
                "Parterna har gått igenom statistik, trygghetsdialoger, trygghetsvandringar och medarbetardialoger. "
                "Kommundelarna Flemingsberg, Skogås och Vårby har de största utmaningarna."
            ),
            sources=[SourceLine("Lägesbild 2019", date(2019, 11, 4)), SourceLine("Polisens trygghetsmätning", None)],
            areas=[AreaLine(name, "Flemingsberg, Skogås, Vårby") for name in AREAS],
            actor=catarina,
            at=timezone.now(),
        ),
    )
    yield Act("conclude_analysis", who, lambda: way.perform(who, "write_analysis", "conclude_analysis"))
    rut = way.actor("Rut Sandin")
    text = seed_text()
    yield Act(
        "import_staff_report",
        "Rut Sandin",
        lambda: services.import_case(
            opening=None,
            case_id=way.case_id,
            content=read_text(text, lexicon()).content(),
            original=OriginalFile(text.encode(), "tjansteutlatande-2020-10-05.txt", "text/plain"),
            actor=rut,
            at=timezone.now(),
            key=uuid4().hex,
        ),
    )


def _approval(way: Walk) -> Iterator[Act]:
    who = "Catarina Klockerud"
    catarina = way.actor(who)
    yield Act(
        "save_staff_report",
        who,
        lambda: staff_report.save_report(
            case_id=way.case_id, content=mended(), base_version=1, actor=catarina, at=timezone.now()
        ),
    )
    for finding in way.case().reports.get().versions.order_by("-number")[0].findings:
        if finding["severity"] == "warning":
            yield Act(
                "acknowledge_finding",
                who,
                partial(_acknowledge, way, catarina, finding["fingerprint"]),
            )
    yield Act("send_for_approval", who, lambda: way.perform(who, "write_report", "send_for_approval", 2))
    yield Act("approve", "Patrik Forshage", lambda: way.perform("Patrik Forshage", "approve_deputy", "approve", 2))
    yield Act("approve", "Camilla Broo", lambda: way.perform("Camilla Broo", "approve_director", "approve", 2))


def _acknowledge(way: Walk, actor: Actor, fingerprint: str) -> None:
    staff_report.answer_finding(
        case_id=way.case_id,
        fingerprint=fingerprint,
        kind=AnswerKind.ACKNOWLEDGED,
        reason="",
        actor=actor,
        at=timezone.now(),
    )


def _decision(way: Walk) -> Iterator[Act]:
    yield Act(
        "record_decision",
        "Siv Ek",
        lambda: way.perform(
            "Siv Ek",
            "record_decision",
            "record_decision",
            payload={
                "outcome": "adopted",
                "meeting_date": "2020-10-28",
                "paragraph": 14,
                "adjusted_on": "2020-11-02",
            },
        ),
    )
    yield Act("confirm_decision", "Rut Sandin", lambda: way.perform("Rut Sandin", "confirm_decision", "confirm"))


def _signing(way: Walk) -> Iterator[Act]:
    who = "Catarina Klockerud"
    yield Act(
        "send_for_signing",
        who,
        lambda: way.perform(who, "draw_up_agreement", "send_for_signing", payload=_agreement(way)),
    )
    for slot in (
        SignatureSlot.objects.filter(agreement__case_id=way.case_id).select_related("party").order_by("position")
    ):
        if slot.party.is_municipality:
            yield Act("sign", "Camilla Broo", partial(_sign, way, slot))
        else:
            yield Act("record_paper_signature", who, partial(_paper, way, slot))
            yield Act("confirm_paper_signature", "Rut Sandin", partial(_confirm_paper, way, slot))


def _agreement(way: Walk) -> dict[str, Any]:
    camilla = User.objects.get(name="Camilla Broo")
    signers: dict[str, tuple[str, str]] = {
        "Lokalpolisområde Huddinge": ("Pia Polis", "Lokalpolisområdeschef"),
        "Södertörns brandförsvarsförbund": ("Björn Brand", "Brandchef"),
    }
    slots: list[dict[str, Any]] = []
    for party in Party.objects.filter(case_id=way.case_id):
        name, title = signers.get(party.name, (camilla.name, "Kommundirektör"))
        slots.append(
            {
                "party": party.pk,
                "name": name,
                "title": title,
                "method": SigningMethod.LOGGED_IN if party.is_municipality else SigningMethod.PAPER,
                "signatory": camilla.pk if party.is_municipality else None,
            }
        )
    purpose = "Parterna samverkar för att minska brottsligheten och öka tryggheten i Huddinge kommun."
    work = "Parterna möts minst fyra gånger om året och följer upp de prioriterade områdena tillsammans."
    return {
        "title": "Samverkansöverenskommelse 2021–2022",
        "valid_from": "2021-01-01",
        "valid_to": "2022-12-31",
        "sections": [
            {"heading": "Syfte", "blocks": [{"p": purpose}]},
            {"heading": "Arbetsformer", "blocks": [{"p": work}]},
        ],
        "slots": slots,
    }


def _slot_task(way: Walk, person: str, node: str, outcome: str, slot: SignatureSlot, **payload: Any) -> None:
    slot.refresh_from_db()
    services.perform(
        task_id=way.task(node, slot.pk),
        outcome=outcome,
        actor=way.actor(person),
        at=timezone.now(),
        key=uuid4().hex,
        expected_version=slot.version,
        payload=payload,
    )


def _sign(way: Walk, slot: SignatureSlot) -> None:
    _slot_task(way, "Camilla Broo", "sign_agreement", "sign", slot)


def _paper(way: Walk, slot: SignatureSlot) -> None:
    scan = register.register_document(
        entry_id=way.case().entry_id,
        title=f"Undertecknat original från {slot.party.name}",
        direction="received",
        kind="signed_original",
        dated=date(2020, 11, 12),
        content=f"Inskannat original, {slot.party.name}\n".encode(),
        file_name="original.txt",
        media_type="text/plain",
        sender_or_recipient=slot.party.name,
        actor=way.actor("Catarina Klockerud"),
        at=timezone.now(),
    )
    _slot_task(
        way,
        "Catarina Klockerud",
        "sign_agreement",
        "record_paper",
        slot,
        scan=str(scan.uuid),
        kept_at="Närarkivet, kommunstyrelsens förvaltning",
        signed_on="2020-11-12",
    )


def _confirm_paper(way: Walk, slot: SignatureSlot) -> None:
    _slot_task(way, "Rut Sandin", "confirm_signature", "confirm", slot)


def _distribution(way: Walk) -> Iterator[Act]:
    rut = way.actor("Rut Sandin")
    joint = Board.objects.get(code="SÖFN").pk
    yield Act(
        "distribute",
        "Rut Sandin",
        lambda: way.perform("Rut Sandin", "distribute", "distribute", payload={"left_out": [joint]}),
    )
    for dispatch in Dispatch.objects.filter(distribution__case_id=way.case_id, channel="internal").order_by("position"):
        yield Act(
            "acknowledge",
            "Rut Sandin",
            partial(_read, dispatch.pk, rut),
        )
    yield Act("close", "Rut Sandin", lambda: way.perform("Rut Sandin", "close_case", "close"))


def _read(dispatch_id: int, actor: Actor) -> None:
    distribution.acknowledge(dispatch_id=dispatch_id, actor=actor, at=timezone.now())
