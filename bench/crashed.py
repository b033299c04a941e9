"""Domen efter provet: every acknowledged answer is there once, and every matter's life is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.crashing import lines_of

# So many times each thing happens in the life of an agreement with three parties, two of them on paper.
ONCE = (
    "case_opened",
    "analysis_started",
    "analysis_concluded",
    "proposal_started",
    "sent_for_approval",
    "report_approved",
    "submitted_for_decision",
    "decision_recorded",
    "decision_confirmed",
    "signing_started",
    "sent_for_signing",
    "agreement_registered",
    "agreement_signed",
    "signing_finished",
    "extract_registered",
    "decision_distributed",
    "case_closed",
)
TWICE = ("paper_signature_recorded", "agreement_signed_on_paper")


def judge(here: Path, letters: Sequence[str]) -> dict[str, Any]:
    """Vad som gick förlorat, hände två gånger eller inte hänger ihop."""
    from audit.selectors import check_consistency, verify

    lines = [line for path in sorted(here.glob("journal-*")) for line in lines_of(path)]
    answers = [line for line in lines if "answer" in line]
    lives = lives_of_cases()
    findings = [*check_consistency(), *verify().findings]
    return {
        "asked": sum("ask" in line for line in lines),
        "acknowledged": len(answers),
        "refused": dict(Counter(line["refused"] for line in lines if "refused" in line)),
        "cases": len(lives),
        "lost": lost(answers),
        "doubled": [*doubled_answers(answers), *doubled_lives(lives)],
        "mail_missing": mail_missing(letters),
        "findings": [str(finding) for finding in findings][:20],
    }


def lost(answers: Iterable[dict[str, Any]]) -> list[str]:
    """Kvitterade svar som inte finns: the request row with the same answer, and the event that it ended with."""
    from audit.models import Event, Request

    gone = []
    for line in answers:
        answer = line["answer"]
        kept = Request.objects.filter(actor=line["actor"], key=line["key"]).values_list("answer", flat=True).first()
        event = Event.objects.filter(stream=f"case:{answer['case']}", seq=answer["version"])
        if kept != answer or not event.filter(status_after=answer["state"]).exists():
            gone.append(f"{answer['number']} {answer['outcome']} {answer['version']}")
    return gone


def doubled_answers(answers: Iterable[dict[str, Any]]) -> list[str]:
    """Två begäranden som fick samma version till svar, or one that was answered in two ways."""
    by_version: dict[tuple[str, int], set[str]] = {}
    by_key: dict[tuple[str, str], set[str]] = {}
    for line in answers:
        answer = line["answer"]
        by_version.setdefault((answer["case"], answer["version"]), set()).add(line["key"])
        by_key.setdefault((line["actor"], line["key"]), set()).add(str(sorted(answer.items())))
    twice = [f"{case} version {version}" for (case, version), keys in by_version.items() if len(keys) > 1]
    return twice + [f"key {key}" for (_actor, key), told in by_key.items() if len(told) > 1]


def lives_of_cases() -> dict[str, Counter[str]]:
    """number → how often each thing happened in the matter."""
    from audit.models import Event
    from cases.models import Case

    lives: dict[str, Counter[str]] = {}
    for case in Case.objects.select_related("entry").order_by("pk"):
        verbs = Event.objects.filter(stream=case.stream).values_list("verb", flat=True)
        lives[case.entry.printed_number] = Counter(verbs)
    return lives


def doubled_lives(lives: dict[str, Counter[str]]) -> list[str]:
    """Det som hände för många gånger i ett ärende, or too few in one that is closed."""
    wrong = []
    for number, verbs in lives.items():
        for verb in (*ONCE, *TWICE):
            wanted = 2 if verb in TWICE else 1
            if verbs[verb] > wanted or (verbs["case_closed"] and verbs[verb] < wanted):
                wrong.append(f"{number} {verb} {verbs[verb]}")
    return wrong


def mail_missing(letters: Sequence[str]) -> list[str]:
    """Utskick som sägs vara skickade men inte kom till postkontoret."""
    from cases.models import Dispatch
    from diarium.engine.mail import message_id

    told = "\n".join(letters)
    rows = Dispatch.objects.filter(channel="email", state="sent").order_by("pk")
    return [str(row.uuid) for row in rows if message_id(row.uuid) not in told]
