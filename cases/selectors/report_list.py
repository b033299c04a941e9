"""Listan “anmälan av delegationsbeslut” (R24): what is reported at one meeting of a board, the urgent first."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case, Decision
from cases.selectors.decision_list import UNREPORTED_ROWS, DecisionRow, decision_rows


def report_list(
    actor: Actor, *, board_id: int, on: date, before: date | None, today: date, called_off: bool = False
) -> list[DecisionRow]:
    """Besluten som är eller ska vara anmälda den dagen, in the matters that the reader sees (two queries).

    `before` is the day of the board's meeting before this one. The urgent decisions after it are here by themselves,
    and older ones that no meeting has had; of the others those that the delegate meant for this day. Nothing new is
    reported to a meeting that has been, or was called off.
    """
    wanted = Q(delegation_report__board=board_id, delegation_report__meeting_date=on)
    if on >= today and not called_off:
        urgent = Q(delegation_point__urgent=True, meeting_date__lte=on)
        if before is not None and before >= today:
            urgent &= Q(meeting_date__gt=before)
        wanted |= UNREPORTED_ROWS & (urgent | Q(delegation_point__urgent=False, report_to=on))
    rows = Decision.objects.filter(wanted, body=board_id, refused=False, case__in=policy.visible(actor, Case))
    related = ("body", "case__entry", "case__case_type", "delegation_point", "delegation_report")
    return decision_rows(
        list(rows.select_related(*related).order_by("-delegation_point__urgent", "meeting_date", "pk"))
    )
