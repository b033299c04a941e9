"""Varför kan jag inte? Every condition has its sentence and its place, and stops its step until it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.rules import Rule
from cases import rules
from cases.models import Case, Recipient
from cases.services.agreement import add_party
from cases.services.case import TransitionBlocked, fire, transition_rules
from cases.services.steps import STEPS
from cases.services.steps.registry import require_rules
from config import walk
from tests import builders
from tests.builders import CAMILLA, CATARINA, OLLE, PATRIK, RUT, SIV, ULLA
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from workflows.definitions.acts import ACT_WORDS, ACTS
from workflows.selectors.blocks import conditions, unmet
from workflows.selectors.frame import next_step

pytestmark = pytest.mark.django_db

EVERY = {name: getattr(rules, name) for name in rules.__all__}
MENDERS = {
    "add_party": CATARINA,
    "case": RUT,
    "case_analysis": CATARINA,
    "case_decision": SIV,
    "case_documents": CATARINA,
    "case_process": CATARINA,
    "case_recipients": CATARINA,
    "case_referrals": CATARINA,
    "case_report": CATARINA,
    "case_retention": RUT,
    "change_officer": RUT,
    "correct_subject": RUT,
}
MOVES = [(one.name, str(one.source)) for one in Case._meta.get_field("state").get_all_transitions(Case)]


@contextmanager
def _saying(answers: dict[Rule, bool]) -> Iterator[None]:
    kept = {rule: rule.holds for rule in answers}
    try:
        for rule, holds in answers.items():
            object.__setattr__(rule, "holds", lambda _case, holds=holds: holds)
        yield
    finally:
        for rule, holds_ in kept.items():
            object.__setattr__(rule, "holds", holds_)


@pytest.mark.matter_before("send_for_approval")
def test_every_rule_has_a_sentence_and_a_page_that_opens_for_the_one_who_mends_it() -> None:
    case = builders.the_walk().case()
    clients: dict[str, Client] = {name: as_(name) for name in set(MENDERS.values())}
    answers = {place: clients[who].get(reverse(place, args=[case.uuid])).status_code for place, who in MENDERS.items()}

    for name, rule in EVERY.items():
        assert str(rule.sentence).endswith("."), name
        assert rule.place in answers, name
    assert set(answers.values()) == {200}


@pytest.mark.matter_before("send_for_approval")
@pytest.mark.parametrize(("move", "source"), MOVES)
def test_each_broken_rule_stops_the_transition_and_mended_it_lets_it_through(move: str, source: str) -> None:
    asked = transition_rules(getattr(Case, move))
    for broken in [rule for rule in asked if rule.severity != "warning"]:
        case = builders.the_walk().case()
        case.__dict__["state"] = source
        with _saying({rule: rule is not broken for rule in asked}), pytest.raises(TransitionBlocked) as refusal:
            fire(case, move, at=timezone.now())
        assert refusal.value.unmet == [broken]
        with _saying(dict.fromkeys(asked, True)):
            assert fire(case, move, at=timezone.now()) == source


@pytest.mark.matter_before("send_for_approval")
@pytest.mark.parametrize("step", [name for name, step in STEPS.items() if step.rules])
def test_each_broken_rule_of_a_step_itself_stops_it(step: str) -> None:
    case, asked = builders.the_walk().case(), STEPS[step].rules
    with _saying(dict.fromkeys(asked, False)):
        strict = [rule for rule in asked if rule.severity != "warning"]
        if strict:
            with pytest.raises(TransitionBlocked) as refusal:
                require_rules(case, step)
            assert refusal.value.unmet == strict
    with _saying(dict.fromkeys(asked, True)):
        require_rules(case, step)


@pytest.mark.matter_before("send_for_approval")
def test_a_recipient_taken_away_stops_the_sending_on_every_page_and_back_again_lets_it_through() -> None:
    way, client = builders.the_walk(), as_(CATARINA)
    Recipient.objects.update(listed=False)
    task = reverse("task", args=[way.task("write_report")])
    recipients = reverse("case_recipients", args=[way.case().uuid])

    page = client.get(task)
    said = strict_html.text(page)
    assert "Du kan inte skicka förslaget än" in said
    assert "Sändlistan har ingen mottagare." in said
    assert recipients in page.content.decode()
    assert "Sändlistan har ingen mottagare." in text(client, reverse("case", args=[way.case().uuid]))
    with pytest.raises(TransitionBlocked):
        way.perform(CATARINA, "write_report", "send_for_approval", 2)
    Recipient.objects.update(listed=True)
    assert "Du kan inte skicka förslaget än" not in text(client, task)
    way.perform(CATARINA, "write_report", "send_for_approval", 2)


@pytest.mark.matter_before("approve")
def test_an_approver_may_return_what_cannot_be_approved_and_reads_why() -> None:
    way = builders.the_walk()
    Recipient.objects.update(listed=False)

    said = text(as_(PATRIK), reverse("task", args=[way.task("approve_deputy")]))

    assert "Du kan inte godkänna förslaget än" in said
    assert "Återlämna till handläggaren" in said
    with pytest.raises(TransitionBlocked):
        way.perform(PATRIK, "approve_deputy", "approve", 2)
    way.perform(PATRIK, "approve_deputy", "return", 2, payload={"comment": "Sändlistan."})
    Recipient.objects.update(listed=True)


@pytest.mark.matter_before("open_case")
def test_an_agreement_without_party_waits_for_one() -> None:
    case = builders.open_case(parties=[])
    way = walk.Walk(case_id=case.pk)

    with pytest.raises(TransitionBlocked) as refusal:
        way.perform(CATARINA, "complete_case", "start_situation_analysis")
    assert refusal.value.unmet == [rules.HAS_PARTY]
    add_party(
        case_id=case.pk,
        name="Huddinge kommun",
        correspondent_id=None,
        is_municipality=True,
        actor=builders.actor(CATARINA),
        at=timezone.now(),
    )
    way.perform(CATARINA, "complete_case", "start_situation_analysis")


@pytest.mark.matter_before("save_analysis")
def test_the_way_on_tells_of_the_step_that_follows_by_itself() -> None:
    way = builders.the_walk()
    node = _node(way, "write_analysis")

    told = conditions(way.case(), node, "conclude_analysis")

    assert rules.ANALYSIS_HAS_SOURCE in told
    assert rules.HAS_OFFICER in told
    assert rules.ANALYSIS_FRESH in told
    assert rules.ANALYSIS_CONCLUDED not in told


def _node(way: walk.Walk, name: str) -> object:
    from viewflow.workflow.models import Task

    return Task.objects.get(pk=way.task(name)).flow_task


@pytest.mark.matter_before("record_decision")
def test_who_confirms_a_decision_without_mandate_reads_it_before_and_is_stopped_with_it() -> None:
    way = builders.the_walk()
    points = [{"text": "Kommunstyrelsen noterar informationen.", "items": []}]
    way.perform(SIV, "record_decision", "record_decision", payload=builders.decision("adopted_amended", points=points))

    assert unmet(way.case(), _node(way, "confirm_decision"), "confirm") == [rules.DECISION_GIVES_MANDATE]
    assert unmet(way.case(), _node(way, "confirm_decision"), "reject") == []
    page = text(as_(RUT), reverse("task", args=[way.task("confirm_decision")]))
    assert "Du kan inte bekräfta beslutet än" in page
    assert "Beslutet ger ingen rätt att underteckna." in page
    with pytest.raises(TransitionBlocked):
        way.perform(RUT, "confirm_decision", "confirm")
    way.perform(RUT, "confirm_decision", "reject", payload={"comment": "Fel text."})
    builders.decide(way, "adopted", paragraph=15)


@pytest.mark.matter_before("confirm_decision")
def test_an_act_that_something_stops_tells_everything_at_its_own_address() -> None:
    way = builders.the_walk()

    answer = as_(CAMILLA).get(reverse("case_act", args=[way.case().uuid, "aterkalla"]))

    assert answer.status_code == 409
    said = strict_html.text(answer)
    assert "Du kan inte återkalla ärendet än" in said
    assert "Åtgärda först: Ärendet har ett slutligt beslut." in said
    assert reverse("case_decision", args=[way.case().uuid]) in answer.content.decode()
    way.perform(RUT, "confirm_decision", "reject", payload={"comment": "Fel paragraf."})
    assert as_(CAMILLA).get(reverse("case_act", args=[way.case().uuid, "aterkalla"])).status_code == 200


@pytest.mark.matter_before("send_for_approval")
@pytest.mark.parametrize("name", sorted(ACTS))
def test_every_act_in_another_step_says_where_it_can_be_done(name: str) -> None:
    case = builders.the_walk().case()
    if str(case.state) in ACTS[name].steps:
        return

    answer = as_(RUT).get(reverse("case_act", args=[case.uuid, ACT_WORDS[name].slug]))

    assert answer.status_code == 409
    assert "Ärendet är i steget Förslag till beslut." in strict_html.text(answer)
    assert str(ACT_WORDS[name].doing) in strict_html.text(answer)


@pytest.mark.matter_before("approve")
def test_an_author_with_the_right_role_is_shown_the_way_to_hand_the_task_over() -> None:
    builders.give_role(CATARINA, "deputy_director")
    way = builders.the_walk()

    page = as_(CATARINA).get(reverse("task", args=[way.task("approve_deputy")]))

    said = strict_html.text(page)
    assert "En annan person måste godkänna det." in said or "Lämna uppgiften till någon annan." in said
    assert reverse("hand_over", args=[way.task("approve_deputy")]) in page.content.decode()
    step = next_step(builders.actor(CATARINA), way.case())
    assert step is not None
    assert step.button is None


@pytest.mark.matter_before("confirm_decision")
def test_who_recorded_the_decision_reads_that_another_confirms_it() -> None:
    builders.give_role(SIV, "registrar")
    way = builders.the_walk()

    said = text(as_(SIV), reverse("task", args=[way.task("confirm_decision")]))

    assert "Du har registrerat beslutet, eller ersätter den som gjorde det. En annan person måste bekräfta det." in said


@pytest.mark.matter_before("approve")
def test_who_has_not_the_role_reads_whose_it_is() -> None:
    way = builders.the_walk()

    said = text(as_(ULLA), reverse("task", args=[way.task("approve_deputy")]))

    assert "Det kan bara biträdande kommundirektören göra." in said


@pytest.mark.matter_before("record_decision")
def test_a_withdrawn_matter_shows_what_is_left_before_it_can_be_closed() -> None:
    way = builders.the_walk()
    builders.intervene(way, CAMILLA, "withdraw")

    step = next_step(builders.actor(RUT), way.case())
    others = next_step(builders.actor(CATARINA), way.case())

    assert step is not None
    assert [str(check.sentence) for check in step.checks if check.state == "missing"] == []
    assert step.button is not None
    assert step.button.label == "Avsluta ärendet"
    assert others is not None
    assert others.button is None


@pytest.mark.matter_before("approve")
def test_the_task_page_reads_its_reasons_within_the_budget(django_assert_max_num_queries: Budget) -> None:
    client, address = as_(PATRIK), reverse("task", args=[builders.the_walk().task("approve_deputy")])
    client.get(address)

    with django_assert_max_num_queries(15):
        client.get(address)


@pytest.mark.matter_before("approve")
def test_somebody_without_any_right_learns_no_reason() -> None:
    way = builders.the_walk()

    for name in ("aterkalla", "oppna-igen", "forhandla"):
        answer = as_(OLLE).get(reverse("case_act", args=[way.case().uuid, name]))
        assert answer.status_code == 403
        assert "Åtgärda" not in strict_html.text(answer)
