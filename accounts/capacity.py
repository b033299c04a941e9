"""Egenskap: who acts, under which mandate and for whom (`Actor`). Pure: no models, no queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

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
    appointed: bool = False
    until: date | None = None

    @property
    def capacity(self) -> str:
        """The words that an event keeps: "t.f. kommundirektör", "Kommundirektör enligt förordnande"."""
        if self.acting:
            return f"t.f. {_small(self.label)}"
        return f"{self.label} enligt förordnande" if self.appointed else self.label


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

    @property
    def mandate_id(self) -> int | None:
        """The row of the mandate acted under, or None."""
        return self.chosen.mandate_id if self.chosen else None

    @property
    def acts_for_id(self) -> int | None:
        """The row of the person acted for in this act, or None."""
        return self.chosen.for_user_id if self.chosen else None

    @property
    def sides(self) -> frozenset[int]:
        """The person, and everybody stood in for today, whatever mandate is acted under.

        Where two people are needed, nobody of the one side is the other.
        """
        stood_in_for = {grant.for_user_id for grant in self.grants}
        return frozenset(one for one in {self.user_id, *stood_in_for} if one is not None)

    def doing_the_work_of(self, *roles: str) -> frozenset[int]:
        """Whose work the roles of today let the person do: the own by an own mandate, another's by a stand-in's."""
        people = {grant.for_user_id or self.user_id for grant in self.grants_of(*roles)}
        return frozenset(one for one in people if one is not None)

    def under(self, grant: Grant | None) -> Actor:
        """The same person with all mandates, acting under this one."""
        return replace(self, chosen=grant)

    def only(self, *grants: Grant) -> Actor:
        """The same person with these mandates and no other, the first of them chosen."""
        return replace(self, grants=grants, chosen=grants[0] if grants else None)

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


def different(grants: Sequence[Grant]) -> tuple[Grant, ...]:
    """Those that a person can tell apart: of two for the same role and person the one that lasts longer."""
    found: dict[tuple[str, int | None], Grant] = {}
    for grant in grants:
        known = found.get((grant.capacity, grant.for_user_id))
        if known is None or (known.until is not None and (grant.until is None or grant.until > known.until)):
            found[grant.capacity, grant.for_user_id] = grant
    return tuple(found.values())


def in_words(capacity: str, on_behalf_of: str | None) -> str:
    """Egenskapen som den visas: "ersättare för Camilla Broo (kommundirektör)", or the role alone."""
    if not on_behalf_of:
        return capacity
    return _("ersättare för {namn} ({roll})").format(namn=on_behalf_of, roll=_small(capacity))


def _small(label: str) -> str:
    return label if label[:2].isupper() else f"{label[:1].lower()}{label[1:]}"


SYSTEM = Actor(id="00000000-0000-0000-0000-000000000000", label="Beslutsgång", kind="system")
ANONYMOUS = Actor(id="", label="", kind="anonymous")
