"""Årsrapport och nummerkontroll: counted by the database, the same number of questions whatever the diary holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Board
from accounts.policy import NotAllowed
from audit.models import CheckRun
from diarium import services
from diarium.models import Diary, DiaryEntry
from diarium.selectors import verification
from diarium.selectors.numbers import DiaryReport, missing_sentence, struck_entries, struck_numbers, year_report
from diarium.services.numbers import check_numbers
from tests.diarium.conftest import AT, OFFICER, REGISTRAR
from tests.diarium.test_entries import opened, taken_over

pytestmark = pytest.mark.django_db


def _report(board: Board, year: int = AT.year, **more: object) -> DiaryReport:
    [report] = year_report(year=year, today=AT.date(), board_ids=[board.pk], **more)  # type: ignore[arg-type]
    return report


def test_the_report_counts_what_became_of_every_number(register: Board) -> None:
    kept = opened(register, class_code="103")
    wrong, twin, done = opened(register), opened(register), opened(register, class_code="142")
    services.cancel_entry(entry_id=wrong.pk, reason="Fel nämnd", actor=REGISTRAR, at=AT)
    services.merge_entry(entry_id=twin.pk, into_id=kept.pk, reason="Dubbelt", actor=REGISTRAR, at=AT)
    services.close_entry(entry_id=done.pk, actor=REGISTRAR, at=AT)
    bare = opened(register)
    services.register_document(
        entry_id=bare.pk,
        title="Brev",
        direction="received",
        kind="letter",
        dated=AT.date(),
        actor=REGISTRAR,
        at=AT,
    )

    report = _report(register)

    assert (report.numbers, report.first, report.last) == (5, 1, 5)
    assert (report.open, report.closed, report.cancelled, report.merged) == (2, 1, 1, 1)
    assert (report.without_class, report.documents_without_class) == (1, 1)
    assert (report.is_whole, report.missing) == (True, ())
    assert report.said == "5 nummer, inga luckor. 1 makulerat."


def test_numbers_of_an_older_system_are_told_apart_and_may_have_gaps(register: Board) -> None:
    taken_over(register, "KS-2018/91.103")
    taken_over(register, "KS-2018/14")
    opened(register, at=datetime(2018, 6, 1, 8, 0, tzinfo=UTC))

    report = _report(register, 2018)

    assert (report.taken_over, report.carried_over, report.numbers, report.first) == (2, 91, 1, 92)
    assert report.is_whole


def test_a_matter_is_open_long_after_the_months_that_are_asked_for(register: Board) -> None:
    taken_over(register, "KS-2018/91.103")

    assert _report(register, 2018).open_long == 1
    assert _report(register, 2018, months=12 * 20).open_long == 0


@pytest.fixture
def hole(entry: DiaryEntry) -> Iterator[Diary]:
    """A counter that moved and gave nobody its number, which no COMMIT would let through."""
    diary = entry.diary
    with transaction.atomic():
        Diary.objects.filter(pk=diary.pk).update(last_serial=2)
        yield diary
        transaction.set_rollback(True)


def test_a_missing_number_is_named_as_the_diary_prints_it(hole: Diary) -> None:
    report = _report(hole.board)

    assert (report.is_whole, report.faults, report.missing) == (False, 1, (f"KS-{AT.year}/2",))
    assert report.said == "1 nummer, 1 fel i nummerserien. 0 makulerade."
    assert missing_sentence(report.missing[0]) == (
        f"Nummer KS-{AT.year}/2 saknas i diariet. Kontakta systemförvaltningen."
    )


def test_the_report_asks_as_much_of_a_large_diary_as_of_a_small(register: Board) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            year_report(year=AT.year, today=AT.date())
        return len(asked)

    opened(register)
    few = questions()
    for _number in range(20):
        opened(register)
        opened(Board.objects.get(code="GSN"))

    assert questions() == few == 3


def test_what_was_struck_is_told_with_who_and_why_to_those_who_see_the_matter(register: Board) -> None:
    kept, wrong, twin = opened(register), opened(register), opened(register)
    services.cancel_entry(entry_id=wrong.pk, reason="Fel nämnd", actor=REGISTRAR, at=AT)
    services.merge_entry(entry_id=twin.pk, into_id=kept.pk, reason="Dubbelt", actor=REGISTRAR, at=AT)

    entries = struck_entries(year=AT.year)
    told = {line.entry.pk: line for line in struck_numbers(entries, seen={wrong.pk, twin.pk})}
    assert (told[wrong.pk].who, told[wrong.pk].reason, told[wrong.pk].at) == ("Rut Sandin", "Fel nämnd", AT)
    assert (told[twin.pk].reason, told[twin.pk].entry.merged_into) == ("Dubbelt", kept)
    [hidden] = [line for line in struck_numbers(entries, seen=()) if line.entry == wrong]
    assert (hidden.who, hidden.reason, hidden.seen) == ("", "", False)


def test_the_check_is_written_down_with_what_it_found(entry: DiaryEntry) -> None:
    run = check_numbers(actor=REGISTRAR, clock=lambda: AT)

    assert (run.kind, run.found, run.checked) == ("numbers", 0, 1)
    with pytest.raises(NotAllowed):
        check_numbers(actor=OFFICER, clock=lambda: AT)


def test_the_check_finds_a_hole(hole: Diary) -> None:
    run = check_numbers(actor=REGISTRAR, clock=lambda: AT)

    assert run.found == 1
    assert run.findings[0]["code"] == "E-SERIES"


def test_a_document_number_that_was_given_to_nobody_is_found(entry: DiaryEntry) -> None:
    with transaction.atomic():
        DiaryEntry.objects.filter(pk=entry.pk).update(last_document_no=1)
        [finding] = verification.document_numbers()
        transaction.set_rollback(True)

    assert (finding.code, finding.expected, finding.found) == ("E-DOCUMENT-NO", "1", "0, 0")


def test_the_command_prints_the_report_and_writes_the_check_down(entry: DiaryEntry) -> None:
    out = StringIO()
    call_command("year_end_report", "--year", str(AT.year), stdout=out)

    assert out.getvalue().startswith(f"Kommunstyrelsen {AT.year}: 1 nummer, inga luckor. 0 makulerade.")
    assert CheckRun.objects.get().kind == "numbers"


def test_the_command_answers_in_json_and_ends_with_one_when_a_number_is_missing(hole: Diary) -> None:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("year_end_report", "--year", str(AT.year), "--json", stdout=out)

    answer = json.loads(out.getvalue())
    assert (ended.value.code, answer["exit"]) == (1, 1)
    assert answer["diaries"][0]["missing"] == [f"KS-{AT.year}/2"]


def test_a_year_without_diary_is_said_to_have_none(register: Board) -> None:
    out = StringIO()
    call_command("year_end_report", "--year", "1999", stdout=out)

    assert out.getvalue().strip() == "Det finns inget diarium för 1999."
