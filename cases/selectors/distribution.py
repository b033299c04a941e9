"""Sändlista och expediering: what would be sent to whom now, and what was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import AgreementVersion, Case, Decision, Dispatch, Recipient
from cases.rules.decision import latest_decision
from cases.states import AgreementState, Channel
from diarium.models import Correspondent, RecipientGroup
from diarium.numbers import document_of
from diarium.selectors import BoardRecipient, expand_group, expand_list, is_list


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """En verklig mottagare som beslutet skulle gå till."""

    name: str
    channel: str
    address: str
    purpose: str
    group_name: str = ""
    replaced_name: str = ""
    board_id: int | None = None

    @property
    def channel_label(self) -> str:
        """Sättet, as it is read."""
        return str(Channel(self.channel).label)


@dataclass(frozen=True, slots=True)
class Problem:
    """Något som måste avgöras först: a joint board to confirm, a `recipient` row to mend, or what the `url` mends."""

    sentence: str
    recipient: Recipient | None = None
    board_id: int | None = None
    kind: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class DistributionPlan:
    """Förhandsvisning: every real recipient, what they get, and what still stands in the way."""

    rows: list[PlannedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    documents: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Answers:
    """What the registrar has decided about joint boards, and the day of the act of sending."""

    taken_in: Set[int]
    left_out: Set[int]
    on: date | None


def distribution_plan(
    case: Case,
    decision: Decision,
    *,
    taken_in: Set[int] = frozenset(),
    left_out: Set[int] = frozenset(),
    on: date | None = None,
    recipients: Sequence[Recipient] | None = None,
) -> DistributionPlan:
    """Vem beslutet går till om det expedieras dagen `on` (None = the day of the decision).

    `taken_in`/`left_out` are the joint boards that the registrar has decided about. A board that was wound up between
    the decision and `on` is replaced by its successor. `recipients` are the listed ones, where they are in hand.
    """
    answers = _Answers(taken_in, left_out, on)
    plan = DistributionPlan(documents=list(_documents(case, decision)))
    seen: set[tuple[str, str]] = set()
    for recipient in listed_recipients(case) if recipients is None else recipients:
        for row in _rows(recipient, decision, plan, answers):
            if (row.name, row.channel) not in seen:
                seen.add((row.name, row.channel))
                plan.rows.append(row)
    return plan


def _rows(recipient: Recipient, decision: Decision, plan: DistributionPlan, answers: _Answers) -> Iterator[PlannedRow]:
    if recipient.group is not None:
        yield from _members(recipient, decision, plan, answers)
    elif recipient.board is not None:
        yield PlannedRow(
            name=recipient.board.name,
            channel=Channel.INTERNAL,
            address="",
            purpose=recipient.purpose,
            board_id=recipient.board.pk,
        )
    elif recipient.correspondent is None:
        plan.problems.append(
            Problem(
                _("{mottagare} är inte kopplad till någon i registret.").format(mottagare=recipient.text),
                recipient,
                kind="unbound",
            )
        )
    elif not recipient.correspondent.email:
        plan.problems.append(
            Problem(_("Adress saknas för {mottagare}.").format(mottagare=recipient.text), recipient, kind="address")
        )
    else:
        yield PlannedRow(
            name=recipient.correspondent.name,
            channel=Channel.EMAIL,
            address=recipient.correspondent.email,
            purpose=recipient.purpose,
        )


def _members(
    recipient: Recipient, decision: Decision, plan: DistributionPlan, answers: _Answers
) -> Iterator[PlannedRow]:
    if recipient.group is None:
        return
    sent_on = answers.on or decision.meeting_date
    if is_list(recipient.group):
        members = expand_list(recipient.group, deciding_body_id=decision.body_id, distributed_on=sent_on)
        for member in members:
            if isinstance(member, Correspondent):
                yield from _outside(recipient, recipient.group, member, plan)
            else:
                yield from _board(recipient, recipient.group, member, plan, answers)
        return
    boards = expand_group(
        recipient.group, on=decision.meeting_date, deciding_body_id=decision.body_id, distributed_on=answers.on
    )
    for board in boards:
        yield from _board(recipient, recipient.group, board, plan, answers)


def _outside(
    recipient: Recipient, group: RecipientGroup, member: Correspondent, plan: DistributionPlan
) -> Iterator[PlannedRow]:
    """A member of a list outside the municipality."""
    if member.email:
        yield PlannedRow(
            name=member.name,
            channel=Channel.EMAIL,
            address=member.email,
            purpose=recipient.purpose,
            group_name=group.name,
        )
        return
    sentence = _("Adress saknas för {mottagare} i gruppen {grupp}.")
    told = sentence.format(mottagare=member.name, grupp=group.name)
    plan.problems.append(Problem(told, recipient, kind="address", url=reverse("correspondent", args=[member.uuid])))


def _board(
    recipient: Recipient, group: RecipientGroup, member: BoardRecipient, plan: DistributionPlan, answers: _Answers
) -> Iterator[PlannedRow]:
    if member.board.pk in answers.left_out and member.needs_confirmation:
        plan.left_out.append(member.board.name)
        return
    if member.needs_confirmation and member.board.pk not in answers.taken_in:
        plan.problems.append(
            Problem(
                _("{namnd} är en gemensam nämnd i {kommun}. Bekräfta att den ska vara med.").format(
                    namnd=member.board.name, kommun=member.board.host_municipality
                ),
                recipient,
                member.board.pk,
                kind="joint_board",
            )
        )
        return
    yield PlannedRow(
        name=member.board.name,
        channel=Channel.INTERNAL,
        address="",
        purpose=recipient.purpose,
        group_name=group.name,
        replaced_name=member.replaced_name or "",
        board_id=member.board.pk,
    )


def _documents(case: Case, decision: Decision) -> Iterator[dict[str, Any]]:
    if decision.extract is not None:
        yield _named(case, decision.extract, decision.extract_sha256)
    signed = AgreementVersion.objects.filter(
        agreement__case=case,
        agreement__round=case.round,
        agreement__state=AgreementState.SIGNED,
        number=F("agreement__latest"),
    )
    version = signed.select_related("document").order_by("agreement_id").first()
    if version is not None and version.document is not None:
        yield _named(case, version.document, version.document_sha256)


def _named(case: Case, document: Any, sha256: str) -> dict[str, Any]:
    return {
        "document": str(document.uuid),
        "number": document.document_no,
        "shown": document_of(case.entry.printed_number, document.document_no),
        "title": document.title,
        "sha256": sha256,
    }


def plan_of(case: Case, *, on: date) -> DistributionPlan | None:
    """Förhandsvisningen för det senaste beslutet dagen `on`; None before there is one.

    Made once for the object in hand and its version: form and panel of one page show the same plan.
    """
    kept: tuple[int, date, DistributionPlan | None] | None = case.__dict__.get("_distribution_plan")
    if kept is not None and kept[:2] == (case.version, on):
        return kept[2]
    decision = latest_decision(case)
    plan = distribution_plan(case, decision, on=on) if decision else None
    case.__dict__["_distribution_plan"] = (case.version, on, plan)
    return plan


def listed_recipients(case: Case) -> list[Recipient]:
    """Mottagarna i sändlistan, with what they are in the register."""
    return list(case.recipients.filter(listed=True).select_related("correspondent", "group", "board"))


def dispatches_of(case: Case) -> QuerySet[Dispatch]:
    """Expedieringsrader i ärendet, those of its decisions, the latest act of sending first."""
    return (
        Dispatch.objects.filter(distribution__case=case, distribution__decision__isnull=False)
        .select_related("distribution")
        .order_by("-distribution_id", "position", "id")
    )
