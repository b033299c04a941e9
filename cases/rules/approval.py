"""Regler om godkännandet (R8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.rules import Rule
from cases.rules.staff_report import latest_version

if TYPE_CHECKING:
    from cases.models import Case


def given_approvals(case: Case) -> frozenset[str]:
    """Rollerna som har godkänt den senaste versionen, in the sending that goes on."""
    version = latest_version(case)
    if version is None:
        return frozenset()
    given = version.approvals.filter(sending=version.report.sending, outcome="approved")
    return frozenset(given.values_list("role", flat=True))


def approvals_before(case: Case) -> frozenset[str]:
    """The same as it was when the version was read, with it: before the word that is about to be given."""
    version = latest_version(case)
    if version is None or "approved" not in version.__dict__:
        return given_approvals(case)
    return frozenset(version.__dict__["approved"])


def _approved_by_all(case: Case) -> bool:
    return latest_version(case) is not None and given_approvals(case) >= set(case.case_type.approval_chain)


def _in_approval(case: Case) -> bool:
    version = latest_version(case)
    return version is not None and version.report.state == "in_approval"


REPORT_IN_APPROVAL = Rule(
    "report-in-approval",
    _("Förslaget är inte skickat för godkännande."),
    _in_approval,
    place="case_report",
)
APPROVED_BY_ALL = Rule(
    "approved-by-all",
    _("Den senaste versionen är inte godkänd av alla."),
    _approved_by_all,
    done=_("Förslaget är godkänt"),
    law="KL 7:1",
    place="case_report",
)
