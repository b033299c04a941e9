"""A finding holds on to what it quotes: a waiver stands while the text stands."""

from __future__ import annotations

from dataclasses import replace

from cases.draft_checks.checks import run
from cases.draft_checks.findings import Finding
from cases.draft_checks.register import Register
from cases.reading.lexicon import default_lexicon
from cases.reading.reader import read_text
from cases.reading.structure import Content


def finding(code: str, content: Content, register: Register) -> Finding:
    return next(finding for finding in run(content, register) if finding.code == code)


def changed(seed: str, old: str, new: str) -> Content:
    assert old in seed
    return read_text(seed.replace(old, new), default_lexicon()).content()


def test_a_change_elsewhere_leaves_the_fingerprint(seed: str, content: Content, register: Register) -> None:
    other = changed(seed, "Målet är minskad brottslighet", "Målet är en mindre brottslighet")

    assert finding("T01", other, register).fingerprint == finding("T01", content, register).fingerprint


def test_a_change_of_the_quoted_text_gives_another_fingerprint(seed: str, content: Content, register: Register) -> None:
    other = changed(seed, "genom att skapa effektiva,", "genom att skapa goda,")

    assert finding("T01", other, register).fingerprint != finding("T01", content, register).fingerprint


def test_a_quoted_text_that_moves_keeps_its_fingerprint(seed: str, content: Content, register: Register) -> None:
    other = changed(seed, "Syftet med samverkan är", "Ett nytt stycke.\n\nSyftet med samverkan är")

    assert finding("T01", other, register).places != finding("T01", content, register).places
    assert finding("T01", other, register).fingerprint == finding("T01", content, register).fingerprint


def test_the_case_type_sets_the_severity_or_turns_a_check_off(content: Content, register: Register) -> None:
    own = replace(register, severities={"M01": "warning", "C04": ""})
    found = {finding.code: finding.severity for finding in run(content, own)}

    assert found["M01"] == "warning"
    assert "C04" not in found


def test_other_cases_are_not_asked_for_agreements(content: Content, register: Register) -> None:
    codes = {finding.code for finding in run(content, replace(register, agreement_case=False))}

    assert codes == {"T01", "T02", "T03", "B02", "M01", "K01", "K02", "R01"}


def test_a_finding_as_json(content: Content, register: Register) -> None:
    answer = finding("T01", content, register).to_dict()

    assert set(answer) == {"code", "severity", "message", "places", "fingerprint"}
    assert len(finding("T01", content, register).fingerprint) == 64


def test_an_empty_report_is_checked_without_error(register: Register) -> None:
    assert {finding.code for finding in run(Content(), register)} == {"S01"}
