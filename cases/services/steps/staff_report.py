"""Tjänsteutlåtandets steg: send it for approval."""

from __future__ import annotations

from audit.history import attribute_change
from audit.services import follow_up
from cases import rules
from cases.models import Case, StaffReportVersion
from cases.rules.staff_report import latest_version
from cases.services.case import Stale, record_on_case
from cases.services.staff_report import CaseLocked, ReportMissing
from cases.services.steps.registry import Move, require_rules, step
from cases.states import ReportState


def seen_version(case: Case, move: Move, *, changed: type[Stale] = Stale) -> StaffReportVersion:
    """The latest version, which must be the one that the person had before them.

    Raises:
        ReportMissing: there is none.
        Stale: another version has been saved since; `changed` where the step says so in words of its own.
    """
    version = latest_version(case)
    if version is None:
        raise ReportMissing
    if move.expected_version != version.number:
        raise changed(expected=move.expected_version or 0, found=version.number)
    return version


@step("send_for_approval", watches="staff_report", rules=rules.PROPOSAL, approval="asks")
def send_for_approval(case: Case, move: Move) -> None:
    """Skicka för godkännande: a new sending, whose approvals count from nought.

    Raises:
        TransitionBlocked: with every reason at once.
        CaseLocked: it is with the approvers already.
    """
    version = seen_version(case, move)
    report = version.report
    if report.state != ReportState.DRAFT:
        raise CaseLocked
    require_rules(case, "send_for_approval")
    report.state = ReportState.IN_APPROVAL
    report.sending += 1
    attribute_change(report, actor=move.actor, at=move.at, reason="sent_for_approval")
    report.save()
    record_on_case(
        case,
        "sent_for_approval",
        actor=move.actor,
        at=move.at,
        data={"version": version.number, "sending": report.sending},
    )
    follow_up("cases.count_pages", version_id=version.pk)
