"""Varje behörighetshandling × varje roll × varje läge, mot det som är beslutat."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.utils import timezone

from accounts import policy
from accounts.capacity import SYSTEM
from accounts.policy import UnknownAction
from cases.models import Case, Dispatch, Referral, SignatureSlot
from diarium.models import DisclosureRequest
from diarium.services.disclosure import ask_for_document
from tests.matrix import cast, places
from workflows.models import AdHocTask

pytestmark = pytest.mark.django_db


def _nothing(_case: Case) -> None:
    return None


def _own_slot(case: Case) -> SignatureSlot | None:
    return SignatureSlot.objects.filter(agreement__case=case, party__is_municipality=True).first()


def _question(case: Case) -> Referral | None:
    """What an outside body was asked."""
    return case.referrals.order_by("pk").first()


def _delivery(case: Case) -> Dispatch | None:
    """What was delivered to the board whose registrar and secretary are in the cast."""
    return Dispatch.objects.filter(distribution__case=case, channel="internal", board__code="FSN").first()


def _beside(case: Case) -> AdHocTask | None:
    """A task beside the flow in the matter."""
    return AdHocTask.objects.filter(case=case).first()


def _request(case: Case) -> DisclosureRequest:
    """Somebody's request for what is in the matter."""
    return ask_for_document(wanted="Allt", contact="", entry_id=case.entry_id, at=timezone.now(), key="matrix")


# What an action is asked about where it is not the matter.
ABOUT: Mapping[str, Callable[[Case], Any]] = {
    "manage_people": _nothing,
    "give_mandate": _nothing,
    "change_own_settings": _nothing,
    "tell_absence": _nothing,
    "read_mandates": _nothing,
    "load_municipality": _nothing,
    "read_register_tables": _nothing,
    "keep_register_tables": _nothing,
    "keep_terms": _nothing,
    "see_meetings": _nothing,
    "keep_meetings": lambda case: case.board,
    "correct_entry": lambda case: case.entry,
    "mark_secrecy": lambda case: case.entry,
    "lift_secrecy_as_registrar": lambda case: case.entry,
    "lift_secrecy_as_owner": lambda case: case.entry,
    "keep_need_to_know": lambda case: case.entry,
    "needs_emergency_access": lambda case: case.entry,
    "ask_emergency_access": _nothing,
    "grant_emergency_access": _nothing,
    "acknowledge_emergency": _nothing,
    "open_case": lambda case: case.board,
    "keep_diary": lambda case: case.board,
    "purge_files": _nothing,
    "handle_arrivals": lambda case: case.board,
    "read_left_arrivals": _nothing,
    "review_history": _nothing,
    "see_tasks": _nothing,
    "operate": _nothing,
    "hand_over_work": _nothing,
    "do_ad_hoc_task": _beside,
    "take_back_ad_hoc_task": _beside,
    "read_staff_report_file": _nothing,
    "draft_process": _nothing,
    "publish_process": _nothing,
    "move_processes": _nothing,
    "sign": _own_slot,
    "answer_referral": _question,
    "acknowledge_delivery": _delivery,
    "ask_for_document": _nothing,
    "handle_request": _request,
}
ROOMS_OF_THE_MATTER = ("cases", "workflows", "meetings")


def _object(name: str, case: Case) -> Any:
    if name in ABOUT:
        return ABOUT[name](case)
    room = policy.actions()[name].check.__module__.split(".")[0]
    assert room in ROOMS_OF_THE_MATTER, f"say in ABOUT what {name} is asked about"
    return case


@places.each()
def test_who_may_do_what(place: str) -> None:
    way = places.arrive(place)
    everybody = cast.actors(cast.people())
    case = Case.objects.select_related("entry", "board", "case_type").get(pk=way.case_id)

    lines = []
    for name in sorted(policy.actions()):
        about = _object(name, case)
        may = [line for line, actor in everybody.items() if policy.can(actor, name, about)]
        lines.append(f"{name}: {' '.join(may) or '–'}")

    places.compare(f"actions/{place}", lines)


@places.each("draft", "signing", "closed", "withdrawn", "secret")
def test_who_sees_which_rows(place: str) -> None:
    places.arrive(place)
    everybody = cast.actors(cast.people())

    lines = []
    for model in sorted(policy.row_filters(), key=lambda model: model.__name__):
        seen: dict[int, list[str]] = {}
        for line, actor in everybody.items():
            seen.setdefault(policy.visible(actor, model).count(), []).append(line)
        rows = "all" if model._default_manager.exists() else "none there"
        total = model._default_manager.count()
        for count, who in sorted(seen.items(), reverse=True):
            lines.append(f"{model.__name__} {rows if count == total else count}: {' '.join(who)}")

    places.compare(f"rows/{place}", lines)


@places.each("decision_awaited", "secret")
def test_it_and_strangers_are_let_in_nowhere(place: str) -> None:
    case = places.arrive(place).case()
    everybody = cast.actors(cast.people())
    own = {
        "change_own_settings",
        "tell_absence",
        "read_mandates",
        "see_tasks",
        "manage_people",
        "hand_over_work",
        "give_mandate",
        "read_register_tables",
        "review_history",
        "operate",
        "publish_process",
        "move_processes",
        "ask_for_document",  # everybody's
        "see_meetings",  # the days of the meetings are nobody's secret
    }

    for line in ("it_admin", "nobody", "anonymous", "closed_registrar", "former_registrar", "coming_registrar"):
        for name in set(policy.actions()) - own:
            about = _object(name, case)
            if about is not None or ABOUT.get(name) is _nothing:  # else there is no such thing to ask about here
                assert not policy.can(everybody[line], name, about), (line, name)
        assert not policy.visible(everybody[line], Case).exists(), line


def test_an_action_that_nobody_registered_is_no_refusal() -> None:
    with pytest.raises(UnknownAction):
        policy.can(SYSTEM, "rubber_stamp")
