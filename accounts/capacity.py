"""Egenskap: who acts, under which mandate and for whom (`Actor`). Pure: no models, no queries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Kind = Literal["person", "signatory", "system", "anonymous"]


@dataclass(frozen=True, slots=True)
class Grant:
    """Uppdrag som det gäller i dag: one role that a person may act in, alone or for another.

    `role` is a value of `accounts.models.Role`; `label` its Swedish name as recorded in events.
    `board_id`/`unit_id` bound the scope, None = the whole municipality.
    `for_user_id`/`for_label` name the person acted for (ersättare), None = the own mandate.
    """

    role: str
    label: str
    mandate_id: int | None = None
    board_id: int | None = None
    unit_id: int | None = None
    for_user_id: int | None = None
    for_label: str | None = None
    acting: bool = False
    until: date | None = None

    @property
    def capacity(self) -> str:
        """The words that an event keeps, e.g. "t.f. kommundirektör"."""
        return f"t.f. {self.label[:1].lower()}{self.label[1:]}" if self.acting else self.label


@dataclass(frozen=True, slots=True)
class Actor:
    """Den som handlar: the person, outside signatory or the system, and the mandate acted under.

    `id` is the person's uuid as text; `grants` all mandates of today; `chosen` the one acted under.
    """

    id: str
    label: str
    kind: Kind = "person"
    user_id: int | None = None
    grants: tuple[Grant, ...] = ()
    chosen: Grant | None = None

    @property
    def capacity(self) -> str:
        """In what capacity, in Swedish; empty for the system."""
        return self.chosen.capacity if self.chosen else ""

    @property
    def person_id(self) -> int:
        """The row of the person, for what only a person does.

        Raises:
            ValueError: the system or nobody acts.
        """
        if self.user_id is None:
            raise ValueError(f"{self.kind} is no person")
        return self.user_id

    @property
    def on_behalf_of(self) -> str | None:
        """The name of the person acted for, or None."""
        return self.chosen.for_label if self.chosen else None

    def grants_of(self, *roles: str) -> tuple[Grant, ...]:
        """The mandates of today that give one of the roles."""
        return tuple(grant for grant in self.grants if grant.role in roles)

    def holds(self, *roles: str, board_id: int | None = None) -> bool:
        """Whether a mandate of today gives one of the roles (for the board, where one is named)."""
        return any(
            board_id is None or grant.board_id is None or grant.board_id == board_id for grant in self.grants_of(*roles)
        )

    def acting_as(self, *roles: str) -> Actor:
        """The same actor with the first mandate of the roles chosen; itself when none fits or one is chosen already."""
        if self.chosen is not None and self.chosen.role in roles:
            return self
        fitting = self.grants_of(*roles)
        return replace(self, chosen=fitting[0]) if fitting else self


SYSTEM = Actor(id="00000000-0000-0000-0000-000000000000", label="Beslutsgång", kind="system")
ANONYMOUS = Actor(id="", label="", kind="anonymous")
