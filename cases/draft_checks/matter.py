"""Ärendet och mallen: headings (S01), the matter's age (M01), consequences (K01, K02), groups (R01)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cases.draft_checks.findings import Draft, Found
from cases.draft_checks.mandates import gives_mandate
from cases.draft_checks.register import SECTION_NAMES
from cases.draft_checks.sentences import listed, mentions_in
from cases.reading.assignments import assignments_in
from cases.reading.passages import Place

_LACKS = re.compile(
    r"\b(?:saknar|saknas|medför inga|har inga|innebär inga|inga)\b[^.:;]{0,120}\bkonsekvens(?:er|erna)?\b",
    re.IGNORECASE,
)
_REASON = re.compile(r"\b(?:eftersom|därför att|då |inom ramen för|ryms inom|befintlig)", re.IGNORECASE)
_RESOURCES = re.compile(
    r"\b(?:samordnar? sina resurser|resurser|kostnad\w*|finansier\w*|budget\w*|medel)\b", re.IGNORECASE
)
_CHILDREN = re.compile(r"\b(?:barn|barnen|barns|unga|ungas|ungdom\w*|elev\w*|förskol\w*)\b", re.IGNORECASE)
_CHILD_TRIAL = re.compile(
    r"\bbarn(?:ets|ens) bästa\b|\bbarnkonvention|\bbarnkonsekvens|\bbarnperspektiv", re.IGNORECASE
)
_OLD = 2


def required_headings(draft: Draft) -> Iterator[Found]:
    """S01: the template's headings; a reader looks for them."""
    content = draft.content
    there = {section.kind for section in content.sections}
    there |= {"proposal"} if content.decision_groups else set()
    there |= {"attachments"} if content.attachments else set()
    there |= {"recipients"} if content.recipients else set()
    for kind in draft.register.required_sections:
        if kind not in there:
            yield Found(_("Avsnittet %(section)s saknas.") % {"section": SECTION_NAMES.get(kind, kind)}, subject=kind)


def old_matter(draft: Draft) -> Iterator[Found]:
    """M01: a new question may need a new matter, with its own deadlines and its own retention."""
    opened, day = draft.register.opened_year, draft.content.date
    if opened is not None and day is not None and day.year - opened >= _OLD:
        number = draft.content.diary_number
        places = (Place(_("Diarienummer"), 1, 0, len(number), number, "diary_number"),) if number else ()
        sentence = _("Ärendet öppnades %(year)d. Bekräfta att det inte ska vara ett nytt ärende.")
        yield Found(sentence % {"year": opened}, places, subject=str(opened))


def consequences_denied(draft: Draft) -> Iterator[Found]:
    """K01: a decision that gives a task or binds resources has consequences, or says why not."""
    reasons = [name for name, holds in _reasons(draft) if holds]
    if not reasons:
        return
    for index, section in enumerate(draft.content.sections):
        if section.kind != "consequences":
            continue
        inside = [s for s in draft.sentences if s.passage.path.startswith(f"sections.{index}.")]
        if any(_REASON.search(sentence.text) for sentence in inside):
            continue
        for sentence in inside:
            if match := _LACKS.search(sentence.text):
                message = _("Avsnittet säger att konsekvenser saknas, men beslutet %(why)s. Skriv en motivering.")
                yield Found(message % {"why": listed(reasons)}, (sentence.place(match.start(), match.end()),))


def _reasons(draft: Draft) -> Iterator[tuple[str, bool]]:
    concerns = any(
        sentence.passage.kind == "point" and mentions_in(sentence) and bool(assignments_in(sentence.text))
        for sentence in draft.sentences
    )
    yield _("leder till en överenskommelse"), concerns or gives_mandate(draft)
    yield (
        _("binder resurser"),
        any(
            _RESOURCES.search(sentence.text)
            for sentence in draft.sentences
            if sentence.passage.section_kind in ("proposal", "description", "opinion")
        ),
    )


def child_best_interest(draft: Draft) -> Iterator[Found]:
    """K02: barnkonventionen is law since 2020; its article 3 asks for a trial in every decision on children."""
    touched = [
        passage.place(match.start(), match.end())
        for passage in draft.of_kind("point", "item")
        for match in _CHILDREN.finditer(passage.text)
    ]
    tried = any(_CHILD_TRIAL.search(passage.text) for passage in draft.passages)
    tried = tried or any(_CHILD_TRIAL.search(section.heading) for section in draft.content.sections)
    if touched and not tried:
        yield Found(_("Beslutet berör barn men barnets bästa är inte prövat."), tuple(touched))


def groups_are_expanded(draft: Draft) -> Iterator[Found]:
    """R01: the officer should know that one line becomes many dispatches (the deciding body excepted)."""
    groups = {f"group:{code}": name for code, name in draft.register.groups}
    for passage, line in zip(draft.of_kind("recipient"), draft.content.recipients, strict=True):
        known = groups.get(line.match) or next(
            (n for n in groups.values() if n.casefold() == line.text.casefold()), None
        )
        if known:
            sentence = _("Gruppen %(group)s delas upp när beslutet expedieras.")
            yield Found(sentence % {"group": known}, (passage.place(),))
