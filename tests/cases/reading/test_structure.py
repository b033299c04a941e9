"""A staff report's content keeps every word through JSON, and its hash says when a word has changed."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from cases.reading.passages import passages, plain_text
from cases.reading.structure import (
    AttachmentLine,
    Block,
    Content,
    ContentError,
    DecisionGroup,
    Officer,
    Point,
    RecipientLine,
    Section,
    SignatoryLine,
    canonical_json,
    content_hash,
)

REPORT = Content(
    date=datetime.date(2020, 10, 5),
    diary_number="KS-2018/91.103",
    officers=(Officer("Catarina Klockerud", "catarina@example.se"),),
    addressee="Kommunstyrelsen",
    title="Samverkan",
    decision_groups=(
        DecisionGroup("Kommunstyrelsens beslut", "KS", points=(Point(1, "Områdena är:", items=("Barn", "Torg")),)),
    ),
    sections=(
        Section(
            "Sammanfattning",
            "summary",
            (Block("p", "Ett stycke."), Block("ul", items=("a", "b")), Block("table", rows=(("1", "2"),))),
        ),
    ),
    signatories=(SignatoryLine("Camilla Broo", "Kommundirektör"),),
    attachments=(AttachmentLine(1, "Lägesbild"), AttachmentLine(None, "Karta")),
    recipients=(RecipientLine("Samtliga nämnder", "group:ALL_BOARDS"),),
)


def test_the_content_survives_json() -> None:
    assert Content.from_dict(REPORT.to_dict()) == REPORT


def test_the_hash_does_not_depend_on_composed_or_decomposed_letters() -> None:
    decomposed = replace(REPORT, title="A\u030angfartyg")
    composed = replace(REPORT, title="\u00c5ngfartyg")

    assert content_hash(decomposed) == content_hash(composed)
    assert len(content_hash(composed)) == 64


@pytest.mark.parametrize("path", [p.path for p in passages(REPORT)])
def test_a_changed_word_anywhere_changes_the_hash(path: str) -> None:
    changed = REPORT.to_dict()
    node: Any = changed
    *parents, leaf = path.split(".")
    for key in parents:
        node = node[int(key)] if isinstance(node, list) else node[key]
    key_or_index = int(leaf) if isinstance(node, list) else leaf
    node[key_or_index] += " ändrat"

    assert content_hash(Content.from_dict(changed)) != content_hash(REPORT)


def test_the_canonical_form_is_sorted_and_without_spaces() -> None:
    assert canonical_json(Content()).startswith(b'{"addressee":"","attachments":[],"date":null,')


@pytest.mark.parametrize(
    "wrong",
    [
        {"author": "okänd"},
        {"date": "5 oktober"},
        {"title": 7},
        {"sections": "text"},
        {"sections": [{"heading": "A", "blocks": [{"p": "x", "ul": []}]}]},
        {"sections": [{"heading": "A", "blocks": [{"video": "x"}]}]},
        {"attachments": [{"number": "1", "title": "x"}]},
        {"decision_groups": [{"points": [{"number": 1}]}]},
    ],
)
def test_what_is_not_a_staff_report_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ContentError):
        Content.from_dict(wrong)


def test_every_passage_tells_its_place() -> None:
    item = next(p for p in passages(REPORT) if p.text == "Torg")

    assert item.place(0, 2).to_dict() == {
        "section": "Förslag till beslut",
        "paragraph": 1,
        "start": 0,
        "end": 2,
        "quote": "To",
        "path": "decision_groups.0.points.0.items.1",
    }
    assert plain_text(REPORT).splitlines()[:3] == ["Samverkan", "Områdena är:", "Barn"]
