"""Avtalens tider: one period and one year of conclusion for each agreement (C01, C02), and the chain (P01)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from cases.draft_checks.findings import Draft, Found
from cases.draft_checks.register import Instrument
from cases.draft_checks.sentences import (
    Mention,
    mentions_in,
    nearest_before,
    periods_in,
    printed_period,
    sections_of,
)
from cases.reading.passages import Place

_CONCLUDED = re.compile(
    r"\b(?:ingick|ingicks|ingåtts|tecknade|tecknades|tecknats|träffades|slöts|undertecknade|undertecknades"
    r"|undertecknats|skrevs(?=.{0,200}\bunder\b)|skrev(?=.{0,200}\bunder\b))\b"
)
_YEAR = re.compile(r"(?<![\d/:-])(?:19|20)\d{2}(?![\d/:-])")
_NEAR = 40

Period = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stated:
    """Uppgift i texten: a period or a year that is said of an agreement, and where."""

    mention: Mention
    value: Period
    place: Place


def one_period(draft: Draft) -> Iterator[Found]:
    """C01: periods of the same kind of agreement that overlap without being equal contradict each other.

    Periods that do not overlap belong to different agreements: one follows upon the other.
    """
    for cluster in _clusters(stated_periods(draft)):
        values = list(dict.fromkeys(stated.value for stated in cluster))
        registered = _registered(draft, cluster)
        places = tuple(stated.place for stated in cluster)
        name = _name(cluster)
        if len(values) > 1:
            parts = [
                _("%(period)s i %(places)s")
                % {"period": printed_period(value), "places": sections_of(_places(cluster, value))}
                for value in values
            ]
            yield Found(_("%(name)s gäller %(parts)s.") % {"name": name, "parts": _(" men ").join(parts)}, places)
        elif registered and values[0] not in registered:
            yield Found(
                _("%(name)s gäller %(period)s i %(places)s men %(registered)s i registret.")
                % {
                    "name": name,
                    "period": printed_period(values[0]),
                    "places": sections_of(places),
                    "registered": printed_period(registered[0]),
                },
                places,
            )


def stated_periods(draft: Draft) -> list[Stated]:
    """Every period of the text that stands with an agreement in its sentence."""
    found = []
    for sentence in draft.sentences:
        mentions = mentions_in(sentence)
        for period, start, end in periods_in(sentence):
            mention = nearest_before(mentions, start)
            if mention is not None:
                found.append(Stated(mention, period, sentence.place(start, end)))
    return found


def _clusters(stated: Sequence[Stated]) -> list[list[Stated]]:
    """Groups of the same kind whose periods overlap."""
    clusters: list[list[Stated]] = []
    for each in stated:
        touching = [cluster for cluster in clusters if any(_same(each, other) for other in cluster)]
        merged = [other for cluster in touching for other in cluster]
        clusters = [cluster for cluster in clusters if cluster not in touching]
        clusters.append([*merged, each])
    return clusters


def _same(one: Stated, other: Stated) -> bool:
    return one.mention.noun.kind == other.mention.noun.kind and _overlap(one.value, other.value)


def _overlap(one: Period, other: Period) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _places(cluster: Sequence[Stated], value: Period) -> list[Place]:
    return [stated.place for stated in cluster if stated.value == value]


def _name(cluster: Sequence[Stated]) -> str:
    definite = cluster[0].mention.noun.definite
    return definite[:1].upper() + definite[1:]


def _registered(draft: Draft, cluster: Sequence[Stated]) -> list[Period]:
    """The periods of the register's agreements of the same kind that overlap the one in the text."""
    periods = [
        (row.valid_from.year, row.valid_to.year)
        for row in draft.register.instruments
        if row.kind == cluster[0].mention.noun.kind and row.valid_from and row.valid_to
    ]
    return [period for period in periods if _overlap(period, cluster[0].value)]


