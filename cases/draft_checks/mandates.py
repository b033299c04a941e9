"""Uppdrag och mandat: one act per assignment (C07), a mandate to sign (D01), its addressee told (D02),
a decision that stands alone (D03) and dates the report rightly (D04)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cases.draft_checks.findings import Draft, Found
from cases.draft_checks.sentences import Sentence, listed, mentions_in, sections_of
from cases.reading.assignments import assignments_in
from cases.reading.meta import ISO_DATE, LONG_DATE, day_of
from cases.reading.passages import Passage, Place

DRAW_UP, CONCLUDE, SIGN = "upprätta", "teckna", "underteckna"
_VERBS = {
    DRAW_UP: r"upprätta[rst]?|utarbeta[rst]?|ta(?:r|s)? fram",
    CONCLUDE: r"teckna[rst]?|ingå[rs]?|sluta|träffa",
    SIGN: r"underteckna[rst]?|skriv(?:a|er|s) under",
}
_VERB = {name: re.compile(rf"\b(?:{forms})\b", re.IGNORECASE) for name, forms in _VERBS.items()}
_DEFINITE = re.compile(r"(?:arna|erna|orna|en|et|n)$")
_LEANING = re.compile(
    r"\b(?:utifrån (?:vad|det) som|i enlighet med|enligt (?:vad|det) som|enligt (?:ovan|bilaga|förslaget?\b)"
    r"|(?:enligt|utifrån|i) (?:förvaltningens |detta )?tjänste(?:utlåtande|skrivelse)"
    r"|som (?:anges|framgår|beskrivs) (?:i|av|ovan))",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"\s*(?:\d+ ?(?:kap|§)|[\w-]*(?:lagen|lag|förordning(?:en)?|reglementet?|delegationsordning(?:en)?)\b)"
)
_DATED = re.compile(
    rf"tjänste(?:utlåtande|skrivelse)\w*\W+(?:\w+\W+){{0,4}}?daterat?d?\s+(?:den\s+)?(?P<day>{LONG_DATE.pattern}|{ISO_DATE.pattern})"
)


def one_act(draft: Draft) -> Iterator[Found]:
    """C07: drawing up, concluding and signing an agreement are three acts; the text gives the one decided."""
    decided: dict[str, dict[str, list[Place]]] = {}
    described: dict[str, dict[str, list[Place]]] = {}
    for passage in draft.of_kind("point", "p"):
        target = decided if passage.kind == "point" else described
        for role, verb, place in _acts(passage):
            target.setdefault(role, {}).setdefault(verb, []).append(place)
    for role, verbs in described.items():
        if role not in decided:
            continue
        other = {verb: places for verb, places in verbs.items() if verb not in decided[role]}
        if not other:
            continue
        places = [place for found in other.values() for place in found]
        quoted = [place for found in decided[role].values() for place in found] + places
        sentence = _(
            "Uppdraget heter %(decided)s i beslutet men %(other)s i %(places)s."
            " Upprätta, teckna och underteckna är olika saker."
        )
        words = {"decided": listed(decided[role]), "other": listed(other), "places": sections_of(places)}
        yield Found(sentence % words, tuple(quoted))


def _acts(passage: Passage) -> Iterator[tuple[str, str, Place]]:
    """Who is to do what with an agreement: the addressee without its definite ending, the verb, the place."""
    for given in assignments_in(passage.text):
        if not mentions_in(Sentence(passage, given.start, given.end)):
            continue
        for verb, pattern in _VERB.items():
            if match := pattern.search(given.task):
                start = given.start + match.start()
                yield _role(given.addressee), verb, passage.place(start, start + len(match[0]))


def _role(text: str) -> str:
    return _DEFINITE.sub("", " ".join(text.split()).casefold())


def gives_mandate(draft: Draft) -> bool:
    """Whether a decision point gives the right to conclude or to sign an agreement."""
    named = [s.text for s in draft.sentences if s.passage.kind == "point" and mentions_in(s)]
    return any(_VERB[verb].search(text) for text in named for verb in (CONCLUDE, SIGN))


def mandate_to_sign(draft: Draft) -> Iterator[Found]:
    """D01: without it nobody may bind the municipality (KL 6:15; R23)."""
    if draft.points and not gives_mandate(draft):
        places = tuple(point.place() for point in draft.points)
        yield Found(_("Ingen beslutspunkt ger mandat att teckna eller underteckna överenskommelsen."), places)


def addressees_are_told(draft: Draft) -> Iterator[Found]:
    """D02: who is given a task must be sent the decision."""
    recipients = [" ".join(line.text.split()).casefold() for line in draft.content.recipients]
    groups = {line.match for line in draft.content.recipients if line.match.startswith("group:")}
    bodies = {name.casefold() for name in draft.register.bodies}
    seen: set[str] = set()
    for point in draft.points:
        for given in assignments_in(point.text):
            role = _role(given.addressee)
            in_group = bool(groups) and given.addressee.casefold() in bodies
            if role in seen or in_group or any(_named(role, recipient) for recipient in recipients):
                continue
            seen.add(role)
            start = point.text.find(given.addressee)
            sentence = _("%(role)s får ett uppdrag men finns inte bland mottagarna.")
            name = given.addressee[:1].upper() + given.addressee[1:]
            yield Found(sentence % {"role": name}, (point.place(start, start + len(given.addressee)),))


def _named(role: str, recipient: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(role)}(?:en|et|n|s)?(?!\w)", recipient) is not None


def stands_alone(draft: Draft) -> Iterator[Found]:
    """D03: the point is moved to the minutes and read there without the report."""
    for point in draft.points:
        for match in _LEANING.finditer(point.text):
            if match[0].casefold().startswith("i enlighet") and _LAW.match(point.text, match.end()):
                continue
            stop = point.text.find(". ", match.end())
            end = len(point.text.rstrip(". ")) if stop < 0 else stop
            sentence = _("Beslutspunkt %(number)d går inte att läsa ensam: ”%(text)s”.")
            text = point.text[match.start() : end]
            yield Found(sentence % {"number": point.number, "text": text}, (point.place(match.start(), end),))
            break


def dated_as_cited(draft: Draft) -> Iterator[Found]:
    """D04: the report that a point cites is this one, and has this date."""
    day = draft.content.date
    if day is None:
        return
    for point in draft.points:
        for match in _DATED.finditer(point.text):
            if day_of(match["day"]) not in (day, None):
                sentence = _("Tjänsteutlåtandet är daterat %(date)s men beslutspunkt %(number)d säger %(cited)s.")
                values = {"date": day.isoformat(), "number": point.number, "cited": match["day"]}
                yield Found(sentence % values, (point.place(match.start("day"), match.end("day")),))
