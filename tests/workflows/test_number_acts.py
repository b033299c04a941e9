"""Makulera numret och slå ihop: the matter ends, its number stays, and the way leads on to the other."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board, Role
from accounts.policy import NotAllowed
from audit.selectors import check_consistency, verify
from cases.models import Case
from cases.selectors.page import case_head, visible_case
from cases.services.steps.number import OtherMatterMissing
from cases.states import CaseState
from diarium import services as register
from tests import builders
from tests.builders import CAMILLA, CATARINA, OLLE, ROLF, RUT, SIV, ULLA
from tests.cases.pages import as_, text
from tests.config import strict_html
from workflows import services
from workflows.selectors.frame import act_links
from workflows.services import UnknownAct

pytestmark = pytest.mark.django_db


def _other() -> Case:
    return builders.open_case(subject="Samma sak en gång till")


def _address(case: Case, slug: str) -> str:
    return reverse("case_act", args=[case.uuid, slug])


def _do(client: Client, address: str, **written: str) -> tuple[int, str]:
    form = client.get(address).context["form"]
    sent = {"key": form["key"].value(), "version": form["version"].value(), **written}
    answer = client.post(address, sent)
    if answer.status_code == 302:
        return 302, text(client, answer.headers["Location"])
    return answer.status_code, strict_html.text(answer)


@pytest.mark.matter_before("start_situation_analysis")
def test_the_registrar_cancels_a_number_and_the_matter_ends_with_it() -> None:
    case, client = builders.the_walk().case(), as_(RUT)
    page = text(client, _address(case, "makulera"))
    assert "Numret KS-2018/91.103 finns kvar i diariet som makulerat och används inte igen." in page
    assert _do(client, _address(case, "makulera"))[0] == 422

    status, page = _do(client, _address(case, "makulera"), reason="Registrerat i fel nämnd.")

    case = builders.the_walk().case()
    assert (status, case.state, case.entry.status) == (302, CaseState.WITHDRAWN, "cancelled")
    assert "KS-2018/91.103 är makulerat." in page
    assert "Makulerat" in page
    assert "Skäl: Registrerat i fel nämnd." in page
    assert "Återkallat" not in page
    assert builders.open_tasks(builders.the_walk()) == []
    labels = [str(link.label) for link in act_links(builders.actor(RUT), case)]
    assert labels[-2:] == ["Visa processen", "Hämta hela ärendet"]
    assert "Avsluta ärendet …" not in labels
    assert check_consistency() == []


@pytest.mark.matter_before("start_situation_analysis")
def test_a_double_matter_is_kept_in_the_other_and_both_pages_say_so() -> None:
    case, other, client = builders.the_walk().case(), _other(), as_(RUT)
    number = other.entry.printed_number

    status, page = _do(client, _address(other, "sla-ihop"), other="ks 2018/91", reason="Samma ärende.")

    other.refresh_from_db()
    other.entry.refresh_from_db()
    assert (status, other.state, other.entry.status) == (302, CaseState.WITHDRAWN, "merged")
    assert f"{number} förs nu i KS-2018/91.103." in page
    assert "Förs i KS-2018/91.103" in page
    assert "Öppna KS-2018/91.103" in page
    assert f"förde hit ärendet {number}" in text(client, reverse("case", args=[case.uuid]))
    assert client.get(reverse("number", args=[number])).headers["Location"] == reverse("case", args=[case.uuid])
    assert check_consistency() == []
    assert verify().findings == []


@pytest.mark.matter_before("start_situation_analysis")
def test_the_other_number_is_asked_for_in_plain_words() -> None:
    case, client = builders.the_walk().case(), as_(RUT)
    for typed, sentence in (
        ("", "Skriv diarienumret på det andra ärendet."),
        ("KS-2018/92", "Inget ärende har det numret."),
        ("KS-2018/91", "Numret är ärendets eget. Skriv numret på ett annat ärende."),
    ):
        status, page = _do(client, _address(case, "sla-ihop"), other=typed, reason="Dubbelt.")
        assert (status, sentence in page) == (422, True), typed
    assert builders.the_walk().case().state == CaseState.DRAFT


@pytest.mark.matter_before("start_situation_analysis")
def test_a_matter_that_the_registrar_may_not_see_is_not_found_by_its_number() -> None:
    case, hidden = builders.the_walk().case(), _other()
    register.mark_entry_secret(
        entry_id=hidden.entry_id, provision="OSL 18 kap. 1 §", actor=builders.actor(ROLF), at=timezone.now()
    )

    number = hidden.entry.printed_number
    status, page = _do(as_(RUT), _address(case, "sla-ihop"), other=number, reason="Dubbelt.")

    assert (status, "Inget ärende har det numret." in page) == (422, True)
    with pytest.raises(OtherMatterMissing):
        _intervene(RUT, "merge_case", case, other=hidden.entry_id)


def _intervene(person: str, act: str, case: Case, **payload: object) -> None:
    services.intervene(
        case_id=case.pk,
        act=act,
        actor=builders.actor(person),
        at=timezone.now(),
        key=f"{person}{act}{payload}",
        expected_version=case.version,
        payload={"reason": "Skäl", **payload},
    )


@pytest.mark.matter_before("start_situation_analysis")
@pytest.mark.parametrize("person", [CATARINA, CAMILLA, SIV, ULLA, OLLE])
def test_only_the_registrar_cancels_and_merges(person: str) -> None:
    case = builders.the_walk().case()
    for act, slug in (("cancel_number", "makulera"), ("merge_case", "sla-ihop")):
        with pytest.raises(NotAllowed):
            _intervene(person, act, case, other=case.entry_id)
        assert as_(person).get(_address(case, slug)).status_code == 403


@pytest.mark.matter_before("record_decision")
def test_a_matter_before_its_board_is_not_cancelled_or_merged() -> None:
    case = builders.the_walk().case()
    for act, slug in (("cancel_number", "makulera"), ("merge_case", "sla-ihop")):
        with pytest.raises((UnknownAct, NotAllowed)):
            _intervene(RUT, act, case)
        assert as_(RUT).get(_address(case, slug)).status_code == 409


@pytest.mark.matter_before("start_situation_analysis")
def test_a_registrar_of_another_board_strikes_nothing_here() -> None:
    board = Board.objects.get(code="GSN")
    builders.give_role(OLLE, Role.REGISTRAR, board_id=board.pk)

    with pytest.raises(NotAllowed):
        _intervene(OLLE, "cancel_number", builders.the_walk().case())


@pytest.mark.matter_before("start_situation_analysis")
def test_a_merged_matter_whose_other_is_hidden_names_the_number_without_a_way_there() -> None:
    case, other = builders.the_walk().case(), _other()
    _intervene(RUT, "merge_case", other, other=case.entry_id)
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )

    page = text(as_(SIV), reverse("case", args=[other.uuid]))

    assert "Ärendet förs i KS-2018/91.103" in page
    assert "Öppna KS-2018/91.103" not in page
    head = case_head(builders.actor(SIV), visible_case(builders.actor(SIV), other.uuid), "case")
    assert [tag.text for tag in head.tags] == ["Förs i KS-2018/91.103"]
