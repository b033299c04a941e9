"""The twenty contradictions of KS-2018/91.103, and none else."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cases.draft_checks.checks import run
from cases.draft_checks.findings import Finding
from cases.draft_checks.register import Register
from cases.reading.structure import Content

DEMO = Path(__file__).parents[3] / "config" / "demo"
TWENTY = [
    (
        "C01",
        "error",
        "Avsiktsförklaringen gäller 2019–2022 i Sammanfattning och Beskrivning av ärendet men 2019–2023 i Bilagor.",
    ),
    ("C02", "error", "Avsiktsförklaringen ingicks 2018 enligt Sammanfattning men 2019 enligt Beskrivning av ärendet."),
    ("C03", "error", "Trolig felstavning av Södertörns brandförsvarsförbund: ”Södertörns brandförsvärsförbund”."),
    ("C04", "info", "Lokalpolisområde Huddinge skrivs på 2 sätt. Kontrollera vilken part som menas."),
    (
        "C04",
        "info",
        (
            "Polisområde Stockholm Syd skrivs på 3 sätt. Kontrollera vilken part som menas."
            " Part i avsiktsförklaringen är Polisområde Stockholm Syd, i det nya avtalet Lokalpolisområde Huddinge."
        ),
    ),
    (
        "C05",
        "warning",
        (
            "De prioriterade områdena står i olika ordning i Förslag till beslut, Sammanfattning,"
            " Beskrivning av ärendet och Förvaltningens synpunkter."
        ),
    ),
    (
        "C06",
        "warning",
        (
            "De prioriterade områdena har olika lydelse i Förslag till beslut, Sammanfattning,"
            " Beskrivning av ärendet och Förvaltningens synpunkter."
        ),
    ),
    (
        "C07",
        "error",
        (
            "Uppdraget heter upprätta i beslutet men teckna i Sammanfattning och Förvaltningens synpunkter."
            " Upprätta, teckna och underteckna är olika saker."
        ),
    ),
    ("D01", "error", "Ingen beslutspunkt ger mandat att teckna eller underteckna överenskommelsen."),
    ("D02", "warning", "Kommundirektören får ett uppdrag men finns inte bland mottagarna."),
    (
        "D03",
        "warning",
        (
            "Beslutspunkt 1 går inte att läsa ensam: ”utifrån vad som anges i förvaltningens tjänsteutlåtande"
            " daterat den 5 oktober 2020”."
        ),
    ),
    ("T01", "error", "Meningen är avbruten: ”… sina resurser genom att skapa effektiva,”"),
    ("T02", "warning", "Ordet Narkotika står två gånger i samma uppräkning."),
    ("T02", "warning", "Ordet Narkotika står två gånger i samma uppräkning."),
    ("T03", "info", "Samma stycke står i Sammanfattning och Förvaltningens synpunkter."),
    ("B02", "warning", "Bilaga 2, Lägesbild 2019, kallas aktuell men är från 2019."),
    ("M01", "info", "Ärendet öppnades 2018. Bekräfta att det inte ska vara ett nytt ärende."),
    (
        "K01",
        "warning",
        (
            "Avsnittet säger att konsekvenser saknas, men beslutet leder till en överenskommelse och binder resurser."
            " Skriv en motivering."
        ),
    ),
    ("K02", "warning", "Beslutet berör barn men barnets bästa är inte prövat."),
    ("R01", "info", "Gruppen Samtliga nämnder delas upp när beslutet expedieras."),
]


@pytest.fixture(scope="module")
def findings(content: Content, register: Register) -> list[Finding]:
    return run(content, register)


def test_the_report_has_twenty_contradictions_and_none_else(findings: list[Finding]) -> None:
    assert [(finding.code, finding.severity, finding.message) for finding in findings] == TWENTY
    assert Counter(finding.severity for finding in findings) == {"error": 6, "warning": 9, "info": 5}


@pytest.mark.parametrize("code", ["S01", "D04", "B01", "P01"])
def test_what_is_right_in_the_report_is_not_remarked_on(code: str, findings: list[Finding]) -> None:
    assert code not in {finding.code for finding in findings}


def test_the_same_twenty_are_found_without_the_register_of_agreements(content: Content, register: Register) -> None:
    bare = replace(register, instruments=(), agreement="", priority_areas=())

    assert [finding.code for finding in run(content, bare)] == [code for code, _severity, _message in TWENTY]


def test_the_places_quote_the_text(content: Content, findings: list[Finding]) -> None:
    tree: Any = content.to_dict()
    for finding in findings:
        assert finding.places
        for place in finding.places:
            node: Any = tree
            for key in place.path.split("."):
                node = node[int(key)] if isinstance(node, list) else node[key]
            assert isinstance(node, str)
            assert 0 <= place.start < place.end <= len(node)
            if finding.code not in ("C05", "C06"):
                assert node[place.start : place.end] == place.quote


@pytest.mark.parametrize(
    ("code", "sections"),
    [
        ("C01", ["Sammanfattning", "Beskrivning av ärendet", "Bilagor"]),
        ("C02", ["Sammanfattning", "Beskrivning av ärendet"]),
        ("C03", ["Beskrivning av ärendet"] * 3),
        ("T01", ["Beskrivning av ärendet"]),
        ("C07", ["Förslag till beslut", "Sammanfattning", "Förvaltningens synpunkter"]),
        ("T03", ["Sammanfattning", "Förvaltningens synpunkter"]),
    ],
)
def test_each_finding_says_where(code: str, sections: list[str], findings: list[Finding]) -> None:
    finding = next(finding for finding in findings if finding.code == code)

    assert [place.section for place in finding.places] == sections


def test_the_areas_are_worded_in_four_ways(findings: list[Finding]) -> None:
    finding = next(finding for finding in findings if finding.code == "C06")

    assert [place.quote for place in finding.places] == [
        "Barn och unga; Narkotika och Alkohol, Narkotika, Doping, Tobak och Spel (ANDTS); Trygghet i offentlig miljö",
        (
            "Barn och unga, Narkotika/ Alkohol, Narkotika, Doping, Tobak och Spel (ANDTS)"
            " och Trygghet i den offentliga miljön"
        ),
        "Trygghet i den offentliga miljön; Narkotika/ANDTS; Barn och unga (skola/fritid)",
        "Barn och unga, Narkotika/ANDTS och Trygghet i den offentliga miljön",
    ]


def test_every_finding_has_its_own_fingerprint(findings: list[Finding]) -> None:
    assert len({finding.fingerprint for finding in findings}) == 20


def test_the_second_version_has_no_error_and_keeps_its_warnings(register: Register) -> None:
    stored = json.loads((DEMO / "KS-2018-91.103-version-2.json").read_text("utf-8"))
    codes = [(finding.code, finding.severity) for finding in run(Content.from_dict(stored), register)]

    assert codes == [(code, severity) for code, severity, _message in TWENTY if severity != "error"]


def test_the_demonstration_ships_the_report_as_it_was_written(seed: str) -> None:
    assert (DEMO / "KS-2018-91.103.txt").read_text("utf-8") == seed
