"""Öppna data: the public diary as CSV and JSON, streamed, a part at a time by key. The format: `docs/open-data.md`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts import policy
from accounts.forms import parse_date
from diarium.numbers import NumberTemplate
from diarium.selectors import publicity
from diarium.selectors.entry import number_template
from diarium.selectors.publicity import Wanted
from diarium.views.freshness import asked_about_every_time, checked, mark_of

if TYPE_CHECKING:
    from config.middleware import ActingRequest

VERSION = "1"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
MOST = 10_000
PART = 1_000
STATUSES = {"open": "oppet", "closed": "avslutat", "cancelled": "makulerat", "merged": "sammanslaget"}
DIRECTIONS = {"received": "inkommen", "established": "upprattad", "dispatched": "utgaende"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_UNDERSTOOD = _("Frågan går inte att läsa. Beskrivningen finns på /publikt/oppna-data/.")


@dataclass(frozen=True)
class Dataset:
    """Datamängd: its columns in order, its rows, and one row as the world gets it."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Wanted], QuerySet[Any]]
    row: Callable[[Any, NumberTemplate, Callable[[str], str]], tuple[Any, ...]]


def _document(found: Any, form: NumberTemplate, absolute: Callable[[str], str]) -> tuple[Any, ...]:
    line, matter, shown = publicity.document_line(found, form), found.matter, not found.masked
    return (
        str(found.uuid),
        line.number,
        found.document_no,
        str(matter.uuid),
        matter.number,
        matter.board.code,
        matter.board.name,
        found.day.isoformat(),
        found.registered_on.isoformat(),
        DIRECTIONS.get(found.direction, "") if shown else "",
        found.kind if shown else "",
        found.title if shown else "",
        found.other_party if shown else "",
        line.cancelled,
        not shown,
        absolute(line.url),
    )


def _matter(found: Any, _form: NumberTemplate, absolute: Callable[[str], str]) -> tuple[Any, ...]:
    line, shown = publicity.matter_line(found), not found.masked
    return (
        str(found.uuid),
        found.number,
        found.board.code,
        found.board.name,
        found.opened_on.isoformat(),
        timezone.localtime(found.registered_at).date().isoformat(),
        STATUSES.get(found.status, "") if shown else "",
        (found.continues_in or "") if shown else "",
        found.subject if shown else "",
        not shown,
        absolute(line.url),
    )


DOCUMENTS = Dataset(
    "handlingar",
    (
        "id",
        "handling",
        "handlingsnummer",
        "arende_id",
        "diarienummer",
        "namnd",
        "namnd_namn",
        "datum",
        "registrerad",
        "riktning",
        "handlingstyp",
        "rubrik",
        "avsandare_eller_mottagare",
        "makulerad",
        "visas_inte",
        "adress",
    ),
    publicity.document_rows,
    _document,
)
MATTERS = Dataset(
    "arenden",
    (
        "id",
        "diarienummer",
        "namnd",
        "namnd_namn",
        "oppnat",
        "registrerat",
        "status",
        "fors_i",
        "arendemening",
        "visas_inte",
        "adress",
    ),
    publicity.matter_rows,
    _matter,
)
DATASETS = {dataset.name: dataset for dataset in (DOCUMENTS, MATTERS)}


@dataclass(frozen=True)
class Part:
    """Del av en datamängd: the rows from a key on; `following` is the address of the next part."""

    dataset: Dataset
    wanted: Wanted
    after: int
    last: int
    following: str
    absolute: Callable[[str], str]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows, read a thousand at a time."""
        after, form = self.after, number_template()
        while True:
            found = list(self.dataset.rows(self.wanted).filter(pk__gt=after, pk__lte=self.last)[:PART])
            if not found:
                return
            yield from (self.dataset.row(one, form, self.absolute) for one in found)
            after = found[-1].pk


@require_safe
@policy.mark(public=True)
@asked_about_every_time
def open_data(request: ActingRequest) -> HttpResponse:
    """Sidan om öppna data: what there is, its columns, and what one may do with it."""
    context = {"documents": DOCUMENTS.columns, "matters": MATTERS.columns, "most": MOST, "licence": LICENCE}
    response = render(request, "diarium/public/open_data.html", context)
    response.headers["X-Robots-Tag"] = "all"
    return response


@require_safe
@policy.mark(public=True)
def diary_csv(request: ActingRequest) -> HttpResponseBase:
    """Diariet som CSV."""
    return _answer(request, "csv", "text/csv; charset=utf-8", _csv)


@require_safe
@policy.mark(public=True)
def diary_json(request: ActingRequest) -> HttpResponseBase:
    """Diariet som JSON."""
    return _answer(request, "json", "application/json", _json)


def _answer(
    request: ActingRequest, form: str, media_type: str, written: Callable[[Part], Iterator[bytes]]
) -> HttpResponseBase:
    """The part as a stream, marked by what it shows: it is read once for the mark and once for the answer."""
    asked = request.GET
    dataset, wanted = DATASETS.get(asked.get("visa", DOCUMENTS.name)), _wanted(asked)
    after, size = _number(asked.get("efter", "0")), _number(asked.get("antal", str(MOST)))
    if dataset is None or wanted is None or after is None or not size:
        return HttpResponse(_NOT_UNDERSTOOD, status=400, content_type="text/plain; charset=utf-8")
    part = _part(request, dataset, wanted, after, min(size, MOST))
    response = StreamingHttpResponse(written(part), content_type=media_type)
    response.headers["Content-Disposition"] = f'inline; filename="diarium-{dataset.name}.{form}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    if part.following:
        response.headers["Link"] = f'<{part.following}>; rel="next"'
    return checked(request, response, mark_of(written(part)))


def _wanted(asked: Mapping[str, str]) -> Wanted | None:
    """The board and the period; None when a day cannot be read."""
    days = {name: asked.get(name, "") for name in ("dag", "fran_och_med", "till_och_med")}
    read = {name: parse_date(text, today=timezone.localdate()) if text else None for name, text in days.items()}
    if any(text and read[name] is None for name, text in days.items()):
        return None
    return Wanted(
        board=asked.get("namnd", "")[:20],
        since=read["dag"] or read["fran_och_med"],
        until=read["dag"] or read["till_och_med"],
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _part(request: ActingRequest, dataset: Dataset, wanted: Wanted, after: int, size: int) -> Part:
    keys = list(dataset.rows(wanted).filter(pk__gt=after).values_list("pk", flat=True)[: size + 1])
    more, keys = len(keys) > size, keys[:size]
    last = keys[-1] if keys else after
    following = ""
    if more:
        query = request.GET.copy()
        query["efter"] = str(last)
        following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return Part(dataset, wanted, after, last, following, request.build_absolute_uri)


def _csv(part: Part) -> Iterator[bytes]:
    """UTF-8 with a mark that spreadsheets know, semicolons; a value that a spreadsheet would calculate is quoted."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(part.dataset.columns)
    yield b"\xef\xbb\xbf" + _taken(buffer)
    rows = part.rows()
    while batch := list(islice(rows, PART)):
        writer.writerows([_plain(value) for value in row] for row in batch)
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _json(part: Part) -> Iterator[bytes]:
    head = {"version": VERSION, "licens": LICENCE, "datamangd": part.dataset.name}
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "rader": ['
    between = b"\n"
    for row in part.rows():
        yield between + json.dumps(dict(zip(part.dataset.columns, row, strict=True)), ensure_ascii=False).encode()
        between = b",\n"
    tail = {"efter": str(part.last), "nasta": part.following or None}
    yield b"\n], " + json.dumps(tail, ensure_ascii=False)[1:].encode() + b"\n"
