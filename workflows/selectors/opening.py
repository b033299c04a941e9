"""Det som ett nytt ärende kan vara: boards, kinds, classes and officers to choose between; the matter of a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts import policy
from accounts.capacity import Actor
from accounts.models import BoardKind, Role, Unit
from accounts.selectors import boards_active_on, holders, municipality
from cases.models import Case, CaseType
from diarium.models import ClassCode, Correspondent, DiaryEntry
from diarium.selectors import find_entry, match_recipients

Choices = Sequence[tuple[str, str]]
WITHOUT_DIARY = (BoardKind.COMMITTEE,)


@dataclass(frozen=True, slots=True)
class OpeningChoices:
    """Val i formuläret för ett nytt ärende."""

    boards: Choices
    case_types: Choices
    classes: Choices
    officers: Choices
    units: Choices


@dataclass(frozen=True, slots=True)
class KnownParty:
    """Part som den står i registret."""

    name: str
    correspondent_id: int | None
    is_municipality: bool


def opening_choices(actor: Actor, *, on: date) -> OpeningChoices:
    """What the person can choose on the day (one query each)."""
    in_force = Q(valid_from=None) | Q(valid_from__lte=on)
    codes = ClassCode.objects.filter(in_force, Q(valid_to=None) | Q(valid_to__gte=on)).order_by("code", "pk")
    return OpeningChoices(
        boards=[
            (str(board.pk), board.name)
            for board in boards_active_on(on)
            if board.kind not in WITHOUT_DIARY and policy.can(actor, "open_case", board)
        ],
        case_types=[(kind.code, kind.name) for kind in CaseType.objects.filter(ended_at=None).order_by("name", "pk")],
        classes=[(row.code, f"{row.code} {row.name}".strip()) for row in codes],
        officers=[(str(person.pk), person.name) for person in holders(Role.CASE_OFFICER, on=on)],
        units=[(str(unit.pk), unit.name) for unit in Unit.objects.order_by("name", "pk")],
    )


def known_parties(names: Sequence[str]) -> list[KnownParty]:
    """The parties as they are written, bound to the register where exactly one is meant."""
    found, ours = match_recipients(names), municipality()
    parties = []
    for name in dict.fromkeys(names):
        known = found[name]
        bound = known if isinstance(known, Correspondent) else None
        own = ours is not None and name.casefold() == ours.name.casefold()
        parties.append(KnownParty(bound.name if bound else name, bound.pk if bound else None, own))
    return parties


def case_of_number(actor: Actor, text: str) -> Case | None:
    """The one matter that the number means among those that the person sees; None = none, or several."""
    entries = find_entry(text, rows=policy.visible(actor, DiaryEntry)) if text.strip() else []
    if len(entries) != 1:
        return None
    return policy.visible(actor, Case).select_related("entry").filter(entry=entries[0]).first()
