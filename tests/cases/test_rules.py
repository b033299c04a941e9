"""Reglerna: each refuses with its own sentence, and holds where the walk went on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from accounts.rules import Rule
from cases import rules
from cases.models import Case, Decision, Dispatch, FindingAnswer, Party, Recipient, StaffReportVersion
from cases.rules.decision import latest_decision
from cases.rules.staff_report import keep_latest_version, latest_version
from cases.services.case import transition_rules
from diarium.models import Document
from tests import builders

# The rows are changed without their doors, to see what a rule says of them; nothing is committed.
pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("close")]

Break = Callable[[Case], object]


def _text(case: Case) -> StaffReportVersion:
    version = latest_version(case)
    assert version is not None
    return version


def _decided(case: Case) -> Decision:
    decision = latest_decision(case)
    assert decision is not None
    return decision


def _no_body(case: Case) -> None:
    for group in _text(case).content["decision_groups"]:
        group["body"] = ""


def _old_analysis(case: Case) -> None:
    later = case.analyses.get()
    assert later.concluded_at is not None
    later.pk, later.number = None, 2
    later.as_of = later.concluded_at.date() - timedelta(days=800)
    later.save()


BROKEN: Mapping[str, tuple[Rule, Break]] = {
    "no officer": (rules.HAS_OFFICER, lambda case: setattr(case, "case_officer", None)),
    "no subject": (rules.HAS_SUBJECT, lambda case: setattr(case.entry, "public_subject", " ")),
    "no party": (
        rules.HAS_PARTY,
        lambda case: case.__dict__.update(_prefetched_objects_cache={"parties": Party.objects.none()}),
    ),
    "no consequences": (rules.CONSEQUENCES_DESCRIBED, lambda case: _text(case).content.update(sections=[])),
    "a party that nobody signs for": (
        rules.SIGNATORIES_NAMED,
        lambda case: Party.objects.create(case=case, position=9, name="Ny part"),
    ),
    "the type has no analysis": (rules.TYPE_HAS_ANALYSIS, lambda case: setattr(case.case_type, "has_analysis", False)),
    "the type has no agreement": (
        rules.TYPE_HAS_AGREEMENT,
        lambda case: setattr(case.case_type, "has_agreement", False),
    ),
    "no staff report": (rules.HAS_STAFF_REPORT, lambda case: keep_latest_version(case, None)),
    "no decision point": (
        rules.HAS_DECISION_POINT,
        lambda case: _text(case).content.update(decision_groups=[{"body": "KS", "points": [{"text": "  "}]}]),
    ),
    "nobody decides": (rules.HAS_DECIDING_BODY, _no_body),
    "an attachment without title": (
        rules.ATTACHMENTS_NAMED,
        lambda case: _text(case).content["attachments"].append({"number": 9, "title": " "}),
    ),
    "an attachment that is no document": (
        rules.ATTACHMENTS_IN_CASE,
        lambda case: _text(case).content["attachments"].append({"number": 9, "title": "Kostnadskalkyl"}),
    ),
    "no recipient": (rules.HAS_RECIPIENT, lambda _case: Recipient.objects.update(listed=False)),
    "text that is no version": (rules.NO_UNSAVED_TEXT, lambda case: setattr(_text(case), "has_copy", True)),
    "an error that nobody has answered": (
        rules.NO_OPEN_ERRORS,
        lambda case: _text(case).findings.append({"severity": "error", "fingerprint": "f" * 64}),
    ),
    "a warning that nobody has answered": (
        rules.WARNINGS_ACKNOWLEDGED,
        lambda case: _text(case).findings.append({"severity": "warning", "fingerprint": "f" * 64}),
    ),
    "somebody has not approved": (
        rules.APPROVED_BY_ALL,
        lambda case: case.case_type.approval_chain.append("unit_head"),
    ),
    "an approval of another sending": (
        rules.APPROVED_BY_ALL,
        lambda case: setattr(_text(case).report, "sending", 2),
    ),
    "the matter is treated": (rules.NOTHING_TREATED, lambda _case: None),
    "it is not referred back": (rules.REFERRED_BACK, lambda _case: None),
    "the decision is a rejection": (
        rules.DECISION_CARRIED,
        lambda case: setattr(_decided(case), "outcome", "rejected"),
    ),
    "the decision is not confirmed": (rules.DECISION_FINAL, lambda case: setattr(_decided(case), "confirmed_at", None)),
    "the decision is tabled": (rules.DECISION_FINAL, lambda case: setattr(_decided(case), "outcome", "tabled")),
    "nothing is decided": (rules.DECISION_MADE, lambda case: setattr(_decided(case), "confirmed_at", None)),
    "there is a final decision": (rules.NO_FINAL_DECISION, lambda _case: None),
    "the paragraph is not adjusted": (
        rules.PARAGRAPH_ADJUSTED,
        lambda case: setattr(_decided(case), "adjusted_on", None),
    ),
    "the decision lets nobody sign": (
        rules.DECISION_GIVES_MANDATE,
        lambda case: setattr(_decided(case), "gives_mandate", False),
    ),
    "there is something to sign": (rules.NOTHING_TO_SIGN, lambda _case: None),
    "signing is not over": (rules.SIGNING_ENDED, lambda case: case.agreements.update(state="partly_signed")),
    "the report is with nobody": (rules.REPORT_IN_APPROVAL, lambda _case: None),
    "the number is struck": (rules.NUMBER_IN_USE, lambda case: setattr(case.entry, "status", "cancelled")),
    "a document is a draft": (
        rules.DOCUMENTS_SETTLED,
        lambda case: Document.objects.filter(entry=case.entry_id).update(status="draft"),
    ),
    "a dispatch waits": (rules.DISPATCH_DONE, lambda _case: Dispatch.objects.update(state="queued")),
    "a dispatch came back": (rules.DISPATCH_DONE, lambda _case: Dispatch.objects.update(state="failed")),
    "nobody knows of a dispatch": (rules.DISPATCH_DONE, lambda _case: Dispatch.objects.update(state="unknown")),
    "no class": (rules.HAS_CLASS, lambda case: setattr(case.entry, "class_code", None)),
    "no retention": (rules.HAS_RETENTION, lambda case: setattr(case.case_type, "retention", None)),
    "the analysis is old": (rules.ANALYSIS_FRESH, _old_analysis),
}
# The first held when they were asked. The analysis of 2019 was old, and the second version of the text has other years
# for the letter of intent than the register has: both are said and do not stop anybody.
HELD_ON_THE_WAY = {
    "REPORT_IN_APPROVAL",
    "ANALYSIS_FRESH",
    "ATTACHMENTS_IN_CASE",
    "NOTHING_TREATED",
    "REFERRED_BACK",
    "NO_FINAL_DECISION",
    "NOTHING_TO_SIGN",
}


@pytest.mark.allows_inconsistency
@pytest.mark.parametrize(("rule", "broken"), BROKEN.values(), ids=BROKEN.keys())
def test_a_rule_refuses_with_its_sentence(rule: Rule, broken: Break) -> None:
    from django.db import transaction

    case = builders.the_walk().case()
    with transaction.atomic():
        broken(case)
        assert not rule.holds(case)
        assert rule(case) is (rule.severity == "warning")
        transaction.set_rollback(True)
    assert str(rule.sentence).endswith(".")


def test_the_rules_of_the_walk_hold_at_its_end() -> None:
    case = builders.the_walk().case()

    for rule, _break in BROKEN.values():
        name = next(name for name in rules.__all__ if getattr(rules, name) is rule)
        assert rule.holds(case) is (name not in HELD_ON_THE_WAY), name


@pytest.mark.matter_before("save_analysis")
def test_an_analysis_that_is_not_concluded_lets_nothing_through() -> None:
    case = builders.the_walk().case()

    assert not rules.ANALYSIS_CONCLUDED(case)
    assert not rules.TYPE_HAS_NO_ANALYSIS(case)
    assert not rules.APPROVED_BY_ALL(case)
    assert not rules.HAS_DECISION_POINT(case)
    assert not rules.DISPATCH_DONE(case) or case.decisions.count() == 0


@pytest.mark.matter_before("save_analysis")
def test_an_empty_analysis_has_neither_period_source_nor_area() -> None:
    case = builders.the_walk().case()

    for rule in (rules.ANALYSIS_HAS_PERIOD, rules.ANALYSIS_HAS_SOURCE, rules.ANALYSIS_HAS_AREA):
        assert not rule(case)


def test_every_rule_is_tried_and_has_a_name_of_its_own() -> None:
    tried = {rule for rule, _break in BROKEN.values()} | {
        rules.ANALYSIS_CONCLUDED,
        rules.TYPE_HAS_NO_ANALYSIS,
        rules.ANALYSIS_HAS_PERIOD,
        rules.ANALYSIS_HAS_SOURCE,
        rules.ANALYSIS_HAS_AREA,
        rules.CONTRIBUTIONS_ENDED,  # in test_referrals, as the next
        rules.REFERRALS_ENDED,
        rules.REFERRAL_ANSWERED,  # in test_opinion
    }
    every = [getattr(rules, name) for name in rules.__all__]

    assert set(every) == tried
    assert len({rule.code for rule in every}) == len(every)


def test_every_transition_but_opening_again_has_a_rule() -> None:
    names = {one.name for one in Case._meta.get_field("state").get_all_transitions(Case)}

    assert {name for name in names if not transition_rules(getattr(Case, name))} == {"reopen"}


def test_an_answered_finding_is_open_no_more() -> None:
    case = builders.the_walk().case()

    assert FindingAnswer.objects.exists()
    assert rules.WARNINGS_ACKNOWLEDGED(case)
