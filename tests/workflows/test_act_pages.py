"""Åtgärder utan uppgift som sidor, byte av handläggare, ärendets uppgifter och processen."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from cases import rules
from cases.models import Case
from cases.services.case import transition_rules, write_note
from cases.services.steps import STEPS
from cases.states import CaseState, ReportState
from tests import builders
from tests.builders import CAMILLA, CATARINA, OLLE, RUT, SIV, ULLA
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from workflows.definitions.names import NAMES
from workflows.selectors.deadline import long_day
from workflows.selectors.frame import act_links, next_step

pytestmark = pytest.mark.django_db
READERS = ("Visa processen", "Planera bakåt", "Hämta hela ärendet")


def _case() -> Case:
    return builders.the_walk().case()


def _act(slug: str) -> str:
    return reverse("case_act", args=[_case().uuid, slug])


def _do(client: Client, address: str, reason: str = "") -> tuple[int, str]:
    form = client.get(address).context["form"]
    sent = {"key": form["key"].value(), "version": form["version"].value(), "reason": reason}
    answer = client.post(address, sent)
    if answer.status_code == 302:
        return 302, text(client, answer.headers["Location"])
    return answer.status_code, strict_html.text(answer)


@pytest.mark.matter_before("approve")
def test_the_officer_takes_the_proposal_back_with_a_reason() -> None:
    client = as_(CATARINA)
    told = text(client, _act("ta-tillbaka"))
    assert "Förslaget tas tillbaka från biträdande kommundirektören och du kan ändra det." in told
    assert _do(client, _act("ta-tillbaka")) == (422, _Containing("Skriv ett skäl."))

    status, page = _do(client, _act("ta-tillbaka"), "Fel bilaga.")

    assert status == 302
    assert "Förslaget är tillbaka hos dig." in page
    assert _case().reports.get().state == ReportState.DRAFT
    assert builders.open_tasks(builders.the_walk()) == ["write_report"]


class _Containing(str):
    """Equal to every text that contains it."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and str(self) in other

    def __hash__(self) -> int:
        return super().__hash__()


@pytest.mark.matter_before("approve")
def test_the_director_withdraws_and_the_registrar_closes_the_withdrawn() -> None:
    status, page = _do(as_(CAMILLA), _act("aterkalla"), "Parten drog sig ur.")
    assert (status, _case().state) == (302, CaseState.WITHDRAWN)
    assert "Ärendet är återkallat" in page
    today = long_day(timezone.localdate()).replace("\u00a0", " ")
    assert f"Ärendet är återkallat {today}: Parten drog sig ur." in page
    assert "inte påbörjat" not in page

    status, page = _do(as_(RUT), _act("avsluta"))

    assert (status, _case().state) == (302, CaseState.CLOSED)
    assert "Ärendet är avslutat" in page
    status, page = _do(as_(RUT), _act("oppna-igen"), "Sen handling.")
    assert (status, _case().state) == (302, CaseState.DISTRIBUTION)


@pytest.mark.matter_before("approve")
def test_going_back_to_the_analysis_leaves_the_text_and_starts_there() -> None:
    status, page = _do(as_(CATARINA), _act("tillbaka-till-lagesbild"), "Nya siffror.")

    assert status == 302
    assert "KS-2018/91.103 är åter i steget Lägesbild." in page
    assert builders.open_tasks(builders.the_walk()) == ["write_analysis"]


@pytest.mark.matter_before("approve")
def test_an_act_is_refused_to_those_without_the_right_and_in_the_wrong_step() -> None:
    assert as_(RUT).get(_act("aterkalla")).status_code == 403
    assert as_(SIV).get(_act("ta-tillbaka")).status_code == 403
    assert as_(OLLE).get(_act("aterkalla")).status_code == 403
    assert as_(RUT).get(_act("oppna-igen")).status_code == 409
    assert as_(RUT).get(_act("brann-upp")).status_code == 404


@pytest.mark.matter_before("approve")
def test_an_act_on_what_has_changed_shows_what_happened_and_keeps_the_reason() -> None:
    client, way = as_(CATARINA), builders.the_walk()
    form = client.get(_act("ta-tillbaka")).context["form"]
    sent = {"key": form["key"].value(), "version": form["version"].value(), "reason": "Fel bilaga."}
    write_note(case_id=way.case_id, text="Ringde.", actor=builders.actor(CATARINA), at=timezone.now())

    stale = client.post(_act("ta-tillbaka"), sent)

    assert stale.status_code == 409
    assert "skrev en tjänsteanteckning" in strict_html.text(stale)
    again = client.post(_act("ta-tillbaka"), {"reason": "Fel bilaga.", "fortsatt": "1"})
    assert again.context["form"]["reason"].value() == "Fel bilaga."
    assert again.context["form"]["version"].value() == way.case().version


