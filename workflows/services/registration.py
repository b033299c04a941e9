"""Rummets namn: what a process definition may call assignees, collections, facts and jobs, and how steps are taken."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Unit, User
from accounts.selectors import holder_of_function
from cases import rules
from cases.models import Case, Referral, SignatureSlot
from cases.rules.decision import latest_decision
from cases.rules.treatment import route_of
from cases.selectors.documents import render_agreement, render_extract
from cases.services.case import transition_rules
from cases.services.steps import STEPS, Move, Step, step_named
from cases.services.steps.agreement import register_agreement, round_agreement
from cases.services.steps.distribution import register_extract
from cases.states import CaseState, DecidedBy, Outcome, ReferralKind, ReferralState, SigningMethod, SlotState
from diarium.calendar import stockholm_date
from workflows import nodes
from workflows.definitions.labels import LABELS
from workflows.definitions.names import NAMES, Collection, Fact, JobWork, Law, StepFacts
from workflows.policy.opinion import GIVES_OPINION
from workflows.selectors.people import who_may_act
from workflows.services.clocks import register_clocks

# Where the meeting is still to come, or an earlier analysis is written anew; and where the minutes are adjusted.
BEFORE_DECISION = frozenset(
    (CaseState.DRAFT, CaseState.SITUATION_ANALYSIS, CaseState.COMMITTEE_PROPOSAL, CaseState.DECISION)
)
AFTER_DECISION = frozenset((CaseState.SIGNING, CaseState.DISTRIBUTION))


def _case_officer(case: Case, _item: int | None) -> User | None:
    return case.case_officer


def _signer(case: Case, item: int | None) -> User | None:
    slot = SignatureSlot.objects.select_related("signatory").get(pk=item or 0)
    return slot.signatory if slot.method == SigningMethod.LOGGED_IN else case.case_officer


def _waiting_slots(case: Case) -> list[int]:
    return list(
        round_agreement(case).slots.filter(state=SlotState.WAITING).order_by("position").values_list("pk", flat=True)
    )


def _asked(_case: Case, item: int | None) -> User | None:
    """Who answers in the product; the answer of an outside body is nobody's task until it has come."""
    return Referral.objects.select_related("respondent").get(pk=item or 0).respondent


def _unit_head(case: Case, _item: int | None) -> User | None:
    """Chefen för ärendets enhet."""
    return _one_who_may_act(case, Role.UNIT_HEAD, unit_id=case.unit_id) if case.unit_id else None


def _chair(case: Case, _item: int | None) -> User | None:
    """Ordföranden i ärendets nämnd, whose chair may decide in it (KL 6:39), whatever body the proposal names."""
    return _one_who_may_act(case, Role.CHAIR, board_id=case.board_id)


def _one_who_may_act(case: Case, role: str, **place: int) -> User | None:
    """Nobody gets a task that the person may not do, for secrecy or jäv: it waits for somebody who may."""
    on = stockholm_date(nodes.current_occasion().at)
    person = holder_of_function(role, on=on, **place)
    if person is None:
        return None
    return who_may_act(case, User.objects.filter(pk=person.pk), on=on).first()


def _open(kind: ReferralKind) -> Collection:
    def rows(case: Case) -> list[int]:
        waiting = case.referrals.filter(kind=kind, state=ReferralState.SENT)
        return list(waiting.order_by("pk").values_list("pk", flat=True))

    return Collection("referral", rows)


def _decision_outcome(case: Case) -> str:
    decision = latest_decision(case)
    if decision is None:
        raise LookupError("the choice stands after a recorded decision")
    return str(decision.outcome)


def _after_preparation(case: Case) -> str:
    """Where a preparing body's treatment leads; a committee's proposal goes to its board."""
    decision, route = latest_decision(case), route_of(case)
    if decision is None:
        raise LookupError("the choice stands after a recorded decision")
    if decision.outcome != Outcome.FORWARDED:
        return str(decision.outcome)
    following = route.after(decision.body)
    return "to_council" if following is not None and following.pk == route.deciding.pk else "to_board"


def _referred_back_to(case: Case) -> str:
    decision = latest_decision(case)
    return "analysis" if decision is not None and decision.to_analysis else "proposal"


def _signing_result(case: Case) -> str:
    declined = round_agreement(case).slots.filter(state=SlotState.DECLINED).exists()
    return "declined" if declined else "signed"


def _take(step_name: str) -> None:
    occasion = nodes.current_occasion()
    step_named(step_name).run(occasion.case, Move(actor=occasion.actor, at=occasion.at))


def _moves(fires: str | None) -> tuple[tuple[str, str], ...]:
    state = Case._meta.get_field("state")
    return tuple(
        (str(one.source), str(one.target)) for one in state.get_all_transitions(Case) if fires and one.name == fires
    )


def _facts(step: Step) -> StepFacts:
    asked = list(step.rules)
    if step.fires:
        asked += [rule for rule in transition_rules(getattr(Case, step.fires)) if rule not in asked]
    return StepFacts(_moves(step.fires), step.watches, tuple(asked), step.fulfils, step.approval)


def register() -> None:
    """Fill the names."""
    NAMES.assignees |= {"case_officer": _case_officer, "signer": _signer, "asked": _asked}
    NAMES.assignees |= {"unit_head_of_case": _unit_head, "chair_of_body": _chair}
    NAMES.functions |= {"unit_head_of_case": Role.UNIT_HEAD, "chair_of_body": Role.CHAIR}
    NAMES.collections["waiting_slots"] = Collection("slot", _waiting_slots)
    NAMES.collections["open_contributions"] = _open(ReferralKind.CONTRIBUTION)
    NAMES.collections["open_referrals"] = _open(ReferralKind.REFERRAL)
    NAMES.facts["decision_outcome"] = Fact(frozenset(Outcome.values), _decision_outcome)
    NAMES.facts["after_preparation"] = Fact(
        frozenset({"to_council", "to_board", Outcome.TABLED, Outcome.REFERRED_BACK}),
        _after_preparation,
        decided_by=DecidedBy.COUNCIL,
    )
    NAMES.facts["referred_back_to"] = Fact(frozenset({"proposal", "analysis"}), _referred_back_to)
    NAMES.facts["signing_result"] = Fact(frozenset({"signed", "declined"}), _signing_result)
    NAMES.jobs["render_agreement"] = JobWork(render_agreement, register_agreement)
    NAMES.jobs["render_extract"] = JobWork(render_extract, register_extract)
    NAMES.laws |= {
        "adjustment": Law(_("Justering, 14 dagar (KL 5:69)")),
        "announcement": Law(_("Tillkännagivande, 2 dagar (KL 8:12)"), AFTER_DECISION),
        "appeal": Law(_("Överklagande, 3 veckor (KL 13:5)")),
        "council_summons": Law(_("Kallelse till fullmäktige, 7 dagar före (KL 5:15)"), BEFORE_DECISION),
        "situation_analysis": Law(_("Lägesbild, 2 år (2023:196 6 §)"), BEFORE_DECISION),
    }
    NAMES.rules |= {rule.code: rule for rule in (getattr(rules, name) for name in rules.__all__) if rule.done}
    NAMES.acts |= {("no_remarks", "no_remarks", GIVES_OPINION), ("remarks", "give_remarks", GIVES_OPINION)}
    NAMES.is_unit = lambda code: Unit.objects.filter(code=code).exists()
    NAMES.steps = {name: _facts(step) for name, step in STEPS.items()}
    NAMES.take = _take
    register_clocks()
    NAMES.labels |= LABELS
