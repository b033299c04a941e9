"""Formuläret mellan två försök: files that were let in stay chosen by signed tokens, and what they propose is marked.

A token names the stored content and who chose it: it is of no use to anybody else, and none can be made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.core import signing

from diarium.services.intake import StoredFile

SALT = "workflows.kept-file"
SECONDS = 24 * 60 * 60
MOST_ROWS = 60
ROW_FIELDS = ("kept", "title", "kind", "protected_title", "own")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """Vald fil; `enclosed` = it came inside a message that is kept whole as well."""

    file: StoredFile
    warnings: tuple[str, ...] = ()
    enclosed: bool = False

    def token(self, user_id: str) -> str:
        """What the form carries."""
        file = self.file
        told = [file.sha256, file.size, file.file_name, file.media_type, [*self.warnings], self.enclosed, user_id]
        return signing.dumps(told, salt=SALT, compress=True)


def kept_file(token: str, user_id: str) -> KeptFile | None:
    """The file that the token stands for, for the one who chose it; None for anybody else and for what is made up."""
    if not token:
        return None
    try:
        sha256, size, file_name, media_type, warnings, enclosed, chosen_by = signing.loads(
            token, salt=SALT, max_age=SECONDS
        )
    except (signing.BadSignature, ValueError):
        return None
    file = StoredFile(sha256, size, file_name, media_type)
    return KeptFile(file, tuple(warnings), enclosed) if chosen_by == user_id else None


def name_of(field_name: str, row: int) -> str:
    """A row's field: the first document's have plain names."""
    return f"{field_name}-{row}" if row else field_name


@dataclass
class Draft:
    """Det som är ifyllt hittills: the form's values by name, and how many documents they tell of."""

    values: dict[str, str]
    user_id: str
    proposed: set[str] = field(default_factory=set)
    _kept: dict[str, KeptFile | None] = field(default_factory=dict)

    @classmethod
    def of(cls, posted: Mapping[str, str], user_id: str) -> Draft:
        """As it was sent."""
        values = {name: str(posted[name]) for name in posted}
        return cls(values, user_id, {name for name in values.get("proposed", "").split(",") if name})

    @property
    def rows(self) -> int:
        """How many documents, at least one."""
        told = self.values.get("rows", "1")
        return min(max(int(told), 1), MOST_ROWS) if told.isdecimal() and len(told) < 4 else 1

    def kept(self, row: int) -> KeptFile | None:
        """The file of the row."""
        token = self.values.get(name_of("kept", row), "")
        if token not in self._kept:
            self._kept[token] = kept_file(token, self.user_id)
        return self._kept[token]

    def files(self) -> Iterator[tuple[int, KeptFile]]:
        """Rows that have a file."""
        for row in range(self.rows):
            kept = self.kept(row)
            if kept is not None:
                yield row, kept

    def add(self, kept: KeptFile, *, title: str, kind: str = "", own: bool = True) -> int | None:
        """Another document with the file: the first row when it has none yet. None = there are too many."""
        row = 0 if self.kept(0) is None else self.rows
        if row >= MOST_ROWS:
            return None
        self.values["rows"] = str(max(row + 1, self.rows))
        self.values[name_of("kept", row)] = kept.token(self.user_id)
        self.propose(name_of("title", row), title)
        if kind and not self.values.get(name_of("kind", row)):
            self.values[name_of("kind", row)] = kind
        if own:
            self.values[name_of("own", row)] = "on"
        return row

    def remove(self, row: int) -> None:
        """Take a document away; those after it move up. The last one loses its file alone."""
        last = self.rows - 1
        if not 0 <= row <= last:
            return
        for place in range(row, last + 1):
            for field_name in ROW_FIELDS:
                later = self.values.pop(name_of(field_name, place + 1), None) if place < last else None
                here = name_of(field_name, place)
                self.values.pop(here, None)
                self.proposed.discard(here)
                if later is not None:
                    self.values[here] = later
        self.values["rows"] = str(max(last, 1))

    def propose(self, name: str, value: str) -> None:
        """Fill an empty field from a file, and mark it so."""
        if value and not self.values.get(name, "").strip():
            self.values[name] = value
            self.proposed.add(name)

    def filled(self) -> dict[str, str]:
        """The values as a form takes them."""
        return {**self.values, "rows": str(self.rows), "proposed": ",".join(sorted(self.proposed))}
