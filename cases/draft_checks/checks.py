"""Kontrollerna: every check of a staff report, with its severity and where its demand comes from."""

from __future__ import annotations

from cases.draft_checks import areas, attachments, guides, instruments, mandates, matter, parties, wording
from cases.draft_checks.findings import Check, Draft, Finding, distinct
from cases.draft_checks.register import Register
from cases.reading.structure import Content

CHECKS: tuple[Check, ...] = (
    Check("S01", "error", "the municipality's template", matter.required_headings),
    Check("C01", "error", "one agreement has one period", instruments.one_period, agreements=True),
    Check("C02", "error", "one agreement is concluded once", instruments.one_conclusion, agreements=True),
    Check("C03", "error", "the register of parties", parties.misspelt, agreements=True),
    Check("C04", "info", "the register of parties", parties.spelt_in_several_ways, agreements=True),
    Check("C05", "warning", "the decision is what was described", areas.same_order, agreements=True),
    Check("C06", "warning", "the decision is what was described", areas.same_wording, agreements=True),
    Check("C07", "error", "draw up, conclude and sign are different acts", mandates.one_act, agreements=True),
    Check("D01", "error", "KL 6:13–15", mandates.mandate_to_sign, agreements=True),
    Check("D02", "warning", "FL 33 §", mandates.addressees_are_told, agreements=True),
    Check("D03", "warning", "the minutes are read without the report", mandates.stands_alone, agreements=True),
    Check("D04", "error", "the report that is cited is this one", mandates.dated_as_cited, agreements=True),
    Check("T01", "error", "språklagen 11 §", wording.broken_off),
    Check("T02", "warning", "språklagen 11 §", wording.word_twice),
    Check("T03", "info", "språklagen 11 §", wording.same_paragraph_twice),
    Check("B01", "error", "the reader finds what is cited", attachments.cited_and_listed),
    Check("B02", "warning", "2023:196 6 §", attachments.current_as_said),
    Check("M01", "info", "OSL 5:2", matter.old_matter),
    Check("K01", "warning", "KL 6:6", matter.consequences_denied),
    Check("K02", "warning", "2018:1197, barnkonventionen art. 3", matter.child_best_interest),
    Check("P01", "error", "the chain of agreements", instruments.chain_of_periods, agreements=True),
    Check("X01", "warning", "writing guides (Nacka)", guides.independent_points),
    Check("X02", "info", "writing guides (Nacka)", guides.summary_of_the_long),
    Check("X03", "warning", "writing guides", guides.dated_attachments),
    Check("X04", "warning", "OSL 4:1", guides.explained_abbreviations),
    Check("X07", "error", "OSL 21 kap., GDPR art. 5", guides.nothing_personal),
    Check("X10", "error", "the decision is what the title says", guides.same_years),
    Check("R01", "info", "recipients are frozen at dispatch", matter.groups_are_expanded),
)


def run(content: Content, register: Register) -> list[Finding]:
    """Every finding in the content, in the order of the checks."""
    draft = Draft(content, register)
    return distinct([finding for check in CHECKS for finding in check.run(draft)])
