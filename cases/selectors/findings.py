"""Granskningens anmärkningar som de visas: each with its answer and the places it leads to; what stops the sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from cases import rules
from cases.models import Case, FindingAnswer, StaffReportVersion
from cases.selectors.frame import CheckItem, CheckState

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


def sending_checks(case: Case) -> list[CheckItem]:
    """Det som ska vara uppfyllt innan förslaget skickas, every rule at once."""
    report, recipients = reverse("edit_report", args=[case.uuid]), reverse("case_recipients", args=[case.uuid])
    items = []
    for rule in rules.PROPOSAL:
        if rule.holds(case):
            if rule.done and (rule.told_with is None or rule.told_with.holds(case)):
                items.append(CheckItem(rule.done, "done"))
        elif rule is rules.HAS_RECIPIENT:
            items.append(CheckItem(rule.sentence, "missing", recipients, _("Lägg till")))
        elif rule is rules.REFERRALS_ENDED:
            asked = reverse("case_referrals", args=[case.uuid])
            items.append(CheckItem(rule.sentence, "missing", asked, _("Åtgärda")))
        else:
            place = f"{report}#granskning" if rule in FINDING_RULES else report
            state: CheckState = "warning" if rule.severity == "warning" else "missing"
            items.append(CheckItem(rule.sentence, state, place, _("Åtgärda")))
    return items
