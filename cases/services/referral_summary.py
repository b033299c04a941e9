"""Remissammanställning: the table of who answered what, put into the staff report as a section that can be edited."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Refusal
from cases.models import StaffReportVersion
from cases.reading.structure import Block, Content, Section
from cases.selectors.referral import summary_rows
from cases.services.case import lock_case
from cases.services.staff_report import CaseLocked, ReportMissing, report_of, write_version
from cases.states import ReportState, VersionOrigin


class NothingSent(Refusal):
    """There is nothing to sum up."""

    sentence = _("Ärendet är inte skickat på remiss.")
    status = 409


@transaction.atomic
def insert_summary(*, case_id: int, actor: Actor, at: datetime) -> StaffReportVersion:
    """Infoga eller uppdatera sammanställningen: the next version of the report, or the latest where nothing differs.

    What the officer has written round the table stays.

    Raises:
        NotAllowed: only who writes the report. NothingSent. ReportMissing. CaseLocked: it is with the approvers.
    """
    case = lock_case(case_id)
    policy.require(actor, "write_staff_report", case)
    with override("sv"):
        rows, heading = summary_rows(case), now_in("Remissammanställning")
    if not rows:
        raise NothingSent
    report = report_of(case)
    latest = report.versions.order_by("-number").first() if report.pk else None
    if latest is None:
        raise ReportMissing
    if report.state != ReportState.DRAFT:
        raise CaseLocked
    content = Content.from_dict(latest.content)
    summed = with_table(content, heading, Block("table", rows=tuple(tuple(row) for row in rows)))
    if summed == content:
        return latest
    return write_version(
        case, report, summed, origin=VersionOrigin.WRITTEN, verb="staff_report_saved", actor=actor, at=at
    )


def with_table(content: Content, heading: str, table: Block) -> Content:
    """The content with the table in its own section: in place of the one there, else ahead of the opinion."""
    sections = list(content.sections)
    for place, section in enumerate(sections):
        if section.heading == heading:
            blocks = list(section.blocks)
            at = next((index for index, block in enumerate(blocks) if block.kind == "table"), len(blocks))
            blocks[at : at + 1] = [table]
            sections[place] = replace(section, blocks=tuple(blocks))
            return replace(content, sections=tuple(sections))
    before = next((index for index, section in enumerate(sections) if section.kind == "opinion"), len(sections))
    sections.insert(before, Section(heading, "other", (table,)))
    return replace(content, sections=tuple(sections))
