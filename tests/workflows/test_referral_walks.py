"""Remissen i varje process: asked while the proposal is written, answered, summed up, and walked to the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import DelegationPoint
from cases.services.case import TransitionBlocked
from cases.services.referral_summary import insert_summary
from config import rehearsal, walk
from config.demo import matters
from config.walk.ending import distribution_acts, signing_acts
from tests import builders
from tests.builders import CAMILLA, CATARINA, PATRIK, RUT, ULLA
from tests.cases.pages import as_
from tests.config.strict_html import text as words
from tests.referrals import answer, ask, asked_one, inside, outside
from tests.workflows import kinds

SUBJECT = "Belysning i Skogås"
BY_LETTER = "Södertörns brandförsvarsförbund"


def _by_board_and_council(way: walk.Walk) -> None:
    kinds.by_board(way, "forwarded")
    kinds.by_council(way, "adopted")


def _by_delegate(way: walk.Walk) -> None:
    point = DelegationPoint.objects.get(number="4.2")
    told = {"point": point.pk, "outcome": "adopted", "decided_on": "2026-01-12"}
    way.perform(CAMILLA, "decide", "decide", payload=told)
    way.perform(RUT, "confirm_delegated", "confirm")


Decide = Callable[[walk.Walk], None]
WALKS: dict[str, tuple[tuple[str, str, str], Decide]] = {
    "policy": (kinds.ONWARD, _by_board_and_council),
    "motion": (kinds.ONWARD, _by_board_and_council),
    "citizen-proposal": (kinds.ONWARD, _by_board_and_council),
    "delegation": (kinds.OWN, _by_delegate),
}


def _table(way: walk.Walk) -> list[list[str]]:
    """The summary in the report as it stands now."""
    version = way.case().reports.get().versions.order_by("-number")[0]
    section = next(one for one in version.content["sections"] if one["heading"] == "Remissammanställning")
    rows: list[list[str]] = section["blocks"][0]["table"]
    return rows


def _summed(way: walk.Walk) -> int:
    """The officer puts the answers into the report. Gives its version."""
    insert_summary(case_id=way.case_id, actor=builders.actor(CATARINA), at=timezone.now())
    return kinds.seen_through(way)


def _answered(way: walk.Walk) -> None:
    """A colleague supports the proposal; what a body outside sends is registered; the director's deputy has no time."""
    ask(way, "referral", inside(ULLA), inside(PATRIK), outside("SBFF"))
    assert builders.open_tasks(way) == ["write_report", *["answer_referral"] * 3]
    answer(way, ULLA, "answer", ULLA, stance="supports", statement="Bra förslag.")
    answer(way, RUT, "answer", BY_LETTER, stance="remarks", statement="Se över brandvägarna.")
    answer(way, PATRIK, "abstain", PATRIK)


def _expected(way: walk.Walk) -> list[list[str]]:
    today = timezone.localdate().isoformat()
    numbers = {row.name: str(row.document.document_no) for row in way.case().referrals.all() if row.document}
    return [
        ["Remissinstans", "Svarade", "Ställningstagande", "Handling"],
        [ULLA, today, "Tillstyrker", numbers[ULLA]],
        [PATRIK, today, "Avstår", "–"],
        [BY_LETTER, today, "Har synpunkter", numbers[BY_LETTER]],
    ]


