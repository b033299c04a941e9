"""Who may see or do what: denied unless a room has said otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse

from accounts import policy
from accounts.capacity import ANONYMOUS, SYSTEM, Actor, Grant
from accounts.models import Board, Mandate, User
from accounts.policy import NotAllowed, NotVisible, UnknownAction
from accounts.services import actor_for
from audit.models import Event
from tests.accounts.conftest import DAY, Give

OLLE = Actor(id="olle", label="Olle Olsson", user_id=7)


@pytest.fixture(autouse=True)
def places(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is forgotten after it."""
    monkeypatch.setattr(policy, "_actions", dict(policy._actions))
    monkeypatch.setattr(policy, "_rows", dict(policy._rows))


def test_an_action_that_nobody_registered_is_an_error_and_not_a_refusal() -> None:
    with pytest.raises(UnknownAction):
        policy.can(OLLE, "aprove")


def test_nobody_who_is_not_logged_in_may_do_anything() -> None:
    policy.register_action("try_looking", lambda actor, obj: True)

    assert not policy.can(ANONYMOUS, "try_looking")
    assert policy.can(OLLE, "try_looking")


def test_a_public_action_is_asked_about_anybody() -> None:
    policy.register_action("try_reading", lambda actor, obj: obj is None, public=True)

    assert policy.can(ANONYMOUS, "try_reading")
    assert not policy.can(ANONYMOUS, "try_reading", "a secret")


def test_a_refusal_says_who_may() -> None:
    policy.register_action("try_closing", lambda actor, obj: False, sentence_role="registratorn")

    with pytest.raises(NotAllowed, match="Det kan bara registratorn göra") as refusal:
        policy.require(OLLE, "try_closing")
    assert refusal.value.status == 403


def test_a_refusal_without_a_role_still_has_its_sentence() -> None:
    policy.register_action("try_closing", lambda actor, obj: False)

    with pytest.raises(NotAllowed, match="inte behörighet"):
        policy.require(OLLE, "try_closing")


def test_an_action_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        policy.register_action("manage_people", lambda actor, obj: True)
    with pytest.raises(ValueError, match="twice"):
        policy.register_rows(Board, lambda actor, rows: rows)


def test_a_model_that_no_room_has_spoken_for_shows_nothing(db: None) -> None:
    assert policy.visible(SYSTEM, Event).query.is_empty()


def test_nobody_who_is_not_logged_in_sees_a_row(board: Board) -> None:
    assert list(policy.visible(OLLE, Board)) == [board]
    assert list(policy.visible(ANONYMOUS, Board)) == []


def test_hidden_and_absent_are_answered_alike(board: Board) -> None:
    policy._rows[Board] = lambda actor, rows: rows.none()

    answers = []
    for pk in (board.pk, board.pk + 1):
        with pytest.raises(NotVisible) as refusal:
            policy.get_visible(OLLE, Board, pk=pk)
        answers.append((refusal.value.status, str(refusal.value)))
    assert answers[0] == answers[1] == (404, str(NotVisible.sentence))


def test_a_visible_row_is_given(board: Board) -> None:
    assert policy.get_visible(OLLE, Board, code="KS") == board


def test_a_marked_view_says_what_it_asks() -> None:
    @policy.mark("try_closing")
    def closing(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    @policy.mark(public=True)
    def front(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert (closing.policy_action, closing.policy_public) == ("try_closing", False)  # type: ignore[attr-defined]
    assert (front.policy_action, front.policy_public) == (None, True)  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="public"):
        policy.mark("try_closing", public=True)


def test_everybody_sees_only_their_own_mandates_but_it_the_auditor_and_the_director(
    camilla: User, patrik: User, olle: User, it_admin: Actor, give: Give
) -> None:
    def seen(actor: Actor) -> set[str]:
        return set(policy.visible(actor, Mandate).values_list("role", flat=True))

    assert seen(actor_for(olle, on=DAY)) == set()
    assert seen(actor_for(patrik, on=DAY)) == {"deputy_director"}
    assert seen(actor_for(camilla, on=DAY)) == seen(it_admin) == {"director", "deputy_director"}


@pytest.mark.parametrize("role", ["registrar", "case_officer", "board_secretary", "auditor", "chair", "signatory"])
def test_no_other_role_touches_people_or_mandates(role: str, olle: User) -> None:
    actor = Actor(id="x", label="x", user_id=-2, grants=(Grant(role=role, label=role),))

    for action in ("manage_people", "give_mandate"):
        assert not policy.can(actor, action)
    assert not policy.can(actor, "load_municipality")
    assert not policy.can(actor, "change_own_settings", olle)


def test_it_never_keeps_its_own_account(it_admin: Actor, person: Callable[[str], User]) -> None:
    assert policy.can(it_admin, "manage_people", person("Olle Olsson"))
    assert not policy.can(it_admin, "manage_people", User(pk=it_admin.user_id))
