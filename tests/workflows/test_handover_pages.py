"""Sidorna där arbete lämnas över och konton stängs: shown before it is done, and to those who may."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task

from accounts.models import Role
from accounts.services import deactivate_user
from tests import builders
from tests.beside import give, make_secret, matter, titles
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PIA, ROLF, RUT, ULLA
from tests.cases.pages import as_, text
from tests.config import strict_html
from workflows import services

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("conclude_analysis")]
LIST = "/administration/lamna-over/"


def _address(name: str, person: str) -> str:
    return reverse(name, args=[builders.user(person).uuid])


def test_the_page_shows_what_goes_where_before_anything_does() -> None:
    builders.give_role(OLLE, Role.CASE_OFFICER)
    client = as_(IDA)
    assert "Lämna över allt arbete …" in text(client, _address("person", CATARINA))
    address = _address("hand_over_all", CATARINA)
    olle = builders.user(OLLE).pk

    dry = text(client, f"{address}?till={olle}")

    assert "Ärende med sina uppgifter Olle Olsson" in dry
    assert matter().case_officer == builders.user(CATARINA)
    assert client.get(f"{address}?till=0").status_code == 422
    assert client.post(address, {"key": "a", "till": ""}).status_code == 422
    answer = client.post(address, {"key": "a", "till": olle})
    assert "1 sak är överlämnad." in text(client, answer.headers["Location"])
    assert matter().case_officer == builders.user(OLLE)
    kept = client.post(_address("hand_over_all", OLLE), {"key": "b", "till": "listor"})
    assert "1 kunde inte lämnas över:" in strict_html.text(kept)


@pytest.mark.matter_before("confirm_decision")
def test_a_closed_account_leaves_its_tasks_to_the_group() -> None:
    task = Task.objects.get(flow_task_type="HUMAN", status="NEW")
    services.claim_task(task_id=task.pk, actor=builders.actor(ROLF), at=timezone.now())
    client = as_(IDA)
    page = text(client, _address("deactivate_person", ROLF))
    assert (
        "Rolf Register kan inte logga in. Namnet finns kvar i historiken. 1 öppen uppgift läggs i gruppens lista."
        in page
    )

    answer = client.post(_address("deactivate_person", ROLF))

    assert "Rolf Register är inaktiverad. 1 sak är överlämnad." in text(client, answer.headers["Location"])
    assert not builders.user(ROLF).is_active
    assert titles(RUT) == ["Bekräfta registrerat beslut"]
    client.post(_address("deactivate_person", ROLF))
    assert "Inaktiverad" in text(client, "/administration/anvandare/?visa=alla&q=rolf")


def test_what_somebody_with_a_closed_account_still_has_can_be_handed_over() -> None:
    builders.give_role(OLLE, Role.CASE_OFFICER)
    deactivate_user(user_id=builders.user(CATARINA).pk, actor=builders.actor(IDA), at=timezone.now())

    address = _address("hand_over_all", CATARINA)
    as_(IDA).post(address, {"key": "a", "till": builders.user(OLLE).pk})

    assert matter().case_officer == builders.user(OLLE)


def test_only_it_closes_accounts_and_others_do_not_come_to_the_pages() -> None:
    for name, page in ((RUT, "person"), (RUT, "hand_over_all"), (ULLA, "deactivate_person"), (OLLE, "person")):
        assert as_(name).get(_address(page, CATARINA)).status_code == 403
    assert as_(IDA).get(_address("deactivate_person", IDA)).status_code == 403
    assert as_(RUT).get("/administration/anvandare/").status_code == 403


def test_a_unit_head_finds_the_people_with_work_and_comes_back_to_them() -> None:
    builders.give_role(OLLE, Role.CASE_OFFICER)
    give(ROLF)
    client = as_(ULLA)
    assert LIST in client.get("/administration/").text

    people = text(client, LIST)

    assert f"{CATARINA} {builders.user(CATARINA).title} 1 ärende 1 uppgift" in people
    assert ROLF in people
    assert OLLE not in people
    answer = client.post(_address("hand_over_all", CATARINA), {"key": "a", "till": builders.user(OLLE).pk})
    assert answer.headers["Location"] == LIST
    assert CATARINA not in text(client, LIST)
    for name in (RUT, PIA):
        assert as_(name).get(LIST).status_code == 403
    assert LIST not in as_(RUT).get("/administration/").text


def test_the_hand_over_of_a_secret_matter_shows_its_number_and_never_its_subject() -> None:
    builders.give_role(OLLE, Role.CASE_OFFICER)
    give(CATARINA, "Hemligt ord", by=RUT)
    make_secret()
    client = as_(IDA)

    page = text(client, _address("hand_over_all", CATARINA) + f"?till={builders.user(OLLE).pk}")
    told = strict_html.text(client.post(_address("hand_over_all", CATARINA), {"key": "a", "till": "listor"}))

    for words in (page, told):
        assert matter().entry.printed_number in words
        assert matter().entry.public_subject not in words
        assert "Hemligt ord" not in words


def test_the_page_of_closing_says_what_goes_back_and_what_stays() -> None:
    give(CATARINA, by=RUT)

    page = text(as_(IDA), _address("deactivate_person", CATARINA))

    assert "1 öppen uppgift läggs i gruppens lista." in page  # the tasks of her matter stay with it
    assert "Catarina Klockerud är handläggare i 1 ärende, som behöver en ny handläggare." in page


@pytest.mark.matter_before("sign")
def test_a_task_of_signing_is_told_to_stay_before_the_account_is_closed() -> None:
    assert "Ingen undertecknar för någon annan." in text(as_(IDA), _address("deactivate_person", CAMILLA))


def test_the_pages_ask_as_much_with_much_work_as_with_little() -> None:
    builders.give_role(OLLE, Role.CASE_OFFICER)
    client = as_(IDA)
    olle = builders.user(OLLE).pk
    pages = (
        "/administration/anvandare/?q=a",
        LIST,
        _address("person", CATARINA),
        f"{_address('hand_over_all', CATARINA)}?till={olle}",
        _address("deactivate_person", CATARINA),
    )

    def asked() -> list[int]:
        counted = []
        for address in pages:
            with CaptureQueriesContext(connection) as queries:
                strict_html.parsed(client.get(address))
            counted.append(len(queries))
        return counted

    give(CATARINA, by=RUT)
    few = asked()
    for _time in range(4):
        give(CATARINA, by=RUT)

    assert asked() == few
    assert max(few) <= 15
