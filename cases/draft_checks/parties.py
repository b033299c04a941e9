"""Parternas namn: misspelt (C03) and spelt in several ways (C04)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from cases.draft_checks.findings import Draft, Found
from cases.draft_checks.register import Instrument, Party, Register, nouns
from cases.reading.passages import Passage, Place

_ALIKE = 93.0
_SHORTEST = 8
_LENGTHS = 3
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_PROSE = ("p", "point")


def misspelt(draft: Draft) -> Iterator[Found]:
    """C03: words almost like a party's name, its genitive and inflected forms excepted."""
    names = {_fold(name) for party in draft.register.parties for name in (party.name, *party.aliases)}
    for party in draft.register.parties:
        spots: dict[str, list[Place]] = {}
        for passage in draft.passages:
            for start, end in _near(passage.text, party, names):
                place = passage.place(start, end)
                spots.setdefault(place.quote, []).append(place)
        for written, places in spots.items():
            sentence = _("Trolig felstavning av %(party)s: ”%(written)s”.")
            yield Found(sentence % {"party": party.name, "written": written}, tuple(places))


def _near(text: str, party: Party, names: set[str]) -> list[tuple[int, int]]:
    """The stretches of the text that are almost the party's name, or a known misspelling of it."""
    words = list(_WORD.finditer(text))
    known = {_fold(name) for name in party.misspellings}
    found: set[tuple[int, int]] = set()
    for name in (party.name, *party.aliases, *party.misspellings):
        count, wanted = len(_WORD.findall(name)), _fold(name)
        for index in range(len(words) - count + 1) if len(name) >= _SHORTEST else ():
            start, end = words[index].start(), words[index + count - 1].end()
            if abs(end - start - len(name)) > _LENGTHS:
                continue
            written = _fold(text[start:end])
            bare = written.removesuffix("s")
            if written in names or bare in names:
                continue
            if written in known or (_alike(written, wanted) and not _inflected(written, wanted)):
                found.add((start, end))
            elif bare in known:
                found.add((start, end - 1))
    return sorted(found)


def _alike(written: str, wanted: str) -> bool:
    return fuzz.ratio(written, wanted, score_cutoff=_ALIKE) > _ALIKE


def _inflected(written: str, wanted: str) -> bool:
    """Whether only the ending differs: a form of the word, not an error."""
    same = 0
    for one, other in zip(written, wanted, strict=False):
        if one != other:
            break
        same += 1
    return len(written) - same <= 2 and len(wanted) - same <= 2


def spelt_in_several_ways(draft: Draft) -> Iterator[Found]:
    """C04: the name with capitals here and there; it may mean that another body is meant."""
    for party in draft.register.parties:
        spots: dict[str, list[Place]] = {}
        doubtful: list[tuple[str, Place]] = []
        for passage in draft.passages:
            for match in _pattern(party.name).finditer(passage.text):
                place = passage.place(match.start(), match.end())
                if _sentence_start(passage, match.start()):
                    doubtful.append((match[0], place))
                else:
                    spots.setdefault(match[0], []).append(place)
        for written, place in doubtful:
            lowered = written[:1].lower() + written[1:]
            key = next((form for form in (written, lowered) if form in spots), written)
            spots.setdefault(key, []).append(place)
        if len(spots) < 2:
            continue
        sentence = _("%(party)s skrivs på %(count)d sätt. Kontrollera vilken part som menas.")
        message = sentence % {"party": party.name, "count": len(spots)}
        question = _question(party, draft.register)
        places = tuple(place for written in spots for place in spots[written])
        yield Found(f"{message} {question}".strip(), places)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in name.split())
    return re.compile(rf"(?<![\w-]){words}(?=s?(?![\w-]))", re.IGNORECASE)


def _sentence_start(passage: Passage, position: int) -> bool:
    """Whether prose would have a capital here anyway. A name in a list is written as it is."""
    before = passage.text[:position].rstrip()
    return passage.kind in _PROSE and (not before or before.endswith((".", "!", "?")))


def _question(party: Party, register: Register) -> str:
    """Which body of the organisation is party, where the agreements name different ones."""
    own = register.instrument(register.agreement)
    if own is None or party.code in own.parties:
        return ""
    by_code = {each.code: each for each in register.parties}
    others = [
        by_code[code]
        for code in own.parties
        if code in by_code and party.organisation and by_code[code].organisation == party.organisation
    ]
    parent = register.instrument(own.parent)
    if not others or parent is None or party.code not in parent.parties:
        return ""
    sentence = _("Part i %(parent)s är %(party)s, i det nya avtalet %(other)s.")
    return sentence % {"parent": _definite(parent), "party": party.name, "other": others[0].name}


def _definite(row: Instrument) -> str:
    """The agreement in running text: "avsiktsförklaringen"."""
    words = [noun for noun in nouns() if _fold(row.name).startswith(noun.noun)]
    return words[0].definite if words else row.name


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
