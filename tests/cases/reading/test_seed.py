"""The staff report of KS-2018/91.103 is read to the letter."""

from __future__ import annotations

import datetime
from typing import Any

from cases.reading.passages import plain_text
from cases.reading.reading import Join, Reading, Removed
from cases.reading.structure import AttachmentLine, Officer, RecipientLine, SignatoryLine


def test_the_head_of_the_report(reading: Reading) -> None:
    content = reading.content()

    assert content.date == datetime.date(2020, 10, 5)
    assert content.diary_number == "KS-2018/91.103"
    assert content.officers == (Officer("Catarina Klockerud", "Catarina.Klockerud@huddinge.se"),)
    assert content.addressee == "Kommunstyrelsen"
    assert content.title == (
        "Samverkansöverenskommelse och prioriterade områden för åren 2021-2022 mellan Huddinge kommun, Polisen och"
        " Södertörns brandförsvarsförbund"
    )


def test_one_body_decides_two_points_and_the_second_has_three_items(reading: Reading) -> None:
    (group,) = reading.content().decision_groups

    assert (group.heading, group.body, group.kind) == ("Kommunstyrelsens beslut", "KS", "own_decision")
    assert [point.number for point in group.points] == [1, 2]
    assert (group.points[0].kind, group.points[0].addressee) == ("assignment", "Kommundirektören")
    assert group.points[1].items == (
        "Barn och unga",
        "Narkotika och Alkohol, Narkotika, Doping, Tobak och Spel (ANDTS)",
        "Trygghet i offentlig miljö",
    )


def test_four_sections_with_all_their_paragraphs(reading: Reading) -> None:
    shapes = [
        (section.heading, section.kind, [block.kind for block in section.blocks])
        for section in reading.content().sections
    ]

    assert shapes == [
        ("Sammanfattning", "summary", ["p"] * 5),
        ("Beskrivning av ärendet", "description", ["p"] * 7 + ["ul", "p"]),
        ("Förvaltningens synpunkter", "opinion", ["p"] * 6),
        ("Ekonomiska och juridiska konsekvenser", "consequences", ["p"]),
    ]
    assert len(reading.content().sections[1].blocks[7].items) == 3


def test_signers_attachments_and_recipients(reading: Reading) -> None:
    content = reading.content()

    assert content.signatories == (
        SignatoryLine("Camilla Broo", "Kommundirektör"),
        SignatoryLine("Patrik Forshage", "Biträdande kommundirektör"),
    )
    assert content.attachments == (
        AttachmentLine(
            1, "Avsiktsförklaring mellan Huddinge kommun, Polisen och Södertörns brandförsvarsförbund 2019-2023"
        ),
        AttachmentLine(2, "Lägesbild 2019"),
    )
    assert content.recipients == (
        RecipientLine("Lokalpolisområde Huddinge", "correspondent"),
        RecipientLine("Polisområde Stockholm syd", "correspondent"),
        RecipientLine("Södertörns brandförsvarsförbund", "correspondent"),
        RecipientLine("Samtliga nämnder", "group:ALL_BOARDS"),
    )


def test_what_was_removed_and_what_was_joined_is_told(reading: Reading) -> None:
    assert reading.removed == (
        Removed("footer", (31, 42)),
        Removed("running_header", (70, 72)),
        Removed("running_header", (100, 104)),
    )
    assert reading.joins == (Join("2021-", "2022", "year_range"),)
    assert reading.warnings == ()


def test_every_field_is_sure_and_has_its_lines(reading: Reading) -> None:
    fields = {field.name: field for field in reading.fields()}

    assert len(fields) == 12
    assert {field.confidence for field in fields.values()} == {1.0}
    assert not any(field.needs_confirmation for field in fields.values())
    assert fields["date"].source == (4, 4)
    assert fields["decision_points"].source == (15, 21)
    assert fields["recipients"].source == (113, 116)


def test_no_word_of_the_text_is_lost_and_none_is_added(reading: Reading, seed: str) -> None:
    lines = seed.splitlines()
    body = [line for number, line in enumerate(lines, 1) if 17 <= number <= 92 and number not in range(31, 43)]
    body = [line for line in body if line.strip() and line not in lines[69:72]]
    headings = {section.heading for section in reading.content().sections}
    wanted = " ".join(line.strip(" -") for line in body if line not in headings).replace("under 2021 2022", "2021-2022")
    found = plain_text(reading.content())

    assert {word.strip("12.-") for word in wanted.split()} <= {word.strip("12.-") for word in found.split()}


def leaves(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict) and "value" in node:
        return [node]
    values = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return [leaf for value in values for leaf in leaves(value)]


def test_as_json_every_leaf_has_value_confidence_source_and_how(reading: Reading) -> None:
    answer = reading.to_json()

    assert answer["diary_number"]["value"] == {
        "printed": "KS-2018/91.103",
        "form": "BOARD-YYYY/N.CLASS",
        "board": "KS",
        "year": 2018,
        "serial": 91,
        "class_code": "103",
        "document_no": None,
    }
    assert answer["removed"][0] == {"kind": "footer", "lines": [31, 42]}
    assert answer["joins"] == [{"left": "2021-", "right": "2022", "kind": "year_range"}]
    assert len(leaves(answer)) > 50
    for leaf in leaves(answer):
        assert set(leaf) == {"value", "confidence", "source", "how"}
        assert leaf["confidence"] == 1.0
        assert 1 <= leaf["source"][0] <= leaf["source"][1] <= 116
