"""Regler om tjänsteutlåtandet. All read the latest version of the round, once per case in hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from accounts.rules import Rule
from cases.states import VersionOrigin

if TYPE_CHECKING:
    from cases.models import Case, StaffReportVersion


def latest_version(case: Case) -> StaffReportVersion | None:
    """Senaste versionen i omgången; read once for the object in hand and its version."""
    cached: tuple[int, StaffReportVersion | None] | None = case.__dict__.get("_latest_report_version")
    if cached is not None and cached[0] == case.version:
        return cached[1]
    versions = apps.get_model("cases", "StaffReportVersion").objects.filter(report__case=case, report__round=case.round)
    version = versions.select_related("report").annotate(**_written()).order_by("-number").first()
    keep_latest_version(case, version)
    return version


def _written() -> dict[str, Any]:
    """Who wrote the versions of the same report, since when, who has opened them, and how long the latest is as a PDF;
    whether anybody has said anything of them, and whether somebody writes on it.

    Read with the latest, for who may approve it, as are the roles that had approved it then.
    """
    versions = apps.get_model("cases", "StaffReportVersion").objects
    rows = versions.filter(report=OuterRef("report"), origin=VersionOrigin.WRITTEN).order_by("number")
    approvals = apps.get_model("cases", "Approval").objects.filter(version=OuterRef("pk"), outcome="approved")
    opened = apps.get_model("cases", "OpenedReport").objects.filter(version__report=OuterRef("report"))
    opinions = apps.get_model("cases", "Opinion").objects
    copies = apps.get_model("cases", "WorkingCopy").objects
    return {
        "writers": ArraySubquery(rows.values("author")),
        "written_since": Subquery(rows.values("saved_at")[:1]),
        "opened": ArraySubquery(opened.values(row=JSONObject(user="user", number="version__number"))),
        "has_copy": Exists(copies.filter(case=OuterRef("report__case"), round=OuterRef("report__round"))),
        "has_opinions": Exists(opinions.filter(version__report=OuterRef("report"))),
        "pages": F("pdf__pages"),
        "approved": ArraySubquery(approvals.filter(sending=OuterRef("report__sending")).values("role")),
    }


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


def _attachments(case: Case) -> list[str]:
    return [attachment["title"] for attachment in _content(case).get("attachments", [])]


def _attachments_named(case: Case) -> bool:
    return all(title.strip() for title in _attachments(case))


def _attachments_in_case(case: Case) -> bool:
    """Whether there is a document for each, by its title: neither of the two has to be all of the other."""
    asked = [_bare(title) for title in _attachments(case) if title.strip()]
    if not asked:
        return True
    there = [_bare(title) for title in _titles(case) if title.strip()]
    return all(any(title in other or other in title for other in there) for title in asked)


def _titles(case: Case) -> list[str]:
    """What the documents of the matter are called; a page reads it together with the matter."""
    read: list[str] | None = case.__dict__.get("titles_")
    if read is not None:
        return read
    rows = case.entry.documents.exclude(status="cancelled").values_list("title", "protected_title")
    return [title for row in rows for title in row]


def _bare(title: str) -> str:
    """The title without what people write differently: its dashes, signs and capital letters."""
    return " ".join(re.findall(r"\w+", title.casefold()))


def _consequences_described(case: Case) -> bool:
    """Told beside the review, which stops a report that lacks what its type requires, or lets it be waived."""
    sections = [one for one in _content(case).get("sections", []) if one["kind"] == "consequences"]
    return any(section["blocks"] for section in sections)


def open_findings(case: Case, severity: str) -> list[dict[str, Any]]:
    """Anmärkningar av en allvarlighet som ingen har svarat på i den senaste versionen."""
    version = latest_version(case)
    if version is None:
        return []
    found = [finding for finding in version.findings if finding["severity"] == severity]
    if not found:
        return []
    prefetch_related_objects([version.report], "answers")  # the page that shows them reads them no second time
    answered = {answer.fingerprint for answer in version.report.answers.all()}
    return [finding for finding in found if finding["fingerprint"] not in answered]


def _no_open_errors(case: Case) -> bool:
    return not open_findings(case, "error")


def _warnings_acknowledged(case: Case) -> bool:
    return not open_findings(case, "warning")


def _nothing_unsaved(case: Case) -> bool:
    version = latest_version(case)
    return version is None or not version.has_copy  # type: ignore[attr-defined]


HAS_STAFF_REPORT = Rule(
    "has-staff-report",
    _("Tjänsteutlåtande saknas."),
    lambda case: latest_version(case) is not None,
    done=_("Tjänsteutlåtandet är påbörjat"),
    place="case_report",
    mended_by="write_staff_report",
)
NO_UNSAVED_TEXT = Rule(
    "no-unsaved-text",
    _("Det finns ändringar i förslaget som inte är sparade som ett utkast."),
    _nothing_unsaved,
    done=_("Allt som är skrivet är sparat"),
    place="case_report",
    mended_by="write_staff_report",
)
HAS_DECISION_POINT = Rule(
    "has-decision-point",
    _("Lägg till minst en beslutspunkt."),
    _has_point,
    done=_("Förslag till beslut har minst en beslutspunkt"),
    law="KL 5:67",
    place="case_report",
    mended_by="write_staff_report",
)
HAS_DECIDING_BODY = Rule(
    "has-deciding-body",
    _("Det framgår inte vem som beslutar."),
    _has_body,
    done=_("Det framgår vem som beslutar"),
    place="case_report",
    mended_by="write_staff_report",
)
CONSEQUENCES_DESCRIBED = Rule(
    "consequences-described",
    _("Ekonomiska och juridiska konsekvenser saknas."),
    _consequences_described,
    done=_("Ekonomiska och juridiska konsekvenser är beskrivna"),
    place="case_report",
    mended_by="write_staff_report",
    severity="warning",
)
ATTACHMENTS_NAMED = Rule(
    "attachments-named",
    _("En bilaga saknar titel."),
    _attachments_named,
    place="case_report",
    mended_by="write_staff_report",
)
ATTACHMENTS_IN_CASE = Rule(
    "attachments-in-case",
    _("En bilaga finns inte bland ärendets handlingar."),
    _attachments_in_case,
    done=_("Alla bilagor finns i ärendet"),
    place="case_documents",
    mended_by="register_document",
    severity="warning",
    told_with=ATTACHMENTS_NAMED,
)
NO_OPEN_ERRORS = Rule(
    "no-open-errors",
    _("Granskningen har fel som varken är rättade eller motiverade."),
    _no_open_errors,
    done=_("Inga fel står kvar i granskningen"),
    place="case_report",
    mended_by="write_staff_report",
)
WARNINGS_ACKNOWLEDGED = Rule(
    "warnings-acknowledged",
    _("Granskningen har varningar som inte är kvitterade."),
    _warnings_acknowledged,
    done=_("Alla varningar är kvitterade"),
    place="case_report",
    mended_by="write_staff_report",
)
