"""Tjänsteutlåtande: the doors that save a version and answer a finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts import policy
from accounts.capacity import Actor
from audit.history import attribute_change
from audit.rules import Refusal
from cases.draft_checks.checks import run as run_checks
from cases.models import Case, FindingAnswer, StaffReport, StaffReportVersion, WorkingCopy
from cases.reading.structure import Content, content_hash
from cases.selectors.lexicon import check_register
from cases.services.case import lock_case, open_hash, record_on_case
from cases.services.distribution import list_recipients
from cases.states import AnswerKind, ReportState, VersionOrigin
from diarium.engine.text import clean_tree


class CaseLocked(Refusal):
    """The report is under approval or approved; it is taken back before it is changed."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Förslaget är skickat för godkännande. Ta tillbaka det innan du ändrar texten."))


class ReportStale(Refusal):
    """Somebody saved another version since the text was opened."""

    status = 409

    def __init__(self, latest: StaffReportVersion) -> None:
        super().__init__(_("{namn} sparade en ändring efter att du öppnade texten.").format(namn=latest.author_label))
        self.latest = latest


class ReportMissing(Refusal):
    """There is no staff report yet."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Tjänsteutlåtande saknas."))


class FindingGone(Refusal):
    """The text has changed and the finding with it."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Texten har ändrats och anmärkningen finns inte kvar."))


class ReasonMissing(Refusal):
    """An act that needs a reason came without one."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("Skriv ett skäl."))


def report_of(case: Case) -> StaffReport:
    """The report of the case's round, locked with the case; a new one when there is none."""
    return case.reports.filter(round=case.round).first() or StaffReport(case=case, round=case.round)


def require_base(report: StaffReport, base_version: int) -> StaffReportVersion | None:
    """The latest version, if it is the one that the person had before them (0 = none).

    Raises:
        ReportStale: somebody saved another since. ReportMissing: there is none.
    """
    latest = report.versions.order_by("-number").first() if report.pk else None
    if report.latest != base_version:
        if latest is not None:
            raise ReportStale(latest)
        raise ReportMissing
    return latest


@dataclass(frozen=True, slots=True)
class Seen:
    """Arbetskopian som personen har framför sig: its number, 0 = none, and the name of the page that it is shown in."""

    number: int = 0
    window: str = ""

    def is_that(self, copy: WorkingCopy) -> bool:
        """Whether it is the one before the person; had an answer been lost, the page's own has a later number."""
        return copy.number == self.number or bool(self.window and copy.window == self.window)


NOTHING_SEEN = Seen()


def end_copy(case: Case, seen: Seen) -> None:
    """Avsluta arbetskopian, which is a version now or not wanted; another window's stays. The matter is locked."""
    copy = WorkingCopy.objects.filter(case=case, round=case.round).first()
    if copy is not None and seen.is_that(copy):
        copy.delete()


@transaction.atomic
def save_report(
    *, case_id: int, content: Content, base_version: int, actor: Actor, at: datetime, copy: Seen = NOTHING_SEEN
) -> StaffReportVersion:
    """Spara tjänsteutlåtandet: a new version when something differs, else the latest one.

    `base_version` is the version that the person had before them, `copy` the working copy; the copy has
    become the version and is no more.

    Raises:
        NotAllowed: only the case's officer writes the staff report.
        CaseLocked: the report is under approval; take it back first.
        ReportStale: somebody saved another version since.
    """
    case = lock_case(case_id)
    actor = policy.require(actor, "write_staff_report", case)
    report = report_of(case)
    if report.state != ReportState.DRAFT:
        raise CaseLocked
    latest = require_base(report, base_version)
    end_copy(case, copy)
    if latest is not None and latest.content_hash == content_hash(content):
        return latest
    return write_version(
        case, report, content, origin=VersionOrigin.WRITTEN, verb="staff_report_saved", actor=actor, at=at
    )


@transaction.atomic
def import_report(*, case_id: int, content: Content, actor: Actor, at: datetime) -> StaffReportVersion:
    """Läs in tjänsteutlåtandet as it came: the next version, without authorship.

    Raises:
        NotAllowed: the registrar or the case's officer imports.
        CaseLocked: the report is under approval.
    """
    case = lock_case(case_id)
    actor = policy.require(actor, "import_staff_report", case)
    report = report_of(case)
    if report.state != ReportState.DRAFT:
        raise CaseLocked
    return write_version(
        case, report, content, origin=VersionOrigin.IMPORTED, verb="staff_report_imported", actor=actor, at=at
    )


def write_version(
    case: Case,
    report: StaffReport,
    content: Content,
    *,
    origin: VersionOrigin,
    verb: str,
    actor: Actor,
    at: datetime,
) -> StaffReportVersion:
    """Next version with its hash and its findings; the recipients of the text become the distribution list."""
    content = Content.from_dict(clean_tree(content.to_dict()))
    register = check_register(case)
    with override("sv"):  # what is kept is Swedish in whatever language its author reads
        findings: list[dict[str, Any]] = [finding.to_dict() for finding in run_checks(content, register)]
    report.latest += 1
    report.title = content.title
    attribute_change(report, actor=actor, at=at, reason=verb)
    report.save()
    version = StaffReportVersion.objects.create(
        report=report,
        number=report.latest,
        origin=origin,
        content=content.to_dict(),
        content_hash=content_hash(content),
        findings=findings,
        saved_at=at,
        author_id=actor.person_id,
        author_label=actor.label,
    )
    list_recipients(case, [line.text for line in content.recipients])
    record_on_case(
        case,
        verb,
        actor=actor,
        at=at,
        data={
            "version": version.number,
            **open_hash(case, version.content_hash),
            "errors": sum(1 for finding in findings if finding["severity"] == "error"),
            "warnings": sum(1 for finding in findings if finding["severity"] == "warning"),
        },
    )
    return version


@transaction.atomic
def answer_finding(
    *, case_id: int, fingerprint: str, kind: str, reason: str, actor: Actor, at: datetime
) -> FindingAnswer:
    """Avvik med skäl från ett fel, eller kvittera en varning; the answer is logged and the approvers see it.

    Raises:
        NotAllowed: only the case's officer answers.
        FindingGone: the latest version has no such finding.
        ReasonMissing: an error is waived with a reason.
    """
    case = lock_case(case_id)
    actor = policy.require(actor, "answer_finding", case)
    report = report_of(case)
    version = report.versions.order_by("-number").first() if report.pk else None
    if version is None:
        raise ReportMissing
    finding = next((one for one in version.findings if one["fingerprint"] == fingerprint), None)
    if finding is None or (kind == AnswerKind.ACKNOWLEDGED and finding["severity"] == "error"):
        raise FindingGone
    if kind == AnswerKind.WAIVED and not reason.strip():
        raise ReasonMissing
    answer, fresh = FindingAnswer.objects.get_or_create(
        report=report,
        fingerprint=fingerprint,
        defaults={
            "version": version,
            "code": finding["code"],
            "kind": kind,
            "reason": reason.strip(),
            "answered_at": at,
            "answered_by_id": actor.person_id,
            "answered_label": actor.label,
        },
    )
    if fresh:
        record_on_case(
            case,
            "finding_waived" if kind == AnswerKind.WAIVED else "finding_acknowledged",
            actor=actor,
            at=at,
            data={"code": finding["code"], "version": version.number},
            values={"reason": reason.strip()} if reason.strip() else None,
        )
    return answer
