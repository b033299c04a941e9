"""Bilagorna: cited and listed alike (B01), and as new as the text says (B02)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from cases.draft_checks.findings import Draft, Found
from cases.draft_checks.sentences import words_of
from cases.reading.passages import Passage, Place

_CITED = re.compile(
    r"\bbilag(?:a|an|or|orna)\s+(?P<numbers>\d{1,3}(?:\s*(?:,|och|samt|-|–)\s*\d{1,3}\b)*)", re.IGNORECASE
)
_RANGE = re.compile(r"(\d{1,3})\s*[-–]\s*(\d{1,3})")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_CURRENT = re.compile(r"\baktuell(?:a|t|e)?\b", re.IGNORECASE)
_ANALYSIS = re.compile(r"\blägesbild", re.IGNORECASE)
_NEXT = re.compile(r"\s+(?P<word>[^\W_]+)")
_MONTHS = 24
_STEM = 6


def cited_and_listed(draft: Draft) -> Iterator[Found]:
    """B01: who reads the report must find what it points at, and know why the rest is there."""
    listed = {line.number: index for index, line in enumerate(draft.content.attachments) if line.number is not None}
    cited: dict[int, list[Place]] = {}
    for passage in draft.passages:
        if passage.kind != "attachment":
            for number, place in _citations(passage):
                cited.setdefault(number, []).append(place)
    for number, places in cited.items():
        if number not in listed:
            sentence = _("Bilaga %(number)d nämns i texten men finns inte bland bilagorna.")
            yield Found(sentence % {"number": number}, tuple(places), subject=str(number))
    for passage in draft.of_kind("attachment"):
        if passage.number is not None and passage.number not in cited:
            sentence = _("Bilaga %(number)d nämns inte i texten.")
            yield Found(sentence % {"number": passage.number}, (passage.place(),), subject=str(passage.number))


def _citations(passage: Passage) -> Iterator[tuple[int, Place]]:
    for match in _CITED.finditer(passage.text):
        place = passage.place(match.start(), match.end())
        numbers = {int(number) for number in re.findall(r"\d+", match["numbers"])}
        for first, last in _RANGE.findall(match["numbers"]):
            numbers |= set(range(int(first), min(int(last), int(first) + 50) + 1))
        for number in sorted(numbers):
            yield number, place


def current_as_said(draft: Draft) -> Iterator[Found]:
    """B02: what is called current is of the report's year; a situation analysis is at most 24 months (2023:196 6 §)."""
    day = draft.content.date
    if day is None:
        return
    for passage in draft.of_kind("attachment"):
        years = [int(year) for year in _YEAR.findall(passage.text)]
        if not years or passage.number is None:
            continue
        values = {"number": passage.number, "title": passage.text, "year": max(years)}
        said = _said_current(draft, passage)
        if said and max(years) < day.year:
            yield Found(
                _("Bilaga %(number)d, %(title)s, kallas aktuell men är från %(year)d.") % values,
                (passage.place(), *said),
            )
        elif _ANALYSIS.search(passage.text) and _months(date(max(years), 12, 31), day) > _MONTHS:
            yield Found(_("Bilaga %(number)d, %(title)s, är äldre än 24 månader.") % values, (passage.place(),))


def _said_current(draft: Draft, attachment: Passage) -> list[Place]:
    """The places that call the attachment current: by its number, or by its first word."""
    head = words_of(attachment.text)[:1]
    stem = head[0][:_STEM].casefold() if head else ""
    found = []
    for sentence in draft.sentences:
        if sentence.passage.kind == "attachment":
            continue
        text = sentence.text
        for match in _CURRENT.finditer(text):
            following = _NEXT.match(text, match.end())
            if following and stem and following["word"].casefold().startswith(stem):
                found.append(sentence.place(match.start(), following.end()))
    return found


def _months(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month
