"""Grunden: refusals with their sentence, what a subject and an actor must have, and the SQL that writes a table once.

Pure. Every refusal of every room is a `Refusal`, so the frame can answer it without knowing the room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias, Union

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

JSON: TypeAlias = Union[bool, int, str, Sequence["JSON"], Mapping[str, "JSON"], None]  # noqa: UP007 - refers to itself
Sentence: TypeAlias = Union[str, "_StrPromise"]


class HasStream(Protocol):
    """What an event can be about: the name of its chain, e.g. `case:<uuid>`."""

    @property
    def stream(self) -> str: ...


class ActsAs(Protocol):
    """What the log must know of the one who acts (`accounts.capacity.Actor`)."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def capacity(self) -> str: ...
    @property
    def on_behalf_of(self) -> str | None: ...
    @property
    def mandate_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Stream:
    """Kedja utan egen rad: a chain that belongs to no row, e.g. `Stream("system")`."""

    stream: str


SYSTEM_STREAM = Stream("system")


class Refusal(Exception):
    """Nekande: what was asked cannot be done, and why, in a sentence for the person who asked.

    `status` is the HTTP answer; `reasons` all sentences at once where there are several. `heading` is what the page is
    called where the refusal knows; empty = what such a refusal is called.
    """

    sentence: Sentence = _("Det gick inte att göra.")
    heading: Sentence = ""
    status: int = 409

    def __init__(self, sentence: Sentence | None = None, *, reasons: Sequence[Sentence] = ()) -> None:
        if sentence is not None:
            self.sentence = sentence
        elif reasons:
            self.sentence = reasons[0]
        self.reasons: tuple[Sentence, ...] = tuple(reasons) or (self.sentence,)
        super().__init__()

    def __str__(self) -> str:
        """All reasons on one line."""
        return " ".join(str(reason) for reason in self.reasons)


class KeyReused(Refusal):
    """The request key was used before, for something else."""

    sentence = _("Formuläret har redan skickats med andra uppgifter. Ladda om sidan.")
    status = 422


def append_only_sql(table: str) -> tuple[str, str]:
    """Skrivs en gång: SQL that forbids UPDATE, DELETE and TRUNCATE on a table, and its reverse (G1).

    The migration that runs it depends on `("audit", "0002_append_only")`.
    """
    forward = f"""
        CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION audit_append_only();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_written_once;
        CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_emptied;
    """
    reverse = f"""
        DROP TRIGGER {table}_written_once ON {table};
        DROP TRIGGER {table}_never_emptied ON {table};
    """
    return forward, reverse
