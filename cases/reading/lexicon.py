"""Ordförråd: the municipality's rows that the reader knows words, bodies, people and parties by. Rows, not code."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Any

from rapidfuzz import fuzz


def fold(text: str) -> str:
    """The text for comparison: one space between words, no case."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True)
class Words:
    """Etiketter, rubriker och titlar, as in `rows/words.json`."""

    labels: Mapping[str, tuple[str, ...]]
    document_kinds: tuple[str, ...]
    headings: Mapping[str, tuple[str, ...]]
    heading_endings: Mapping[str, tuple[str, ...]]
    titles: tuple[str, ...]
    title_endings: tuple[str, ...]
    acting: tuple[str, ...]
    body_endings: tuple[str, ...]
    stamps: tuple[str, ...]
    abbreviations: tuple[str, ...]
    suspending: tuple[str, ...]
    function_words: tuple[str, ...]

    @classmethod
    def from_rows(cls, rows: Mapping[str, Any]) -> Words:
        """The words of the rows of one municipality."""
        plain = ("document_kinds", "titles", "title_endings", "acting", "body_endings", "stamps")
        more = ("abbreviations", "suspending", "function_words")
        return cls(
            labels={kind: tuple(names) for kind, names in rows["labels"].items()},
            headings={row["kind"]: tuple(row["names"]) for row in rows["headings"]},
            heading_endings={row["kind"]: tuple(row.get("endings", ())) for row in rows["headings"]},
            **{name: tuple(rows[name]) for name in plain + more},
        )

    @cached_property
    def heading_kinds(self) -> dict[str, str]:
        """The kind of each known heading, by its folded name."""
        kinds: dict[str, str] = {}
        for kind, names in self.headings.items():
            for name in names:
                kinds.setdefault(fold(name), kind)
        return kinds

    @cached_property
    def folded_titles(self) -> frozenset[str]:
        """The titles, folded."""
        return frozenset(map(fold, self.titles))

    @cached_property
    def glued_label(self) -> re.Pattern[str]:
        """A label that follows a digit or a lower-case letter without a space."""
        names = sorted((name for group in self.labels.values() for name in group), key=len, reverse=True)
        return re.compile(rf"(?<=[\da-zåäö)])(?:{'|'.join(map(re.escape, names))})(?![a-zåäö])")


@dataclass(frozen=True)
class Named:
    """En rad i registret: a body, a correspondent or a group, with the other names it goes by."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    ambiguous_aliases: tuple[str, ...] = ()
    misspellings: tuple[str, ...] = ()
    parent: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The name and the aliases that mean this one and no other."""
        return (self.name, *self.aliases)


@dataclass(frozen=True)
class Person:
    """En person i registret."""

    name: str
    email: str = ""
    title: str = ""


@dataclass(frozen=True)
class Lexicon:
    """Ordförråd: what the caller's database knows; `default_lexicon()` where no database answers."""

    words: Words
    bodies: tuple[Named, ...] = ()
    correspondents: tuple[Named, ...] = ()
    groups: tuple[Named, ...] = ()
    people: tuple[Person, ...] = ()
    organisations: tuple[str, ...] = ()
    departments: tuple[str, ...] = field(default=())

    @cached_property
    def _bodies_by_name(self) -> dict[str, str]:
        return {fold(name): body.code for body in self.bodies for name in body.names}

    @cached_property
    def _recipients_by_name(self) -> dict[str, str]:
        found = {fold(name): f"board:{body.code}" for body in self.bodies for name in body.names}
        found |= {fold(name): "correspondent" for row in self.correspondents for name in row.names}
        found |= {fold(name): f"group:{row.code}" for row in self.groups for name in row.names}
        return found

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of the rows, without case: words that a line break may have cut in two."""
        rows = (*self.bodies, *self.correspondents, *self.groups)
        texts = [name for row in rows for name in row.names]
        texts += [name for names in self.words.headings.values() for name in names]
        texts += [*self.words.titles, *self.organisations, *self.departments]
        return frozenset(word for text in texts for word in re.findall(r"[^\W\d_]+", text.casefold()))

    def body_code(self, text: str) -> str | None:
        """The code of a body named in the text, also in the genitive; "" for an unknown one that looks like a body."""
        known = self._bodies_by_name
        name = fold(text)
        for form in (name, name.removesuffix("s"), f"kommun{name}"):
            if form in known:
                return known[form]
        looks = any(name.removesuffix("s").endswith(ending) for ending in self.words.body_endings)
        return "" if looks and len(name.split()) <= 6 else None

    def match(self, text: str) -> str:
        """What a recipient is bound to: "correspondent", "group:<code>", "board:<code>", or "" — never a guess."""
        return self._recipients_by_name.get(fold(text), "")

    def is_title(self, text: str) -> float:
        """How surely the text is a signer's title: 1.0 in the lexicon, 0.8 by its ending, 0.6 damaged, 0.0 not."""
        name = self.without_acting(text)[0]
        if not name or len(name) > 60 or len(name.split()) > 5:
            return 0.0
        if fold(name) in self.words.folded_titles:
            return 1.0
        if fold(name).endswith(self.words.title_endings):
            return 0.8
        scores = (fuzz.ratio(fold(name), title) for title in self.words.folded_titles)
        return 0.6 if len(name) > 8 and max(scores, default=0.0) >= 88 else 0.0

    def without_acting(self, text: str) -> tuple[str, bool]:
        """The title without "t.f.", and whether it was there."""
        for prefix in sorted(self.words.acting, key=len, reverse=True):
            if fold(text).startswith(fold(prefix) + " "):
                return " ".join(text.split())[len(prefix) :].strip(), True
        return text.strip(), False


def read_rows(name: str) -> dict[str, Any]:
    """One packaged file of rows."""
    loaded: dict[str, Any] = json.loads(resources.files("cases.reading").joinpath("rows", name).read_text("utf-8"))
    return loaded


@cache
def default_words() -> Words:
    """The words that the product is delivered with."""
    return Words.from_rows(read_rows("words.json"))


@cache
def default_lexicon() -> Lexicon:
    """The rows that the product is delivered with, for a command without a database and for the demo."""
    rows = read_rows("bodies.json")
    return Lexicon(
        words=default_words(),
        bodies=tuple(_named(row) for row in rows["bodies"]),
        correspondents=tuple(_named(row) for row in rows["correspondents"]),
        groups=tuple(_named(row) for row in rows["groups"]),
        people=tuple(Person(row["name"], row["email"] or "", row["title"] or "") for row in rows["people"]),
        organisations=tuple(row["name"] for row in rows["organisations"]),
        departments=tuple(rows["departments"]),
    )


def _named(row: Mapping[str, Any]) -> Named:
    return Named(
        code=row["code"],
        name=row["name"],
        aliases=tuple(row.get("aliases", ())),
        ambiguous_aliases=tuple(row.get("ambiguous_aliases", ())),
        misspellings=tuple(row.get("misspellings", ())),
        parent=row.get("parent") or "",
    )
