"""The traps that lie in real texts, each alone."""

from __future__ import annotations

import pytest

from cases.reading.lexicon import Lexicon
from cases.reading.lines import lines_of
from cases.reading.reader import read_text
from cases.reading.structure import Block, Content
from tests.cases.reading.damage import FOOTER, HEADER

HEAD = "Datum\n2020-10-05\nDiarienummer\nKS-2018/91.103\n\nKommunstyrelsen\n\nEn rubrik\n\n"
PROPOSAL = "Förslag till beslut\n\nKommunstyrelsens beslut\n\n1. Rapporten godkänns.\n\n"


def read(text: str, lexicon: Lexicon) -> Content:
    return read_text(text, lexicon).content()


def body(text: str, lexicon: Lexicon) -> list[Block]:
    """The blocks of a summary that holds the text."""
    content = read(f"{HEAD}{PROPOSAL}Sammanfattning\n\n{text}", lexicon)
    return [block for section in content.sections for block in section.blocks]


@pytest.mark.parametrize(
    ("glued", "apart"),
    [
        ("2020-10-05Diarienummer", ["2020-10-05", "Diarienummer"]),
        ("KS-2018/91.103Handläggare", ["KS-2018/91.103", "Handläggare"]),
        ("141 85 HuddingeBesök", ["141 85 Huddinge", "Besök"]),
        ("KommundirektörPatrik Forshage", ["Kommundirektör", "Patrik Forshage"]),
        ("Biträdande kommundirektörEva von Essen", ["Biträdande kommundirektör", "Eva von Essen"]),
        ("Besöksadress", ["Besöksadress"]),
        ("Datumet är satt", ["Datumet är satt"]),
        ("Patrik Forshage", ["Patrik Forshage"]),
        ("en framsida om Besök", ["en framsida om Besök"]),
    ],
)
def test_glued_labels_and_signers_are_taken_apart(glued: str, apart: list[str], lexicon: Lexicon) -> None:
    assert [line.text for line in lines_of(glued, lexicon)] == apart


def test_a_footer_inside_a_sentence_is_a_page_break(lexicon: Lexicon) -> None:
    text = f"Områdena behöver prioriteras under flera år för\n{FOOTER}\natt tryggheten ska öka."

    assert body(text, lexicon) == [
        Block("p", "Områdena behöver prioriteras under flera år för att tryggheten ska öka.")
    ]


def test_an_address_in_the_text_is_no_footer(lexicon: Lexicon) -> None:
    text = "Postadress till nämnden är Huddinge.\n\nTfn vxl 08-535 300 00"

    assert [block.text for block in body(text, lexicon)] == text.split("\n\n")


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("prioriteras under åren 2021-", "2022 för att", "prioriteras under åren 2021-2022 för att"),
        ("parternas samver-", "kan är bra", "parternas samverkan är bra"),
        ("barn- och ungdoms-", "arbete", "barn- och ungdomsarbete"),
        ("både brotts-", "och trygghetsfrågor", "både brotts- och trygghetsfrågor"),
        ("om polisens och", "kommunens arbete", "om polisens och kommunens arbete"),
    ],
)
def test_digits_keep_the_hyphen_across_a_page_and_letters_lose_it(
    left: str, right: str, joined: str, lexicon: Lexicon
) -> None:
    text = f"Samverkan och ungdomsarbete är viktigt. Det handlar {left}\n{FOOTER}\n{right} i kommunen."

    assert body(text, lexicon) == [
        Block("p", f"Samverkan och ungdomsarbete är viktigt. Det handlar {joined} i kommunen.")
    ]


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        "\nDatum\n2020-10-05\n\nDiarienummer\nKS-2018/91.103\n",
        "\nDatum: 2020-10-05\nDiarienummer: KS-2018/91.103\nSida: 2 (4)\n",
        "\nDATUM DIARIENR SIDA\n2020-10-05 KS-2018/91.103 2 (4)\n",
        "\nTJÄNSTEUTLÅTANDE\nKS-2018/91.103 2 (4)\n",
        "\nHUDDINGE KOMMUN\tDatum\tDiarienummer\t2 (4)\n\t2020-10-05\tKS-2018/91.103\n",
        "\n2 (4)\n",
        "\f",
    ],
)
def test_a_repeated_header_is_furniture_in_any_layout(header: str, lexicon: Lexicon) -> None:
    text = f"Det ena stycket slutar inte här utan\n{header}\npå nästa sida.\n\nDet andra stycket."

    assert [block.text for block in body(text, lexicon)] == [
        "Det ena stycket slutar inte här utan på nästa sida.",
        "Det andra stycket.",
    ]


