"""Tjänsteutlåtandet som det visas (S5, S6): one version, its findings with their answers, versions and approvals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.capacity import in_words
from accounts.models import Role
from cases.models import Approval, Case, StaffReport, StaffReportVersion
from cases.reading.structure import Content
from cases.rules.staff_report import latest_version
from cases.selectors.findings import FindingLine, finding_lines
from cases.selectors.opinion import OpinionLine, opinions_on
from cases.selectors.page import Tag
from cases.states import ApprovalOutcome, ReportState, VersionOrigin


@dataclass(frozen=True, slots=True)
class VersionLine:
    """Version i listan."""

    number: int
    saved_at: datetime
    author: str
    imported: bool
    shown: bool


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """Ställningstagande: who, in what capacity, about which version, and what was said."""

    who: str
    capacity: str
    outcome: str
    approved: bool
    version: int
    at: datetime
    comment: str
    approver_id: int


@dataclass(frozen=True, slots=True)
class ReportCard:
    """Tjänsteutlåtandet i en version. `returned` is the comment that it came back with, while it is being mended.

    `drafts` = the reader may read the versions before the one that was settled.
    """

    report: StaffReport
    version: StaffReportVersion
    content: Content
    tag: Tag
    latest: bool
    findings: Sequence[FindingLine]
    versions: Sequence[VersionLine]
    approvals: Sequence[ApprovalLine]
    returned: ApprovalLine | None
    opinions: Sequence[OpinionLine] = ()
    drafts: bool = True

    @property
    def number(self) -> int:
        """The version's number."""
        return self.version.number

    @property
    def errors(self) -> int:
        """Errors that are neither mended nor waived."""
        return sum(1 for line in self.findings if line.severity == "error" and line.open)

    @property
    def warnings(self) -> int:
        """Warnings that nobody has acknowledged."""
        return sum(1 for line in self.findings if line.severity == "warning" and line.open)

    @property
    def notices(self) -> int:
        """What is only shown."""
        return sum(1 for line in self.findings if line.severity == "info")

    @property
    def waived(self) -> list[FindingLine]:
        """Errors that the officer let stand, with the reasons."""
        return [line for line in self.findings if line.answer is not None and line.severity == "error"]

    @property
    def previous(self) -> int:
        """The version before the one shown; 0 = none that the reader may compare with."""
        return self.number - 1 if self.drafts else 0


def report_card(case: Case, number: int | None = None, *, versions: bool = False) -> ReportCard | None:
    """The latest version of the round's report, or the one with the number, with the list of versions if wanted.

    Three queries, and one for each of an older version, the list, and what was said of the text.
    """
    latest = latest_version(case)
    if latest is None:
        return None
    report = latest.report
    version = latest if number in (None, latest.number) else report.versions.filter(number=number).first()
    if version is None:
        return None
    answers = {answer.fingerprint: answer for answer in report.answers.all()}
    given = list(_given(report))
    approvals = [_approval(row) for row in given]
    back = given[-1] if given and report.state == ReportState.DRAFT else None
    came_back = back is not None and back.outcome == ApprovalOutcome.RETURNED and back.sending == report.sending
    return ReportCard(
        report=report,
        version=version,
        content=Content.from_dict(version.content),
        tag=_tag(report, version, case, given),
        latest=version.number == report.latest,
        findings=finding_lines(version, answers),
        versions=_versions(report, version.number) if versions else [],
        approvals=approvals,
        returned=approvals[-1] if came_back else None,
        opinions=opinions_on(report, latest),
    )


def settled_card(case: Case) -> ReportCard | None:
    """Den slutliga versionen, for who may read no other: without the list, and without what was said of others."""
    card = report_card(case)
    if card is None:
        return None
    approvals = [line for line in card.approvals if line.version == card.number and line.approved]
    return replace(card, versions=[], approvals=approvals, returned=None, opinions=(), drafts=False)


def _given(report: StaffReport) -> QuerySet[Approval]:
    rows = Approval.objects.filter(version__report=report).select_related("version")
    return rows.defer("version__content", "version__findings").order_by("id")


def _versions(report: StaffReport, shown: int) -> list[VersionLine]:
    rows = report.versions.defer("content", "findings").order_by("-number")
    return [
        VersionLine(
            row.number, row.saved_at, row.author_label, row.origin == VersionOrigin.IMPORTED, row.number == shown
        )
        for row in rows
    ]


def _approval(row: Approval) -> ApprovalLine:
    return ApprovalLine(
        who=row.approver_label,
        capacity=in_words(row.capacity, row.on_behalf_of),
        outcome=str(ApprovalOutcome(row.outcome).label),
        approved=row.outcome == ApprovalOutcome.APPROVED,
        version=row.version.number,
        at=row.approved_at,
        comment=row.comment,
        approver_id=row.approver_id,
    )


def _tag(report: StaffReport, version: StaffReportVersion, case: Case, given: Sequence[Approval]) -> Tag:
    """“Utkast”, “Hos kommundirektör för godkännande”, “Godkänt” or “Ersatt av version 3”."""
    if version.number != report.latest:
        return Tag(_("Ersatt av version {n}").format(n=version.number + 1), "neutral")
    if report.state == ReportState.APPROVED:
        return Tag(str(ReportState.APPROVED.label), "success", "check")
    if report.state == ReportState.DRAFT:
        return Tag(str(ReportState.DRAFT.label), "neutral")
    done = {row.role for row in given if row.sending == report.sending and row.outcome == ApprovalOutcome.APPROVED}
    waiting = next((role for role in case.case_type.approval_chain if role not in done), "")
    label = str(Role(waiting).label).lower() if waiting else _("godkännare")
    return Tag(_("Hos {roll} för godkännande").format(roll=label), "info", "clock")


def two_versions(case: Case, before: int | None, after: int | None) -> tuple[StaffReportVersion, ...]:
    """The two to compare, the earlier first: by default the latest and the one before it; empty when one is missing."""
    latest = latest_version(case)
    if latest is None:
        return ()
    later = latest.number if after is None else after
    earlier = max(later - 1, 1) if before is None else before
    rows = {row.number: row for row in latest.report.versions.filter(number__in=(earlier, later))}
    return (rows[earlier], rows[later]) if {earlier, later} <= rows.keys() else ()


def judged_version(card: ReportCard, user_id: int | None) -> int:
    """The earlier version that the person last took a stand on; 0 = none."""
    own = (line.version for line in card.approvals if line.approver_id == user_id and line.version < card.number)
    return max(own, default=0)
