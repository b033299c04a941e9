"""Sökning i indexen: which rows the words meet, newest first, with the plan that fits how common the words are.

At most `FEW` hits are taken from the word index: so few are sorted where they are, counted exactly and shown by page.
Words that more rows have are common enough for the date index: the page is walked from the newest row on. What the
reader may see is part of the same statement both times; the index is never read without it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Value

from diarium.engine.terms import Question, ask
from diarium.models import PublicMatter, PublicSearchEntry
from diarium.selectors.keyset import Place, Slice, page_of

FEW: Final = 2000


def meets(question: Question, terms: str = "terms") -> Func:
    """Villkor: the row's terms meet the question, by the word index."""
    return Func(
        F(terms),
        Value(question.tsquery),
        arg_joiner=" @@ ",
        template="(%(expressions)s::tsquery)",
        output_field=BooleanField(),
    )


def meets_on_the_way(question: Question, terms: str = "terms") -> Func:
    """The same condition in a form that no word index answers: for a walk along another index."""
    return Func(
        F(terms),
        Value(question.tsquery),
        arg_joiner=" @@ ",
        template="((%(expressions)s::tsquery) IS TRUE)",
        output_field=BooleanField(),
    )


def public_hits(
    words: str,
    place: Place,
    address: Callable[..., str],
    *,
    board: str = "",
    since: date | None = None,
    until: date | None = None,
    status: str = "",
) -> Slice[PublicMatter]:
    """Ärenden som allmänheten hittar på ord: in the matter's subject or the title of one of its documents.

    Reads the public index alone, which has no row of what is secret or working material. `words` as they were typed;
    `board` a code, `since` and `until` days on which the matter was opened, `status` an `EntryStatus`. Newest first,
    paged by `place` as `page_of` does, the matters with their boards. Words that cannot be asked for (only signs or
    stop words) find nothing. Four queries.
    """
    question = ask(words)
    if not question:
        return Slice([], "", "", "", 0)
    narrowed = PublicSearchEntry.objects.all()
    if board:
        narrowed = narrowed.filter(board__code=board)
    if status:
        narrowed = narrowed.filter(entry__status=status)
    if since:
        narrowed = narrowed.filter(entry__opened_on__gte=since)
    if until:
        narrowed = narrowed.filter(entry__opened_on__lte=until)
    met = narrowed.filter(meets(question)).order_by()
    found = list(met.values_list("entry_id", flat=True)[: FEW + 1])
    matters = narrowed.filter(document__isnull=True)
    if len(found) <= FEW:
        matters = matters.filter(entry_id__in=set(found))
    else:
        same = PublicSearchEntry.objects.filter(entry_id=OuterRef("entry_id"))
        matters = matters.filter(Exists(same.filter(meets_on_the_way(question))))
    page = page_of(matters, place, address, day="day")
    rows = PublicMatter.objects.select_related("board").in_bulk([row.entry_id for row in page.rows])
    shown = [rows[row.entry_id] for row in page.rows if row.entry_id in rows]
    return Slice(shown, page.shown, page.previous, page.next, page.total)
