"""Uppslag: any way of typing a number finds its matter, and a number that is not used any more leads onward."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.capacity import SYSTEM
from accounts.models import Board
from diarium import selectors, services
from diarium.models import Diary, DiaryEntry
from diarium.numbers import FORMS, DiaryNumber
from diarium.selectors import verification
from diarium.selectors.entry import find_entry
from tests.diarium.conftest import AT, REGISTRAR
from tests.diarium.test_entries import opened, taken_over

pytestmark = pytest.mark.django_db

WAYS = [
    "KS-2018/91.103",
    "ks-2018/91.103",
    "ks 2018 91 103",
    "KS 2018/91",
    "KS-2018/91",
    "ks 2018 91",
    "ks-2018-91",
    "KS2018/91",
    "2018/91",
    "2018 91",
    "91.103",
    "91",
    "ks 91",
    "KS-2018/00091",
    "Dnr KS-2018/91",
    "Diarienummer: KS\u00a02018/91.103",
    "Ärendenummer KS–2018/91",
    "beteckning ks‑2018/91",
    "KS/2018:91",
    "KS-2018-00091",
    "2018/KS 0091 103",
    "KS.2018.91",
    "00091/2018",
    "0091/18",
    "KS 91/2018",
    "KS-91/2018",
    "2018-00091",
    "2018:91",
    " ks-2018/91 ",
    "KS-2018/91.999",
]


@pytest.fixture
def seed(register: Board) -> DiaryEntry:
    opened(register)
    opened(Board.objects.get(code="GSN"), class_code="142")
    return taken_over(register, "KS-2018/91.103")


def test_every_way_of_typing_finds_the_matter(seed: DiaryEntry) -> None:
    for text in WAYS:
        assert find_entry(text) == [seed], text


def test_what_names_no_matter_finds_none(seed: DiaryEntry) -> None:
    for text in ("KS-2018/92", "2018/92", "91.142", "GSN-2018/91", "106-156/2013", "trygghet", "", "2018", "KS\x00"):
        assert find_entry(text) == [], text


def test_a_number_without_board_finds_every_boards_matter(seed: DiaryEntry) -> None:
    assert {str(entry) for entry in find_entry(f"{AT.year}/1")} == {f"KS-{AT.year}/1", f"GSN-{AT.year}/1.142"}


def test_a_former_form_and_a_foreign_reference_find_the_matter(seed: DiaryEntry) -> None:
    services.change_class_code(entry_id=seed.pk, class_code="142", actor=REGISTRAR, at=AT)
    services.add_foreign_reference(entry_id=seed.pk, text=" A106.156/2013  X ", actor=REGISTRAR, at=AT)

    for text in ("91.103", "91.142", "KS-2018/91.103", "a106.156/2013 x", "Dnr A106.156/2013 X"):
        assert find_entry(text) == [seed], text
    assert [alias.text for alias in seed.aliases.all()] == ["KS-2018/91.103", "A106.156/2013 X"]


def test_a_foreign_reference_is_not_written_twice_or_empty(seed: DiaryEntry) -> None:
    services.add_foreign_reference(entry_id=seed.pk, text="A 106-13", actor=REGISTRAR, at=AT)

    for text, sentence in (("a 106-13", "finns redan"), ("  ", "Skriv beteckningen")):
        with pytest.raises(services.ReferenceMissing, match=sentence):
            services.add_foreign_reference(entry_id=seed.pk, text=text, actor=REGISTRAR, at=AT)


def test_a_merged_number_leads_to_the_other_and_its_documents_do_not(seed: DiaryEntry, register: Board) -> None:
    twin = opened(register)
    third = opened(register)
    services.merge_entry(entry_id=third.pk, into_id=twin.pk, reason="Samma", actor=REGISTRAR, at=AT)
    services.merge_entry(entry_id=twin.pk, into_id=seed.pk, reason="Samma", actor=REGISTRAR, at=AT)

    assert find_entry(str(twin)) == [seed]
    assert find_entry(str(third)) == [seed]
    assert find_entry(f"{twin}-1") == [twin]


def test_a_cancelled_number_leads_to_the_one_that_replaces_it(seed: DiaryEntry, register: Board) -> None:
    wrong, alone = opened(register), opened(register)
    services.cancel_entry(entry_id=wrong.pk, reason="Fel", went_to_id=seed.pk, actor=REGISTRAR, at=AT)
    services.cancel_entry(entry_id=alone.pk, reason="Fel", actor=REGISTRAR, at=AT)

    assert find_entry(str(wrong)) == [seed]
    assert find_entry(str(alone)) == [alone]


def test_a_way_onward_that_the_reader_may_not_see_is_not_taken(seed: DiaryEntry, register: Board) -> None:
    twin = opened(register)
    services.merge_entry(entry_id=twin.pk, into_id=seed.pk, reason="Samma", actor=REGISTRAR, at=AT)

    assert find_entry(str(twin), rows=DiaryEntry.objects.exclude(pk=seed.pk)) == [
        DiaryEntry.objects.get(pk=twin.pk),
    ]


def _form(board: Board, name: str) -> None:
    services.set_number_form(board_id=board.pk, template=FORMS[name], actor=REGISTRAR, at=AT)


def test_a_diary_prints_its_numbers_in_its_own_form_and_finds_them_by_it(register: Board) -> None:
    boards = Board.objects.filter(valid_to=None).exclude(kind="committee").order_by("pk")
    entries = {}
    for board, name in zip(boards, FORMS, strict=False):
        _form(board, name)
        entries[name] = opened(board, class_code="103")

    assert entries.keys() == FORMS.keys()
    for name, entry in entries.items():
        number, form = DiaryNumber(entry.diary.board.code, AT.year, 1, "103"), FORMS[name]
        assert (entry.printed_number, entry.number) == (number.printed(form), number)
        assert entry in find_entry(entry.printed_number)
        assert selectors.document_number(entry, 7) == replace(number, document_no=7).printed(form)
    assert list(verification.odd_entries()) == []


def test_two_boards_may_print_the_same_number_without_being_taken_for_each_other(register: Board) -> None:
    other = Board.objects.get(code="GSN")
    _form(register, "serial/year")
    _form(other, "serial/year")
    first, second = opened(register), opened(other)

    assert first.printed_number == second.printed_number == f"00001/{AT.year}"
    assert (first.number_key, second.number_key) == (f"ks{AT.year}/1", f"gsn{AT.year}/1")
    assert {entry.pk for entry in find_entry(first.printed_number)} == {first.pk, second.pk}
    assert find_entry(f"GSN-{AT.year}/1") == [second]
    assert list(verification.odd_entries()) == []


def test_a_short_year_is_read_as_the_diarys_own_form_says(register: Board) -> None:
    _form(register, "serial/short year")
    old = taken_over(register, "KS-2018/23")
    entry = opened(register)
    text = f"{entry.serial:04d}/{AT.year % 100}"

    assert find_entry(text) == [entry]
    assert find_entry("2018/23") == [old]


def test_reclassification_in_a_form_without_class_changes_nothing_that_is_printed(register: Board) -> None:
    _form(register, "board/year:serial")
    entry = opened(register, class_code="103")

    services.change_class_code(entry_id=entry.pk, class_code="142", actor=REGISTRAR, at=AT)

    entry.refresh_from_db()
    assert (entry.printed_number, entry.class_code.code if entry.class_code else "") == (f"KS/{AT.year}:1", "142")
    assert not entry.aliases.exists()


def test_a_printed_number_that_is_another_than_the_rows_is_found_by_the_check(entry: DiaryEntry) -> None:
    with transaction.atomic():
        entry.printed_number = "KS-2026/9.103"
        entry.save(update_fields=["printed_number"])
        [finding] = verification.odd_entries()
        transaction.set_rollback(True)

    assert (finding.code, finding.found) == ("E-NUMBER", "KS-2026/9.103")


def test_a_look_up_reads_indexes_and_never_the_table(register: Board) -> None:
    for text in ("KS-2026/4711", "2026/4711", "4711.103", "4711", "A 106-13"):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        with CaptureQueriesContext(connection) as asked:
            find_entry(text)
        [*_, last] = [one["sql"] for one in asked if "diarium_diaryentry" in one["sql"]]
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {last}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "Seq Scan on diarium_diaryentry" not in plan, (text, plan)
        assert "Seq Scan on diarium_entryalias" not in plan, (text, plan)


def test_the_years_diaries_are_opened_before_new_year_and_carry_the_form_on(register: Board) -> None:
    _form(register, "board/year:serial")

    opened_now = services.open_diaries(year=AT.year + 1, actor=REGISTRAR, at=AT)

    following = Diary.objects.get(board=register, year=AT.year + 1)
    assert following in opened_now
    assert (following.last_serial, following.carried_over) == (0, 0)
    assert following.template == FORMS["board/year:serial"].as_settings()
    assert services.open_diaries(year=AT.year + 1, actor=REGISTRAR, at=AT) == []
    assert opened(register).diary.year == AT.year  # a matter is dated by its registration
    assert str(opened(register, at=AT.replace(year=AT.year + 1))) == f"KS/{AT.year + 1}:1"


def test_a_diary_is_not_opened_for_a_year_far_away_or_a_board_that_has_ended(register: Board) -> None:
    with pytest.raises(services.YearTooFar):
        services.open_diaries(year=AT.year + 2, actor=SYSTEM, at=AT)
    services.open_diaries(year=AT.year, actor=SYSTEM, at=AT)

    assert not Diary.objects.filter(board__code="NBN").exists()
    assert not Diary.objects.filter(board__kind="committee").exists()


def test_a_form_holds_from_this_year_while_no_number_is_given_and_else_from_the_next(register: Board) -> None:
    assert (
        services.set_number_form(board_id=register.pk, template=FORMS["year:serial"], actor=REGISTRAR, at=AT).year
        == AT.year
    )
    first = opened(register)

    diary = services.set_number_form(board_id=register.pk, template=None, actor=REGISTRAR, at=AT)

    assert (diary.year, diary.template) == (AT.year + 1, {})
    assert (str(first), str(opened(register))) == (f"{AT.year}:1", f"{AT.year}:2")
