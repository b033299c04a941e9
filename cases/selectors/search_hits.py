"""Träffar som läsaren ser dem: heading with the words marked, where it belongs, and the piece of the file's text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case
from cases.selectors.documents_tab import title_of
from cases.selectors.page import subject_of
from cases.states import CaseState
from diarium.engine.terms import Question, excerpt, marked, words_met
from diarium.models import DiaryEntry, Document, SearchEntry
from diarium.numbers import NumberTemplate
from diarium.selectors.entry import number_template
from diarium.selectors.file_text import file_texts

Pieces = Sequence[tuple[bool, str]]
AROUND: Final = 110


@dataclass(frozen=True, slots=True)
class Hit:
    """Träff: its heading in pieces (asked for or not), what stands under it, and a piece of the file's text.

    The text of a marked document is not quoted, since opening it is told in the log: `in_text` says that it was met.
    """

    title: Pieces
    number: str
    facts: Sequence[str]
    day: date
    url: str
    secret: bool = False
    matter: str = ""
    snippet: Pieces = ()
    in_text: bool = False

    @property
    def note(self) -> str:
        """What stands under the heading."""
        return " · ".join(fact for fact in self.facts if fact)


def matter_hits(actor: Actor, entries: Sequence[int], question: Question | None) -> list[Hit]:
    """Ärendena i den ordning de står (one query), of those that the reader may see."""
    rows = policy.visible(actor, Case).filter(entry__in=entries).select_related("entry", "board", "case_officer")
    by_entry = {case.entry_id: case for case in rows}
    return [_matter(by_entry[entry], question) for entry in entries if entry in by_entry]


def document_hits(actor: Actor, rows: Iterable[SearchEntry], question: Question | None) -> list[Hit]:
    """Handlingarna i den ordning de står (four queries), of those that the reader may see."""
    wanted = [row.document_id for row in rows if row.document_id is not None]
    readable = policy.visible(actor, Document).filter(pk__in=wanted)
    found = readable.select_related("entry__diary").in_bulk()
    documents = [found[pk] for pk in wanted if pk in found]
    if not documents:
        return []
    matters = policy.visible(actor, DiaryEntry).filter(pk__in={row.entry_id for row in documents})
    seen = set(matters.values_list("pk", flat=True))
    pieces = _snippets(documents, question) if question else {}
    form = number_template()
    return [_document(row, question, row.entry_id in seen, pieces.get(row.pk, ()), form) for row in documents]


def _marked(text: str, question: Question | None) -> Pieces:
    return marked(text, question) if question else [(False, text)]


def _matter(case: Case, question: Question | None) -> Hit:
    return Hit(
        title=_marked(subject_of(case), question),
        number=case.entry.printed_number,
        facts=(case.board.name, str(CaseState(case.state).label), case.case_officer.name if case.case_officer else ""),
        day=case.entry.opened_on,
        url=reverse("case", args=[case.uuid]),
        secret=case.entry.is_secret,
    )


def _document(
    document: Document, question: Question | None, matter_seen: bool, snippet: Pieces, form: NumberTemplate
) -> Hit:
    entry = document.entry
    guarded = document.is_secret or entry.is_secret
    own = NumberTemplate.from_settings(entry.diary.template) if entry.diary.template else form
    return Hit(
        title=_marked(title_of(document), question),
        number=own.document(entry.printed_number, document.document_no),
        facts=(document.get_direction_display(), document.get_status_display()),
        day=document.received_on or document.dated,
        url=reverse("document", args=[document.uuid]),
        secret=guarded,
        matter=(entry.protected_subject or entry.public_subject) if matter_seen else "",
        snippet=() if guarded else snippet,
        in_text=guarded and bool(snippet),
    )


def _snippets(documents: Sequence[Document], question: Question) -> Mapping[int, Pieces]:
    """A piece of the file's text for those whose heading does not have all the words (one query)."""
    unmet = [row.pk for row in documents if words_met(title_of(row), question) < len(question.words)]
    pieces = {pk: excerpt(text, question, around=AROUND) for pk, text in file_texts(unmet).items()} if unmet else {}
    return {pk: marked(piece, question) for pk, piece in pieces.items() if piece}
