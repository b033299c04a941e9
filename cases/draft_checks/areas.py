"""Prioriterade områden: the same order (C05) and the same wording (C06) everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.draft_checks.findings import Draft, Found
from cases.draft_checks.sentences import Sentence, sections_of, words_of
from cases.reading.passages import Passage, Place

_STEM = 5
_SHORTEST = 4
_HALF = 0.5
_EDGE = " ,;:.\t"
_TRAILING = re.compile(r"[\s,;]+(?:och|samt|eller)?$")


@dataclass(frozen=True, slots=True)
class Listing:
    """Uppräkning av områdena: the areas' indexes in the order written, and the wording of each."""

    order: tuple[int, ...]
    wordings: tuple[str, ...]
    place: Place

    def wording(self, area: int) -> str:
        """How the area is worded here, for comparison."""
        return " ".join(self.wordings[self.order.index(area)].casefold().split())


def same_order(draft: Draft) -> Iterator[Found]:
    """C05: a changed order reads as a changed priority."""
    listings = listings_of(draft)
    if len({listing.order for listing in listings}) > 1:
        places = tuple(listing.place for listing in listings)
        sentence = _("De prioriterade områdena står i olika ordning i %(places)s.")
        yield Found(sentence % {"places": sections_of(places)}, places)


def same_wording(draft: Draft) -> Iterator[Found]:
    """C06: what is decided must be what was proposed and described."""
    listings = listings_of(draft)
    if not listings:
        return
    if any(len({listing.wording(area) for listing in listings}) > 1 for area in listings[0].order):
        places = tuple(listing.place for listing in listings)
        sentence = _("De prioriterade områdena har olika lydelse i %(places)s.")
        yield Found(sentence % {"places": sections_of(places)}, places)


def listings_of(draft: Draft) -> list[Listing]:
    """Every place that lists all the areas: a list, the items of a point, or a sentence."""
    areas = [_stems(name) for name in _areas(draft)]
    if len(areas) < 2:
        return []
    found: list[Listing] = []
    for items in _lists(draft):
        matched = tuple(_best(item.text, areas) for item in items)
        if None not in matched and sorted(index for index in matched if index is not None) == list(range(len(areas))):
            order = tuple(index for index in matched if index is not None)
            found.append(Listing(order, tuple(item.text.strip(_EDGE) for item in items), _whole(items)))
    prose = [sentence for sentence in draft.sentences if sentence.passage.kind in ("p", "point")]
    found += [listing for sentence in prose if (listing := _inline(sentence, areas))]
    position_of = {passage.path: position for position, passage in enumerate(draft.passages)}
    return sorted(found, key=lambda listing: position_of[listing.place.path])


def _areas(draft: Draft) -> Sequence[str]:
    """The areas of the register; without any, the items of the point that sets priorities."""
    if draft.register.priority_areas:
        return draft.register.priority_areas
    for point in draft.content.points:
        if point.items and re.search(r"\bprioriter", point.text):
            return point.items
    return ()


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM].casefold() for word in words_of(text) if len(word) >= _SHORTEST)


def _best(text: str, areas: Sequence[frozenset[str]]) -> int | None:
    stems = _stems(text)
    scores = [len(stems & area) / max(1, min(len(stems), len(area))) for area in areas]
    best = max(range(len(areas)), key=scores.__getitem__)
    return best if scores[best] >= _HALF else None


def _lists(draft: Draft) -> Iterator[list[Passage]]:
    """The passages of each list, together."""
    lists: dict[str, list[Passage]] = {}
    for passage in draft.of_kind("item", "ul", "ol"):
        lists.setdefault(passage.path.rpartition(".")[0], []).append(passage)
    yield from lists.values()


def _whole(items: Sequence[Passage]) -> Place:
    """The list as one place: the first item's address, all items quoted."""
    first = items[0].place()
    quote = "; ".join(item.text for item in items)
    return Place(first.section, first.paragraph, 0, len(items[0].text), quote, first.path)


def _inline(sentence: Sentence, areas: Sequence[frozenset[str]]) -> Listing | None:
    """The areas listed in one sentence, after its colon where it has one."""
    text = sentence.text
    start = text.rfind(":") + 1
    firsts: list[tuple[int, int]] = []
    for index, stems in enumerate(areas):
        hits = [m.start() for m in re.finditer(r"[^\W_]+", text) if m.start() >= start and _stem(m[0]) in stems]
        if not hits:
            return None
        firsts.append((hits[0], index))
    firsts.sort()
    if len({position for position, _index in firsts}) < len(areas):
        return None
    ends = [*(position for position, _index in firsts[1:]), len(text)]
    wordings = tuple(
        _TRAILING.sub("", text[position:end].strip(_EDGE)) for (position, _index), end in zip(firsts, ends, strict=True)
    )
    order = tuple(index for _position, index in firsts)
    return Listing(order, wordings, sentence.place(firsts[0][0], len(text.rstrip(_EDGE))))


def _stem(word: str) -> str:
    return word[:_STEM].casefold() if len(word) >= _SHORTEST else ""
