"""The head of a report, in the layouts and with the numbers that real documents have."""

from __future__ import annotations

import datetime

import pytest

from cases.reading.head import agrees
from cases.reading.lexicon import Lexicon
from cases.reading.reader import read_text
from cases.reading.reading import Field, Reading

BODY = "\n\nFörslag till beslut\n\nKommunstyrelsens beslut\n\n1. Rapporten godkänns.\n\nSammanfattning\n\nKort.\n"


def read(head: str, lexicon: Lexicon) -> Reading:
    return read_text(head + BODY, lexicon)


def field(reading: Reading, name: str) -> Field:
    return next(field for field in reading.fields() if field.name == name)


@pytest.mark.parametrize(
    ("printed", "board", "year", "serial", "class_code", "document_no"),
    [
        ("KS-2018/91.103", "KS", 2018, 91, "103", None),
        ("KS 2014/742.912", "KS", 2014, 742, "912", None),
        ("KS-2018/103.182", "KS", 2018, 103, "182", None),
        ("KS-2017/2231", "KS", 2017, 2231, "", None),
        ("GSN-2015/219", "GSN", 2015, 219, "", None),
        ("KS 2018/0459", "KS", 2018, 459, "", None),
        ("Kst 2020/207", "KST", 2020, 207, "", None),
        ("KS/2018:245", "KS", 2018, 245, "", None),
        ("KS-2025-00011", "KS", 2025, 11, "", None),
        ("SLK-2024-00074:12", "SLK", 2024, 74, "", 12),
        ("2018/KS 0001 001", "KS", 2018, 1, "001", None),
        ("2023/KS 0362", "KS", 2023, 362, "", None),
        ("KU.2018.6", "KU", 2018, 6, "", None),
        ("00322/2026", "", 2026, 322, "", None),
        ("0451/23", "", 2023, 451, "", None),
        ("KS 146/2015", "KS", 2015, 146, "", None),
        ("KS-345/2011", "KS", 2011, 345, "", None),
        ("2023-00250", "", 2023, 250, "", None),
        ("2012:186", "", 2012, 186, "", None),
        ("SN 2020/123-5", "SN", 2020, 123, "", 5),
    ],
)
@pytest.mark.parametrize(
    "layout", ["Datum\n2020-10-05Diarienummer\n{}Handläggare\nEva Ek", "Dnr {}\nDatum: 2020-10-05"]
)
def test_every_form_of_diary_number(
    layout: str,
    printed: str,
    board: str,
    year: int,
    serial: int,
    class_code: str,
    document_no: int | None,
    lexicon: Lexicon,
) -> None:
    reading = read(f"{layout.format(printed)}\n\nKommunstyrelsen\n\nEn rubrik", lexicon)
    value = reading.to_json()["diary_number"]["value"]

    assert value["printed"] == printed
    assert (value["board"], value["year"], value["serial"]) == (board, year, serial)
    assert (value["class_code"], value["document_no"]) == (class_code, document_no)
    assert field(reading, "diary_number").confidence == 1.0
    assert reading.content().date == datetime.date(2020, 10, 5)
    assert reading.content().title == "En rubrik"


@pytest.mark.parametrize("printed", ["KS-2018/", "KS-216"])
def test_an_incomplete_number_is_shown_and_never_completed(printed: str, lexicon: Lexicon) -> None:
    reading = read(f"Datum\n2020-10-05\nDiarienummer\n{printed} (4)\n\nKommunstyrelsen\n\nEn rubrik", lexicon)

    assert reading.to_json()["diary_number"]["value"] == {"printed": printed}
    assert field(reading, "diary_number").confidence == 0.5
    assert reading.content().title == "En rubrik"


def test_two_numbers_in_the_head_must_be_looked_at(lexicon: Lexicon) -> None:
    reading = read("Diarienummer\nKS-2018/91.103\nKS-2019/12.103\n\nKommunstyrelsen\n\nEn rubrik", lexicon)

    assert reading.content().diary_number == "KS-2018/91.103"
    assert field(reading, "diary_number").confidence == 0.5


@pytest.mark.parametrize(
    ("head", "day", "confidence"),
    [
        ("Datum\n2020-10-05", datetime.date(2020, 10, 5), 1.0),
        ("Utfärdat 2020-10-05", datetime.date(2020, 10, 5), 1.0),
        ("DATUM\n1 september 2014", datetime.date(2014, 9, 1), 1.0),
        ("2020-10-05", datetime.date(2020, 10, 5), 0.8),
        ("1 september 2014", datetime.date(2014, 9, 1), 0.5),
        ("Datum\n2020-13-45", None, 0.0),
    ],
)
def test_a_date_is_sure_beside_its_label(
    head: str, day: datetime.date | None, confidence: float, lexicon: Lexicon
) -> None:
    reading = read(f"{head}\n\nKommunstyrelsen\n\nEn rubrik", lexicon)

    assert reading.content().date == day
    assert field(reading, "date").confidence == confidence


