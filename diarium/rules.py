"""När en handling blir allmän (TF 2 kap.): an event for each type of document, never a flag; and which take a version.

Pure: facts in, a sentence and its law out. Open (*offentlig*) is another question, answered by the secrecy rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from diarium.states import Direction, DocumentKind, DocumentStatus

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Publicity:
    """Offentlighetens början: `when` ends “Den blir allmän handling …”; `already` = it is one, and “Den blev …”."""

    when: _StrPromise
    law: str
    already: bool = False


ON_ARRIVAL: Final = Publicity(_("när den kom in"), "TF 2 kap. 9 §", already=True)
ON_DISPATCH: Final = Publicity(_("när den expedieras"), "TF 2 kap. 10 §")
DISPATCHED: Final = Publicity(_("när den expedierades"), "TF 2 kap. 10 §", already=True)
TODAY: Final = Publicity(_("i dag"), "TF 2 kap. 10 §")
SETTLED: Final = Publicity(_("när ärendet blev slutbehandlat"), "TF 2 kap. 10 §", already=True)
_WITH_THE_DECISION: Final = Publicity(_("när beslutet expedieras"), "TF 2 kap. 10 §")
_ADJUSTED: Final = Publicity(_("när protokollet är justerat"), "TF 2 kap. 10 §")
_IN_THE_MATTER: Final = Publicity(
    _("när den expedieras, och annars när ärendet är slutbehandlat"), "TF 2 kap. 10–11 §§"
)
_FACTS_ADDED: Final = Publicity(_("när ärendet är slutbehandlat"), "TF 2 kap. 10 och 12 §§")

_ESTABLISHED: Final[dict[str, Publicity]] = {
    DocumentKind.MINUTES: _ADJUSTED,
    DocumentKind.MINUTES_EXTRACT: _WITH_THE_DECISION,
    DocumentKind.CASE_NOTE: _FACTS_ADDED,
}


def publicity(*, direction: str, kind: str, status: str, settled: bool) -> Publicity:
    """När handlingen blir allmän. `settled` = the matter is finally handled.

    A received document is allmän on arrival, whatever we do with it; one sent out when it is dispatched; what we draw
    up when its type says, at the latest when the matter is finally handled.
    """
    if direction == Direction.RECEIVED:
        return ON_ARRIVAL
    if status in (DocumentStatus.DISPATCHED, DocumentStatus.ARCHIVED):
        return DISPATCHED
    if settled:
        return TODAY if status == DocumentStatus.DRAFT else SETTLED
    if direction == Direction.DISPATCHED:
        return ON_DISPATCH
    return _ESTABLISHED.get(kind, _IN_THE_MATTER)


def takes_new_version(*, direction: str, status: str, made_by_us: bool) -> bool:
    """Om en ny version får läggas till: to working material, and to what came in (a better scan), never to our own."""
    if made_by_us:
        return False
    return status == DocumentStatus.DRAFT or (direction == Direction.RECEIVED and status == DocumentStatus.FINAL)
