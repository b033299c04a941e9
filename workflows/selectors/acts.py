"""Åtgärder utan uppgift som personen får göra nu, or ask another person for; and why one cannot be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor, Grant
from accounts.rules import Rule
from audit.models import Request
from audit.rules import Refusal
from cases.models import Case
from cases.states import CaseState
from workflows.definitions.acts import ACT_WORDS, ACTS, ActWords
from workflows.definitions.names import NAMES
from workflows.policy import first_side

BY_SLUG = {words.slug: name for name, words in ACT_WORDS.items()}


class NotInThisStep(Refusal):
    """The act exists, in other steps than the one the matter is in."""

    status = 409

    def __init__(self, act: str, case: Case) -> None:
        steps = [str(CaseState(state).label) for state in ACTS[act].steps]
        where = now_in(" eller ").join(steps)
        said = _("Det går att {göra} i steget {steg}. Ärendet är i steget {här}.")
        super().__init__(str(said).format(göra=ACT_WORDS[act].doing, steg=where, här=CaseState(str(case.state)).label))
        self.heading = now_in("Det går inte att göra det nu")
        self.case_uuid = case.uuid


def acts_now(actor: Actor, case: Case, *, only: Sequence[str] = ()) -> Iterator[ActWords]:
    """The acts that the person's role and the state of the matter allow, in the order of the menu.

    What cannot be done yet is left out: its address tells why, and Nästa steg what is missing for the way on.
    """
    for name, words in ACT_WORDS.items():
        if (only and name not in only) or str(case.state) not in ACTS[name].steps:
            continue
        if may(actor, name, case) and not unmet_of_act(name, case):
            yield words


def may(actor: Actor, name: str, case: Case) -> bool:
    """Whether the act is the person's to take or to ask for."""
    act = ACTS[name]
    return any(policy.can(actor, action, case) for action in (act.action, *act.sides) if action)


def asks_for(actor: Actor, name: str, case: Case) -> bool:
    """Whether the person asks another for the act; False = the person takes it.

    Raises:
        NotAllowed: neither.
    """
    act = ACTS[name]
    if act.action and (not act.sides or policy.can(actor, act.action, case)):
        policy.require(actor, act.action, case)
        return False
    first_side(actor, name, case)
    return True


def capacities(actor: Actor, name: str, case: Case, *, asks: bool) -> tuple[Grant, ...]:
    """Egenskaperna att göra åtgärden i, or to ask for it in."""
    act = ACTS[name]
    return policy.choices(actor, act.sides if asks else [act.action], case)


def done_before(actor: Actor, case: Case, name: str, key: str) -> bool:
    """Whether the same form has done the act already: sent twice, it has one effect and no error."""
    if not key or "\x00" in key:
        return False
    answer = Request.objects.filter(actor=actor.id, key=key).values_list("answer", flat=True).first() or {}
    return answer.get("case") == str(case.uuid) and answer.get("outcome") == name


def unmet_of_act(name: str, case: Case) -> list[Rule]:
    """Every rule that stops the act in the state of the matter; the step asks again under the lock."""
    step = ACTS[name].steps[str(case.state)]
    return [rule for rule in NAMES.steps[step].rules if not rule(case)]
