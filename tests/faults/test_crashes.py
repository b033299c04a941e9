"""Haveriet i litet: what a killed process leaves in its journal, and what the judge says when something is wrong."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bench import crashed, crashing
from bench.stage import Driver
from config.demo import matters

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.matter_before("open_case")]


def _act(here: Path, times: int) -> list[dict[str, Any]]:
    """So many acts in one matter by a web process that nobody kills; its answers."""
    driver, journal = Driver(), crashing.Journal(here / "journal-0")
    crashing._ask(driver, journal, {"open": "Samverkan i område 1", "key": "opening"})
    for _number in range(times):
        crashing._step(driver, journal, crashing.live_cases()[0])
    return [line for line in crashing.lines_of(here / "journal-0") if "answer" in line]


def test_what_was_answered_is_there_once(tmp_path: Path) -> None:
    answers = _act(tmp_path, 5)

    told = crashed.judge(tmp_path, [])
    assert told["acknowledged"] == len(answers) == 6
    assert [told[name] for name in ("lost", "doubled", "mail_missing", "findings")] == [[], [], [], []]


def test_a_request_that_a_process_was_killed_over_is_sent_again_as_it_was(tmp_path: Path) -> None:
    _act(tmp_path, 1)
    path, driver = tmp_path / "journal-0", Driver()
    asked = driver.requests(crashing.live_cases()[0])[0]
    driver.send(asked)  # COMMIT, and then it was killed before it could write down the answer
    crashing.Journal(path).write(ask=asked.as_dict())
    with path.open("ab") as torn:
        torn.write(b'{"answer": {"ca')

    journal = crashing.Journal(path)
    left = journal.unanswered()
    assert left == asked.as_dict()
    assert journal.unanswered() is None
    crashing._ask(driver, journal, left or {})

    told = crashed.judge(tmp_path, [])
    assert (told["lost"], told["doubled"], told["findings"]) == ([], [], [])
    assert told["acknowledged"] == 3


def test_an_answer_that_the_database_does_not_know_is_lost(tmp_path: Path) -> None:
    answer = _act(tmp_path, 2)[-1]
    later = {**answer["answer"], "version": answer["answer"]["version"] + 1}

    assert crashed.lost([answer]) == []
    assert len(crashed.lost([{**answer, "key": "unknown"}])) == 1
    assert len(crashed.lost([{**answer, "answer": later}])) == 1
    assert len(crashed.lost([{**answer, "answer": {**answer["answer"], "state": "closed"}}])) == 1


def test_one_version_answered_to_two_requests_is_a_double(tmp_path: Path) -> None:
    answer = _act(tmp_path, 1)[-1]

    assert crashed.doubled_answers([answer, answer]) == []
    assert len(crashed.doubled_answers([answer, {**answer, "key": "another"}])) == 1
    assert len(crashed.doubled_answers([answer, {**answer, "answer": {**answer["answer"], "version": 99}}])) == 1


def test_a_step_taken_twice_is_a_double_and_one_that_is_missing_in_a_closed_matter_too() -> None:
    whole = Counter(dict.fromkeys(crashed.ONCE, 1) | dict.fromkeys(crashed.TWICE, 2))

    assert crashed.doubled_lives({"KS 2026/1": whole}) == []
    assert crashed.doubled_lives({"KS 2026/1": whole + Counter(decision_distributed=1)}) == [
        "KS 2026/1 decision_distributed 2"
    ]
    assert crashed.doubled_lives({"KS 2026/1": whole - Counter(agreement_signed=1)}) == ["KS 2026/1 agreement_signed 0"]
    assert crashed.doubled_lives({"KS 2026/1": Counter(case_opened=1)}) == []


def test_a_whole_life_is_driven_to_its_end_with_each_step_once(tmp_path: Path) -> None:
    from config import rehearsal

    driver, letters = Driver(), []
    with rehearsal.post_office() as office:
        case_id = driver.open_case("Samverkan i område 2", "opening")
        for _number in range(60):
            if not crashing.carry_on(driver, case_id):
                matters.run_jobs()
            if not crashing.live_cases():
                break
        letters = [str(letter.content) for letter in office.letters]

    told = crashed.judge(tmp_path, letters)
    assert crashing.live_cases() == []
    assert (told["doubled"], told["mail_missing"], told["findings"]) == ([], [], [])
    assert crashed.mail_missing([]) != []
