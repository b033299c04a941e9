"""Egenskapen bär rätten: what a person may do with several mandates, one of them alone lets the person do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import policy
from accounts.capacity import Actor, Grant
from accounts.models import Board, Role, Unit
from tests import builders
from tests.builders import CAMILLA, CATARINA, OLLE, PATRIK
from tests.matrix.test_actions import ABOUT, _object

pytestmark = pytest.mark.django_db

grants = st.lists(
    st.tuples(
        st.sampled_from(list(Role)),
        st.sampled_from([None, CATARINA, CAMILLA]),
        st.sampled_from([None, "KS", "FSN"]),
        st.sampled_from([None, "KSF"]),
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.matter_before("approve")
@pytest.mark.parametrize("name", [OLLE, PATRIK, CATARINA])
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(held=grants)
def test_no_two_mandates_together_give_what_neither_gives(held: list[tuple[Any, ...]], name: str) -> None:
    case = builders.the_walk().case()
    user = builders.user(name)
    boards = dict(Board.objects.values_list("code", "pk"))
    units = dict(Unit.objects.values_list("code", "pk"))
    others = {other: builders.user(other).pk for other in (CATARINA, CAMILLA)}
    found = tuple(
        Grant(
            role=role,
            label=str(role.label),
            mandate_id=number,
            board_id=boards[board] if board else None,
            unit_id=units[unit] if unit else None,
            for_user_id=others[other] if other and other != name else None,
            for_label=other if other != name else None,
        )
        for number, (role, other, board, unit) in enumerate(held, 1)
    )
    actor = Actor(id=str(user.uuid), label=name, user_id=user.pk, grants=found, chosen=found[0])

    for action in sorted(policy.actions()):
        if action in NOT_ASKED:
            continue
        about = _object(action, case)
        if not policy.can(actor, action, about):
            continue
        in_person = policy.can(actor.only(), action, about)
        fitting = policy.capacities(actor, action, about)
        assert in_person or fitting, action
        acting = policy.require(actor, action, about)
        assert acting.chosen in fitting or (in_person and acting.acts_for_id is None), action


# What makes a row before it asks; the door of the public.
NOT_ASKED = {name for name in ABOUT if name in ("handle_request", "acknowledge_delivery", "sign")}
