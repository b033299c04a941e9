"""Diarieposter: how a matter gets its number and keeps it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Board
from accounts.policy import NotAllowed
from audit.selectors import events_of, sentence_of
from diarium import selectors, services
from diarium.models import Diary, DiaryEntry
from diarium.numbers import DiaryNumber
from diarium.selectors.verification import VERBS
from tests.diarium.conftest import AT, OFFICER, REGISTRAR

pytestmark = pytest.mark.django_db


def opened(board: Board, **changes: Any) -> DiaryEntry:
    facts: dict[str, Any] = {
        "board_id": board.pk,
        "opened_on": date(2026, 11, 22),
        "public_subject": "Ett ärende",
        "class_code": None,
        "actor": REGISTRAR,
        "at": AT,
    }
    return services.open_entry(**(facts | changes))


def taken_over(board: Board, number: str) -> DiaryEntry:
    return opened(board, opened_on=date(2018, 1, 10), imported_number=DiaryNumber.parse(number))


def test_the_first_matter_of_the_year_is_number_one_and_the_next_is_two(register: Board) -> None:
    first, second = opened(register, class_code="103"), opened(register)

    assert (str(first), str(second)) == ("KS-2026/1.103", "KS-2026/2")


def test_a_rolled_back_registration_gives_its_number_back(register: Board) -> None:
    with transaction.atomic():
        opened(register)
        transaction.set_rollback(True)

    assert opened(register).serial == 1


def test_the_year_is_stockholms(register: Board) -> None:
    assert str(opened(register, at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))) == "KS-2027/1"


def test_each_board_has_its_own_series(register: Board) -> None:
    opened(register)

    assert str(opened(Board.objects.get(code="SÖFN"))) == "SÖFN-2026/1"


def test_the_seeds_number_is_taken_over_and_the_series_continues_after_it(register: Board) -> None:
    seed = taken_over(register, "KS-2018/91.103")

    diary = Diary.objects.get(board=register, year=2018)
    assert (str(seed), seed.origin, diary.carried_over, diary.last_serial) == ("KS-2018/91.103", "imported", 91, 0)
    late = opened(register, at=datetime(2018, 6, 1, 8, 0, tzinfo=UTC), opened_on=date(2018, 6, 1))
    assert late.serial == 92


def test_older_numbers_may_be_taken_over_in_any_order_with_gaps(register: Board) -> None:
    taken_over(register, "KS-2018/91.103")

    assert taken_over(register, "KS-2018/14").serial == 14


def test_a_number_is_not_taken_over_among_our_own(register: Board) -> None:
    opened(register, at=datetime(2018, 6, 1, 8, 0, tzinfo=UTC), opened_on=date(2018, 6, 1))

    with pytest.raises(services.NumberTaken, match="redan gett egna nummer"):
        taken_over(register, "KS-2018/91.103")


def test_a_number_is_taken_over_once_and_into_its_own_boards_diary(register: Board) -> None:
    taken_over(register, "KS-2018/91.103")

    with pytest.raises(services.NumberTaken, match="finns redan"):
        taken_over(register, "KS 2018/91")
    with pytest.raises(services.NumberTaken, match="hör inte till"):
        taken_over(register, "GSN-2015/219")


def test_a_board_that_has_ended_gets_no_new_matters(register: Board) -> None:
    with pytest.raises(services.BoardWoundUp, match="upphörde 2018-12-31"):
        opened(Board.objects.get(code="NBN"))


def test_a_class_code_that_is_not_in_the_plan_is_refused(register: Board) -> None:
    with pytest.raises(services.UnknownClassCode, match="999"):
        opened(register, class_code="999")


def test_reclassification_changes_the_printed_number_and_the_former_one_still_finds_the_matter(register: Board) -> None:
    entry = opened(register, class_code="103")

    services.change_class_code(entry_id=entry.pk, class_code="142", actor=REGISTRAR, at=AT)

    entry.refresh_from_db()
    assert (entry.printed_number, entry.number_key) == ("KS-2026/1.142", "ks2026/1")
    assert entry.aliases.get().text == "KS-2026/1.103"
    assert selectors.find_entry("ks 2026/1.103") == [entry]


def test_only_the_registrar_corrects_the_register(register: Board) -> None:
    entry = opened(register)

    with pytest.raises(NotAllowed):
        services.correct_subject(entry_id=entry.pk, public_subject="Annat", actor=OFFICER, at=AT)


def test_a_cancelled_number_stays_with_its_reason_and_is_not_used_again(register: Board) -> None:
    entry = opened(register)

    services.cancel_entry(entry_id=entry.pk, reason="Dubbelregistrerat", actor=REGISTRAR, at=AT)

    entry.refresh_from_db()
    assert (entry.status, entry.cancelled_reason) == ("cancelled", "Dubbelregistrerat")
    assert opened(register).serial == 2
    with pytest.raises(services.EntryLocked):
        services.close_entry(entry_id=entry.pk, actor=REGISTRAR, at=AT)


def test_a_closed_matter_can_be_opened_again_and_both_are_told(register: Board) -> None:
    entry = opened(register)
    services.close_entry(entry_id=entry.pk, actor=REGISTRAR, at=AT)
    services.reopen_entry(entry_id=entry.pk, actor=REGISTRAR, at=AT)

    verbs = [(event.verb, event.status_before, event.status_after) for event in events_of(entry.stream, limit=9)]
    assert verbs == [
        ("entry_reopened", "closed", "open"),
        ("entry_closed", "open", "closed"),
        ("entry_opened", None, "open"),
    ]


def test_every_way_of_writing_a_number_finds_the_matter(register: Board) -> None:
    seed = taken_over(register, "KS-2018/91.103")

    for text in ("KS-2018/91.103", "ks 2018/91", "Dnr KS–2018/91", "2018/91", "91.103", "KS 2018 91 103"):
        assert selectors.find_entry(text) == [seed], text
    assert selectors.find_entry("106-156/2013") == []


def test_the_history_is_told_in_swedish(register: Board) -> None:
    entry = taken_over(register, "KS-2018/91.103")

    [event] = events_of(entry.stream, limit=1)
    assert sentence_of(event) == "tog diarienummer KS-2018/91.103"
    assert event.actor_label == "Rut Sandin"


def test_a_secret_subject_stands_beside_the_event_and_not_in_it(register: Board) -> None:
    entry = opened(
        register, protected_subject="Anna Anka", secrecy_provision="OSL 18 kap. 1 §", public_subject="Polisens underlag"
    )

    [event] = events_of(entry.stream, limit=1)
    assert b"Anka" not in bytes(event.body)
    assert b"underlag" not in bytes(event.body)
    assert entry.secrecy_on == date(2026, 11, 22)


def test_a_change_of_class_is_told_with_both_codes(register: Board) -> None:
    entry = opened(register, class_code="103")
    services.change_class_code(entry_id=entry.pk, class_code="142", actor=REGISTRAR, at=AT)

    [event] = events_of(entry.stream, limit=1)
    assert sentence_of(event).startswith("ändrade klassificeringen från 103 till 142, numret skrivs nu KS-2026/")


def test_every_sentence_of_the_register_lacks_a_subject(register: Board) -> None:
    for verb, sentence in VERBS.items():
        words = str(sentence)
        assert words[0].islower(), verb
        assert not words.endswith("."), verb
        assert not {"title", "reason"} & set(re.findall(r"{(\w+)}", words)), f"{verb} tells what may be secret"
