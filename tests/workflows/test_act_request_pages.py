"""Begäran som sidor: asked from the matter's menu, in the second person's inbox, answered or taken back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from cases.models import Case
from tests import builders
from tests.builders import CAMILLA, CATARINA, OLLE, PATRIK, RUT, SIV, ULLA
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from workflows.models import ActRequest
from workflows.selectors.frame import act_links, next_step

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("sign")]


def _case() -> Case:
    return builders.the_walk().case()


def _act(slug: str) -> str:
    return reverse("case_act", args=[_case().uuid, slug])


def _send(client: Client, address: str, **written: str) -> tuple[int, str]:
    form = client.get(address).context["form"]
    answer = client.post(address, {"key": form["key"].value(), "version": form["version"].value(), **written})
    if answer.status_code == 302:
        return 302, text(client, answer.headers["Location"])
    return answer.status_code, strict_html.text(answer)


def test_the_officer_asks_and_the_director_finds_it_among_the_tasks_and_agrees() -> None:
    catarina, camilla = as_(CATARINA), as_(CAMILLA)
    assert "Förhandla om texten …" in [str(link.label) for link in act_links(builders.actor(CATARINA), _case())]
    assert "Insamlade underskrifter gäller inte längre." in text(catarina, _act("forhandla"))
    assert _send(catarina, _act("forhandla"))[0] == 422

    status, page = _send(catarina, _act("forhandla"), reason="Målen ändras.")

    assert status == 302
    assert "Begäran i KS-2018/91.103 är skickad. En annan person tar ställning till den." in page
    assert "Catarina Klockerud begärde att texten förhandlas om." in page
    inbox = text(camilla, reverse("inbox"))
    assert "Ta ställning till en begäran: Förhandla om texten" in inbox
    assert "Ta ställning till en begäran" not in text(catarina, reverse("inbox"))
    address = reverse("act_request", args=[ActRequest.objects.get().pk])
    assert "Målen ändras." in text(camilla, address)
    assert _send(camilla, address)[0] == 422
    status, page = _send(camilla, address, answer="ja")
    assert status == 302
    assert "KS-2018/91.103 är åter i steget Förslag till beslut." in page


def test_a_no_wants_a_reason_and_is_told() -> None:
    request = builders.ask(builders.the_walk(), CATARINA, "renegotiate")
    camilla, address = as_(CAMILLA), reverse("act_request", args=[request.pk])

    assert "Skriv ett skäl." in _send(camilla, address, answer="nej")[1]
    status, page = _send(camilla, address, answer="nej", reason="Mandatet räcker.")

    assert status == 302
    assert "Begäran i KS-2018/91.103 är avslagen." in page
    assert _case().state == "signing"
    assert "Ta ställning till en begäran" not in text(camilla, reverse("inbox"))


def test_who_asked_takes_it_back_and_does_not_answer() -> None:
    request = builders.ask(builders.the_walk(), CATARINA, "renegotiate")
    catarina, address = as_(CATARINA), reverse("act_request", args=[request.pk])
    page = text(catarina, address)
    assert "Ta tillbaka begäran" in page
    assert "Godkänn begäran" not in page
    assert catarina.get(_act("forhandla")).headers["Location"] == address
    assert catarina.post(address, {"key": "k", "version": _case().version, "answer": "ja"}).status_code == 403

    answer = catarina.post(reverse("take_back_request", args=[request.pk]))

    assert "Begäran är tillbakatagen." in text(catarina, answer.headers["Location"])
    assert catarina.post(reverse("take_back_request", args=[request.pk])).status_code == 302
    assert "Begäran är återtagen av Catarina Klockerud." in text(catarina, address)
    assert as_(CAMILLA).post(address, {"key": "k", "version": _case().version, "answer": "ja"}).status_code == 404


def test_a_request_that_the_matter_has_gone_past_says_so_and_blames_nobody() -> None:
    way = builders.the_walk()
    request = builders.ask(way, CATARINA, "renegotiate")
    camilla, address = as_(CAMILLA), reverse("act_request", args=[request.pk])
    seen = camilla.get(address).context["form"]
    builders.on_slot(way, CAMILLA, "sign_agreement", "sign", "Huddinge")
    for party in ("Lokalpolis", "Södertörns"):
        builders.sign_on_paper(way, party)
    gone = "Begäran gäller inte längre, eftersom ärendet har gått vidare."

    assert gone in text(as_(CATARINA), address)
    answer = camilla.post(address, {"key": seen["key"].value(), "version": seen["version"].value(), "answer": "ja"})
    assert answer.status_code in (404, 409)


def test_who_holds_the_right_in_two_capacities_chooses_one_and_it_is_recorded() -> None:
    way = builders.the_walk()
    builders.give_role(CATARINA, "director")
    as_director = builders.user(CATARINA).mandates.get(role="director")
    client = as_(CATARINA)

    status, page = _send(client, _act("forhandla"), reason="Målen ändras.")
    assert status == 422
    assert "Välj i vilken egenskap du utför uppgiften." in page
    assert _send(client, _act("forhandla"), reason="Målen ändras.", capacity=str(as_director.pk))[0] == 302

    request = ActRequest.objects.get()
    assert request.asked_as == "renegotiate_as_director"
    told = Event.objects.filter(stream=way.case().stream, verb="renegotiate_requested").get()
    assert told.facts["actor"]["mandate"] == as_director.pk


@pytest.mark.parametrize("person", [RUT, PATRIK, SIV, ULLA])
def test_a_request_is_no_page_for_others(person: str) -> None:
    request = builders.ask(builders.the_walk(), CATARINA, "renegotiate")

    assert as_(person).get(reverse("act_request", args=[request.pk])).status_code == 404
    assert as_(person).post(reverse("take_back_request", args=[request.pk])).status_code == 404
    assert "Ta ställning till en begäran" not in text(as_(person), reverse("inbox"))
    assert as_(OLLE).get(reverse("act_request", args=[request.pk])).status_code == 403


def test_a_request_in_a_secret_matter_is_for_those_who_may_know_of_it() -> None:
    from django.utils import timezone

    from diarium import services as register

    way = builders.the_walk()
    request = builders.ask(way, CATARINA, "renegotiate")
    register.mark_entry_secret(
        entry_id=way.case().entry_id, provision="OSL 18:1", actor=builders.actor(RUT), at=timezone.now()
    )

    assert as_(CAMILLA).get(reverse("act_request", args=[request.pk])).status_code == 404
    assert "Ta ställning till en begäran" not in text(as_(CAMILLA), reverse("inbox"))
    assert as_(CATARINA).get(reverse("act_request", args=[request.pk])).status_code == 200


@pytest.mark.matter_before("record_decision")
def test_the_officer_asks_for_the_withdrawal_and_the_head_of_the_unit_answers() -> None:
    labels = [str(link.label) for link in act_links(builders.actor(CATARINA), _case())]
    assert "Begär att ärendet återkallas …" in labels
    assert "Återkalla ärendet …" not in labels
    page = text(as_(CATARINA), _act("aterkalla"))
    assert "Begär att ärendet återkallas" in page
    assert "Skicka begäran" in page
    _send(as_(CATARINA), _act("aterkalla"), reason="Parterna vill inte.")

    status, page = _send(as_(ULLA), reverse("act_request", args=[ActRequest.objects.get().pk]), answer="ja")

    assert status == 302
    assert "KS-2018/91.103 är återkallat." in page


@pytest.mark.matter_before("end")
def test_a_new_round_is_confirmed_to_be_the_same_matter() -> None:
    rut, catarina = as_(RUT), as_(CATARINA)
    assert "Ärendet öppnades 2018. Bekräfta att det inte ska vara ett nytt ärende." in text(rut, _act("ny-omgang"))
    assert "Bekräfta att det inte ska vara ett nytt ärende." in _send(rut, _act("ny-omgang"), reason="Nytt avtal.")[1]
    _send(rut, _act("ny-omgang"), reason="Nytt avtal.", same_matter="on")
    step = next_step(builders.actor(CATARINA), _case())
    assert step is not None
    assert [str(item.sentence) for item in step.checks] == ["Rut Sandin begärde att en ny omgång startas."]

    status, page = _send(catarina, reverse("act_request", args=[ActRequest.objects.get().pk]), answer="ja")

    assert status == 302
    assert "Omgång 2 är startad i KS-2018/91.103." in page
    assert "Omgång 2" in page


@pytest.mark.matter_before("end")
def test_the_registrar_rectifies_an_annulled_decision_and_the_judgment_is_found() -> None:
    rut = as_(RUT)
    assert "Domen läggs till ärendet." in text(rut, _act("ratta"))
    assert "Skriv domens målnummer." in _send(rut, _act("ratta"), reason="Upphävt.")[1]
    assert "Domen 12345-26 läggs till ärendet." in _send(rut, _act("ratta"), judgment="12345-26")[1]

    status, page = _send(rut, _act("ratta"), reason="Upphävt.", judgment="12345-26")

    assert status == 302
    assert "KS-2018/91.103 är åter i steget Förslag till beslut." in page
    case = _case()
    assert (case.state, case.entry.status) == ("committee_proposal", "open")
    assert case.entry.aliases.filter(text="12345-26").exists()
    assert builders.open_tasks(builders.the_walk()) == ["write_report"]


def test_the_pages_keep_their_budget(django_assert_max_num_queries: Budget) -> None:
    request = builders.ask(builders.the_walk(), CATARINA, "renegotiate")
    camilla = as_(CAMILLA)
    for address in (
        reverse("act_request", args=[request.pk]),
        reverse("inbox"),
        reverse("case", args=[_case().uuid]),
    ):
        camilla.get(address)
        with django_assert_max_num_queries(15):
            assert camilla.get(address).status_code == 200, address


@pytest.mark.matter_before("send_for_approval")
def test_the_officer_lays_the_matter_to_rest_and_takes_it_up_again() -> None:
    catarina, address = as_(CATARINA), reverse("pause_case", args=[_case().uuid])
    page = text(catarina, address)
    assert "Påminnelser pausas till det datum du väljer. Lagstadgade frister löper vidare." in page
    refused = catarina.post(address, {"key": "k0", "until": "igår", "reason": ""})
    assert refused.status_code == 422
    assert "Skriv ett skäl." in strict_html.text(refused)
    assert "Välj ett datum efter i dag." in strict_html.text(
        catarina.post(address, {"key": "k1", "until": "idag", "reason": "Väntar."})
    )

    answer = catarina.post(address, {"key": "k2", "until": "+3v", "reason": "Väntar på statistiken."})

    page = text(catarina, answer.headers["Location"])
    assert "KS-2018/91.103 är vilande till" in page
    assert ": Väntar på statistiken." in page
    assert "Återuppta ärendet" in page
    assert "Återuppta ärendet" not in text(as_(RUT), reverse("case", args=[_case().uuid]))
    task = reverse("task", args=[builders.the_walk().task("write_report")])
    assert "Ärendet återupptas när du utför uppgiften." in text(catarina, task)
    assert as_(RUT).get(address).status_code == 403
    resumed = catarina.post(reverse("resume_case", args=[_case().uuid]))
    assert "KS-2018/91.103 är återupptaget." in text(catarina, resumed.headers["Location"])
    again = catarina.post(reverse("resume_case", args=[_case().uuid]))
    assert "Ärendet är inte vilande." in text(catarina, again.headers["Location"])
