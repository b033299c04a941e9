"""Varje adress × roll × läge × metod, mot det som är beslutat; en läsning skriver ingen händelse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from accounts.models import User
from audit.models import Event
from cases.models import Case
from tests.matrix import cast, places
from tests.matrix.addresses import Unclassified, about_a_matter, addresses, patterns, room_of

pytestmark = pytest.mark.django_db

WHO = (
    "officer",
    "other_officer",
    "unit_head",
    "director",
    "registrar",
    "other_registrar",
    "secretary",
    "auditor",
    "signatory",
    "it_admin",
    "nobody",
)
# Where a step is open and where none is; what follows from the state alone is in the matrix of actions.
WHERE = ("decision_awaited", "secret")
ROOMS = ("accounts", "cases", "config", "diarium", "meetings", "workflows")
# Where the addresses that are about no matter are asked too.
ASKED_ALL = ("decision_awaited",)
# Opening something secret is itself told of.
TOLD_OF = {"document_opened"}


@contextmanager
def _taken_back() -> Iterator[None]:
    """What a form does is undone; the door's own transaction takes this one for the test's."""
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]
    with outer:
        yield
        transaction.set_rollback(True)


def _clients(found: dict[str, User]) -> dict[str, Client]:
    clients = {"anonymous": Client(raise_request_exception=False)}
    for line in WHO:
        client = clients[line] = Client(raise_request_exception=False)
        client.force_login(found[line])
        client.get("/installningar/")
    return clients


def _answer(client: Client, method: str, address: str) -> str:
    kept = client.cookies.get(settings.SESSION_COOKIE_NAME)
    value = kept.value if kept else ""
    with _taken_back():
        before = _last_event() if method == "GET" else 0
        response = getattr(client, method.lower())(address)
        if response.streaming:
            b"".join(response.streaming_content)
        if method == "GET":
            assert _told_since(before) <= TOLD_OF, address
    if value:
        client.cookies[settings.SESSION_COOKIE_NAME] = value
    if response.status_code == 302:
        return "login" if "/logga-in/" in response.headers["Location"] else "302"
    return str(response.status_code)


def _last_event() -> int:
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _told_since(event: int) -> set[str]:
    return set(Event.objects.filter(pk__gt=event).values_list("verb", flat=True))


def test_every_address_has_a_name_and_a_mark() -> None:
    for pattern in patterns():
        assert pattern.name, pattern.pattern
        assert hasattr(pattern.callback, "policy_public"), pattern.name
        assert room_of(pattern) in ROOMS, pattern.name


@pytest.mark.parametrize("room", ROOMS)
@places.each(*WHERE)
def test_who_gets_which_answer(place: str, room: str) -> None:
    way = places.arrive(place)
    clients = _clients(cast.people())
    case = Case.objects.select_related("entry").get(pk=way.case_id)
    found = addresses(case, room=room)
    if place not in ASKED_ALL:
        named = about_a_matter()
        found = {line: address for line, address in found.items() if line.partition("/")[0] in named}

    lines: list[str] = []
    for name, address in sorted(found.items()):
        for method in ("GET", "POST"):
            before = Event.objects.count()
            answers: dict[str, list[str]] = {}
            for line, client in clients.items():
                answers.setdefault(_answer(client, method, address), []).append(line)
            assert Event.objects.count() == before, f"{method} {name}"
            lines += [f"{method} {name} {code}: {' '.join(who)}" for code, who in sorted(answers.items())]

    assert not [line for line in lines if " 500: " in line]
    places.compare(f"addresses/{place}_{room}", lines)


@places.each("decision_awaited")
def test_an_address_asked_without_its_content_writes_nothing_and_knows_no_other_methods(place: str) -> None:
    way = places.arrive(place)
    client = _clients(cast.people())["registrar"]
    case = Case.objects.select_related("entry").get(pk=way.case_id)

    for name, address in addresses(case).items():
        before = _last_event()
        response = client.head(address)
        for close in response._resource_closers:  # type: ignore[attr-defined]  # a server would close the file
            close()
        assert _told_since(before) <= TOLD_OF, name
        for method in ("put", "patch", "delete"):
            assert getattr(client, method)(address).status_code in (403, 404, 405), (method, name)


@places.each("decision_awaited")
def test_an_address_that_nobody_knows_how_to_fill_is_told(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.urls import path

    from config import views

    way = places.arrive(place)
    monkeypatch.setattr("tests.matrix.addresses.patterns", lambda: iter([path("x/<int:moon>/", views.login, name="x")]))

    with pytest.raises(Unclassified, match="moon"):
        addresses(Case.objects.get(pk=way.case_id))