def test_a_heading_before_a_page_break_is_kept(lexicon: Lexicon) -> None:
    text = f"{HEAD}{PROPOSAL}Sammanfattning\n\nKort.\n\nBAKGRUND\n{HEADER}\nLångt."

    assert [section.kind for section in read(text, lexicon).sections] == ["summary", "description"]


def test_a_bullet_below_a_numbered_point_is_its_item(lexicon: Lexicon) -> None:
    points = "Förslag till beslut\n\n1. Områdena är:\n - Barn\n - Torg\n2. Rapporten godkänns.\n\n"
    content = read(f"{HEAD}{points}Sammanfattning\n\n- Ett\n- Två\n", lexicon)

    assert [point.items for point in content.points] == [("Barn", "Torg"), ()]
    assert content.sections[0].blocks == (Block("ul", items=("Ett", "Två")),)


def test_addressee_and_title_are_plain_lines(lexicon: Lexicon) -> None:
    content = read(f"{HEAD}{PROPOSAL}", lexicon)

    assert (content.addressee, content.title) == ("Kommunstyrelsen", "En rubrik")


def test_nothing_depends_on_leading_blank_lines_or_page_marks(lexicon: Lexicon) -> None:
    text = f"{HEAD}{PROPOSAL}Sammanfattning\n\nKort."

    assert read(f"\n\n{text}", lexicon) == read(text, lexicon) == read(f"{text}\n\n\n", lexicon)


def test_soft_hyphens_odd_hyphens_and_no_break_spaces_are_normalised(lexicon: Lexicon) -> None:
    text = "Sam\u00adverkan\u00a0och trygg\u2011het a\u030aren 2021\u20102022 hela samver\u00ad\nkan."

    assert body(text, lexicon) == [Block("p", "Samverkan och trygg-het åren 2021-2022 hela samverkan.")]


def test_a_hyphenated_word_that_stands_nowhere_else_is_flagged(lexicon: Lexicon) -> None:
    reading = read_text(f"{HEAD}{PROPOSAL}Sammanfattning\n\nDet gäller okänd-\nheten i frågan.", lexicon)

    assert reading.content().sections[0].blocks[0].text == "Det gäller okändheten i frågan."
    assert len(reading.warnings) == 1
    assert next(field for field in reading.fields() if field.name == "body").needs_confirmation


def test_rows_with_tabs_are_a_table(lexicon: Lexicon) -> None:
    blocks = body("År\tKostnad\n2021\t100\n2022\t200\n\nEfter tabellen.", lexicon)

    assert blocks == [
        Block("table", rows=(("År", "Kostnad"), ("2021", "100"), ("2022", "200"))),
        Block("p", "Efter tabellen."),
    ]


def test_an_unknown_heading_inside_a_section_is_kept_as_one(lexicon: Lexicon) -> None:
    blocks = body("Tidsplan\n\nArbetet börjar i januari och är färdigt före sommaren.", lexicon)

    assert [block.kind for block in blocks] == ["h3", "p"]


def test_forty_pages_are_read_as_one_text(lexicon: Lexicon) -> None:
    pages = [f"Sida {number} handlar om en fråga som fortsätter på\n{FOOTER}{HEADER}" for number in range(40)]
    blocks = body("\n".join(pages) + "\nslutet av texten.", lexicon)

    assert len(blocks) == 40
    assert blocks[-1].text.endswith("slutet av texten.")
