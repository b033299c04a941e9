"""Handlingarna i ordning: registration, preparation, approval, decision; signing and distribution follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.capacity import Actor
from cases.models import Case, Referral
from cases.reading.reader import read_text
from cases.selectors.lexicon import lexicon
from cases.services import agreement, situation_analysis, staff_report
from cases.services.referral import Asked, Question
from cases.services.situation_analysis import AreaLine, SourceLine
from cases.states import AnswerKind, ReferralKind
from config.walk.ending import distribution_acts, signing_acts
from config.walk.matter import AREAS, NUMBER, SEED, Matter, fixture, opening
from config.walk.way import Act, Walk
from diarium import services as register
from diarium.models import Correspondent
from diarium.numbers import DiaryNumber
from workflows import services
from workflows.services.starting import OriginalFile


def walk(way: Walk, *, number: str | None = NUMBER, matter: Matter = SEED) -> Iterator[Act]:
    """Alla handlingar i ordning. Each is to be done before the next is asked for; queued jobs run in between."""
    yield from _registration(way, number, matter)
    yield from _preparation(way, matter)
    yield from _approval(way, matter)
    yield from _decision(way, matter)
    yield from signing_acts(way, matter)
    yield from distribution_acts(way)


def _registration(way: Walk, number: str | None, matter: Matter) -> Iterator[Act]:
    rut = way.actor("Rut Sandin")
    wanted = opening(matter, number=DiaryNumber.parse(number) if number else None)

    def open_case() -> None:
        answer = services.start_case(opening=wanted, actor=rut, at=timezone.now(), key=uuid4().hex)
        way.case_id = Case.objects.get(uuid=answer.case).pk

    yield Act("open_case", "Rut Sandin", open_case)
    if not matter.instruments:
        return
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


def _preparation(way: Walk, matter: Matter) -> Iterator[Act]:
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
    if matter.contributions:
        yield from _contributions(way, matter)
    yield Act("conclude_analysis", who, lambda: way.perform(who, "write_analysis", "conclude_analysis"))


def _contributions(way: Walk, matter: Matter) -> Iterator[Act]:
    """Parterna utanför kommunen ombeds lämna underlag; what they send is registered by the registry."""
    catarina = way.actor("Catarina Klockerud")
    asked = [_outside(code) for code in matter.contributions]
    yield Act(
        "ask_for_contribution",
        "Catarina Klockerud",
        lambda: services.ask(
            case_id=way.case_id,
            question=Question(
                ReferralKind.CONTRIBUTION,
                asked,
                "Hur ser brottsligheten och otryggheten ut i Flemingsberg, Skogås och Vårby, och vad bör prioriteras?",
                timezone.localdate() + timedelta(days=21),
                [str(uuid) for uuid in _earlier_analyses(way)],
            ),
            actor=catarina,
            at=timezone.now(),
            key=uuid4().hex,
        ),
    )
    for row in way.case().referrals.order_by("pk"):
        yield Act("contribute", "Rut Sandin", partial(_contribute, way, row, matter.contributions))


def _earlier_analyses(way: Walk) -> Iterable[UUID]:
    """Lägesbilden som kom in, which those who are asked get to read."""
    earlier = way.case().entry.documents.filter(kind="situation_analysis").order_by("document_no")
    return earlier.values_list("uuid", flat=True)


def _outside(code: str) -> Asked:
    row = Correspondent.objects.get(code=code)
    return Asked(row.name, correspondent_id=row.pk, address=row.email)


def _contribute(way: Walk, row: Referral, texts: Mapping[str, str]) -> None:
    code = Correspondent.objects.values_list("code", flat=True).get(pk=row.correspondent_id or 0)
    services.perform(
        task_id=way.task("contribute", row.pk),
        outcome="contribute",
        actor=way.actor("Rut Sandin"),
        at=timezone.now(),
        key=uuid4().hex,
        expected_version=row.version,
        payload={"statement": texts[code]},
    )


def _approval(way: Walk, matter: Matter) -> Iterator[Act]:
    if matter.imported:
        yield Act("import_staff_report", "Rut Sandin", partial(_import, way, matter))
    who = "Catarina Klockerud"
    catarina = way.actor(who)
    yield Act(
        "save_staff_report",
        who,
        lambda: staff_report.save_report(
            case_id=way.case_id,
            content=matter.content,
            base_version=matter.approved_version - 1,
            actor=catarina,
            at=timezone.now(),
        ),
    )
    for finding in way.case().reports.get().versions.order_by("-number")[0].findings:
        if finding["severity"] == "warning":
            yield Act("acknowledge_finding", who, partial(_acknowledge, way, catarina, finding["fingerprint"]))
    version = matter.approved_version
    yield Act("send_for_approval", who, lambda: way.perform(who, "write_report", "send_for_approval", version))
    yield Act(
        "approve", "Patrik Forshage", lambda: way.perform("Patrik Forshage", "approve_deputy", "approve", version)
    )
    yield Act("approve", "Camilla Broo", lambda: way.perform("Camilla Broo", "approve_director", "approve", version))


def _import(way: Walk, matter: Matter) -> None:
    services.import_case(
        opening=None,
        case_id=way.case_id,
        content=read_text(matter.imported, lexicon()).content(),
        original=OriginalFile(matter.imported.encode(), "tjansteutlatande-2020-10-05.txt", "text/plain"),
        actor=way.actor("Rut Sandin"),
        at=timezone.now(),
        key=uuid4().hex,
    )


def _acknowledge(way: Walk, actor: Actor, fingerprint: str) -> None:
    staff_report.answer_finding(
        case_id=way.case_id,
        fingerprint=fingerprint,
        kind=AnswerKind.ACKNOWLEDGED,
        reason="",
        actor=actor,
        at=timezone.now(),
    )


def _decision(way: Walk, matter: Matter) -> Iterator[Act]:
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
                "paragraph": matter.paragraph,
                "adjusted_on": "2020-11-02",
            },
        ),
    )
    yield Act("confirm_decision", "Rut Sandin", lambda: way.perform("Rut Sandin", "confirm_decision", "confirm"))
