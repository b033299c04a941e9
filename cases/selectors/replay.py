"""Uppspelning: the events of a case folded into the row they should have left, compared with the row that is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.models import Event
from audit.selectors import Finding
from cases.models import AgreementVersion, Case, Decision, Dispatch, Signature, StaffReportVersion

CHUNK = 500


@dataclass
class Expected:
    """Vad händelserna säger att ärendet är."""

    version: int = 0
    state: str | None = None
    officer: str | None = None
    report_hashes: dict[int, str] = field(default_factory=dict)
    decisions: dict[int, tuple[str, bool]] = field(default_factory=dict)
    agreement_hashes: dict[int, str] = field(default_factory=dict)
    signatures: int = 0
    dispatches: int = 0


def fold(expected: Expected, verb: str, data: dict[str, Any]) -> None:
    """One event: what it adds to the expected row. Verbs that leave nothing to compare pass by."""
    match verb:
        case "case_opened" | "officer_assigned":
            expected.officer = data.get("officer") or expected.officer
        case "staff_report_saved" | "staff_report_imported":
            expected.report_hashes[data["version"]] = data.get("hash", "")
        case "decision_recorded":
            expected.decisions[data["paragraph"]] = (data["outcome"], False)
        case "decision_confirmed":
            expected.decisions[data["paragraph"]] = (data["outcome"], True)
        case "decision_refused":
            expected.decisions.pop(data["paragraph"], None)
        case "sent_for_signing":
            expected.agreement_hashes[data["version"]] = data.get("hash", "")
        case "agreement_signed" | "agreement_signed_on_paper":
            expected.signatures += 1
        case "decision_distributed":
            expected.dispatches += data["count"]


def replay() -> Iterator[Finding]:
    """Every case against its events."""
    for case in Case.objects.select_related("case_officer").order_by("pk").iterator(chunk_size=CHUNK):
        expected = Expected()
        events = (
            Event.objects.filter(stream=case.stream).order_by("seq").values_list("verb", "seq", "status_after", "body")
        )
        for verb, seq, status, body in events:
            expected.version, expected.state = seq, status
            fold(expected, verb, json.loads(bytes(body))["data"])
        yield from _differences(case, expected)


def _differences(case: Case, expected: Expected) -> Iterator[Finding]:
    found = _as_found(case)
    for name, should, is_now in (
        ("version", expected.version, found.version),
        ("state", expected.state, found.state),
        ("officer", expected.officer, found.officer),
        ("reports", _known(expected.report_hashes), _like(found.report_hashes, expected.report_hashes)),
        ("decisions", expected.decisions, found.decisions),
        ("agreements", _known(expected.agreement_hashes), _like(found.agreement_hashes, expected.agreement_hashes)),
        ("signatures", expected.signatures, found.signatures),
        ("dispatches", expected.dispatches, found.dispatches),
    ):
        if should != is_now:
            yield Finding(
                "E-REPLAY",
                f"{case.stream} {name}",
                str(should),
                str(is_now),
                _("Ärendets uppgifter stämmer inte med dess händelser."),
            )


def _known(hashes: dict[int, str]) -> dict[int, str]:
    return dict(sorted(hashes.items()))


def _like(found: dict[int, str], expected: dict[int, str]) -> dict[int, str]:
    """The found hashes, blank where the event was not allowed to hold one."""
    return {number: "" if expected.get(number) == "" else value for number, value in sorted(found.items())}


def _as_found(case: Case) -> Expected:
    return Expected(
        version=case.version,
        state=str(case.state),
        officer=case.case_officer.name if case.case_officer else None,
        report_hashes=dict(StaffReportVersion.objects.filter(report__case=case).values_list("number", "content_hash")),
        decisions={
            paragraph: (outcome, confirmed is not None)
            for paragraph, outcome, confirmed in Decision.objects.filter(case=case, refused=False)
            .order_by("pk")
            .values_list("paragraph", "outcome", "confirmed_at")
        },
        agreement_hashes=dict(
            AgreementVersion.objects.filter(agreement__case=case).values_list("number", "content_hash")
        ),
        signatures=Signature.objects.filter(slot__agreement__case=case).count(),
        dispatches=Dispatch.objects.filter(distribution__case=case).count(),
    )
