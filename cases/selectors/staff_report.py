"""Tjänsteutlåtandet som det visas (S5, S6): one version, its findings with their answers, versions and approvals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role
from cases import rules
from cases.models import Approval, Case, FindingAnswer, StaffReport, StaffReportVersion
from cases.reading.structure import Content
from cases.selectors.frame import CheckItem
from cases.selectors.page import Tag
from cases.states import ApprovalOutcome, ReportState, VersionOrigin

SENDING_RULES = (
    rules.HAS_DECISION_POINT,
    rules.HAS_DECIDING_BODY,
    rules.ATTACHMENTS_IN_CASE,
    rules.HAS_RECIPIENT,
    rules.NO_OPEN_ERRORS,
    rules.WARNINGS_ACKNOWLEDGED,
)
FINDING_RULES = (rules.NO_OPEN_ERRORS, rules.WARNINGS_ACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class FindingPlace:
    """Plats i texten: what the link says, and the id of the place when reading (with `id_` before it in the editor)."""

    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """Anmärkning med sitt svar."""

    code: str
    severity: str
    sentence: str
    fingerprint: str
    places: Sequence[FindingPlace]
    answer: FindingAnswer | None

    @property
    def open(self) -> bool:
        """Whether it still asks for something of the officer."""
        return self.answer is None and self.severity != "info"

    @property
    def state(self) -> str:
        """The name of its icon's state in lists."""
        return self.severity if self.answer is None else "done"


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


@dataclass(frozen=True, slots=True)
class ReportCard:
    """Tjänsteutlåtandet i en version. `returned` is the comment that it came back with, while it is being mended."""

    report: StaffReport
    version: StaffReportVersion
    content: Content
    tag: Tag
    latest: bool
    findings: Sequence[FindingLine]
    versions: Sequence[VersionLine]
    approvals: Sequence[ApprovalLine]
    returned: ApprovalLine | None

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
        """The version before the one shown; 0 = none."""
        return self.number - 1


def report_card(case: Case, number: int | None = None) -> ReportCard | None:
    """The latest version of the round's report, or the one with the number. Five queries."""
    report = StaffReport.objects.filter(case=case, round=case.round).first()
    if report is None:
        return None
    rows = list(StaffReportVersion.objects.filter(report=report).defer("content", "findings").order_by("number"))
    wanted = report.latest if number is None else number
    if wanted not in {row.number for row in rows}:
        return None
    version = StaffReportVersion.objects.select_related("report__case").get(report=report, number=wanted)
    answers = {answer.fingerprint: answer for answer in report.answers.all()}
    given = list(Approval.objects.filter(version__report=report).select_related("version").order_by("id"))
    approvals = [_approval(row) for row in given]
    back = given[-1] if given and report.state == ReportState.DRAFT else None
    came_back = back is not None and back.outcome == ApprovalOutcome.RETURNED and back.sending == report.sending
    return ReportCard(
        report=report,
        version=version,
        content=Content.from_dict(version.content),
        tag=_tag(report, version, case, given),
        latest=wanted == report.latest,
        findings=finding_lines(version, answers),
        versions=[
            VersionLine(
                row.number, row.saved_at, row.author_label, row.origin == VersionOrigin.IMPORTED, row.number == wanted
            )
            for row in reversed(rows)
        ],
        approvals=approvals,
        returned=approvals[-1] if came_back else None,
    )


def _approval(row: Approval) -> ApprovalLine:
    capacity = row.capacity
    if row.on_behalf_of:
        capacity = _("ersättare för {namn} ({roll})").format(namn=row.on_behalf_of, roll=capacity.lower())
    return ApprovalLine(
        who=row.approver_label,
        capacity=capacity,
        outcome=str(ApprovalOutcome(row.outcome).label),
        approved=row.outcome == ApprovalOutcome.APPROVED,
        version=row.version.number,
        at=row.approved_at,
        comment=row.comment,
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


def finding_lines(version: StaffReportVersion, answers: dict[str, FindingAnswer]) -> list[FindingLine]:
    """Granskningens anmärkningar, errors first."""
    order = {"error": 0, "warning": 1, "info": 2}
    lines = [
        FindingLine(
            code=row["code"],
            severity=row["severity"],
            sentence=row["message"],
            fingerprint=row["fingerprint"],
            places=_places(row["places"]),
            answer=answers.get(row["fingerprint"]),
        )
        for row in version.findings
    ]
    return sorted(lines, key=lambda line: order[line.severity])


def _places(rows: Sequence[dict[str, str]]) -> list[FindingPlace]:
    """Each place once, however often it is quoted."""
    found: dict[str, FindingPlace] = {}
    for row in rows:
        anchor = anchor_of(str(row.get("path", "")))
        if anchor and anchor not in found:
            found[anchor] = FindingPlace(_place_label(row, anchor), anchor)
    return list(found.values())


def _place_label(row: dict[str, str], anchor: str) -> str:
    if anchor.startswith("g"):
        return _("beslutspunkt {n}").format(n=row["paragraph"])
    if anchor.startswith("a"):
        return _("bilaga {n}").format(n=row["paragraph"])
    return str(row["section"])


def anchor_of(path: str) -> str:
    """The id of a place: “decision_groups.0.points.1.items.2” → g0-p1-i2, “sections.3.blocks.1.p” → s3."""
    parts = path.split(".")
    match parts:
        case ["decision_groups", group, "points", point, "items", item]:
            return f"g{group}-p{point}-i{item}"
        case ["decision_groups", group, "points", point, *_rest]:
            return f"g{group}-p{point}"
        case ["sections", section, *_rest]:
            return f"s{section}"
        case ["attachments", number, *_rest]:
            return f"a{number}"
        case ["recipients", number, *_rest]:
            return f"r{number}"
        case ["title"]:
            return "title"
    return ""


def judged_version(card: ReportCard, user_id: int | None) -> int:
    """The earlier version that the person last took a stand on; 0 = none."""
    return max(
        Approval.objects.filter(
            version__report=card.report, version__number__lt=card.number, approver_id=user_id
        ).values_list("version__number", flat=True),
        default=0,
    )


def sending_checks(case: Case) -> list[CheckItem]:
    """Det som ska vara uppfyllt innan förslaget skickas, every rule at once."""
    report, recipients = reverse("edit_report", args=[case.uuid]), reverse("case_recipients", args=[case.uuid])
    items = []
    for rule in SENDING_RULES:
        if rule.holds(case):
            items.append(CheckItem(rule.done or rule.sentence, "done"))
        elif rule is rules.HAS_RECIPIENT:
            items.append(CheckItem(rule.sentence, "missing", recipients, _("Lägg till")))
        else:
            place = f"{report}#granskning" if rule in FINDING_RULES else report
            items.append(CheckItem(rule.sentence, "missing", place, _("Åtgärda")))
    return items
