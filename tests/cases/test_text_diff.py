"""Jämförelse mellan två versioner, section by section."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from cases.reading.structure import Block, Section
from cases.selectors.text_diff import compare
from config import walk

CONTENT = walk.SEED.content


def test_two_equal_versions_differ_nowhere() -> None:
    assert not any(section.changed for section in compare(CONTENT, CONTENT))


def test_a_changed_word_is_shown_in_its_own_section_only() -> None:
    first = CONTENT.sections[0].blocks[0]
    changed_block = replace(first, text=first.text.replace("År 2019", "År 2018"))
    summary = replace(CONTENT.sections[0], blocks=(changed_block, *CONTENT.sections[0].blocks[1:]))

    sections = compare(CONTENT, replace(CONTENT, sections=(summary, *CONTENT.sections[1:])))

    (changed,) = [section for section in sections if section.changed]
    assert changed.heading == "Sammanfattning"
    assert [part for part in changed.lines[0] if part[0] != "same"] == [("removed", "2019"), ("added", "2018")]
    assert {kind for line in changed.lines[1:] for kind, _text in line} == {"same"}


def test_a_section_taken_away_stands_where_it_stood() -> None:
    sections = compare(CONTENT, replace(CONTENT, sections=(CONTENT.sections[0], *CONTENT.sections[2:])))

    headings = [section.heading for section in sections]
    gone = next(section for section in sections if section.heading == "Beskrivning av ärendet")
    assert headings.index("Beskrivning av ärendet") == headings.index("Sammanfattning") + 1
    assert {kind for line in gone.lines for kind, _text in line} == {"removed"}


def test_a_point_that_changes_place_is_a_change() -> None:
    group = CONTENT.decision_groups[0]
    turned = replace(group, points=tuple(reversed(group.points)))

    sections = compare(CONTENT, replace(CONTENT, decision_groups=(turned,)))

    assert [section.heading for section in sections if section.changed] == ["Förslag till beslut"]


def test_long_texts_are_compared_in_bounded_time() -> None:
    def long(word: str) -> Section:
        blocks = tuple(Block("p", " ".join(f"{word}{n}{m}" for m in range(1400))) for n in range(10))
        return Section("Sammanfattning", "summary", blocks)

    begins = perf_counter()
    compare(replace(CONTENT, sections=(long("a"),)), replace(CONTENT, sections=(long("b"),)))

    assert perf_counter() - begins < 3
