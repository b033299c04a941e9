"""Each check: a text where it speaks and one where it is silent."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from cases.draft_checks.checks import CHECKS, run
from cases.draft_checks.register import Instrument, Party, Register
from cases.reading.structure import (
    AttachmentLine,
    Block,
    Content,
    DecisionGroup,
    Point,
    RecipientLine,
    Section,
)

DAY = datetime.date(2022, 3, 1)
PARTIES = (
    Party("RB", "Räddningsförbundet Berga", organisation="RB"),
    Party("PO", "Polisområde Norr", organisation="P"),
)
AREAS = ("Skola och fritid", "Narkotika", "Trygga torg")


def report(
    *points: str,
    text: str = "",
    opinion: str = "",
    items: tuple[str, ...] = (),
    listed: tuple[str, ...] = (),
    attachments: tuple[str, ...] = (),
    recipients: tuple[str, ...] = (),
    number: str = "",
) -> Content:
    blocks = tuple(Block("p", part) for part in text.split("\n") if part)
    blocks += (Block("ul", items=listed),) if listed else ()
    sections: tuple[Section, ...] = (Section("Sammanfattning", "summary", blocks),) if blocks else ()
    sections += (Section("Bedömning", "opinion", (Block("p", opinion),)),) if opinion else ()
    numbered = tuple(Point(n, point, items=items if n == len(points) else ()) for n, point in enumerate(points, 1))
    return Content(
        date=DAY,
        diary_number=number,
        decision_groups=(DecisionGroup("Nämndens beslut", "N", points=numbered),),
        sections=sections,
        attachments=tuple(AttachmentLine(n, title) for n, title in enumerate(attachments, 1)),
        recipients=tuple(RecipientLine(name, "group:ALL" if name == "Alla" else "") for name in recipients),
    )


def codes(content: Content, **more: Any) -> set[str]:
    register = Register(parties=PARTIES, required_sections=(), groups=(("ALL", "Alla"),), priority_areas=AREAS)
    return {finding.code for finding in run(content, replace(register, **more))}


def consequences(sentence: str) -> Content:
    content = report("Direktören ges i uppdrag att underteckna avtalet.", recipients=("Direktören",))
    return replace(content, sections=(Section("Ekonomi", "consequences", (Block("p", sentence),)),))


PARENT = Instrument("A", "letter_of_intent", "Avsikten", datetime.date(2022, 1, 1), datetime.date(2024, 12, 31))
BEFORE = Instrument("B", "cooperation", "Det gamla", datetime.date(2020, 1, 1), datetime.date(2022, 12, 31))
CHILD = Instrument(
    "C", "cooperation", "Det nya", datetime.date(2023, 1, 1), datetime.date(2024, 12, 31), parent="A", replaces="B"
)
CHAIN = {"instruments": (PARENT, BEFORE, CHILD), "agreement": "C"}
LONG = "Förbundet och nämnden arbetar sedan länge tillsammans för att minska antalet bränder i skolor och förskolor."

SPEAKS: list[tuple[str, Content, dict[str, Any]]] = [
    ("S01", report("Planen antas."), {"required_sections": ("proposal", "summary")}),
    ("C01", report("Planen antas.", text="Avtalet gäller 2020-2022.", opinion="Avtalet för 2020-2023 är bra."), {}),
    ("C01", report("Planen antas.", text="Avtalet gäller 2023-2025."), CHAIN),
    ("C02", report("Planen antas.", text="Avtalet ingicks 2019.", opinion="År 2020 tecknades avtalet."), {}),
    ("C03", report("Planen antas.", text="Räddningsförbundet Borga är part."), {}),
    ("C03", report("Planen antas.", text="Räddningsförbundat Bergas styrelse."), {}),
    ("C04", report("Planen antas.", text="Det gäller Polisområde Norr.", opinion="Det är polisområde Norr."), {}),
    ("C05", report("Områdena är:", items=AREAS, listed=(AREAS[2], AREAS[0], AREAS[1])), {}),
    ("C06", report("Områdena är:", items=AREAS, listed=(*AREAS[:2], "Trygga torg och gator")), {}),
    ("C06", report("Områdena är:", items=AREAS, text="Vi föreslår: skola och fritid, narkotika och trygga gator."), {}),
    (
        "C07",
        report(
            "Direktören ges i uppdrag att upprätta ett avtal.",
            text="Bra att direktören ges i uppdrag att underteckna avtalet.",
        ),
        {},
    ),
    ("D01", report("Direktören ges i uppdrag att upprätta ett avtal."), {}),
    ("D02", report("Direktören ges i uppdrag att städa.", recipients=("Polisen",)), {}),
    ("D03", report("Direktören ges i uppdrag att städa i enlighet med förslaget."), {}),
    ("D03", report("Nämnden antar planen enligt tjänsteutlåtandet."), {}),
    ("D04", report("Planen antas enligt tjänsteutlåtande daterat den 2 mars 2022."), {}),
    ("D04", report("Planen antas enligt tjänsteutlåtande daterat 2022-03-02."), {}),
    ("T01", report("Planen antas.", text="Parterna ska arbeta för att"), {}),
    ("T01", report("Planen antas.", text="Det gäller åren 2021-"), {}),
    ("T02", report("Det gäller:", items=("Buller och trafik, buller", "Ljus")), {}),
    ("T02", report("Planen antas.", text="Det gäller: buller, trafik, buller och ljus."), {}),
    ("T03", report("Planen antas.", text=LONG, opinion=LONG.replace("länge", "förut")), {}),
    ("B01", report("Planen antas.", text="Se bilaga 1 och 2.", attachments=("Karta",)), {}),
    ("B01", report("Planen antas.", text="Se kartan.", attachments=("Karta",)), {}),
    ("B02", report("Planen antas.", text="Den aktuella kartan, bilaga 1.", attachments=("Karta 2021",)), {}),
    ("B02", report("Planen antas.", text="Se bilaga 1.", attachments=("Lägesbild 2019",)), {}),
    ("M01", report("Planen antas.", number="KS-2020/1"), {"opened_year": 2020}),
    ("K01", consequences("Beslutet saknar ekonomiska konsekvenser."), {}),
    ("K01", consequences("Beslutet medför inga ekonomiska konsekvenser."), {}),
    ("K02", report("Nämnden stänger förskolan för barn i Berga."), {}),
    ("P01", report("Planen antas."), {"instruments": (replace(PARENT, valid_to=datetime.date(2023, 12, 31)), CHILD)}),
    ("P01", report("Planen antas."), {"instruments": (replace(BEFORE, valid_to=datetime.date(2022, 6, 30)), CHILD)}),
    ("P01", report("Planen antas."), {**CHAIN, "decision_date": datetime.date(2023, 1, 1)}),
    ("P01", report("Planen antas."), {**CHAIN, "signing_date": datetime.date(2023, 2, 1)}),
    ("R01", report("Planen antas.", recipients=("Alla",)), {}),
    ("X01", report("Att planen antas."), {}),
    ("X01", report("Nämnden föreslås anta planen."), {}),
    ("X01", report("Direktören ges i uppdrag att städa. Nämnden ger även direktören i uppdrag att sopa."), {}),
    ("X02", report("Planen antas.", opinion=LONG * 10), {}),
    ("X03", report("Planen antas.", attachments=("Karta över torget",)), {}),
    ("X03", report("Avtalet för 2019-2021 antas."), {}),
    ("X04", report("Planen antas.", text="Arbetet leds av BUN och följs upp av BUN."), {}),
    ("X07", report("Planen antas.", text="Sökande är 811218-9876."), {}),
    ("X07", report("Planen antas.", text="Sökande är 19811218-9876."), {}),
    ("X07", report("Planen antas.", opinion="Ring 070-123 45 67 i stället."), {}),
    ("X07", report("Planen antas.", attachments=("Brev från anna.ek@exempel.se 2021",)), {}),
    ("X10", replace(report("Avtalet för 2023-2024 antas."), title="Avtal för 2022-2023"), {}),
]
SILENT: list[tuple[str, Content, dict[str, Any]]] = [
    ("S01", report("Planen antas.", text="Kort."), {"required_sections": ("proposal", "summary")}),
    ("C01", report("Planen antas.", text="Avtalet gällde 2020-2022.", opinion="Avtalet för 2023-2024 är nytt."), {}),
    ("C01", report("Planen antas.", text="Avtalet gäller 2023-2024."), CHAIN),
    ("C01", report("Planen antas.", text="Planen gäller 2023-2024.", opinion="Budgeten gäller 2023-2025."), {}),
    ("C02", report("Planen antas.", text="Avtalet ingicks 2019.", opinion="År 2020 började avtalet gälla."), {}),
    (
        "C02",
        report("Planen antas.", text="2019 ingicks avtalet för 2020-2021. 2021 ingicks avtalet för 2022-2023."),
        {},
    ),
    ("C03", report("Planen antas.", text="Räddningsförbundet Bergas styrelse och räddningsförbundet berga."), {}),
    ("C04", report("Planen antas.", text="Det gäller polisområde Norr. Polisområde Norr är part."), {}),
    ("C05", report("Områdena är:", items=AREAS, listed=AREAS), {}),
    ("C06", report("Områdena är:", items=AREAS, text="Vi föreslår: Skola och fritid, Narkotika och Trygga torg."), {}),
    (
        "C07",
        report(
            "Direktören ges i uppdrag att upprätta ett avtal.",
            "Direktören får i uppdrag att underteckna avtalet.",
            text="Direktören ges i uppdrag att underteckna avtalet.",
        ),
        {},
    ),
    ("D01", report("Ordföranden bemyndigas att teckna avtalet."), {}),
    ("D01", report("Direktören ges i uppdrag att städa."), {"agreement_case": False}),
    ("D02", report("Direktören ges i uppdrag att städa.", recipients=("Kommunens direktör",)), {}),
    ("D02", report("Socialnämnden ges i uppdrag att svara.", recipients=("Socialnämnden",)), {}),
    ("D03", report("Direktören ges i uppdrag att städa i enlighet med 3 kap. miljöbalken."), {}),
    ("D03", report("Ordföranden får fatta beslut i enlighet med delegationsordningen."), {}),
    ("D04", report("Planen antas enligt tjänsteutlåtande daterat den 1 mars 2022."), {}),
    ("D04", report("Avtalet daterat den 2 mars 2021 sägs upp."), {}),
    ("T01", report("Planen antas.", text="Parterna ska arbeta för trygghet."), {}),
    ("T02", report("Det gäller:", items=("Buller och trafik", "Buller och ljus", "Barn och unga")), {}),
    ("T03", report("Planen antas.", text=LONG, opinion=LONG[::-1]), {}),
    ("B01", report("Planen antas.", text="Se bilagorna 1-2.", attachments=("Karta", "Ritning")), {}),
    ("B02", report("Planen antas.", text="Den aktuella kartan, bilaga 1.", attachments=("Karta 2022",)), {}),
    ("B02", report("Planen antas.", text="Se bilaga 1.", attachments=("Lägesbild 2021",)), {}),
    ("M01", report("Planen antas.", number="KS-2021/1"), {"opened_year": 2021}),
    ("K01", consequences("Beslutet saknar ekonomiska konsekvenser eftersom arbetet ryms inom ordinarie uppdrag."), {}),
    ("K01", consequences("Beslutet kostar 10 000 kronor."), {}),
    ("K02", report("Nämnden stänger förskolan för barn.", text="Barnets bästa har prövats."), {}),
    ("K02", report("Nämnden stänger vägen i Berga."), {}),
    ("P01", report("Planen antas."), CHAIN),
    ("R01", report("Planen antas.", recipients=("Akten",)), {}),
    ("X01", report("Direktören ges i uppdrag att städa och att rapportera.", "Attityderna mäts."), {}),
    ("X02", report("Planen antas.", opinion=LONG * 2), {}),
    ("X02", report("Planen antas.", text="I korthet.", opinion=LONG * 10), {}),
    ("X02", report("Planen antas.", opinion=LONG * 10), {"required_sections": ("summary",)}),
    ("X03", report("Avtalet för 2021-2022 antas.", attachments=("Karta 2021", "Odaterad skrivelse")), {}),
    ("X03", report("Planen antas.", text="Det förra avtalet gällde 2019-2020."), {}),
    ("X04", report("Planen antas.", text="Barn- och utbildningsnämnden (BUN) leder arbetet. BUN följer upp."), {}),
    ("X04", report("Planen antas.", text="BUN (barn- och utbildningsnämnden) leder arbetet i EU."), {}),
    ("X04", report("Planen antas.", text="VIKTIGT OM PLANEN"), {}),
    (
        "X07",
        report("Planen antas.", text="Dnr 2018-1234, 811218-9875, 813218-9876 och 10 000 000 kronor 2021-2022."),
        {},
    ),
    (
        "X07",
        report("Planen antas.", text="Det kostar 1 000 000 000 kronor, varav 500 000 000 är 40 procent."),
        {},
    ),
    ("X07", report("Planen antas.", recipients=("Polisen, registrator@polisen.example",)), {}),
    ("X07", report("Planen antas.", text="Beslutet gäller 2021-12-18 och orgnummer 212000-0068."), {}),
    ("X10", replace(report("Avtalet för 2023-2024 antas."), title="Avtal för 2023-2024 efter 2021-2022"), {}),
    ("X10", replace(report("Planen antas."), title="Avtal för 2022-2023"), {}),
]


@pytest.mark.parametrize(("code", "content", "more"), SPEAKS)
def test_the_check_speaks(code: str, content: Content, more: dict[str, Any]) -> None:
    assert code in codes(content, **more)


@pytest.mark.parametrize(("code", "content", "more"), SILENT)
def test_the_check_is_silent(code: str, content: Content, more: dict[str, Any]) -> None:
    assert code not in codes(content, **more)


def test_every_check_is_tried_both_ways() -> None:
    every = {check.code for check in CHECKS}

    assert {code for code, _content, _more in SPEAKS} == every
    assert {code for code, _content, _more in SILENT} == every


def test_an_attachment_without_a_number_is_told_by_its_place() -> None:
    content = replace(report("Planen antas."), attachments=(AttachmentLine(None, "Karta över torget"),))

    said = [found.message for found in run(content, Register(required_sections=())) if found.code == "X03"]

    assert said == ["Bilaga 1 saknar datum: ”Karta över torget”."]
