"""Regler om tjänsteutlåtandet. All read the latest version of the round, once per case in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from accounts.rules import Rule

if TYPE_CHECKING:
    from cases.models import Case, StaffReportVersion


def latest_version(case: Case) -> StaffReportVersion | None:
    """Senaste versionen i omgången; read once for the object in hand and its version."""
    cached: tuple[int, StaffReportVersion | None] | None = case.__dict__.get("_latest_report_version")
    if cached is not None and cached[0] == case.version:
        return cached[1]
    versions = apps.get_model("cases", "StaffReportVersion").objects.filter(report__case=case, report__round=case.round)
    version = versions.select_related("report").order_by("-number").first()
    keep_latest_version(case, version)
    return version


def keep_latest_version(case: Case, version: StaffReportVersion | None) -> None:
    """Let the object in hand know its latest version, when a page has read it already."""
    case.__dict__["_latest_report_version"] = (case.version, version)


def _content(case: Case) -> dict[str, Any]:
    version = latest_version(case)
    return version.content if version else {}


def _has_point(case: Case) -> bool:
    return any(
        point["text"].strip() for group in _content(case).get("decision_groups", []) for point in group["points"]
    )


def _has_body(case: Case) -> bool:
    groups = _content(case).get("decision_groups", [])
    return bool(groups) and all(group.get("body") for group in groups)


def _attachments_in_case(case: Case) -> bool:
    attachments = _content(case).get("attachments", [])
    return all(attachment["title"].strip() for attachment in attachments)


def open_findings(case: Case, severity: str) -> list[dict[str, Any]]:
    """Anmärkningar av en allvarlighet som ingen har svarat på i den senaste versionen."""
    version = latest_version(case)
    if version is None:
        return []
    found = [finding for finding in version.findings if finding["severity"] == severity]
    if not found:
        return []
    answered = set(version.report.answers.values_list("fingerprint", flat=True))
    return [finding for finding in found if finding["fingerprint"] not in answered]


def _no_open_errors(case: Case) -> bool:
    return not open_findings(case, "error")


def _warnings_acknowledged(case: Case) -> bool:
    return not open_findings(case, "warning")


HAS_DECISION_POINT = Rule(
    "has-decision-point",
    _("Lägg till minst en beslutspunkt."),
    _has_point,
    done=_("Förslag till beslut har minst en beslutspunkt"),
    law="KL 5:67",
    place="case_report",
)
HAS_DECIDING_BODY = Rule(
    "has-deciding-body",
    _("Det framgår inte vem som beslutar."),
    _has_body,
    done=_("Det framgår vem som beslutar"),
    place="case_report",
)
ATTACHMENTS_IN_CASE = Rule(
    "attachments-in-case",
    _("En bilaga saknar titel."),
    _attachments_in_case,
    done=_("Alla bilagor är namngivna"),
    place="case_report",
)
NO_OPEN_ERRORS = Rule(
    "no-open-errors",
    _("Granskningen har fel som varken är rättade eller motiverade."),
    _no_open_errors,
    done=_("Inga fel står kvar i granskningen"),
    place="case_report",
)
WARNINGS_ACKNOWLEDGED = Rule(
    "warnings-acknowledged",
    _("Granskningen har varningar som inte är kvitterade."),
    _warnings_acknowledged,
    done=_("Alla varningar är kvitterade"),
    place="case_report",
)