def test_the_head_on_one_line(lexicon: Lexicon) -> None:
    head = (
        "TJÄNSTEUTLÅTANDE KOMMUNSTYRELSENS FÖRVALTNING Datum Diarienummer 2018-01-15 KS-2018/103.182 1 (4)"
        " Handläggare Eva Ek\n\nKommunstyrelsen\n\nEn rubrik"
    )
    content = read(head, lexicon).content()

    assert (content.date, content.diary_number) == (datetime.date(2018, 1, 15), "KS-2018/103.182")
    assert [officer.name for officer in content.officers] == ["Eva Ek"]
    assert content.title == "En rubrik"


def test_two_officers_with_telephones(lexicon: Lexicon) -> None:
    head = (
        "DATUM DIARIENR SIDA\n1 september 2014 KS-2014/742.912 1 (11)\n\n"
        "HANDLÄGGARE\nEva Ek\n08-535 301 02\neva.ek@huddinge.se\n\n"
        "HANDLÄGGARE\nBo Åberg\n08-535 301 03\nbo.aberg@huddinge.se\n\nKommunstyrelsen\n\nEn rubrik"
    )
    reading = read(head, lexicon)

    assert [(o.name, o.phone, o.email) for o in reading.content().officers] == [
        ("Eva Ek", "08-535 301 02", "eva.ek@huddinge.se"),
        ("Bo Åberg", "08-535 301 03", "bo.aberg@huddinge.se"),
    ]
    assert field(reading, "officer").confidence == 1.0


def test_an_officer_without_address_is_confirmed_by_a_person(lexicon: Lexicon) -> None:
    reading = read("Handläggare\nEva Ek\n\nKommunstyrelsen\n\nEn rubrik", lexicon)

    assert field(reading, "officer").confidence == 0.6
    assert field(reading, "officer_email").needs_confirmation


@pytest.mark.parametrize(
    ("name", "email", "same"),
    [
        ("Catarina Klockerud", "Catarina.Klockerud@huddinge.se", True),
        ("Bo Åberg-Öman", "bo.aberg-oman@huddinge.se", True),
        ("Eva Ek", "huddinge@huddinge.se", False),
        ("Eva Ek", "bo.ek@huddinge.se", False),
    ],
)
def test_an_address_agrees_with_a_name_when_folded(name: str, email: str, same: bool) -> None:
    assert agrees(name, email) is same


@pytest.mark.parametrize(
    ("line", "addressee", "confidence"),
    [
        ("Kommunstyrelsen", "Kommunstyrelsen", 1.0),
        ("Till kommunstyrelsen", "kommunstyrelsen", 1.0),
        ("Miljönämnden", "Miljönämnden", 0.7),
        ("", "", 0.0),
    ],
)
def test_the_addressee_is_a_body(line: str, addressee: str, confidence: float, lexicon: Lexicon) -> None:
    reading = read(f"Datum\n2020-10-05\n\n{line}\n\nEn rubrik", lexicon)

    assert reading.content().addressee == addressee
    assert reading.content().title == "En rubrik"
    assert field(reading, "addressee").confidence == confidence


def test_a_letterhead_in_two_columns(lexicon: Lexicon) -> None:
    head = (
        "HUDDINGE KOMMUN\t\tTJÄNSTEUTLÅTANDE\t1 (4)\n"
        "Kommunstyrelsens förvaltning\t\tDatum\tDiarienummer\n"
        "\t\t2020-10-05\tKS-2018/91.103\n"
        "Handläggare\nEva Ek\neva.ek@huddinge.se\n\nKommunstyrelsen\n\nEn rubrik"
    )
    content = read(head, lexicon).content()

    assert (content.date, content.diary_number) == (datetime.date(2020, 10, 5), "KS-2018/91.103")
    assert (content.addressee, content.title) == ("Kommunstyrelsen", "En rubrik")
    assert content.officers[0].email == "eva.ek@huddinge.se"


def test_a_title_on_two_lines_is_joined_and_looked_at(lexicon: Lexicon) -> None:
    reading = read("Kommunstyrelsen\n\nEn lång rubrik för åren 2021-\n2022 och framåt", lexicon)

    assert reading.content().title == "En lång rubrik för åren 2021-2022 och framåt"
    assert field(reading, "title").confidence == 0.7
