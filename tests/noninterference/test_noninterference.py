"""Det hemliga märks inte: everybody without the right gets the same answers whatever the secret words are (T-NI)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote_plus
from uuid import uuid4

import pytest
from django.urls import reverse
from django.urls.converters import UUIDConverter
from django.utils import timezone

from accounts import policy
from cases.models import Case
from cases.selectors.export import notice_of
from cases.services.export import make_export, order_export
from diarium.models import DiaryEntry, Export
from tests import builders
from tests.matrix.addresses import NOWHERE, parts, patterns
from tests.noninterference.conftest import NOBODY, Worlds
from tests.noninterference.crawl import Answers, ask, ask_again, crawl
from tests.noninterference.worlds import ONE, OTHER, Secrets
from workflows.selectors.acts import BY_SLUG

pytestmark = [pytest.mark.demonstration, pytest.mark.django_db(transaction=True), pytest.mark.allows_inconsistency]

# A sixth of the answers in an ordinary run; NONINTERFERENCE=whole asks for all of them.
WHOLE = os.environ.get("NONINTERFERENCE") == "whole"
# So many answers of each: those who get little are asked the most, since their answers are quick.
MOST = {NOBODY: 4200, builders.OLLE: 2100, builders.IDA: 1700, builders.PIA: 1000}
OTHERS = 260
GROUPS = (
    (NOBODY, builders.RUT, builders.SIV, builders.PIA, builders.PATRIK),
    (builders.OLLE, builders.IDA, builders.ROLF, builders.CAMILLA, builders.ULLA),
)
LEAST = 10_000
"""Answers compared by both groups together."""
PROBES = (
    ONE,
    OTHER,
    ONE.lower()[:-3],
    f"{ONE} väg",
    "väg",
    "hemligheter",
    "Polisens",
    "samfällighet",
    "hot mot boende",
)


def wanted(person: str) -> int:
    """So many answers of the person's."""
    most = MOST.get(person, OTHERS)
    return most if WHOLE else most // 6


def starts(secrets: Secrets) -> list[str]:
    """What somebody would try: addresses about what is secret, its numbers, and every list searched for its words."""
    hidden = Case.objects.select_related("entry").get(uuid=secrets.case)
    shown = Case.objects.select_related("entry").get(uuid=secrets.open_case)
    found = dict.fromkeys([*_addresses(hidden), *_addresses(shown)])
    for document in (*secrets.documents, secrets.document):
        found |= dict.fromkeys(
            [
                reverse("document", args=[document]),
                reverse("document_file", args=[document, 1]),
                reverse("document_file", args=[document, 2]),
            ]
        )
    numbers = [secrets.number, *(f"{secrets.number}-{serial}" for serial in range(1, 8))]
    found |= dict.fromkeys(reverse("number", args=[number]) for number in numbers)
    found |= dict.fromkeys(searched(found, [*PROBES, secrets.number, f"{secrets.number}-1"]))
    return list(found)


def guesses(secrets: Secrets, begin: list[str]) -> list[str]:
    """What is hidden typed letter by letter into every list, as somebody does who watches what is suggested."""
    whole = (ONE, OTHER, PROBES[-1], secrets.number)
    return searched(begin, [word[:letters] for word in whole for letters in range(1, len(word))])


def searched(addresses: Iterable[str], words: list[str]) -> list[str]:
    """Every list among the addresses searched for each word."""
    lists = [address for address in addresses if "?" not in address and "-" not in address]
    return [f"{address}?q={quote_plus(word)}" for word in words for address in lists]


def _addresses(case: Case) -> Iterator[str]:
    """Every address with the matter's own parts, and a part that leads nowhere where the matter has none."""
    known = parts(case)
    for pattern in patterns():
        about = {**known["*"], **known.get(str(pattern.name), {})}
        wanted = {
            name: about.get(name, NOWHERE if isinstance(kind, UUIDConverter) else "1")
            for name, kind in pattern.pattern.converters.items()
        }
        for slug in BY_SLUG if "slug" in wanted else [""]:
            yield reverse(str(pattern.name), kwargs={**wanted, **({"slug": slug} if slug else {})})


def compared(worlds: Worlds, person: str, most: int, begin: list[str]) -> tuple[Answers, list[str]]:
    """What the person gets in the one world, and where it differs in the other; a difference must stay to count."""
    client = worlds.clients[person]
    worlds.be_in(worlds.one)
    found = crawl(client, begin, guesses=guesses(worlds.secrets, begin), most=most)
    worlds.be_in(worlds.other)
    again = ask_again(client, found.of)
    suspects = [address for address in found.of if found.of[address] != again.of[address]]
    return found, [address for address in suspects if _still_differs(worlds, person, address)]


