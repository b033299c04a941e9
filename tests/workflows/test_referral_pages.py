"""Sidorna för remiss och underlag (S5): ask, see who has answered, answer, remind, close; who sees none of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board, Unit
from config import walk
from diarium import services as register
from tests import builders
from tests.builders import CATARINA, OLLE, PATRIK, ROLF, RUT, ULLA
from tests.cases.pages import Budget, as_, text
from tests.config.strict_html import text as words
from tests.referrals import answer, ask, asked_one, inside, outside

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.matter_before("send_for_approval")]
FIRE = "Södertörns brandförsvarsförbund"
MOST_QUERIES = 15


def page(name: str, way: walk.Walk, referral: str = "") -> str:
    about = [way.case().uuid, asked_one(way, referral).pk] if referral else [way.case().uuid]
    return reverse(name, args=about)


def key(client: Client, address: str) -> str:
    return str(client.get(address).context["form"]["key"].value())


def question(client: Client, address: str, **written: Any) -> dict[str, Any]:
    return {"key": key(client, address), "questions": "Vad anser ni?", "due": "+4v", **written}


def test_the_officer_sends_it_to_boards_units_people_and_outside_bodies_in_one_form(way: walk.Walk) -> None:
    catarina, address = as_(CATARINA), page("send_referral", way)
    board, unit = Board.objects.get(code="FSN"), Unit.objects.get(code="KSF")

    done = catarina.post(
        address,
        question(catarina, address, boards=[board.pk], units=[unit.pk], people=PATRIK, outside=FIRE),
        follow=True,
    )

    assert "Remissen är skickad till 4 instanser." in words(done)
    for name in (board.name, unit.name, PATRIK, FIRE):
        assert name in words(done)
    assert "4 remissvar saknas. Vänta, påminn eller avsluta utan svar." in words(done)
    assert asked_one(way, board.name).respondent == builders.user(ROLF)
    assert asked_one(way, unit.name).respondent == builders.user(ULLA)


def test_a_form_that_asks_nobody_or_somebody_unknown_says_so_and_keeps_what_was_written(way: walk.Walk) -> None:
    catarina, address = as_(CATARINA), page("send_referral", way)

    nobody = catarina.post(address, question(catarina, address))
    unknown = catarina.post(address, question(catarina, address, people="Ingen Alls", outside="Okända verket"))
    late = catarina.post(address, question(catarina, address, people=PATRIK, due="2020-01-01"))

    assert [one.status_code for one in (nobody, unknown, late)] == [422] * 3
    assert "Välj minst en som ska svara." in words(nobody)
    assert "Det finns ingen person som heter Ingen Alls, eller så är det flera." in words(unknown)
    assert "Okända verket finns inte i registret. Lägg till den där först." in words(unknown)
    assert "Svarsdagen har passerat. Välj en senare dag." in words(late)
    assert not way.case().referrals.filter(kind="referral").exists()


def test_who_is_asked_finds_the_task_and_answers_with_text(way: walk.Walk) -> None:
    ask(way, "referral", inside(ULLA))
    ulla = as_(ULLA)
    assert "Svara på remissen" in text(ulla, "/uppgifter/")
    address = reverse("task", args=[way.task("answer_referral", asked_one(way, ULLA).pk)])
    form = ulla.get(address).context["form"]
    written = {"key": form["key"].value(), "version": form["version"].value(), "outcome": "answer"}

    empty = ulla.post(address, {**written})
    done = ulla.post(address, {**written, "stance": "remarks", "statement": "Se över punkt 2."}, follow=True)

    assert empty.status_code == 422
    assert "Välj ställningstagande." in words(empty)
    row = asked_one(way, ULLA)
    assert row.document is not None
    assert f"Yttrandet är registrerat som handling {row.document.document_no}." in words(done)
    assert "Har synpunkter" in text(as_(CATARINA), page("case_referrals", way))


def test_the_registry_goes_from_the_list_to_the_task_of_an_outside_body(way: walk.Walk) -> None:
    ask(way, "referral", outside("SBFF"))
    rut = as_(RUT)

    assert "Registrera svaret" in text(rut, page("case_referrals", way))
    task = rut.get(page("answer_referral", way, FIRE), follow=True)

    assert f"{FIRE} svarar utanför Beslutsgång." in words(task)
    assert "Redan registrerad handling" in words(task)
    assert FIRE not in text(rut, "/uppgifter/")
    assert FIRE in text(as_(CATARINA), "/uppgifter/vantar/")


def test_the_officer_reminds_gives_longer_time_and_closes_with_a_reason(way: walk.Walk) -> None:
    ask(way, "referral", inside(ULLA), inside(PATRIK))
    catarina = as_(CATARINA)

    reminded = catarina.post(page("nudge_referral", way, ULLA), follow=True)
    again = catarina.post(page("nudge_referral", way, ULLA))
    longer = page("extend_referral", way, ULLA)
    moved = catarina.post(longer, {"key": key(catarina, longer), "due": "+2m"}, follow=True)
    close = page("close_referral", way, PATRIK)
    form = catarina.get(close).context["form"]
    kept = {"key": form["key"].value(), "version": form["version"].value()}
    without = catarina.post(close, {**kept, "reason": ""})
    closed = catarina.post(close, {**kept, "reason": "Hann inte."}, follow=True)

    assert f"{ULLA} är påmind." in words(reminded)
    assert again.status_code == 409
    assert f"{ULLA} har till" in words(moved)
    assert without.status_code == 422
    assert "Skriv ett skäl." in words(without)
    assert f"Frågan till {PATRIK} är avslutad utan svar." in words(closed)
    assert "Avslutad utan svar" in words(closed)


def test_what_blocks_the_sending_is_said_on_the_page_with_the_way_to_mend_it(way: walk.Walk) -> None:
    ask(way, "referral", inside(ULLA))

    response = as_(CATARINA).get(reverse("case", args=[way.case().uuid]))

    assert "Remissvar saknas. Vänta, påminn eller avsluta utan svar." in words(response)
    assert page("case_referrals", way) in response.content.decode()


def test_while_the_report_is_with_its_approvers_the_page_says_why_nobody_can_be_asked(way: walk.Walk) -> None:
    catarina, ask_url = as_(CATARINA), page("send_referral", way)
    pages = [page("case_report", way), page("case_referrals", way)]
    for one in pages:
        assert ask_url in catarina.get(one).content.decode()
    way.perform(CATARINA, "write_report", "send_for_approval", 2)

    for one in pages:
        response = catarina.get(one)
        assert ask_url not in response.content.decode()
        assert "skickas inte på remiss under tiden. Ta tillbaka förslaget" in words(response)
    assert catarina.get(ask_url).status_code == 409
    assert "skickas inte på remiss" not in text(as_(PATRIK), pages[0])


def test_the_summary_is_put_into_the_report_from_the_page(way: walk.Walk) -> None:
    ask(way, "referral", inside(ULLA))
    answer(way, ULLA, "answer", ULLA, stance="supports", statement="Bra.")

    done = as_(CATARINA).post(page("sum_up_referrals", way), follow=True)

    assert "Remissammanställningen finns i version 3 av förslaget." in words(done)
    assert "Tillstyrker" in words(done)


def test_others_see_who_was_asked_and_change_nothing(way: walk.Walk) -> None:
    ask(way, "referral", inside(ULLA))
    patrik, olle = as_(PATRIK), as_(OLLE)

    assert ULLA in text(patrik, page("case_referrals", way))
    for name in ("nudge_referral", "extend_referral", "close_referral"):
        assert patrik.post(page(name, way, ULLA)).status_code == 403
    assert patrik.get(page("send_referral", way)).status_code == 403
    for name in ("case_referrals", "send_referral"):
        assert olle.get(page(name, way)).status_code in (403, 404)


def test_who_is_asked_without_seeing_the_matter_sees_the_documents_sent_along_and_no_other(way: walk.Walk) -> None:
    sent, kept = way.case().entry.documents.order_by("document_no")[:2]
    ask(way, "referral", inside(OLLE), documents=(str(sent.uuid),))
    olle = as_(OLLE)

    assert sent.title in text(olle, reverse("task", args=[way.task("answer_referral", asked_one(way, OLLE).pk)]))
    assert olle.get(reverse("document", args=[kept.uuid])).status_code == 404


def test_the_pages_of_a_secret_matter_are_nobodys_but_theirs_who_may_know(way: walk.Walk) -> None:
    ask(way, "referral", outside("SBFF"))
    entry = way.case().entry_id
    register.mark_entry_secret(
        entry_id=entry, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )

    for person in (PATRIK, ULLA):
        client = as_(person)
        for name in ("case_referrals", "send_referral"):
            assert client.get(page(name, way)).status_code in (403, 404)
        assert client.get(page("answer_referral", way, FIRE)).status_code == 404
        assert FIRE not in text(client, "/uppgifter/vantar/")


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    way: walk.Walk, django_assert_max_num_queries: Budget
) -> None:
    catarina, address = as_(CATARINA), page("case_referrals", way)
    ask(way, "referral", inside(ULLA), inside(PATRIK), inside(RUT), outside("SBFF"), outside("LPO-HUDDINGE"))

    for one in (address, reverse("case", args=[way.case().uuid]), reverse("case_report", args=[way.case().uuid])):
        with django_assert_max_num_queries(MOST_QUERIES):
            catarina.get(one)
    with django_assert_max_num_queries(MOST_QUERIES):
        catarina.get("/uppgifter/vantar/")
