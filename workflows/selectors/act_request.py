"""Begäranden om åtgärder: whom they wait for, and the page where the second person answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case
from cases.policy.conflict import conflicted_column, read_with
from cases.selectors.frame import CheckItem
from cases.selectors.verbs import VERBS
from cases.selectors.waiting import SHOWN, WaitingRow, waiting_rows
from workflows.definitions.acts import ACT_WORDS, ACTS
from workflows.models import ActRequest
from workflows.policy import answerable, is_second_person
from workflows.states.act_request import RequestOutcome


@dataclass(frozen=True, slots=True)
class RequestPage:
    """Begäran som sida. `may_answer` for the second person, by the action `answers_as`; `own` for the one who asked."""

    request: ActRequest
    heading: str
    sentence: str
    consequence: str
    reason: str
    who: str
    at: datetime
    answers_as: str
    may_answer: bool
    own: bool
    answered: str


def all_waiting(actor: Actor) -> Sequence[WaitingRow]:
    """Det som väntar på personen beside the tasks: of the register and of the process, the oldest first."""
    return sorted([*waiting_rows(actor), *_waiting_requests(actor)], key=lambda row: row.at)[:SHOWN]


def _waiting_requests(actor: Actor) -> Iterator[WaitingRow]:
    rows = policy.visible(actor, ActRequest).filter(answerable(actor)).order_by("asked_at", "pk")
    said = _("Ta ställning till en begäran: {åtgärd}")
    for request in rows.select_related("asked_by", "case__entry")[:SHOWN]:
        yield WaitingRow(
            title=said.format(åtgärd=ACT_WORDS[request.act].heading),
            number=request.case.entry.printed_number,
            who=request.asked_by.name,
            at=request.asked_at,
            until=None,
            url=reverse("act_request", args=[request.pk]),
        )


def open_request(actor: Actor, case: Case, act: str) -> ActRequest | None:
    """The open request for the act that the actor sees."""
    return policy.visible(actor, ActRequest).filter(case=case, act=act, outcome="").first()


def requested_in_case() -> Exists:
    """Whether something waits for a second person, of a task: read with it, and asked for only where it does."""
    return Exists(ActRequest.objects.filter(case=OuterRef("process__caseprocess__case"), outcome=""))


def request_items(actor: Actor, case: Case) -> Iterator[CheckItem]:
    """What is asked for in the matter, as lines of Nästa steg (one query)."""
    for request in policy.visible(actor, ActRequest).filter(case=case, outcome="").select_related("asked_by"):
        link = _("Visa begäran") if request.asked_by_id == actor.user_id else _("Ta ställning")
        yield CheckItem(_asked(request), "info", reverse("act_request", args=[request.pk]), link)


def _asked(request: ActRequest) -> str:
    return f"{request.asked_by.name} {VERBS[f'{request.act}_requested']}."


def request_page(actor: Actor, request_id: int) -> RequestPage:
    """Begäran som personen ser den.

    Raises:
        NotVisible: there is none, or it is not the person's to know of.
    """
    request = (
        policy.visible(actor, ActRequest)
        .filter(pk=request_id)
        .select_related("asked_by", "answered_by", "case__entry", "case__case_type", "case__board")
        .annotate(conflicted_=conflicted_column("case"))
        .first()
    )
    if request is None:
        raise policy.NotVisible
    words, case = ACT_WORDS[request.act], read_with(request, request.case)
    answers_as = ACTS[request.act].sides[request.asked_as]
    is_open = not request.outcome
    return RequestPage(
        request=request,
        heading=str(words.ask_heading or words.heading),
        sentence=_asked(request),
        consequence=consequence_of(request.act, case, ""),
        reason=request.reason,
        who=request.asked_by.name,
        at=request.asked_at,
        answers_as=answers_as,
        may_answer=is_open and is_second_person(actor, request) and policy.can(actor, answers_as, case),
        own=is_open and request.asked_by_id == actor.user_id,
        answered="" if is_open else said_of_answer(request),
    )


def consequence_of(act: str, case: Case, holder: str, *, judgment: str = "", officer: bool = False) -> str:
    """What the act leads to, in words, as something safe to show; `judgment` is the place of the judgment's number."""
    return format_html(
        str(ACT_WORDS[act].said_to(officer=officer)[0]),
        namn=holder,
        dnr=case.entry.printed_number,
        år=case.entry.opened_on.year,
        målnummer=judgment,
    )


def said_of_answer(request: ActRequest) -> str:
    """What became of it: who answered it or took it back; one that lapsed nobody did."""
    if request.outcome == RequestOutcome.LAPSED:
        return _("Begäran gäller inte längre, eftersom ärendet har gått vidare.")
    label = str(RequestOutcome(request.outcome).label).lower()
    who = request.answered_by.name if request.answered_by else "Beslutsgång"
    return _("Begäran är {svar} av {namn}.").format(svar=label, namn=who)
