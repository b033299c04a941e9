"""Påhittat register i stor skala: matters and documents with a large vocabulary, written with COPY.

Deterministic: the same seed and size give the same rows. Two in a hundred matters and documents are secret, three in a
hundred documents working material. The index keys are those of the program.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import psycopg
from django.db.models import Model
from psycopg import sql

from bench.copying import copy, without_guards, without_word_indexes
from bench.vocabulary import Vocabulary

SHARE_OF_MATTERS = 5
"""One row in five of the index is a matter, the others are its documents."""
SECRET = 0.02
DRAFT = 0.03
TITLE = (4, 10)
TEXT_MEDIAN = 120
TEXT_MOST = 600
FIRST_YEAR, LAST_YEAR = 2016, 2025
BATCH = 5_000


@dataclass
class Corpus:
    """Det som gjordes: how many, the words with how often they were written, and the numbers of some matters."""

    matters: int = 0
    documents: int = 0
    words: Sequence[str] = ()
    written: list[int] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


def generate(owner: psycopg.Connection[Any], entries: int, *, seed: int = 1) -> Corpus:
    """Fyll registret med så många rader i sökindexet; the connection is the owner's, the municipality is loaded."""
    from diarium.models import PublicSearchEntry, SearchEntry

    chance = random.Random(seed)  # noqa: S311
    vocabulary = Vocabulary(chance)
    corpus = Corpus(words=vocabulary.words, written=[0] * len(vocabulary.words))
    tables = ["diarium_diary", "diarium_diaryentry", "cases_case", "diarium_document", "diarium_documentversion"]
    tables += ["diarium_filetext", SearchEntry._meta.db_table, PublicSearchEntry._meta.db_table]
    with without_guards(owner, tables), without_word_indexes(owner, tables[-2:]):
        _fill(owner, entries, chance, vocabulary, corpus)
    for table in tables:
        owner.execute(
            sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT coalesce(max(id), 1) FROM {}))").format(
                sql.Literal(table), sql.Identifier(table)
            )
        )
    owner.commit()
    owner.autocommit = True
    owner.execute("VACUUM ANALYZE")
    owner.autocommit = False
    return corpus


def _fill(
    owner: psycopg.Connection[Any], entries: int, chance: random.Random, vocabulary: Vocabulary, corpus: Corpus
) -> None:
    from diarium import models

    maker = _Maker(chance, vocabulary, corpus)
    copy(owner, models.Diary, maker.diaries())
    while corpus.matters + corpus.documents < entries:
        batch = maker.batch(entries - corpus.matters - corpus.documents)
        for model in maker.tables:
            copy(owner, model, batch[model])
        owner.commit()
    for pk, serial in maker.serials.items():
        owner.execute("UPDATE diarium_diary SET last_serial = %s WHERE id = %s", [serial, pk])
    owner.commit()


