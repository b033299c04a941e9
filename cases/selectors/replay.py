"""Uppspelning: the events of a case folded into the row they should have left, compared with the row that is there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from audit.selectors import Finding
from cases.models import AgreementVersion, Approval, Case, Decision, Dispatch, Opinion, Signature, StaffReportVersion

CHUNK = 500
Treatment = tuple[str, str, int | None]
Text = tuple[int, int]


@dataclass
class Expected:
    """Vad händelserna säger att ärendet är. A treatment is known by body, day and paragraph, a text by its round."""

    version: int = 0
    state: str | None = None
    round: int = 1
    officer: str | None = None
    report_hashes: dict[Text, str] = field(default_factory=dict)
    approvals: int = 0
    opinions: int = 0
    decisions: dict[Treatment, tuple[str, bool]] = field(default_factory=dict)
    recorded: Treatment | None = None
    agreement_hashes: dict[Text, str] = field(default_factory=dict)
    signatures: int = 0
    dispatches: int = 0
    referrals: dict[str, str] = field(default_factory=dict)


def _officer(expected: Expected, data: dict[str, Any]) -> None:
    expected.officer = data.get("officer") or expected.officer


def _report(expected: Expected, data: dict[str, Any]) -> None:
    expected.report_hashes[expected.round, data["version"]] = data.get("hash", "")


def _word(expected: Expected, data: dict[str, Any]) -> None:
    expected.approvals += 1


def _opinion(expected: Expected, data: dict[str, Any]) -> None:
    expected.opinions += 1


def _recorded(expected: Expected, data: dict[str, Any]) -> None:
    expected.recorded = (data["body"], data["meeting"], data["paragraph"])
    expected.decisions[expected.recorded] = (data["outcome"], False)


def _confirmed(expected: Expected, data: dict[str, Any]) -> None:
    if expected.recorded is not None:
        expected.decisions[expected.recorded] = (data["outcome"], True)


def _refused(expected: Expected, data: dict[str, Any]) -> None:
    if expected.recorded is not None:
        expected.decisions.pop(expected.recorded, None)


def _agreement(expected: Expected, data: dict[str, Any]) -> None:
    expected.agreement_hashes[expected.round, data["version"]] = data.get("hash", "")


def _signature(expected: Expected, data: dict[str, Any]) -> None:
    expected.signatures += 1


def _round(expected: Expected, data: dict[str, Any]) -> None:
    expected.round = data["round"]


def _sent(expected: Expected, data: dict[str, Any]) -> None:
    expected.dispatches += data["count"]


def _asked(expected: Expected, data: dict[str, Any]) -> None:
    expected.referrals |= dict.fromkeys(data["referrals"], "sent")


def _answered(expected: Expected, data: dict[str, Any]) -> None:
    expected.referrals[data["referral"]] = "answered"


def _closed(expected: Expected, data: dict[str, Any]) -> None:
    expected.referrals[data["referral"]] = "closed_without_answer"


FOLDS: Mapping[str, Callable[[Expected, dict[str, Any]], None]] = {
    "case_opened": _officer,
    "officer_assigned": _officer,
    "officer_replaced_for_conflict": _officer,
    "staff_report_saved": _report,
    "staff_report_imported": _report,
    "report_approved": _word,
    "submitted_for_decision": _word,
    "report_returned": _word,
    "proposal_read": _opinion,
    "opinion_given": _opinion,
    "decision_recorded": _recorded,
    "decision_confirmed": _confirmed,
    "decision_refused": _refused,
    "delegated_decision_recorded": _recorded,
    "urgent_decision_recorded": _recorded,
    "delegated_decision_confirmed": _confirmed,
    "delegated_decision_refused": _refused,
    "sent_for_signing": _agreement,
    "agreement_signed": _signature,
    "agreement_signed_on_paper": _signature,
    "decision_distributed": _sent,
    "contributions_asked": _asked,
    "referrals_sent": _asked,
    "contribution_given": _answered,
    "nothing_added": _answered,
    "referral_answered": _answered,
    "referral_abstained": _answered,
    "referral_closed": _closed,
    "new_round_started": _round,
}
FOLDED = frozenset(FOLDS)


def fold(expected: Expected, verb: str, data: dict[str, Any]) -> None:
    """One event: what it adds to the expected row. Verbs that leave nothing to compare pass by."""
    if verb in FOLDS:
        FOLDS[verb](expected, data)


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
        yield from _texts(case)


def _differences(case: Case, expected: Expected) -> Iterator[Finding]:
    found = _as_found(case)
    for name, should, is_now in (
        ("version", expected.version, found.version),
        ("state", expected.state, found.state),
        ("round", expected.round, found.round),
        ("officer", expected.officer, found.officer),
        ("reports", _known(expected.report_hashes), _like(found.report_hashes, expected.report_hashes)),
        ("approvals", expected.approvals, found.approvals),
        ("decisions", expected.decisions, found.decisions),
        ("agreements", _known(expected.agreement_hashes), _like(found.agreement_hashes, expected.agreement_hashes)),
        ("signatures", expected.signatures, found.signatures),
        ("dispatches", expected.dispatches, found.dispatches),
        ("referrals", expected.referrals, found.referrals),
    ):
        if should != is_now:
            yield Finding(
                "E-REPLAY",
                f"{case.stream} {name}",
                str(should),
                str(is_now),
                _("Ärendets uppgifter stämmer inte med dess händelser."),
            )


def _texts(case: Case) -> Iterator[Finding]:
    """Every kept text has the hash that it is named by."""
    reports = StaffReportVersion.objects.filter(report__case=case).order_by("pk")
    agreements = AgreementVersion.objects.filter(agreement__case=case).order_by("pk")
    for kind, rows in (("report", reports), ("agreement", agreements)):
        for number, content, digest in rows.values_list("number", "content", "content_hash"):
            found = _hash_of(content)
            if found != digest:
                yield Finding(
                    "E-REPLAY",
                    f"{case.stream} {kind} {number}",
                    digest,
                    found,
                    _("En text stämmer inte med sin kontrollsumma."),
                )


def _hash_of(content: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of a kept text, which is NFC since it was written."""
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


