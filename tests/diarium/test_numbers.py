"""Diarienummer: every form seen in real documents is read, and what is not ours is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarium.numbers import DiaryNumber, NumberTemplate, serial_and_class

FORMS = [
    ("KS-2018/91.103", ("KS", 2018, 91, "103", None)),
    ("KS-2014/742.912", ("KS", 2014, 742, "912", None)),
    ("KS 2014/742.912", ("KS", 2014, 742, "912", None)),
    ("KS-2018/451.181", ("KS", 2018, 451, "181", None)),
    ("KS-2020/42.142", ("KS", 2020, 42, "142", None)),
    ("KS-2018/2972.182", ("KS", 2018, 2972, "182", None)),
    ("KS-2018/103.182", ("KS", 2018, 103, "182", None)),
    ("KS-2021/847.182", ("KS", 2021, 847, "182", None)),
    ("KS-2017/2231", ("KS", 2017, 2231, "", None)),
    ("KS-2016/1576", ("KS", 2016, 1576, "", None)),
    ("KS-2017/64", ("KS", 2017, 64, "", None)),
    ("GSN-2015/219", ("GSN", 2015, 219, "", None)),
    ("KS 2018/14", ("KS", 2018, 14, "", None)),
    ("Dnr KS 2018/124", ("KS", 2018, 124, "", None)),
    ("KS 2018/0459", ("KS", 2018, 459, "", None)),
    ("Kst 2020/207", ("KST", 2020, 207, "", None)),
    ("Kst 2013/145", ("KST", 2013, 145, "", None)),
    ("SBN 2021/99", ("SBN", 2021, 99, "", None)),
    ("KS/2018:245", ("KS", 2018, 245, "", None)),
    ("KS/2015:118", ("KS", 2015, 118, "", None)),
    ("KS/2015:169", ("KS", 2015, 169, "", None)),
    ("KS-2025-00011", ("KS", 2025, 11, "", None)),
    ("KS-2019-00547", ("KS", 2019, 547, "", None)),
    ("SLK-2024-00074", ("SLK", 2024, 74, "", None)),
    ("SLK-2024-00074:12", ("SLK", 2024, 74, "", 12)),
    ("BUN-2021-00123", ("BUN", 2021, 123, "", None)),
    ("Dnr 2018/KS 0001 001", ("KS", 2018, 1, "001", None)),
    ("2023/KS 0362", ("KS", 2023, 362, "", None)),
    ("2021/KS 0280 013", ("KS", 2021, 280, "013", None)),
    ("2018/KS 0290 10", ("KS", 2018, 290, "10", None)),
    ("KU.2018.6", ("KU", 2018, 6, "", None)),
    ("DNR: KU.2017.274", ("KU", 2017, 274, "", None)),
    ("00322/2026", ("", 2026, 322, "", None)),
    ("0451/23", ("", 2023, 451, "", None)),
    ("1900/16", ("", 2016, 1900, "", None)),
    ("KS 146/2015", ("KS", 2015, 146, "", None)),
    ("KS-345/2011", ("KS", 2011, 345, "", None)),
    ("2023-00250", ("", 2023, 250, "", None)),
    ("2010-12343", ("", 2010, 12343, "", None)),
    ("2012:186", ("", 2012, 186, "", None)),
    ("KS 2018/22-6", ("KS", 2018, 22, "", 6)),
    ("SN 2020/123-5", ("SN", 2020, 123, "", 5)),
    ("KS-2018/91.103-7", ("KS", 2018, 91, "103", 7)),
    ("SÖFN-2020/12.1.2.3-4", ("SÖFN", 2020, 12, "1.2.3", 4)),
]
SEARCHED = [
    ("ks-2018/91", "ks2018/91"),
    ("KS 2018 91 103", "ks2018/91"),
    ("2018/91", "2018/91"),
    ("Diarienummer: KS\u00a02018/91.103", "ks2018/91"),
    ("KS–2018/91.103", "ks2018/91"),
    ("KS‑2018/0091", "ks2018/91"),
    ("Ärendenummer KS-2018/91", "ks2018/91"),
    ("Beteckning KS-2018/91", "ks2018/91"),
]
FOREIGN = [
    "106-156/2013",
    "1.2.3-214-2010",
    "505-09-6966",
    "T2010-701-0075",
    "RA 20-2008/579",
    "00123/20212.6.",
    "2020-10-05",
    "2019–2022",
    "2021-10",
    "KS-2018/0",
    "Kommunstyrelsen",
    "",
]


@pytest.mark.parametrize(("text", "parts"), FORMS)
def test_every_form_seen_in_real_documents_is_read(text: str, parts: tuple[str, int, int, str, int | None]) -> None:
    assert DiaryNumber.parse(text) == DiaryNumber(*parts)


@pytest.mark.parametrize(("text", "identity"), SEARCHED)
def test_ways_of_typing_the_same_number_have_one_identity(text: str, identity: str) -> None:
    number = DiaryNumber.parse(text)

    assert number is not None
    assert number.identity == identity


@pytest.mark.parametrize("text", FOREIGN)
def test_a_foreign_reference_is_never_taken_for_a_diary_number(text: str) -> None:
    assert DiaryNumber.parse(text) is None


def test_a_serial_of_103_is_not_a_class_of_103() -> None:
    number = DiaryNumber.parse("KS-2018/103.182")

    assert number is not None
    assert (number.serial, number.class_code) == (103, "182")


def test_the_end_of_a_number_is_understood_in_the_search_box() -> None:
    assert serial_and_class("91.103") == (91, "103")
    assert serial_and_class("KS-2018/91.103") is None


def test_a_number_is_printed_as_the_municipality_prints_it() -> None:
    number = DiaryNumber("KS", 2018, 91, "103", 7)

    assert number.printed() == "KS-2018/91.103-7"
    assert number.matter.printed({"example": "x", "sep1": " ", "sep2": ":", "serial_width": 5}) == "KS 2018:00091.103"


@given(
    board=st.sampled_from(["KS", "SÖFN", "KFN", "ÄON"]),
    year=st.integers(1970, 2099),
    serial=st.integers(1, 999_999),
    class_code=st.sampled_from(["", "103", "1.2.3", "0123"]),
    document_no=st.none() | st.integers(1, 9999),
    width=st.sampled_from([0, 5]),
)
def test_what_is_printed_is_read_back(
    board: str, year: int, serial: int, class_code: str, document_no: int | None, width: int
) -> None:
    number = DiaryNumber(board, year, serial, class_code, document_no)

    assert DiaryNumber.parse(number.printed(NumberTemplate(serial_width=width))) == number