class _Maker:
    """Gör raderna: batches of matters, each with its documents and their index rows."""

    def __init__(self, chance: random.Random, vocabulary: Vocabulary, corpus: Corpus) -> None:
        from accounts.models import Board, User
        from cases.models import Case, CaseType
        from cases.states import CaseState
        from diarium import models
        from diarium.engine.terms import A_MATTER

        self.marks = {A_MATTER}
        self.chance, self.vocabulary, self.corpus = chance, vocabulary, corpus
        self.tables = (
            models.DiaryEntry,
            Case,
            models.Document,
            models.DocumentVersion,
            models.FileText,
            models.SearchEntry,
            models.PublicSearchEntry,
        )
        self.boards = [*Board.objects.exclude(code="").order_by("pk").values_list("pk", "code")][:10]
        self.people = [*User.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True)]
        self.codes = [*models.ClassCode.objects.order_by("pk").values_list("pk", "code")]
        self.case_type = CaseType.objects.order_by("pk").values_list("pk", flat=True)[0]
        self.states = [*CaseState.values, *[CaseState.CLOSED] * 12]
        self.serials: dict[int, int] = {}
        self.pk = dict.fromkeys(self.tables, 1000)
        self.diary_of: dict[tuple[int, int], int] = {}

    def diaries(self) -> Iterator[dict[str, Any]]:
        for pk, (board, year) in enumerate(
            ((board, year) for board, _code in self.boards for year in range(FIRST_YEAR, LAST_YEAR + 1)), start=1000
        ):
            self.diary_of[board, year] = pk
            yield {"id": pk, "board_id": board, "year": year, "template": "{}"}

    def batch(self, wanted: int) -> dict[type[Model], list[dict[str, Any]]]:
        rows: dict[type[Model], list[dict[str, Any]]] = {model: [] for model in self.tables}
        made = 0
        while made < min(wanted, BATCH):
            made += self._matter(rows, min(wanted, BATCH) - made)
        return rows

    def _next(self, model: type[Model]) -> int:
        self.pk[model] += 1
        return self.pk[model]

    def _matter(self, rows: dict[type[Model], list[dict[str, Any]]], room: int) -> int:
        entries, cases, _documents, _versions, _texts, inside, outside = self.tables
        chance = self.chance
        board, code = chance.choice(self.boards)
        opened = date(FIRST_YEAR, 1, 1) + timedelta(days=chance.randrange(365 * (LAST_YEAR - FIRST_YEAR + 1)))
        diary = self.diary_of[board, opened.year]
        serial = self.serials[diary] = self.serials.get(diary, 0) + 1
        class_id, class_code = chance.choice(self.codes)
        number = f"{code}-{opened.year}/{serial}.{class_code}"
        subject, head = self._words(chance.randint(*TITLE))
        secret = "OSL 21 kap. 1 §" if chance.random() < SECRET else ""
        entry = self._next(entries)
        at = datetime(opened.year, opened.month, opened.day, 9, tzinfo=UTC)
        rows[entries].append(
            {
                "id": entry,
                "uuid": self._uuid(),
                "diary_id": diary,
                "serial": serial,
                "class_code_id": class_id,
                "printed_number": number,
                "number_key": f"{code.lower()}{opened.year}/{serial}",
                "opened_on": opened,
                "registered_at": at,
                "public_subject": subject,
                "secrecy_provision": secret,
                "secrecy_on": opened if secret else None,
            }
        )
        rows[cases].append(
            {
                "id": self._next(cases),
                "uuid": self._uuid(),
                "entry_id": entry,
                "case_type_id": self.case_type,
                "board_id": board,
                "case_officer_id": chance.choice(self.people),
                "state": chance.choice(self.states),
                "state_since": at,
            }
        )
        head |= self.marks | {number.lower(), code.lower(), str(opened.year), str(serial), class_code}
        place = {"entry_id": entry, "board_id": board, "day": opened}
        rows[inside].append({"id": self._next(inside), **place, "head_terms": _vector(head), "terms": _vector(head)})
        if not secret:
            rows[outside].append({"id": self._next(outside), **place, "terms": _vector(head)})
        self.corpus.matters += 1
        if len(self.corpus.numbers) < BATCH:
            self.corpus.numbers.append(number)
        many = min(chance.randint(1, 2 * SHARE_OF_MATTERS - 3), room - 1)
        for document_no in range(1, many + 1):
            self._document(rows, place, document_no, secret)
        rows[entries][-1]["last_document_no"] = many
        self.corpus.documents += many
        return 1 + many

    def _document(
        self, rows: dict[type[Model], list[dict[str, Any]]], place: dict[str, Any], document_no: int, entry_secret: str
    ) -> None:
        _entries, _cases, documents, versions, texts, inside, outside = self.tables
        chance = self.chance
        pk = self._next(documents)
        day = place["day"] + timedelta(days=chance.randrange(200))
        at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        direction = chance.choice(("received", "received", "established", "dispatched"))
        title, head = self._words(chance.randint(*TITLE))
        text, keys = self._words(min(TEXT_MOST, int(chance.lognormvariate(0, 0.7) * TEXT_MEDIAN) + 5))
        secret = "OSL 21 kap. 1 §" if chance.random() < SECRET else ""
        draft = chance.random() < DRAFT
        hashed = sha256(f"{pk}".encode()).hexdigest()
        person = chance.choice(self.people)
        rows[documents].append(
            {
                "id": pk,
                "uuid": self._uuid(),
                "entry_id": place["entry_id"],
                "document_no": document_no,
                "title": title,
                "direction": direction,
                "kind": "other",
                "dated": day,
                "received_on": day if direction == "received" else None,
                "registered_at": at,
                "registered_by_id": person,
                "status": "draft" if draft else "final",
                "secrecy_provision": secret,
                "secrecy_on": day if secret else None,
            }
        )
        version = {"id": self._next(versions), "document_id": pk, "number": 1, "sha256": hashed, "size": len(text)}
        rows[versions].append(
            version | {"media_type": "text/plain", "file_name": "a.txt", "created_at": at, "created_by_id": person}
        )
        rows[texts].append({"id": self._next(texts), "sha256": hashed, "status": "read", "text": text, "read_at": at})
        here = place | {"document_id": pk, "day": day}
        vectors = {"head_terms": _vector(head), "terms": _vector(head | keys)}
        rows[inside].append({"id": self._next(inside), **here, **vectors})
        if not (secret or draft or entry_secret):
            rows[outside].append({"id": self._next(outside), **here, "terms": _vector(head)})

    def _words(self, number: int) -> tuple[str, set[str]]:
        drawn = self.vocabulary.draw(number)
        for word in drawn:
            self.corpus.written[word] += 1
        keys: set[str] = set()
        for word in drawn:
            keys.update(self.vocabulary.keys[word])
        return " ".join(self.vocabulary.words[word] for word in drawn).capitalize(), keys

    def _uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)


def _vector(keys: Iterable[str]) -> str:
    return " ".join("'" + key.replace("\\", "\\\\").replace("'", "''") + "'" for key in keys)