def _known(hashes: dict[Text, str]) -> dict[Text, str]:
    return dict(sorted(hashes.items()))


def _like(found: dict[Text, str], expected: dict[Text, str]) -> dict[Text, str]:
    """The found hashes, blank where the event was not allowed to hold one."""
    return {text: "" if expected.get(text) == "" else value for text, value in sorted(found.items())}


def _by_round(rows: QuerySet[Any], path: str) -> dict[Text, str]:
    return {(round_, number): digest for round_, number, digest in rows.values_list(path, "number", "content_hash")}


def _as_found(case: Case) -> Expected:
    return Expected(
        version=case.version,
        state=str(case.state),
        officer=case.case_officer.name if case.case_officer else None,
        round=case.round,
        report_hashes=_by_round(StaffReportVersion.objects.filter(report__case=case), "report__round"),
        approvals=Approval.objects.filter(version__report__case=case).count(),
        opinions=Opinion.objects.filter(version__report__case=case).count(),
        decisions={
            (body, meeting.isoformat(), paragraph): (outcome, confirmed is not None)
            for body, meeting, paragraph, outcome, confirmed in Decision.objects.filter(case=case, refused=False)
            .order_by("pk")
            .values_list("body__code", "meeting_date", "paragraph", "outcome", "confirmed_at")
        },
        agreement_hashes=_by_round(AgreementVersion.objects.filter(agreement__case=case), "agreement__round"),
        signatures=Signature.objects.filter(slot__agreement__case=case).count(),
        dispatches=Dispatch.objects.filter(distribution__case=case, distribution__decision__isnull=False).count(),
        referrals={str(uuid): state for uuid, state in case.referrals.order_by("pk").values_list("uuid", "state")},
    )