@pytest.mark.matter_before("approve")
def test_more_acts_lists_only_what_the_reader_may_do_now() -> None:
    def labels(name: str) -> list[str]:
        return [str(link.label) for link in act_links(builders.actor(name), _case())]

    assert labels(RUT) == [
        "Ny uppgift …",
        "Byt handläggare …",
        "Koppla till ett annat ärende …",
        "Ändra klassificering …",
        "Ändra ärendemening …",
        "Lägg till annan beteckning …",
        "Ändra sekretessmarkering …",
        "Dela ärendet …",
        "Slå ihop med …",
        "Makulera numret …",
        "Visa processen",
        "Planera bakåt",
        "Hämta hela ärendet",
    ]
    assert labels(CATARINA) == [
        "Ny uppgift …",
        "Lägg ärendet vilande …",
        "Gå tillbaka till Lägesbild …",
        "Ta tillbaka förslaget …",
        "Begär att ärendet återkallas …",
        "Ändra sekretessmarkering …",
        "Visa processen",
        "Planera bakåt",
        "Hämta hela ärendet",
    ]
    assert labels(CAMILLA) == ["Ny uppgift …", "Återkalla ärendet …", *READERS]
    assert labels(SIV) == ["Ny uppgift …", *READERS]


@pytest.mark.matter_before("send_for_approval")
def test_there_is_nothing_to_take_back_before_it_is_sent() -> None:
    assert "Ta tillbaka förslaget …" not in [str(one.label) for one in act_links(builders.actor(CATARINA), _case())]


@pytest.mark.matter_before("send_for_approval")
def test_the_registrar_gives_the_matter_to_another_officer_and_the_task_follows() -> None:
    client, address = as_(RUT), reverse("change_officer", args=[_case().uuid])
    builders.give_role(OLLE, Role.CASE_OFFICER)
    assert as_(CATARINA).get(address).status_code == 403
    missing = client.post(address, {"key": "k"})
    assert missing.status_code == 422
    assert "Välj en person." in strict_html.text(missing)
    assert "Skriv ett skäl." in strict_html.text(missing)

    answer = client.post(address, {"key": "k", "person": builders.user(OLLE).pk, "reason": "Sjukdom."})

    assert answer.status_code == 302
    page = text(client, answer.headers["Location"])
    assert "Olle Olsson är handläggare i KS-2018/91.103." in page
    assert "Skriv förslag till beslut" in text(as_(OLLE), "/uppgifter/")


@pytest.mark.matter_before("approve")
def test_the_next_step_says_whose_turn_it_is_and_every_condition() -> None:
    step = next_step(builders.actor(CATARINA), _case())

    assert step is not None
    assert step.heading == "Nästa steg: biträdande kommundirektören godkänner förslaget"
    assert str(step.where).startswith("Uppgiften ligger hos biträdande kommundirektören sedan i dag kl.")
    told = {str(check.sentence): check.state for check in step.checks}
    assert told.pop("En bilaga finns inte bland ärendets handlingar.") == "warning"
    assert list(told.values()) == ["done"] * 8
    assert step.button is None
    assert [str(link.label) for link in step.buttons] == ["Ta tillbaka förslaget"]


@pytest.mark.matter_before("save_staff_report")
def test_the_button_waits_until_nothing_is_missing() -> None:
    step = next_step(builders.actor(CATARINA), _case())

    assert step is not None
    assert step.heading == "Nästa steg: skriv förslag till beslut"
    missing = [str(check.sentence) for check in step.checks if check.state == "missing"]
    assert str(rules.NO_OPEN_ERRORS.sentence) in missing
    assert step.button is None


@pytest.mark.matter_before("send_for_approval")
def test_the_button_is_there_when_the_step_is_ones_own() -> None:
    step = next_step(builders.actor(CATARINA), _case())

    assert step is not None
    assert step.button is not None
    assert step.button.label == "Skicka för godkännande"
    others = next_step(builders.actor(RUT), _case())
    assert others is not None
    assert others.button is None


def test_the_page_knows_every_condition_of_every_step() -> None:
    for name, step in STEPS.items():
        asked = {*step.rules, *(transition_rules(getattr(Case, step.fires)) if step.fires else ())}
        assert set(NAMES.steps[name].rules) == asked, name


@pytest.mark.matter_before("confirm_decision")
def test_the_tab_lists_open_and_done_tasks(django_assert_max_num_queries: Budget) -> None:
    client, address = as_(RUT), reverse("case_tasks", args=[_case().uuid])
    client.get(address)

    with django_assert_max_num_queries(15):
        response = client.get(address)

    said = strict_html.text(response)
    assert "Bekräfta registrerat beslut Din tur Registratorn" in said
    assert "Registrera beslut Beslutet registrerades Siv Ek" in said
    assert as_(OLLE).get(address).status_code == 403


@pytest.mark.matter_before("confirm_decision")
def test_the_process_is_drawn_and_listed_with_the_step_that_waits(django_assert_max_num_queries: Budget) -> None:
    client, address = as_(ULLA), reverse("case_process", args=[_case().uuid])
    client.get(address)

    with django_assert_max_num_queries(15):
        response = client.get(address)

    page = response.context["page"]
    assert page.name == "Avtal, version 1"
    assert [line.title for line in page.lines if line.current] == ["Bekräfta registrerat beslut"]
    assert {box.title for box in page.picture.boxes} == {line.title for line in page.lines}
    assert [line.title for line in page.lines[:3]] == [
        "Komplettera ärendet",
        "Lägesbilden och parternas underlag",
        "Skriv lägesbilden",
    ]
    said = strict_html.text(response)
    record = [line.title for line in page.lines].index("Registrera beslut") + 1
    assert f"Beslutet är fel registrerat: tillbaka till steg {record}, ”Registrera beslut”" in said
    assert as_(OLLE).get(address).status_code == 403
