"""Alla sidor: every address that answers with a page, in the states of the demonstration, and who may read it.

To look for them all takes minutes, so what was found stands in `pages.txt`: the name of the address, whether it is a
page, in which of the places where it could be (their number in `_places`), and for whom. `PAGES=write` looks anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from viewflow.workflow.models import Task

from accounts.models import Mandate, User
from audit.models import Event
from cases.models import Case, Recipient, StaffReportVersion
from cases.selectors.control import CHECKS
from diarium.models import Document
from meetings.models import Meeting
from tests.builders import CAMILLA, CATARINA, IDA, PATRIK, PIA, RUT, SIV
from workflows.selectors.acts import BY_SLUG

READERS = (CATARINA, RUT, SIV, CAMILLA, PATRIK, PIA, IDA)
IN_EVERY_STATE = ("case", "task")
ELSEWHERE = 1
"""Of every other page, so many addresses."""
ABOUT_A_DOCUMENT = ("document", "document_secrecy", "finalise_document", "add_version", "cancel_document")
ABOUT_A_PERSON = ("person", "give_role", "absence_of")
NO_PAGE = "-"
LIST = Path(__file__).with_suffix(".txt")
Arguments = dict[str, Any]


@dataclass(frozen=True)
class Visit:
    """Sida: its name, an address, and somebody who may read it."""

    name: str
    address: str
    person: str


def all_visits() -> tuple[Visit, ...]:
    """Every page of the demonstration, as it stands in the list."""
    parameters = dict(_names())
    return tuple(
        Visit(name, next(islice(_places(name, parameters[name]), int(place), None)), person)
        for name, place, person in _list()
        if place != NO_PAGE
    )


def names_of_the_list() -> set[str]:
    """Every name that was looked at, those that are no pages too."""
    return {name for name, _place, _person in _list()}


def names_of_the_program() -> set[str]:
    """Every address with a name that there is."""
    return {name for name, _parameters in _names()}


def write_the_list() -> None:
    """Look for the pages, and keep what was found."""
    clients = {name: logged_in(name) for name in READERS}
    lines: list[str] = []
    for name, parameters in sorted(_names()):
        found = [f"{name} {place} {person}" for place, person in _readable(clients, name, parameters)]
        lines += found or [f"{name} {NO_PAGE}"]
    LIST.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _list() -> Iterator[tuple[str, str, str]]:
    for line in LIST.read_text(encoding="utf-8").splitlines():
        name, place, person = f"{line} ".split(" ", 2)
        yield name, place, person.strip()


def _places(name: str, parameters: tuple[str, ...]) -> Iterator[str]:
    """The addresses that the name could have in the demonstration."""
    return (reverse(name, kwargs=arguments) for arguments in ARGUMENTS.get(parameters, _none)(name))


def logged_in(name: str) -> Client:
    """A client of somebody's."""
    client = Client()
    client.force_login(User.objects.get(name=name))
    return client


def _names() -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in _patterns(get_resolver().url_patterns):
        if pattern.name:
            yield pattern.name, tuple(sorted(pattern.pattern.converters))


def _patterns(patterns: Iterable[Any]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


def _readable(clients: dict[str, Client], name: str, parameters: tuple[str, ...]) -> list[tuple[int, str]]:
    """Where the name is a page, and who reads it there."""
    found: list[tuple[int, str]] = []
    for place, address in enumerate(_places(name, parameters)):
        if clients[CATARINA].get(address).status_code == 405:
            break
        found += ((place, person) for person in islice(_readers(clients, name, address), 1))
        if len(found) == ELSEWHERE and name not in IN_EVERY_STATE:
            break
    return found


def _readers(clients: dict[str, Client], name: str, address: str) -> Iterator[str]:
    """Those who may read the page; of a task first those who may end it."""
    passed: list[str] = []
    for person, client in clients.items():
        answer = client.get(address)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        if name == "task" and b'id="stallningstagande"' not in answer.content:
            passed.append(person)
        else:
            yield person
    yield from passed


def _none(name: str) -> Iterator[Arguments]:
    return iter(())


def _alone(name: str) -> Iterator[Arguments]:
    yield {}


def _matters(name: str) -> Iterator[Arguments]:
    """The furthest first: most of a matter's pages say most there."""
    if name in ABOUT_A_DOCUMENT:
        drafts = Document.objects.filter(status="draft").order_by("pk")
        yield {"uuid": (drafts if name == "finalise_document" else Document.objects.order_by("pk"))[0].uuid}
        return
    if name in ABOUT_A_PERSON:
        yield {"uuid": User.objects.get(name=CAMILLA).uuid}
        return
    if name == "public_matter":
        yield {"uuid": Case.objects.select_related("entry").order_by("pk")[0].entry.uuid}
        return
    first, *others = Case.objects.order_by("pk").values_list("uuid", flat=True)
    for matter in (others[-1], first, *others[:-1]):
        yield {"uuid": matter}


def _tasks(name: str) -> Iterator[Arguments]:
    human = Task.objects.filter(flow_task_type="HUMAN").order_by("pk")
    for status, most in (("NEW", 99), ("ASSIGNED", 99), ("DONE", 1)):
        for key in human.filter(status=status).values_list("pk", flat=True)[:most]:
            yield {"task_id": key}


def _acts(name: str) -> Iterator[Arguments]:
    for slug in BY_SLUG:
        for case in Case.objects.order_by("pk"):
            yield {"uuid": case.uuid, "slug": slug}


def _events(name: str) -> Iterator[Arguments]:
    case = Case.objects.order_by("pk")[0]
    for event in Event.objects.filter(stream=case.stream).order_by("seq")[:1]:
        yield {"uuid": case.uuid, "event": event.uuid}


def _findings(name: str) -> Iterator[Arguments]:
    version = StaffReportVersion.objects.select_related("report__case").order_by("pk")[0]
    for finding in islice(version.findings, 1):
        yield {"uuid": version.report.case.uuid, "fingerprint": finding["fingerprint"]}


def _checks(name: str) -> Iterator[Arguments]:
    yield from ({"check": check.slug} for check in CHECKS if not check.address)


def _draft_checks(name: str) -> Iterator[Arguments]:
    yield {"code": "K02"}


def _mandates(name: str) -> Iterator[Arguments]:
    yield {"mandate_id": Mandate.objects.filter(valid_to=None).order_by("pk")[0].pk}


def _meetings(name: str) -> Iterator[Arguments]:
    yield from ({"meeting": uuid} for uuid in Meeting.objects.order_by("pk").values_list("uuid", flat=True)[:3])


def _recipients(name: str) -> Iterator[Arguments]:
    row = Recipient.objects.select_related("case").order_by("pk")[0]
    yield {"uuid": row.case.uuid, "recipient_id": row.pk}


ARGUMENTS: dict[tuple[str, ...], Callable[[str], Iterator[Arguments]]] = {
    (): _alone,
    ("uuid",): _matters,
    ("task_id",): _tasks,
    ("slug", "uuid"): _acts,
    ("check",): _checks,
    ("code",): _draft_checks,
    ("event", "uuid"): _events,
    ("fingerprint", "uuid"): _findings,
    ("recipient_id", "uuid"): _recipients,
    ("mandate_id",): _mandates,
    ("meeting",): _meetings,
}