def one_conclusion(draft: Draft) -> Iterator[Found]:
    """C02: an agreement is entered into once; two sentences that give different years contradict each other."""
    known: dict[tuple[str, Period | None], list[tuple[int, Mention, Place]]] = {}
    for sentence in draft.sentences:
        mentions, text, stated_here = mentions_in(sentence), sentence.text, periods_in(sentence)
        for verb in _CONCLUDED.finditer(text):
            year = _year_near(text, verb.start(), verb.end())
            if year is None or not mentions:
                continue
            mention = next((each for each in mentions if each.start > verb.end()), mentions[0])
            period = next((value for value, start, _end in stated_here if start > mention.start), None)
            key = (mention.noun.kind, period)
            start, end = min(year.start(), verb.start()), max(mention.end, verb.end())
            known.setdefault(key, []).append((int(year[0]), mention, sentence.place(start, end)))
    for (kind, period), stated in known.items():
        registered = [
            row.concluded
            for row in draft.register.instruments
            if row.kind == kind and row.concluded and (period is None or _period(row) == period)
        ]
        years = list(dict.fromkeys(year for year, _mention, _place in stated))
        name = stated[0][1].noun.definite
        if len(years) > 1 or (len(registered) == 1 and registered[0] not in years):
            places = {year: [place for each, _mention, place in stated if each == year] for year in years}
            parts = [
                _("%(year)s enligt %(places)s") % {"year": year, "places": sections_of(places[year])} for year in years
            ]
            parts += [_("%(year)s enligt registret") % {"year": year} for year in registered if year not in years]
            sentence_text = _("%(name)s ingicks %(parts)s.") % {
                "name": name[:1].upper() + name[1:],
                "parts": _(" men ").join(parts),
            }
            yield Found(sentence_text, tuple(place for _year, _mention, place in stated))


def _year_near(text: str, start: int, end: int) -> re.Match[str] | None:
    """The year just before the verb, else just after it."""
    before = list(_YEAR.finditer(text, max(0, start - _NEAR), start))
    return before[-1] if before else _YEAR.search(text, end, end + _NEAR)


def _period(row: Instrument) -> Period | None:
    return (row.valid_from.year, row.valid_to.year) if row.valid_from and row.valid_to else None


def chain_of_periods(draft: Draft) -> Iterator[Found]:
    """P01: a child within its parent, a successor from the day after, decision and signing before the start."""
    register = draft.register
    for row in register.instruments:
        if row.valid_from is None or row.valid_to is None:
            continue
        parent, before = register.instrument(row.parent), register.instrument(row.replaces)
        if parent and parent.valid_from and parent.valid_to:
            inside = parent.valid_from <= row.valid_from and row.valid_to <= parent.valid_to
            if not inside:
                yield _chain(_("Perioden %(period)s ligger utanför %(other)s, som gäller %(others)s."), row, parent)
        if before and before.valid_to and row.valid_from != before.valid_to + timedelta(days=1):
            yield _chain(_("Perioden %(period)s följer inte direkt på %(other)s, som gäller %(others)s."), row, before)
    own = register.instrument(register.agreement)
    if own and own.valid_from:
        for day in (register.decision_date or draft.content.date, register.signing_date):
            if day is not None and day >= own.valid_from:
                yield _late(own, day)


def _chain(sentence: str, row: Instrument, other: Instrument) -> Found:
    values = {"period": _dates(row), "other": other.name, "others": _dates(other)}
    return Found(sentence % values, subject=f"{row.key} {other.key} {values['period']} {values['others']}")


def _late(own: Instrument, day: date) -> Found:
    sentence = _("%(name)s börjar gälla %(start)s men beslut eller underskrift är daterat %(day)s.")
    values = {"name": own.name, "start": own.valid_from, "day": day}
    return Found(sentence % values, subject=f"{own.key} {own.valid_from} {day}")


def _dates(row: Instrument) -> str:
    period = _period(row)
    return printed_period(period) if period else ""
