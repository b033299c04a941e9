"""The seed with each of its defects mended alone: that finding is gone, and no new one has come."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from cases.draft_checks.checks import run
from cases.draft_checks.register import Register, default_register
from cases.reading.lexicon import default_lexicon
from cases.reading.reader import read_text
from cases.reading.structure import Content

Mend = Callable[[str], str]


def swap(*pairs: tuple[str, str]) -> Mend:
    def mend(text: str) -> str:
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        return text

    return mend


def swap_first(old: str, new: str) -> Mend:
    def mend(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return mend


MANDATE = "3. Kommundirektören får i uppdrag att underteckna samverkansöverenskommelsen.\n"
MENDED: list[tuple[str, int, Mend]] = [
    ("C01", 0, swap(("2019-2023", "2019-2022"))),
    ("C02", 0, swap(("År 2018 ingick", "År 2019 ingick"))),
    ("C03", 0, swap(("brandförsvärsförbund", "brandförsvarsförbund"))),
    ("C04", 1, swap(("lokalpolisområde Huddinge", "Lokalpolisområde Huddinge"))),
    (
        "C04",
        1,
        swap(
            ("olisområde Stockholm syd", "olisområde Stockholm Syd"), ("polisområde Stockholm", "Polisområde Stockholm")
        ),
    ),
    (
        "C05",
        0,
        swap(
            ("- Trygghet i den offentliga miljön\n- Narkotika/ANDTS\n", "- Narkotika/ANDTS\n"),
            (
                "- Narkotika/ANDTS\n- Barn och unga (skola/fritid)\n",
                "- Barn och unga (skola/fritid)\n- Narkotika/ANDTS\n- Trygghet i den offentliga miljön\n",
            ),
        ),
    ),
    (
        "C06",
        0,
        swap(
            ("Narkotika och Alkohol, Narkotika, Doping, Tobak och Spel (ANDTS)", "Narkotika/ANDTS"),
            ("Narkotika/ Alkohol, Narkotika, Doping, Tobak och Spel (ANDTS)", "Narkotika/ANDTS"),
            ("Trygghet i offentlig miljö\n", "Trygghet i den offentliga miljön\n"),
            (" (skola/fritid)", ""),
            ("föreslås följande områden att prioriteras samverkans", "är det dessa områden som gäller för samverkans"),
        ),
    ),
    ("C07", 0, swap(("ges i uppdrag att teckna", "ges i uppdrag att upprätta"))),
    ("D01", 0, swap((" - Trygghet i offentlig miljö\n", f" - Trygghet i offentlig miljö\n{MANDATE}"))),
    ("D02", 0, swap(("Samtliga nämnder", "Samtliga nämnder\nKommundirektören"))),
    (
        "D03",
        0,
        swap((" utifrån vad som anges i förvaltningens tjänsteutlåtande daterat den 5 oktober 2020.", ".")),
    ),
    ("T01", 0, swap(("skapa effektiva,", "skapa effektiva arbetssätt."))),
    ("T02", 1, swap(("Narkotika och Alkohol, Narkotika, Doping", "Alkohol, Narkotika, Doping"))),
    (
        "T02",
        1,
        swap(("Narkotika/ Alkohol, Narkotika, Doping, Tobak", "Narkotika samt alkohol, doping, spritdrycker, tobak")),
    ),
    ("T03", 0, swap_first("Förvaltningen ställer sig positiv till att kommundirektören", "Det är bra att denne")),
    ("B02", 0, swap(("Lägesbild 2019", "Lägesbild 2020"))),
    ("M01", 0, swap(("KS-2018/91.103", "KS-2020/91.103"))),
    (
        "K01",
        0,
        swap(("juridiska konsekvenser.", "juridiska konsekvenser eftersom arbetet sker i ordinarie verksamhet.")),
    ),
    (
        "K02",
        0,
        swap(("Kommundelarna Flemingsberg, Skogås och Vårby bör", "Barnets bästa har prövats. Kommundelarna bör")),
    ),
    ("R01", 0, swap(("\nSamtliga nämnder", "\nSocialnämnden"))),
]


@pytest.mark.parametrize(("code", "left", "mend"), MENDED, ids=[f"{code}-{n}" for n, (code, _, _) in enumerate(MENDED)])
def test_the_seed_with_one_defect_mended(
    code: str, left: int, mend: Mend, seed: str, content: Content, register: Register
) -> None:
    before = Counter(finding.code for finding in run(content, register))
    mended = read_text(mend(seed), default_lexicon()).content()
    own = register if code != "M01" else replace(default_register(mended), priority_areas=register.priority_areas)
    after = Counter(finding.code for finding in run(mended, own))

    assert after[code] == left
    assert not after - before


def test_every_defect_of_the_seed_is_mended_once(content: Content, register: Register) -> None:
    assert Counter(code for code, _left, _mend in MENDED) == Counter(f.code for f in run(content, register))


SPOILED: list[tuple[str, Mend]] = [
    ("S01", swap(("Förvaltningens synpunkter\n", "\n"))),
    ("D04", swap(("daterat den 5 oktober 2020", "daterat den 6 oktober 2020"))),
    ("B01", swap(("- Bilaga 2. Lägesbild 2019\n", ""))),
    ("B01", swap(("- Bilaga 2. Lägesbild 2019\n", "- Bilaga 2. Lägesbild 2019\n- Bilaga 3. Karta\n"))),
]


@pytest.mark.parametrize(("code", "spoil"), SPOILED)
def test_what_is_right_in_the_seed_is_found_when_spoiled(code: str, spoil: Mend, seed: str, register: Register) -> None:
    spoiled = read_text(spoil(seed), default_lexicon()).content()

    assert code in {finding.code for finding in run(spoiled, register)}


def test_a_chain_of_agreements_that_is_broken_is_found_in_the_seed(content: Content, register: Register) -> None:
    late = tuple(
        replace(row, valid_from=datetime.date(2021, 2, 1)) if row.key == register.agreement else row
        for row in register.instruments
    )

    assert "P01" in {finding.code for finding in run(content, replace(register, instruments=late))}
