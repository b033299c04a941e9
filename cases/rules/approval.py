"""Regler om godkännandet (R8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.rules import Rule
from cases.rules.staff_report import latest_version

if TYPE_CHECKING:
    from cases.models import Case


def _approved_by_all(case: Case) -> bool:
    version = latest_version(case)
    if version is None:
        return False
    given = set(
        version.approvals.filter(sending=version.report.sending, outcome="approved").values_list("role", flat=True)
    )
    return given >= set(case.case_type.approval_chain)


APPROVED_BY_ALL = Rule(
    "approved-by-all",
    _("Den senaste versionen är inte godkänd av alla."),
    _approved_by_all,
    done=_("Förslaget är godkänt"),
    law="KL 7:1",
    place="case_report",
)
