"""Skrivreglerna: what municipalities' own writing guides ask of a staff report (X01–X04, X07, X10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from cases.draft_checks.findings import Draft, Found
from cases.draft_checks.sentences import listed, periods_in, printed_period, sentences_in
from cases.reading.assignments import assignments_in
from cases.reading.passages import Passage

_ATT: Final = re.compile(r"\s*att\b", re.IGNORECASE)
_UNDECIDED: Final = re.compile(
    r"\b(?:föreslås|föreslår|förordas|förordar|bör|borde|rekommenderas|rekommenderar)\b", re.IGNORECASE
)
_LINES: Final = 8
_LINE: Final = 90
"""Letters in a line of the printed report."""

_DATED: Final = re.compile(r"\b(?:19|20)\d\d\b|\bodaterad", re.IGNORECASE)
_ABBREVIATION: Final = re.compile(r"(?<![\w/.-])[A-ZÅÄÖ]{2,6}(?![\w/.-])")
_KNOWN: Final = frozenset(["AB", "EU", "FN", "IT", "TV", "PDF", "SMS", "HB", "KB", "USA", "NATO", "GPS", "ID", "DNR"])
_PERSONAL_NUMBER: Final = re.compile(r"(?<!\d)(?:19|20)?(\d{2})(\d{2})(\d{2})[-+ ]?(\d{4})(?!\d)")
_PHONE: Final = re.compile(
    r"(?<![\d,.-])(?<!\d\s)(?:\+46[\s-]?|0)[1-9]\d{0,2}[\s-]?\d{2,3}(?:[\s-]?\d{2,3}){1,3}(?![\d-])"
)
_MAIL: Final = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")


def independent_points(draft: Draft) -> Iterator[Found]:
    """X01: a point is a sentence of its own, one measure, in the words of a decision that is made."""
    for passage in draft.points:
        if match := _ATT.match(passage.text):
            sentence = _("Beslutspunkt %(n)s börjar med ”att”. Skriv en hel mening som kan läsas ensam.")
            yield Found(sentence % {"n": passage.number}, (passage.place(match.end() - 3, match.end()),))
        if match := _UNDECIDED.search(passage.text):
            sentence = _("Beslutspunkt %(n)s säger ”%(word)s”. Skriv den som om beslutet redan är fattat.")
            yield Found(sentence % {"n": passage.number, "word": match[0]}, (passage.place(*match.span()),))
        given = [one for one in sentences_in(passage) if assignments_in(one.text)]
        if len(given) > 1:
            sentence = _("Beslutspunkt %(n)s ger mer än ett uppdrag. Dela den.")
            yield Found(sentence % {"n": passage.number}, tuple(one.place() for one in given))


def summary_of_the_long(draft: Draft) -> Iterator[Found]:
    """X02: a report of more than eight lines begins with a summary; where the template demands one, S01 speaks."""
    content = draft.content
    if "summary" in draft.register.required_sections or any(one.kind == "summary" for one in content.sections):
        return
    lines = sum(-(-len(passage.text) // _LINE) for passage in draft.passages if passage.path.startswith("sections."))
    if lines > _LINES:
        yield Found(_("Tjänsteutlåtandet är längre än åtta rader och saknar sammanfattning."), subject="summary")


def dated_attachments(draft: Draft) -> Iterator[Found]:
    """X03: an attachment is named with its year or day; what the decision is about has not ended already."""
    for passage in draft.of_kind("attachment"):
        if not _DATED.search(passage.text):
            sentence = _("Bilaga %(n)s saknar datum: ”%(title)s”.")
            yield Found(
                sentence % {"n": passage.number or passage.paragraph, "title": passage.text}, (passage.place(),)
            )
    day = draft.content.date
    for sentence_ in draft.sentences if day is not None else ():
        for period, start, end in periods_in(sentence_) if sentence_.passage.kind == "point" else ():
            if day is not None and period[1] < day.year:
                said = _("Beslutet gäller %(period)s, som har löpt ut när tjänsteutlåtandet skrivs.")
                yield Found(said % {"period": printed_period(period)}, (sentence_.place(start, end),))


def explained_abbreviations(draft: Draft) -> Iterator[Found]:
    """X04: an abbreviation stands beside its words somewhere, “Barn- och utbildningsnämnden (BUN)” or the other way."""
    texts = [passage.text for passage in draft.passages]
    names = {name.upper() for party in draft.register.parties for name in (party.name, *party.aliases)}
    seen: dict[str, list[tuple[Passage, int, int]]] = {}
    for passage in draft.of_kind("point", "item", "p", "ul", "ol"):
        for match in _ABBREVIATION.finditer(passage.text):
            if match[0] not in _KNOWN and match[0] not in names and not passage.text.isupper():
                seen.setdefault(match[0], []).append((passage, *match.span()))
    for word, places in seen.items():
        explained = re.compile(rf"\(\s*{word}\b|\b{word}\s*\(|\b{word},? (?:som )?(?:betyder|står för|det vill säga)")
        if not any(explained.search(text) for text in texts):
            sentence = _("Förkortningen %(word)s förklaras inte.")
            yield Found(sentence % {"word": word}, tuple(passage.place(start, end) for passage, start, end in places))


def nothing_personal(draft: Draft) -> Iterator[Found]:
    """X07: what stands in a report is published; a number or an address of a person does not (OSL 21:1, 21:3)."""
    kinds = (
        (_("ett personnummer"), _PERSONAL_NUMBER),
        (_("ett telefonnummer"), _PHONE),
        (_("en e-postadress"), _MAIL),
    )
    for passage in draft.passages:
        if passage.kind == "recipient":  # where a decision is sent is an address
            continue
        taken: list[tuple[int, int]] = []
        for name, pattern in kinds:
            for match in pattern.finditer(passage.text):
                start, end = match.span()
                if any(start < other_end and other_start < end for other_start, other_end in taken):
                    continue
                if pattern is _PERSONAL_NUMBER and not _is_personal_number(match):
                    continue
                taken.append((start, end))
                sentence = _("Texten innehåller %(what)s. Ta bort det innan den publiceras.")
                yield Found(sentence % {"what": name}, (passage.place(start, end),))


def _is_personal_number(match: re.Match[str]) -> bool:
    """Month, day (a coordination number has sixty more) and the check digit by Luhn."""
    month, day = int(match[2]), int(match[3])
    if not (1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)):
        return False
    digits = [int(digit) for digit in "".join(match.groups())]
    doubled = (digit * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def same_years(draft: Draft) -> Iterator[Found]:
    """X10: the years in the title are those of the decision."""
    title, points = (
        [(period, one.place(start, end)) for one in draft.sentences if one.passage.kind == kind
         for period, start, end in periods_in(one)]
        for kind in ("title", "point")
    )  # fmt: skip
    said, decided = {period for period, _place in title}, {period for period, _place in points}
    if said and decided and not said & decided:
        sentence = _("Rubriken säger %(title)s men beslutet gäller %(points)s.")
        words = {
            "title": listed(printed_period(period) for period in sorted(said)),
            "points": listed(printed_period(period) for period in sorted(decided)),
        }
        yield Found(sentence % words, tuple(place for _period, place in (*title, *points)))