def _still_differs(worlds: Worlds, person: str, address: str) -> bool:
    """A clock may have struck between two answers; what is secret differs each time."""
    client = worlds.clients[person]
    for _ in range(2):
        seen = []
        for world in (worlds.one, worlds.other):
            worlds.be_in(world)
            seen.append(ask(client, address)[0])
        if seen[0] == seen[1]:
            return False
    return True


@pytest.mark.parametrize("group", GROUPS, ids=["first", "second"])
def test_what_is_secret_makes_no_difference_to_who_may_not_know(two_worlds: Worlds, group: tuple[str, ...]) -> None:
    begin = starts(two_worlds.secrets)
    asked, leaks = 0, []
    for person in group:
        found, differing = compared(two_worlds, person, wanted(person), begin)
        asked += len(found)
        leaks += [f"{person}: {address}" for address in differing]

    assert leaks == []
    assert asked >= sum(wanted(person) for person in group) * 0.98


def test_ten_thousand_answers_are_compared() -> None:
    assert sum(MOST.get(person, OTHERS) for group in GROUPS for person in group) * 0.98 >= LEAST


def test_who_may_know_gets_different_answers(two_worlds: Worlds) -> None:
    """The two worlds are really two: the matter's officer reads the words in each."""
    officer = two_worlds._client(builders.CATARINA)
    seen = []
    for world in (two_worlds.one, two_worlds.other):
        two_worlds.be_in(world)
        officer = two_worlds._client(builders.CATARINA)
        seen.append(officer.get(reverse("case", args=[two_worlds.secrets.case])).content.decode())

    assert ONE in seen[0]
    assert ONE not in seen[1]
    assert OTHER in seen[1]


def _everything(_actor: object, model: Any) -> Any:
    """The rows of everybody's."""
    return model._default_manager.all()


def _of_a_hidden_heading(*_: object) -> str:
    """A proposal made of what the reader may not see."""
    return DiaryEntry.objects.exclude(secrecy_provision="").values_list("public_subject", flat=True)[0]


def _of_all_that_has_the_word(_total: int) -> str:
    """A number that counts what the reader may not see, over rows that are all the reader's own."""
    return f"{DiaryEntry.objects.filter(public_subject__contains=ONE).count()} handlingar matchar"


_OPEN = SimpleNamespace(**{**vars(policy), "visible": _everything})
# What is exchanged for something that looks at no right, and the question that shows it.
LEAKS: dict[str, tuple[dict[str, Any], str]] = {
    "a list": ({"cases.selectors.diary.policy": _OPEN}, "/diarium/"),
    "a count": ({"cases.selectors.diary._found": _of_all_that_has_the_word}, "/diarium/?q=avtal"),
    "a suggestion": ({"cases.selectors.search._suggestion": _of_a_hidden_heading}, "/sok/?q=xqzw"),
    "an export": ({"cases.selectors.diary.policy": _OPEN}, "/uttag/handlingar/?format=csv"),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_found(two_worlds: Worlds, leak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    exchanged, address = LEAKS[leak]
    _, before = compared(two_worlds, builders.SIV, 1, [address])
    for name, hole in exchanged.items():
        monkeypatch.setattr(name, hole)

    _, after = compared(two_worlds, builders.SIV, 1, [address])

    assert (before, after) == ([], [address])


def _made(name: str, kind: str, words: str) -> tuple[str, int, str]:
    """What a file made in the background has, and the mail that says that it is ready."""
    export = order_export(
        kind=kind, format="csv", query={"q": words}, key=uuid4().hex, actor=builders.actor(name), at=timezone.now()
    )
    make_export(export.pk)
    made, letter = Export.objects.get(pk=export.pk), notice_of(export.pk)
    told = f"{letter.subject}\n{letter.text}".replace(str(made.uuid), "") if letter else ""
    return made.sha256, made.rows_done, told


def test_a_file_made_in_the_background_and_its_mail_are_the_same_in_both_worlds(two_worlds: Worlds) -> None:
    asked = [
        (name, kind, words)
        for name in (builders.SIV, builders.RUT)
        for kind in ("sokning", "handlingar", "diariet", "arenden")
        for words in ("", ONE, OTHER, "samverkan", two_worlds.secrets.number)
    ]
    made = []
    for world in (two_worlds.one, two_worlds.other):
        two_worlds.be_in(world)
        made.append([_made(*one) for one in asked])

    assert [one for one, here, there in zip(asked, *made, strict=True) if here != there] == []
    assert sum(rows for _sha256, rows, _told in made[0]) > 0
    assert all(told for _sha256, _rows, told in made[0])
