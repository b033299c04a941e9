"""Två personer: whether somebody is of the first person's side, and so cannot be the second (G12, R8, ADR 0039)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.capacity import Actor, Grant, in_words
from accounts.models import User
from accounts.selectors import stood_in_for, whom_for
from audit.models import Event
from audit.rules import Sentence
from cases.models import Approval, Case, Decision, PaperOriginal, StaffReportVersion
from cases.rules.decision import latest_decision
from cases.rules.staff_report import latest_version
from cases.states import ApprovalOutcome, VersionOrigin

OWN_TEXT: Sentence = _("Du har skrivit i förslaget och kan därför inte godkänna det. Lämna uppgiften till någon annan.")
SENT_IT: Sentence = _("Du har skickat förslaget för godkännande. En annan person måste godkänna det.")
OWN_PROPOSAL: Sentence = _("Du har skrivit eller skickat förslaget. Lämna uppgiften till någon annan.")
NO_REMARKS_WRITTEN: Sentence = _("Skriv dina synpunkter.")
RECORDED_DECISION: Sentence = _(
    "Du har registrerat beslutet, eller ersätter den som gjorde det. En annan person måste bekräfta det."
)
RECORDED_SIGNATURE: Sentence = _(
    "Du har registrerat underskriften, eller ersätter den som gjorde det. En annan person måste bekräfta den."
)
SAVED, SENT = "staff_report_saved", "sent_for_approval"
APPROVALS = frozenset({"approve", "approve_and_submit"})
OPINIONS = frozenset({"no_remarks", "give_remarks"})
OF_DECISION = frozenset({"confirm_decision", "refuse_decision"})
OF_SIGNATURE = frozenset({"confirm_paper_signature", "refuse_paper_signature"})


def second_person(actor: Actor, grants: Sequence[Grant], case: Case, step: str, item: int | None = None) -> Sentence:
    """Why the actor may not be the second person in the step under any of the mandates; empty = nothing in the way."""
    if step in APPROVALS:
        version = latest_version(case)
        return _approver(actor, grants, case, version) if version is not None else ""
    if step in OPINIONS:
        version = latest_version(case)
        return OWN_PROPOSAL if version is not None and own_text(actor, case, version) else ""
    if step in OF_DECISION:
        decision = latest_decision(case)
        return RECORDED_DECISION if decision is not None and recorded_decision(actor, case, decision) else ""
    if step in OF_SIGNATURE:
        original = PaperOriginal.objects.filter(slot=item or 0).order_by("-id").first()
        return RECORDED_SIGNATURE if original is not None and recorded_signature(actor, case, original) else ""
    return ""


def _approver(actor: Actor, grants: Sequence[Grant], case: Case, version: StaffReportVersion) -> Sentence:
    said = own_text(actor, case, version)
    if said:
        return said
    words = words_given(version)
    given = [word_of(actor.under(grant), words) for grant in grants or (actor.chosen,)]
    first = given[0]
    return "" if first is None or None in given else approved_before(first)


def own_text(actor: Actor, case: Case, version: StaffReportVersion) -> Sentence:
    """Nobody approves a text that they, or anybody they stand in for, wrote or sent; nor did somebody else for them."""
    acts = list(_acts_on_text(case.stream, version))
    if actor.sides & _authors(version, acts):
        return OWN_TEXT
    sent = next((act for act in acts if act.verb == SENT), None)
    return SENT_IT if sent is not None and _by_side(actor, sent) else ""


def authors_of(version: StaffReportVersion) -> set[int]:
    """Everyone who wrote a version of the text, and for whom; who imported it as it came is not an author."""
    return _authors(version, _acts_on_text(version.report.case.stream, version))


def _authors(version: StaffReportVersion, acts: Iterable[Event]) -> set[int]:
    writers, _since = _written(version)
    return {*writers, *whom_for(act for act in acts if act.verb == SAVED)} if writers else set()


def _written(version: StaffReportVersion) -> tuple[Sequence[int], datetime | None]:
    """Who wrote the text and since when, as `latest_version` reads it."""
    if "writers" not in version.__dict__:
        rows = version.report.versions.filter(origin=VersionOrigin.WRITTEN).order_by("number")
        found = list(rows.values_list("author_id", "saved_at"))
        return [author for author, _at in found], found[0][1] if found else None
    return version.__dict__["writers"], version.__dict__["written_since"]


def _acts_on_text(stream: str, version: StaffReportVersion) -> QuerySet[Event]:
    """When the text was saved and sent for approval, the latest first (one query)."""
    _writers, since = _written(version)
    acts = Event.objects.filter(stream=stream).order_by("-seq")
    return acts.filter(Q(verb=SENT) | Q(verb=SAVED, at__gte=since)) if since is not None else acts.filter(verb=SENT)


def _by_side(actor: Actor, act: Event) -> bool:
    """Whether it was done by the actor's side, or for it."""
    others = actor.sides - {actor.user_id}
    by_them = bool(others) and User.objects.filter(pk__in=others, uuid=act.actor).exists()
    return act.actor == actor.id or by_them or bool(actor.sides & whom_for([act]))


def words_given(version: StaffReportVersion) -> list[Approval]:
    """The approvals of the version in this sending, in the order they were given."""
    given = Approval.objects.filter(version=version, sending=version.report.sending, outcome=ApprovalOutcome.APPROVED)
    return list(given.order_by("pk"))


def word_of(actor: Actor, given: Iterable[Approval]) -> Approval | None:
    """The approval that the person, or whom the person acts for in this capacity, gave or had given already."""
    here = {actor.user_id, actor.acts_for_id} - {None}
    return next((one for one in given if here & {one.approver_id, one.acted_for_id}), None)


def approved_before(given: Approval) -> str:
    """Why there is no second word: who gave the first, and as what."""
    said = now_in("Förslaget är redan godkänt av {namn} ({roll}). En annan person måste godkänna det här steget.")
    return said.format(namn=given.approver_label, roll=in_words(given.capacity, given.on_behalf_of))


def recorded_decision(actor: Actor, case: Case, decision: Decision) -> bool:
    """Whether the decision was recorded by the actor's side, or for the actor."""
    if decision.recorded_by_id in actor.sides:
        return True
    return actor.user_id in stood_in_for(case.stream, "decision_recorded", since=decision.recorded_at)


def recorded_signature(actor: Actor, case: Case, original: PaperOriginal) -> bool:
    """Whether the signature on paper was recorded by the actor's side, or for the actor."""
    if original.recorded_by_id in actor.sides:
        return True
    return actor.user_id in stood_in_for(case.stream, "paper_signature_recorded", since=original.recorded_at)
