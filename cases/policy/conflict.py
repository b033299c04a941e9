"""Jäv (KL 7:4, 6:28–32): who left a matter because of it takes no part in it any more, in whatever role.

Whoever may work in a matter, gets or is offered its tasks, or is told of them, is asked about here.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from audit.rules import Sentence
from cases.models import Case, CaseAssignment


def conflicted(case: Case) -> frozenset[int]:
    """De jäviga: the people whom somebody replaced in the matter because of jäv; read once for the matter in hand."""
    if "conflicted_" not in case.__dict__:
        know_conflicted(case, _left().filter(case=case.pk).values_list("former", flat=True))
    return frozenset(case.__dict__["conflicted_"])


def is_conflicted(user_id: int | None, case: Case) -> bool:
    """Whether the person is one of them. The matter's officer never is: nobody of them gets it back."""
    return user_id is not None and user_id != case.case_officer_id and user_id in conflicted(case)


def know_conflicted(case: Case, people: Iterable[int | None]) -> None:
    """What was read with the matter needs no question of its own."""
    case.__dict__["conflicted_"] = people


def read_with(row: Model, case: Case) -> Case:
    """The matter of a row that was read with `conflicted_column` as `conflicted_`."""
    if "conflicted_" in row.__dict__:
        know_conflicted(case, row.__dict__["conflicted_"])
    return case


def conflicted_column(case: str = "pk") -> ArraySubquery:
    """De jäviga, to be read together with a row; `case` is the way from it to its matter."""
    return ArraySubquery(_left().filter(case=OuterRef(case)).order_by("pk").values("former"))


def left_for_conflict(user_id: int | None, *, case: str = "pk") -> Exists:
    """The same of one person, asked of many matters at once. `case` is the way from the row to its matter."""
    return Exists(_left().filter(case=OuterRef(case), former=user_id or 0))


def conflicted_in_matters() -> QuerySet[CaseAssignment, tuple[int, int | None]]:
    """Alla jäviga: the matter and the person."""
    return _left().order_by("pk").values_list("case_id", "former_id")


def said_of_conflict(name: str) -> Sentence:
    """Varför personen inte kan få det."""
    return _("{namn} är jävig i ärendet. Välj någon annan.").format(namn=name)


def _left() -> QuerySet[CaseAssignment]:
    return CaseAssignment.objects.exclude(conflict="")