@pytest.mark.django_db
@pytest.mark.matter_before("open_case")
@pytest.mark.parametrize("case_type", WALKS)
def test_a_referral_is_answered_and_summed_up_on_the_way_to_the_end(case_type: str) -> None:
    group, decide = WALKS[case_type]
    way = kinds.opened(case_type, SUBJECT)
    kinds.saved(way, kinds.content(SUBJECT, ("Belysningen byts ut.",), group))

    _answered(way)
    number = _summed(way)
    way.perform(CATARINA, "write_report", "send_for_approval", number)
    kinds.approved(way, number)
    decide(way)
    closed = kinds.distributed_and_closed(way)

    assert closed.state == "closed"
    assert _table(way) == _expected(way)
    assert set(way.case().referrals.values_list("state", flat=True)) == {"answered"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.matter_before("send_for_approval")
def test_an_agreement_is_sent_on_referral_and_walked_to_its_end() -> None:
    way = builders.the_walk()
    _answered(way)
    number = _summed(way)
    way.perform(CATARINA, "write_report", "send_for_approval", number)
    kinds.approved(way, number)
    assert builders.decide(way, "adopted").state == "signing"
    with rehearsal.post_office():
        _do(signing_acts(way, walk.SEED))
        _do(distribution_acts(way))

    assert way.case().state == "closed"
    assert _table(way) == _expected(way)
    assert {row.stance for row in way.case().referrals.filter(kind="referral")} == {"supports", "remarks", "abstains"}


def _do(acts: Iterable[walk.Act]) -> None:
    for act in acts:
        act.do()
        matters.run_jobs()


@pytest.mark.django_db
@pytest.mark.matter_before("open_case")
@pytest.mark.parametrize("case_type", WALKS)
def test_the_officer_asks_from_the_page_of_the_matter(case_type: str) -> None:
    way = kinds.opened(case_type, SUBJECT)
    kinds.saved(way, kinds.content(SUBJECT, ("Belysningen byts ut.",), WALKS[case_type][0]))
    catarina, address = as_(CATARINA), reverse("send_referral", args=[way.case().uuid])
    key = catarina.get(address).context["form"]["key"].value()
    asked = {"key": key, "questions": "Vad anser ni?", "due": "+4v", "people": PATRIK}

    done = catarina.post(address, asked, follow=True)

    assert "Remissen är skickad till 1 instans." in words(done)
    assert asked_one(way, PATRIK).state == "sent"
    assert builders.open_tasks(way) == ["write_report", "answer_referral"]


@pytest.mark.django_db
@pytest.mark.matter_before("open_case")
@pytest.mark.parametrize("case_type", WALKS)
def test_nothing_goes_to_approval_before_the_referral_has_ended(case_type: str) -> None:
    way = kinds.opened(case_type, SUBJECT)
    kinds.saved(way, kinds.content(SUBJECT, ("Belysningen byts ut.",), WALKS[case_type][0]))
    ask(way, "referral", inside(ULLA))

    with pytest.raises(TransitionBlocked, match="Remissvar saknas"):
        way.perform(CATARINA, "write_report", "send_for_approval", 1)
    answer(way, CATARINA, "dropped", ULLA, reason="Hann inte.")
    way.perform(CATARINA, "write_report", "send_for_approval", 1)

    chain = way.case().case_type.approval_chain
    assert builders.open_tasks(way) == [kinds.APPROVERS[chain[0]][1]]


def _returned(way: walk.Walk) -> None:
    person, node = kinds.APPROVERS[way.case().case_type.approval_chain[0]]
    way.perform(person, node, "return", 1, payload={"comment": "Fråga fler."})


def _taken_back(way: walk.Walk) -> None:
    builders.intervene(way, CATARINA, "take_back")


def _referred_back(way: walk.Walk) -> None:
    kinds.approved(way)
    if builders.open_tasks(way) == ["decide"]:
        way.perform(CAMILLA, "decide", "hand_to_board", payload={"reason": "Frågan är principiell."})
    kinds.by_board(way, "referred_back", motivation="Fråga fler.", adjusted_on="")


@pytest.mark.django_db
@pytest.mark.matter_before("open_case")
@pytest.mark.parametrize("back", [_returned, _taken_back, _referred_back])
@pytest.mark.parametrize("case_type", ["policy", "motion", "delegation"])
def test_a_proposal_that_comes_back_may_be_sent_on_referral_again(case_type: str, back: Decide) -> None:
    way = kinds.opened(case_type, SUBJECT)
    kinds.written(way, kinds.content(SUBJECT, ("Belysningen byts ut.",), WALKS[case_type][0]))

    back(way)
    ask(way, "referral", inside(ULLA))

    assert builders.open_tasks(way) == ["write_report", "answer_referral"]
    assert asked_one(way, ULLA).state == "sent"
