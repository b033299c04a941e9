"""Jämförelse före och efter en händelse (S11): fields of the rows, and a report's text word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from audit.models import Event
from cases.models import Case, StaffReportVersion
from cases.reading.structure import Content
from cases.rules.staff_report import keep_latest_version
from cases.selectors.event_lines import DOCUMENT_VERBS
from cases.selectors.field_history import FieldChange, changes_of_register, described
from cases.selectors.history_rows import VERSIONS, HistoryRow, facts_of, history_rows
from cases.selectors.seal import post_of
from cases.selectors.text_diff import SectionDiff, compare


@dataclass(frozen=True, slots=True)
class TextComparison:
    """Två versioner av tjänsteutlåtandet: the sections that differ, and how many paragraphs are the same."""

    before: int
    after: int
    sections: Sequence[SectionDiff]
    same: str
    url: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Jämförelse. `heading` names what was changed; `post`, `hash`, `previous` are the technical facts."""

    row: HistoryRow
    heading: str
    fields: Sequence[FieldChange]
    text: TextComparison | None
    withheld: bool
    post: str
    hash: str
    previous: str

    @property
    def empty(self) -> bool:
        """Whether there is nothing to compare."""
        return not self.fields and self.text is None and not self.withheld


def comparison_of(actor: Actor, case: Case, event: Event, row: HistoryRow | None = None) -> Comparison:
    """Jämförelsen. The report's earlier versions are drafts (TF 2:12): `withheld` where the reader may not see them.

    `row` is the event's row in the list, where it is in hand.
    """
    if row is None:
        [row] = history_rows(actor, [event], {case.stream: case, case.entry.stream: case})
    data = facts_of(event).get("data") or {}
    hidden = bool(data.get("document")) and event.verb in DOCUMENT_VERBS and not row.document_url
    fields = described(row.changes) if event.stream == case.stream else changes_of_register(event, data)
    has_text = event.verb in VERSIONS
    versions = _versions(case, event, data.get("version")) if has_text else None
    allowed = has_text and policy.can(actor, "see_drafts", case)
    text = _text(case, *versions) if versions and allowed else None
    heading = _("Tjänsteutlåtandet: version {a} och {b}").format(a=text.before, b=text.after) if text else row.what
    return Comparison(
        row=row,
        heading=heading,
        fields=[] if hidden else fields,
        text=text,
        withheld=has_text and not allowed,
        post=post_of(event.stream, event.seq, case),
        hash=bytes(event.hash).hex(),
        previous=bytes(event.prev_hash).hex(),
    )


def _versions(case: Case, event: Event, number: object) -> tuple[StaffReportVersion, StaffReportVersion] | None:
    """The version before and the one that the event made; the latest, which the right asks for, comes with them."""
    if not isinstance(number, int):
        return None
    rows = StaffReportVersion.objects.filter(report__case=case).select_related("report").order_by("-number")
    latest = rows.filter(report__round=case.round).values("pk")[:1]
    found = list(rows.filter(Q(number__in=(number - 1, number)) | Q(pk__in=latest)))
    keep_latest_version(case, next((row for row in found if row.report.round == case.round), None))
    version = next((row for row in found if (row.number, row.saved_at) == (number, event.at)), None)
    if version is None:
        return None
    before = (version.report_id, number - 1)
    former = next((row for row in found if (row.report_id, row.number) == before), None)
    return (former, version) if former else None


def _text(case: Case, former: StaffReportVersion, version: StaffReportVersion) -> TextComparison:
    found = compare(Content.from_dict(former.content), Content.from_dict(version.content))
    same = sum(len(section.lines) for section in found if not section.changed)
    same += sum(_is_same(line) for section in found if section.changed for line in section.lines)
    changed = [
        SectionDiff(section.heading, [line for line in section.lines if not _is_same(line)], changed=True)
        for section in found
        if section.changed
    ]
    return TextComparison(former.number, version.number, changed, _unchanged(same), _own_page(case, former, version))


def _is_same(line: Sequence[tuple[str, str]]) -> bool:
    return all(kind == "same" for kind, _words in line)


def _unchanged(number: int) -> str:
    if number == 1:
        return _("1 oförändrat stycke visas inte.")
    return _("{n} oförändrade stycken visas inte.").format(n=number) if number else ""


def _own_page(case: Case, before: StaffReportVersion, after: StaffReportVersion) -> str:
    try:
        page = reverse("compare_report", args=[case.uuid])
    except NoReverseMatch:
        return ""
    return f"{page}?fran={before.number}&till={after.number}"
