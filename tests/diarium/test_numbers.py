"""Diarienummer: every form seen in real documents is read, and what is not ours is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarium.numbers import FORMS as OWN_FORMS
from diarium.numbers import DiaryNumber, NumberTemplate, Sought, document_no_in, document_of, sought

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


TYPED = [
    ("91.103", Sought("", 0, 91, "103")),
    ("91.103-6", Sought("", 0, 91, "103", 6)),
    ("91", Sought("", 0, 91)),
    ("ks 91", Sought("KS", 0, 91)),
    ("KS-91", Sought("KS", 0, 91)),
    ("2018 91", Sought("", 2018, 91)),
    ("2018-91", Sought("", 2018, 91)),
    ("ks-2018-91", Sought("KS", 2018, 91)),
    ("ks2018/91", Sought("KS", 2018, 91)),
    ("ks 18/91", Sought("KS", 2018, 91)),
    ("KS 2018 91 103", Sought("KS", 2018, 91, "103")),
    ("Dnr KS-2018/91.103-6", Sought("KS", 2018, 91, "103", 6)),
]
NOT_TYPED = ["2018", "KS 2018", "2018-10-05", "KS", "trygghet 2018", "", "106-156/2013"]


@pytest.mark.parametrize(("text", "meant"), TYPED)
def test_a_part_of_a_number_is_understood_in_the_search_box(text: str, meant: Sought) -> None:
    assert next(iter(sought(text))) == meant


@pytest.mark.parametrize("text", NOT_TYPED)
def test_a_year_or_a_date_is_no_part_of_a_number(text: str) -> None:
    assert list(sought(text)) == []


def test_the_number_of_a_document_is_known_in_what_is_typed() -> None:
    assert [document_no_in(text) for text in ("KS-2018/91.103-6", "91.103-6", "KS-2018/91")] == [6, 6, None]


def test_a_number_is_printed_as_the_municipality_prints_it() -> None:
    number = DiaryNumber("KS", 2018, 91, "103", 7)

    assert number.printed() == "KS-2018/91.103-7"
    assert number.matter.printed({"example": "x", "sep1": " ", "sep2": ":", "serial_width": 5}) == "KS 2018:00091.103"


PRINTED = {
    "board-year/serial.class": "KS-2018/91.103-7",
    "board year/serial": "KS 2018/91-7",
    "board/year:serial": "KS/2018:91-7",
    "board-year-serial:document": "KS-2018-00091:7",
    "year/board serial class": "2018/KS 0091 103-7",
    "board.year.serial": "KS.2018.91-7",
    "serial/year": "00091/2018-7",
    "serial/short year": "0091/18-7",
    "board serial/year": "KS 91/2018-7",
    "board-serial/year": "KS-91/2018-7",
    "year-serial": "2018-00091-7",
    "year:serial": "2018:91-7",
}
SAMPLES = [
    "KS-2018/91.103-7",
    "KS/2018:245",
    "KS-2025-00011:12",
    "2018/KS 0001 001",
    "KU.2018.6",
    "00322/2026",
    "0451/23",
    "KS 146/2015",
    "KS-345/2011",
    "2023-00250",
    "2012:186",
    "KS 2018/22-6",
]


def test_every_own_form_can_be_printed() -> None:
    number = DiaryNumber("KS", 2018, 91, "103", 7)

    assert {name: number.printed(form) for name, form in OWN_FORMS.items()} == PRINTED
    assert all(form.is_sound for form in OWN_FORMS.values())


@pytest.mark.parametrize("text", SAMPLES)
def test_every_form_seen_in_a_municipality_can_be_chosen_for_its_own_numbers(text: str) -> None:
    number = DiaryNumber.parse(text)

    assert number is not None
    assert text in [number.printed(form) for form in OWN_FORMS.values()]


@given(
    name=st.sampled_from([*OWN_FORMS]),
    board=st.sampled_from(["KS", "SÖFN", "KFN", "ÄON"]),
    year=st.integers(2000, 2099),
    serial=st.integers(1, 999_999),
    class_code=st.sampled_from(["", "103", "1.2.3", "0123"]),
    document_no=st.none() | st.integers(1, 9999),
)
def test_what_is_printed_in_any_own_form_is_read_back(
    name: str, board: str, year: int, serial: int, class_code: str, document_no: int | None
) -> None:
    form, number = OWN_FORMS[name], DiaryNumber(board, year, serial, class_code, document_no)

    text = number.printed(form)

    told = form.read(text)
    assert told == form.told(number)
    assert told in DiaryNumber.readings(text)
    assert (told.year, told.serial, told.document_no) == (year, serial, document_no)
    assert {told.board, told.class_code} <= {board, class_code, ""}
    assert DiaryNumber.readings(text, [form])[0] == told


def test_a_documents_number_is_printed_as_its_matters_where_only_that_is_known() -> None:
    number = DiaryNumber("KS", 2018, 91, "103", 7)

    for form in OWN_FORMS.values():
        assert document_of(number.matter.printed(form), 7) == number.printed(form)
    assert document_of("Dnr 4711", 7) == "Dnr 4711-7"


@given(name=st.sampled_from([*OWN_FORMS]))
def test_an_own_form_is_stored_and_read_again(name: str) -> None:
    assert NumberTemplate.from_settings(OWN_FORMS[name].as_settings()) == OWN_FORMS[name]


@pytest.mark.parametrize(
    "form",
    [
        NumberTemplate(sep2=""),
        NumberTemplate(sep2="§"),
        NumberTemplate(order=("serial", "year")),  # the class code would stand after the year
        NumberTemplate(class_separator="-"),  # KS-2018/91-103 ends in a document's number
        NumberTemplate(order=("board", "serial", "year")),
        NumberTemplate(order=("board", "serial")),
        NumberTemplate(serial_width=7),
    ],
)
def test_a_form_that_cannot_be_read_back_is_not_sound(form: NumberTemplate) -> None:
    assert not form.is_sound


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
    assert DiaryNumber.from_key(number.identity, class_code) == DiaryNumber(board, year, serial, class_code)


@given(text=st.text(max_size=40))
def test_nothing_that_is_typed_breaks_the_reading(text: str) -> None:
    for meant in sought(text):
        assert meant.serial > 0
