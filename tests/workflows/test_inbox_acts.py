"""Det man gör i inkorgen: read, assign several, watch, remind; and the boxes beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from cases.models import Watch
from tests import builders
from tests.beside import give, make_secret, matter
from tests.builders import CATARINA, OLLE, PATRIK, ROLF, RUT, SIV
from tests.cases.pages import as_, text
from tests.config import strict_html
from workflows.models import AdHocTask, TaskRead
from workflows.selectors import inbox
from workflows.selectors.inbox import Filter

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("confirm_decision")]
INBOX = "/uppgifter/"
CHOSEN = "/uppgifter/valda/"


def _keys(name: str) -> list[str]:
    return [line.key for line in inbox.todo_page(builders.actor(name), Filter()).rows]


def _unread(name: str) -> list[bool]:
    return [line.unread for line in inbox.todo_page(builders.actor(name), Filter()).rows]


def _choose(client: Client, act: str, keys: list[str]) -> Any:
    return client.post(CHOSEN, {"gor": act, "id": keys, "tillbaka": INBOX})


def test_a_task_is_new_until_the_person_has_opened_it() -> None:
    client = as_(RUT)
    assert "Ny" in text(client, INBOX).split()

    client.get(reverse("task", args=[int(_keys(RUT)[0][1:])]))
    client.get(reverse("task", args=[int(_keys(RUT)[0][1:])]))

    assert "Ny" not in text(client, INBOX).split()
    assert (_unread(RUT), _unread(ROLF)) == ([False], [True])


def test_several_are_marked_as_read_at_once_and_twice_is_as_once() -> None:
    give(RUT)
    client = as_(RUT)

    _choose(client, "last", _keys(RUT))
    answer = _choose(client, "last", _keys(RUT))

    assert "2 uppgifter är markerade som lästa." in text(client, answer.headers["Location"])
    assert (_unread(RUT), TaskRead.objects.count()) == ([False, False], 2)


def test_chosen_tasks_that_are_not_ones_own_are_as_if_they_were_not_there() -> None:
    keys = [*_keys(RUT), f"a{give(PATRIK).pk}", "x1", "t", "t-1", "a" + "9" * 30]

    _choose(as_(SIV), "last", keys)

    assert not TaskRead.objects.exists()


def test_several_tasks_are_assigned_row_by_row_and_what_failed_says_why() -> None:
    give(RUT, due=timezone.localdate())
    client = as_(RUT)
    page = client.get(_choose(client, "tilldela", _keys(RUT)).headers["Location"])
    assert "2 uppgifter tilldelas" in strict_html.text(page)
    form = page.context["form"]

    answer = client.post(
        "/uppgifter/tilldela/", {"key": form["key"].value(), "id": _keys(RUT), "person": builders.user(CATARINA).pk}
    )

    said = strict_html.text(answer)
    assert "1 av 2 uppgifter är tilldelade Catarina Klockerud. 1 kunde inte ändras:" in said
    assert "Catarina Klockerud har inte rollen Registrator." in said
    assert "Ring polisen" in [line.title for line in inbox.todo_page(builders.actor(CATARINA), Filter()).rows]


def test_a_task_out_of_the_pool_is_distributed_to_a_colleague() -> None:
    keys = _keys(RUT)
    client = as_(RUT)
    told = {"key": "a", "id": keys, "person": builders.user(ROLF).pk, "tillbaka": INBOX}

    first = client.post("/uppgifter/tilldela/", told)
    again = client.post("/uppgifter/tilldela/", told)

    assert "1 uppgift är tilldelad Rolf Register." in text(client, first.headers["Location"])
    assert again.status_code == 302
    assert (_keys(RUT), _keys(ROLF)) == ([], keys)


def test_nothing_chosen_and_nobody_chosen_are_said() -> None:
    client = as_(RUT)

    assert "Inga rader är valda." in text(client, "/uppgifter/tilldela/")
    answer = client.post("/uppgifter/tilldela/", {"key": "a", "id": _keys(RUT), "person": ""})
    assert answer.status_code == 422
    assert "Välj en person." in strict_html.text(answer)


def test_the_matters_of_chosen_tasks_are_watched_from_the_list() -> None:
    client = as_(RUT)

    page = client.get(_choose(client, "bevaka", _keys(RUT)).headers["Location"])
    client.post("/arenden/andra/bevakning/", {"id": [str(matter().uuid)], "on": "2030-01-15", "tillbaka": INBOX})

    assert "Ändra bevakningsdatum" in strict_html.text(page)
    assert [(row.user.name, str(row.on)) for row in Watch.objects.all()] == [(RUT, "2030-01-15")]


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_no_address_elsewhere_is_come_back_to(back: str) -> None:
    answer = as_(RUT).post(CHOSEN, {"gor": "last", "id": _keys(RUT), "tillbaka": back})

    assert answer.headers["Location"] == INBOX


def test_the_lists_of_groups_are_chosen_between() -> None:
    give(RUT)
    client = as_(RUT)
    page = text(client, INBOX)
    assert "Lista" in page
    assert "Registratorer" in page

    mine = text(client, f"{INBOX}?lista=mina")
    group = text(client, f"{INBOX}?lista={Role.REGISTRAR}")

    assert ("Ring polisen" in mine, "Bekräfta registrerat beslut" in mine) == (True, False)
    assert ("Ring polisen" in group, "Bekräfta registrerat beslut" in group) == (False, True)
    assert "Bekräfta registrerat beslut" in text(client, f"{INBOX}?lista={Role.DIRECTOR}")  # no list of one's own


def test_what_is_late_is_urgent() -> None:
    give(PATRIK, due=timezone.localdate() - timedelta(days=2))

    page = text(as_(PATRIK), INBOX)

    assert "Brådskande" in page
    assert "Försenad 2 dagar" in page


def test_the_boxes_tell_of_coming_days_and_of_the_matters_opened_last() -> None:
    case = matter()
    client = as_(SIV)
    assert "Senast öppnade" not in text(client, INBOX)

    client.get(reverse("case", args=[case.uuid]))

    page = text(client, INBOX)
    assert "Kommande datum" in page
    assert "Senast öppnade" in page
    make_secret()
    assert "KS-2018/91.103" not in text(client, INBOX)


def test_the_inbox_asks_as_much_with_many_ad_hoc_tasks_as_with_few() -> None:
    client = as_(PATRIK)
    give(PATRIK)
    with CaptureQueriesContext(connection) as few:
        client.get(INBOX)
    pattern = AdHocTask.objects.get()
    told = {"case": pattern.case, "owner": pattern.owner, "created_by": pattern.created_by}
    moment = timezone.now()
    AdHocTask.objects.bulk_create(
        AdHocTask(text=f"Nr {n}", created_at=moment, given_at=moment, **told) for n in range(60)
    )

    with CaptureQueriesContext(connection) as many:
        response = client.get(INBOX)

    assert len(many) == len(few) <= 15
    page = response.context["page"]
    assert len(page.rows) == 50
    following = inbox.todo_page(builders.actor(PATRIK), Filter(), after=page.following)
    assert len(following.rows) == 11
    back = inbox.todo_page(builders.actor(PATRIK), Filter(), before=following.previous)
    assert [line.key for line in back.rows] == [line.key for line in page.rows]
    for key in ("", "x", "20200101T000000000000-z1", "20200101T000000000000-t", "99999999-t1"):
        assert len(inbox.todo_page(builders.actor(PATRIK), Filter(), after=key).rows) == 50


def test_who_sees_no_matter_has_an_empty_inbox_and_no_lists() -> None:
    page = text(as_(OLLE), INBOX)

    assert "Du har inga uppgifter att göra." in page
    assert "Lista" not in page.split()
