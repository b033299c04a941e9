"""Demonstrationens ärenden: the seed's matter with its report just read in, and five made-up ones at other steps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicRegistry

from cases.models import Case
from cases.reading.structure import (
    AttachmentLine,
    Block,
    Content,
    DecisionGroup,
    Officer,
    Point,
    RecipientLine,
    Section,
    SignatoryLine,
)
from config import walk


@dataclass(frozen=True)
class Staged:
    """Ärende och hur långt det har kommit: `until` is the last act done."""

    matter: walk.Matter
    until: str
    number: str | None = None


def staged() -> tuple[Staged, ...]:
    """Alla ärenden i demonstrationen."""
    signer = {"HUGE": ("Hanna Hus", "Verkställande direktör")}
    fire = {"SBFF": ("Björn Brand", "Brandchef")}
    police = {"LPO-HUDDINGE": ("Pia Polis", "Lokalpolisområdeschef")}
    return (
        Staged(walk.WITH_CONTRIBUTIONS, "import_staff_report", walk.NUMBER),
        Staged(_matter("Hyresavtal för trygghetscenter i Flemingsberg", "Hyresavtal", signer, 21), "open_case"),
        Staged(_matter("Samverkansavtal om räddningstjänst, del 2", "Samverkansavtal", fire, 22), "send_for_approval"),
        Staged(_matter("Överenskommelse om grannsamverkan i Skogås", "Överenskommelse", police, 23), "record_decision"),
        Staged(_matter("Avtal om gemensam beredskapsövning", "Avtal", fire, 24), "send_for_signing"),
        Staged(_matter("Överenskommelse om trygghetsvandringar i Vårby", "Överenskommelse", police, 25), "distribute"),
    )


def load(rows: tuple[Staged, ...] | None = None) -> None:
    """Läs in ärendena genom tjänsterna; a matter with the same subject is there already and stays as it is."""
    for row in staged() if rows is None else rows:
        if Case.objects.filter(entry__public_subject=row.matter.subject).exists():
            continue
        for act in walk.walk(walk.Walk(), number=row.number, matter=row.matter):
            act.do()
            run_jobs()
            if act.name == row.until:
                break


def run_jobs() -> None:
    """Kör de jobb som väntar, here and now; what the clock alone would start is left to the real workers."""
    # A worker makes a loop of events of its own, and the caller's thread may have one: a thread can only have one.
    with ThreadPoolExecutor(1) as executor:
        executor.submit(_work).result()


def _work() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        schedule = worker.periodic_registry
        worker.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]
        try:
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        finally:
            worker.periodic_registry = schedule
            connection.close()


def _matter(subject: str, kind: str, signers: dict[str, tuple[str, str]], paragraph: int) -> walk.Matter:
    return walk.Matter(
        subject=subject, signers=signers, content=_content(subject, kind), agreement=subject, paragraph=paragraph
    )


def _content(subject: str, kind: str) -> Content:
    """Ett kort tjänsteutlåtande utan fel; the events of the demonstration are made up."""
    noun = kind[:1].lower() + kind[1:]
    points = (
        Point(1, f"{subject} godkänns.", "decision"),
        Point(
            2,
            "Kommundirektören, eller den som är förordnad i dennes ställe, får i uppdrag att underteckna "
            f"{noun} för Huddinge kommuns räkning.",
            "assignment",
            "Kommundirektören",
        ),
    )
    texts = (
        ("Sammanfattning", "summary", "Parterna har förhandlat om villkoren. Förslaget innebär att arbetet kan börja."),
        (
            "Beskrivning av ärendet",
            "description",
            "Behovet framgår av lägesbilden. Parterna är överens om utkastet i bilaga 1.",
        ),
        ("Förvaltningens synpunkter", "opinion", "Förvaltningen bedömer att förslaget stärker tryggheten i kommunen."),
        (
            "Ekonomiska och juridiska konsekvenser",
            "consequences",
            "Kostnaden ryms inom kommunstyrelsens budget. Avtalet kan sägas upp med sex månaders varsel.",
        ),
    )
    return Content(
        date=date(2020, 10, 5),
        officers=(Officer("Catarina Klockerud", "Catarina.Klockerud@huddinge.se"),),
        addressee="Kommunstyrelsen",
        title=subject,
        decision_groups=(DecisionGroup("Kommunstyrelsens beslut", "KS", "own_decision", points),),
        sections=tuple(Section(heading, slag, (Block("p", text),)) for heading, slag, text in texts),
        signatories=(SignatoryLine("Camilla Broo", "Kommundirektör"),),
        attachments=(AttachmentLine(1, f"Utkast till {noun}"),),
        recipients=(RecipientLine("Samtliga nämnder", "group:ALL_BOARDS"),),
    )
