"""Grupper som är listor: their members in order, expanded when something is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from accounts.models import Board, BoardSuccession
from accounts.policy import NotAllowed
from audit.models import Event
from diarium import selectors
from diarium.models import Correspondent, RecipientGroup
from diarium.selectors.group import key_of, members_of
from diarium.services import group as doors
from diarium.services.group import GroupIsARule, GroupRefused
from tests.diarium.conftest import AT, OFFICER, REGISTRAR

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def council(register: Board) -> RecipientGroup:
    """HuBrå's members: the police, the social board and the executive board."""
    group = doors.add_group(name="Brottsförebyggande rådets ledamöter", key="k", actor=REGISTRAR, at=AT)
    for member in (Correspondent.objects.get(code="LPO-HUDDINGE"), board("SN"), register):
        doors.put_in_group(group_id=group.pk, member=member, actor=REGISTRAR, at=AT)
    group.refresh_from_db()
    return group


def board(code: str) -> Board:
    return Board.objects.get(code=code)


def expanded(group: RecipientGroup, *, deciding: str = "KF", on: date = TODAY) -> list[str]:
    rows = selectors.expand_list(group, deciding_body_id=board(deciding).pk, distributed_on=on)
    return [row.code if isinstance(row, Correspondent) else row.board.code for row in rows]


def test_a_group_is_added_once_and_known_by_its_name(council: RecipientGroup) -> None:
    again = doors.add_group(name=council.name, key="k", actor=REGISTRAR, at=AT)

    assert again == council
    assert selectors.match_recipient("brottsförebyggande rådets ledamöter") == council
    assert (selectors.is_list(council), council.confirmed) == (True, False)


@pytest.mark.parametrize("name", ["samtliga nämnder", "Polismyndigheten", "socialnämnden"])
def test_a_name_in_the_register_is_taken(register: Board, name: str) -> None:
    with pytest.raises(GroupRefused, match="finns redan"):
        doors.add_group(name=name, key="k", actor=REGISTRAR, at=AT)


def test_a_list_goes_to_its_members_in_their_order_minus_the_deciding_body(council: RecipientGroup) -> None:
    assert expanded(council) == ["LPO-HUDDINGE", "SN", "KS"]
    assert expanded(council, deciding="KS") == ["LPO-HUDDINGE", "SN"]


def test_a_board_on_a_list_that_has_ended_is_replaced_by_its_successors(council: RecipientGroup) -> None:
    Board.objects.filter(code="SN").update(valid_to=date(2026, 6, 30))
    BoardSuccession.objects.create(predecessor=board("SN"), successor=board("VON"))

    assert expanded(council) == ["LPO-HUDDINGE", "VON", "KS"]
    rows = selectors.expand_list(council, deciding_body_id=None, distributed_on=TODAY)
    assert rows[1].replaced_name == "Socialnämnden"  # type: ignore[union-attr]


def test_members_are_moved_and_taken_out_and_the_same_again_tells_nothing(council: RecipientGroup) -> None:
    sn = key_of(board("SN"))
    told = Event.objects.count()
    doors.put_in_group(group_id=council.pk, member=board("SN"), actor=REGISTRAR, at=AT)
    assert Event.objects.count() == told

    for _ in range(3):
        doors.move_in_group(group_id=council.pk, member_key=sn, steps=-1, actor=REGISTRAR, at=AT)
    council.refresh_from_db()
    assert [row.code for row in members_of(council)] == ["SN", "LPO-HUDDINGE", "KS"]
    assert Event.objects.count() == told + 1
    group = doors.take_out_of_group(group_id=council.pk, member_key=sn, actor=REGISTRAR, at=AT)
    assert [row.code for row in members_of(group)] == ["LPO-HUDDINGE", "KS"]


def test_a_changed_list_must_be_confirmed_again(council: RecipientGroup) -> None:
    for _ in range(2):
        doors.confirm_group(group_id=council.pk, actor=REGISTRAR, at=AT)
    council.refresh_from_db()
    assert (council.confirmed, council.rule["confirmed_on"]) == (True, "2026-11-22")
    assert Event.objects.filter(verb="group_confirmed").count() == 1

    group = doors.put_in_group(group_id=council.pk, member=board("FSN"), actor=REGISTRAR, at=AT)
    assert (group.confirmed, "confirmed_on" in group.rule) == (False, False)


def test_an_ended_group_takes_nobody_in_and_is_bound_to_nothing_new(council: RecipientGroup) -> None:
    for _ in range(2):
        doors.end_group(group_id=council.pk, actor=REGISTRAR, at=AT)

    assert selectors.match_recipient(council.name) is None
    with pytest.raises(GroupRefused, match=r"Gruppen är avslutad\."):
        doors.put_in_group(group_id=council.pk, member=board("FSN"), actor=REGISTRAR, at=AT)


def test_a_rule_has_no_members_to_choose(register: Board) -> None:
    rule = RecipientGroup.objects.get(code="ALL_BOARDS")

    with pytest.raises(GroupIsARule, match=r"Gruppen följer en regel\."):
        doors.put_in_group(group_id=rule.pk, member=register, actor=REGISTRAR, at=AT)
    with pytest.raises(GroupIsARule):
        doors.end_group(group_id=rule.pk, actor=REGISTRAR, at=AT)


def test_a_list_has_an_end(council: RecipientGroup) -> None:
    council.rule = {"members": [f"board:{number}" for number in range(doors.MAX_MEMBERS)]}
    council.save(update_fields=["rule"])

    with pytest.raises(GroupRefused, match=r"En grupp kan ha högst 200 medlemmar\."):
        doors.put_in_group(group_id=council.pk, member=board("FSN"), actor=REGISTRAR, at=AT)


DOORS: list[Callable[[int], object]] = [
    lambda pk: doors.add_group(name="Ny", key="n", actor=OFFICER, at=AT),
    lambda pk: doors.put_in_group(group_id=pk, member=board("FSN"), actor=OFFICER, at=AT),
    lambda pk: doors.take_out_of_group(group_id=pk, member_key="x", actor=OFFICER, at=AT),
    lambda pk: doors.move_in_group(group_id=pk, member_key="x", steps=1, actor=OFFICER, at=AT),
    lambda pk: doors.confirm_group(group_id=pk, actor=OFFICER, at=AT),
    lambda pk: doors.end_group(group_id=pk, actor=OFFICER, at=AT),
]


def test_only_the_registrar_keeps_the_groups(council: RecipientGroup) -> None:
    for door in DOORS:
        with pytest.raises(NotAllowed, match=r"Det kan bara registratorn göra\."):
            door(council.pk)
