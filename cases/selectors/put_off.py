"""Bordläggning och återremiss (R14): how many times a matter has been put off, and who asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Decision
from cases.states import PUT_OFF_OUTCOMES, Outcome

PUT_OFF = {"outcome": "outcome", "by": "requested_by"}


def treatments_put_off() -> QuerySet[Decision]:
    """Bordläggningar och återremisser i ärendets omgång, those that bind, to be read together with the matter."""
    bind = Decision.objects.filter(case=OuterRef("pk"), round=OuterRef("round"), refused=False)
    return bind.filter(outcome__in=PUT_OFF_OUTCOMES, confirmed_at__isnull=False).order_by("pk")


def told_times(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Hur många gånger ärendet har bordlagts och återremitterats, as label and value, and who asked for the last."""
    put_off = list(rows)
    for outcome, label in ((Outcome.TABLED, _("Bordlagt")), (Outcome.REFERRED_BACK, _("Återremitterat"))):
        found = [row["by"] for row in put_off if row["outcome"] == outcome]
        if not found:
            continue
        told = ngettext("{n} gång", "{n} gånger", len(found)).format(n=len(found))
        if found[-1]:
            told = _("{gånger}, senast på begäran av {vem}").format(gånger=told, vem=found[-1])
        yield label, told


def times_put_off(row: Decision, treatments: Iterable[Decision]) -> int:
    """Vilken gång i ordningen ärendet bordläggs eller återremitteras i omgången (R14); 0 for any other outcome."""
    if row.outcome not in PUT_OFF_OUTCOMES or row.refused:
        return 0
    before = [
        other
        for other in treatments
        if other.pk <= row.pk and (other.round, other.outcome, other.refused) == (row.round, row.outcome, False)
    ]
    return len(before)


def said_of_times(row: Decision, times: int) -> str:
    """“Bordlagt 2 gånger”: empty the first time."""
    if times < 2:
        return ""
    said = _("Bordlagt {n} gånger") if row.outcome == Outcome.TABLED else _("Återremitterat {n} gånger")
    return said.format(n=times)
