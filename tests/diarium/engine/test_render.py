"""Rendering: the same record gives the same bytes, keeps its standards, and strings are never markup."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from django.conf import settings

from diarium.engine import render as room
from diarium.engine.render import Profile, RenderFailed, draw, render

AT = datetime(2020, 10, 5, 12, 0, tzinfo=UTC)
HUDDINGE = {
    "name": "Huddinge kommun",
    "postal_address": "Huddinge kommun\nKommunstyrelsens förvaltning\n141 85 Huddinge",
    "visiting_address": "Kommunalvägen 28",
    "phone": "08-535 300 00",
    "email": "huddinge@huddinge.se",
    "web": "www.huddinge.se",
}
POINTS = [
    {"number": 1, "text": "Kommundirektören ges i uppdrag att upprätta en samverkansöverenskommelse.", "items": []},
    {"number": 2, "text": "Följande områden ska vara prioriterade:", "items": ["Barn och unga", "ANDTS", "Trygghet"]},
]
SECTIONS = [
    {
        "heading": "Sammanfattning",
        "kind": "summary",
        "blocks": [{"p": "Text."}, {"h3": "Bakgrund"}, {"ol": ["a", "b"]}],
    },
    {"heading": "Beskrivning", "kind": "description", "blocks": [{"table": [["A", "B"], ["1"]]}, {"ul": ["x"]}]},
]
STAFF_REPORT: dict[str, Any] = {
    "kind": "staff_report",
    "municipality": HUDDINGE,
    "dnr": "KS-2018/91.103",
    "version": 2,
    "status": "final",
    "date": "2020-10-05",
    "diary_number": "KS-2018/91.103",
    "officers": [{"name": "Catarina Klockerud", "email": "Catarina.Klockerud@huddinge.se", "phone": None}],
    "addressee": "Kommunstyrelsen",
    "title": "Samverkansöverenskommelse och prioriterade områden för åren 2021-2022",
    "decision_groups": [{"heading": "Kommunstyrelsens beslut", "body": "KS", "kind": "own_decision", "points": POINTS}],
    "sections": SECTIONS,
    "signatories": [
        {"name": "Camilla Broo", "title": "Kommundirektör", "acting": False},
        {"name": "Patrik Forshage", "title": "Biträdande kommundirektör", "acting": True},
    ],
    "attachments": [{"number": 1, "title": "Avsiktsförklaring"}, {"number": None, "title": "Lägesbild 2019"}],
    "recipients": [{"text": "Lokalpolisområde Huddinge", "match": "correspondent"}],
}
EXTRACT: dict[str, Any] = {
    "municipality": HUDDINGE,
    "board": "Kommunstyrelsen",
    "meeting_date": "2020-11-18",
    "paragraph": "214",
    "dnr": "KS-2018/91.103",
    "title": "Samverkansöverenskommelse",
    "decision_heading": "Kommunstyrelsens beslut",
    "points": POINTS,
    "outcome": "Bifall",
    "adjusted_on": "2020-11-25",
    "recipients": ["Polisområde Stockholm Syd", "Samtliga nämnder"],
    "certified_by": "Siv Ek, nämndsekreterare",
    "note": "",
}
AGREEMENT: dict[str, Any] = {
    "municipality": "Huddinge kommun",
    "dnr": "KS-2018/91.103",
    "title": "Samverkansöverenskommelse 2021–2022",
    "valid_from": "2021-01-01",
    "valid_to": "2022-12-31",
    "parties": [
        {"name": "Huddinge kommun", "signatory": "Camilla Broo", "title": "Kommundirektör"},
        {"name": "Lokalpolisområde Huddinge", "signatory": "", "title": "Lokalpolisområdeschef"},
        {"name": "Södertörns brandförsvarsförbund", "signatory": None, "title": None},
    ],
    "areas": ["Barn och unga", "ANDTS", "Trygghet i offentlig miljö"],
    "sections": SECTIONS,
    "mandate": "Kommunstyrelsen beslutade den 18 november 2020, § 214.",
}
DOCUMENTS = {"staff_report": STAFF_REPORT, "minutes_extract": EXTRACT, "agreement": AGREEMENT}
ODD = '#read("/etc/passwd") *fet* $x^2$ <etikett> @källa \\ #set page(width: 1cm) "]['


def pages(pdf: bytes) -> int:
    found = re.search(rb"<xmpTPg:NPages>(\d+)<", pdf)
    if found is None:
        raise AssertionError("the metadata has no page count")
    return int(found[1])


@pytest.mark.parametrize("template", DOCUMENTS)
def test_the_same_record_and_time_give_the_same_bytes(template: str) -> None:
    assert render(template, DOCUMENTS[template], at=AT) == render(template, DOCUMENTS[template], at=AT)


@pytest.mark.parametrize("template", DOCUMENTS)
def test_a_document_is_pdf_a_2a_and_pdf_ua_1_in_swedish(template: str) -> None:
    pdf = render(template, DOCUMENTS[template], at=AT)

    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"/Lang(sv-SE)" in pdf
    assert b"KS-2018/91.103" in pdf


def test_an_agreement_carries_its_record() -> None:
    pdf = render("agreement", AGREEMENT, at=AT, profile=Profile.RECORD)

    assert b"<pdfaid:part>3</pdfaid:part>" in pdf
    assert b"/AFRelationship/Source" in pdf
    assert b"arende.json" in pdf


def test_an_ordinary_matter_fits_on_its_pages() -> None:
    assert pages(render("minutes_extract", EXTRACT, at=AT)) == 1
    assert pages(render("staff_report", STAFF_REPORT, at=AT)) <= 2


@pytest.mark.parametrize("template", DOCUMENTS)
def test_long_short_and_odd_records_can_all_be_set(template: str) -> None:
    record = DOCUMENTS[template]
    long = record | {
        "title": "Brandförsvarsförbundssamverkansöverenskommelse " * 8,
        "points": POINTS * 30,
        "recipients": [f"Nämnd nummer {number} med ett långt namn" for number in range(40)],
        "sections": [{"heading": "Avsnitt", "kind": "other", "blocks": [{"p": "Ord " * 400}, {"ul": ["post"] * 60}]}]
        * 4,
        "parties": [{"name": f"Part {number}", "signatory": "", "title": ""} for number in range(9)],
        "areas": ["Område"] * 20,
    }
    odd = record | {"title": ODD, "areas": [ODD], "mandate": ODD, "note": ODD, "board": ODD, "outcome": ODD}
    bare = {"municipality": "M", "dnr": "x", "title": "x"}

    for data in (long, odd, bare):
        assert pages(render(template, data, at=AT)) >= 1


def test_strings_are_printed_as_they_stand() -> None:
    pdf = pdfium.PdfDocument(render("minutes_extract", EXTRACT | {"note": ODD}, at=AT))

    words = " ".join(page.get_textpage().get_text_range() for page in pdf)

    assert '#read("/etc/passwd") *fet* $x^2$ <etikett> @källa' in words


def test_the_pages_are_drawn_as_pictures_too() -> None:
    pages = draw("staff_report", STAFF_REPORT, at=AT)

    assert len(pages) == len(pdfium.PdfDocument(render("staff_report", STAFF_REPORT, at=AT)))
    assert all(page.startswith("<svg") for page in pages)
    with pytest.raises(ValueError, match="passwd"):
        draw("../passwd", {}, at=AT)


def test_a_draft_is_marked_and_a_final_version_is_not() -> None:
    draft, final = (render("staff_report", STAFF_REPORT | {"status": status}, at=AT) for status in ("draft", "final"))

    assert draft != final


def test_no_template_fetches_anything() -> None:
    templates = sorted((Path(settings.BASE_DIR) / room.TEMPLATES).glob("*.typ"))

    assert len(templates) == 6
    for template in templates:
        source = template.read_text(encoding="utf-8")
        assert not re.search(r'(import|include)\s+"(?!base\.typ")', source), template.name
        assert "read(" not in source, template.name


@pytest.mark.parametrize("name", ["../../manage", "base.typ", "", "finns_inte", "/etc/passwd"])
def test_only_a_template_is_a_template(name: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        render(name, {}, at=AT)


def test_a_record_that_cannot_be_set_is_a_failure_and_not_half_a_document() -> None:
    with pytest.raises(RenderFailed, match="minutes_extract"):
        render("minutes_extract", EXTRACT | {"title": "\U0001f600"}, at=AT)


def test_a_rendering_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "TIMEOUT_SECONDS", 0.001)

    with pytest.raises(RenderFailed):
        render("minutes_extract", EXTRACT, at=AT)
