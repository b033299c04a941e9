"""Sökning i indexen: which rows the words meet, newest first, with the plan that fits how common the words are.

At most `FEW` hits are taken from the word index: so few are sorted where they are, counted exactly and shown by page.
Words that more rows have are common enough for the date index: the page is walked from the newest row on. What the
reader may see is part of the same statement both times; the index is never read without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from django.db.models import BooleanField, Exists, F, Func, Model, OuterRef, QuerySet, Value

from accounts import policy
from accounts.capacity import Actor
from diarium.engine.terms import Question, ask
from diarium.models import DiaryEntry, Document, PublicMatter, PublicSearchEntry, SearchEntry
from diarium.selectors.keyset import COUNTED, PAGE, Place, Slice, page_of, page_words

FEW: Final = 2000
KEY: Final = ("best", "day", "pk", "entry_id", "document_id")

Row = TypeVar("Row", bound=Model)
Key = tuple[int, date, int]


@dataclass(frozen=True, slots=True)
class Hits:
    """Träffar: a page of index rows, and what was asked to be told of all of them.

    `facts` has a row for each hit; where there are `many` it has the first ones that the index gave, and what is
    counted in it is a lower bound. `newest_only` = the order is right among the newest `FEW` and the rest is left out.
    """

    page: Slice[SearchEntry]
    facts: Sequence[tuple[Any, ...]] = ()
    many: bool = False
    newest_only: bool = False


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


def readable_matters(actor: Actor) -> QuerySet[SearchEntry]:
    """Index rows of the matters that the reader may see."""
    return SearchEntry.objects.filter(document__isnull=True, entry__in=policy.visible(actor, DiaryEntry))


def readable_documents(actor: Actor) -> QuerySet[SearchEntry]:
    """Index rows of the documents that the reader may see."""
    return SearchEntry.objects.filter(document__in=policy.visible(actor, Document))


def with_words(rows: QuerySet[Row], words: str, index: str = "search_entry") -> QuerySet[Row]:
    """Rader vars ord finns i frågan, for a list with a filter of its own; `index` is the way to the index row.

    A question without words that can be asked for finds nothing.
    """
    question = ask(words)
    return rows.filter(meets(question, f"{index}__terms")) if question else rows.none()


def hits(
    rows: QuerySet[SearchEntry],
    question: Question,
    place: Place,
    address: Callable[..., str],
    *,
    best_first: bool = False,
    facts: Sequence[str] = (),
) -> Hits:
    """Träffarna bland raderna, newest first, or those whose heading has the words first (`best_first`).

    `rows` is what the reader may see, narrowed by whatever was chosen. One query, two where there are many.
    """
    head = meets_on_the_way(question, "head_terms")
    met = rows.filter(meets(question)).order_by().annotate(best=head)
    found = list(met.values_list(*KEY, *facts)[: FEW + 1])
    told = [row[len(KEY) :] for row in found]
    if len(found) <= FEW:
        return Hits(_page(found, place, address, best_first=best_first, total=len(found)), told)
    walked = rows.filter(meets_on_the_way(question)).defer("head_terms", "terms")
    if not best_first:
        return Hits(page_of(walked, place, address, day="day", total=COUNTED + 1), told, many=True)
    newest = list(walked.annotate(best=head).order_by("-day", "-pk").values_list(*KEY)[:FEW])
    page = _page(newest, place, address, best_first=True, total=COUNTED + 1)
    return Hits(page, told, many=True, newest_only=True)


def _page(
    found: Sequence[tuple[Any, ...]],
    place: Place,
    address: Callable[..., str],
    *,
    best_first: bool,
    total: int,
) -> Slice[SearchEntry]:
    """The page among hits in hand, sorted here."""
    by_key = {(int(best_first and row[0]), row[1], row[2]): row for row in found}
    keys = sorted(by_key, reverse=True)
    back = _read(place.before)
    edge = back or _read(place.after)
    if edge is None:
        start = 0
    elif back:
        start = max(0, sum(key > edge for key in keys) - PAGE)
    else:
        start = sum(key >= edge for key in keys)
    shown = keys[start : start + PAGE]
    return Slice(
        rows=[SearchEntry(day=key[1], pk=key[2], entry_id=by_key[key][3], document_id=by_key[key][4]) for key in shown],
        shown=page_words(start, len(shown), total),
        previous=address(fore=_written(shown[0]), fran=max(start - PAGE, 0)) if shown and start else "",
        next=address(efter=_written(shown[-1]), fran=start + PAGE) if shown and keys[start + PAGE :] else "",
        total=total,
    )


def _written(key: Key) -> str:
    """The key of `page_of`, with a mark before it where the best hits come first."""
    best, day, pk = key
    return f"{'1_' if best else ''}{day.isoformat()}_{pk}"


def _read(key: str) -> Key | None:
    """A key that nobody gave out is no key."""
    plain = key.removeprefix("1_")
    day, _sep, pk = plain.partition("_")
    try:
        return (int(plain != key), date.fromisoformat(day), int(pk)) if pk.isdecimal() else None
    except ValueError:
        return None


def public_matches(words: str) -> QuerySet[PublicMatter]:
    """Ärenden som allmänheten hittar på ord, for a file or a feed that takes them all; in no order."""
    question = ask(words)
    if not question:
        return PublicMatter.objects.none()
    met = PublicSearchEntry.objects.filter(meets(question)).order_by()
    return PublicMatter.objects.filter(pk__in=met.values("entry_id"))


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
    page = page_of(matters.defer("terms"), place, address, day="day")
    rows = PublicMatter.objects.select_related("board").in_bulk([row.entry_id for row in page.rows])
    shown = [rows[row.entry_id] for row in page.rows if row.entry_id in rows]
    return Slice(shown, page.shown, page.previous, page.next, page.total)
