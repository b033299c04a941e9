"""Klassificering och gallring: required to close, mended where the page says, and checked with the other settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board
from cases import rules
from cases.models import Case, CaseType
from cases.selectors.recipients_tab import recipients_page
from cases.selectors.retention import retention_of
from cases.services.case import TransitionBlocked
from config import walk
from diarium import services as register
from diarium.models import ClassCode, Correspondent, DiaryEntry, RecipientGroup, RetentionRule
from diarium.selectors.group import Member
from diarium.services import mark_entry_secret
from diarium.services.correspondent import change_correspondent_email
from diarium.services.group import add_group, put_in_group
from tests import builders
from tests.builders import CATARINA, OLLE, RUT
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html

pytestmark = pytest.mark.django_db
PAGES = ("/administration/arendetyper/", "/administration/kontroll/")


def weed() -> RetentionRule:
    return RetentionRule.objects.get(code="WEED-2-CLOSED")


def without_rules() -> None:
    CaseType.objects.update(retention=None)
    ClassCode.objects.update(retention_rule=None)


@pytest.mark.matter_before("close")
def test_the_classs_own_rule_goes_before_the_case_types(way: walk.Walk) -> None:
    rule = retention_of(way.case())
    assert rule is not None
    assert rule.code == "PRESERVE"

    ClassCode.objects.filter(code="103").update(retention_rule=weed())
    assert retention_of(way.case()) == weed()
    CaseType.objects.update(retention=None)
    assert rules.HAS_RETENTION.holds(way.case())
    ClassCode.objects.filter(code="103").update(retention_rule=None)
    assert not rules.HAS_RETENTION.holds(way.case())


@pytest.mark.matter_before("close")
def test_closing_is_refused_with_the_reason_and_the_page_where_it_is_mended(way: walk.Walk) -> None:
    without_rules()
    rut = as_(RUT)
    where = reverse("case_retention", args=[way.case().uuid])
    overview = rut.get(f"/arenden/{way.case().uuid}/").content.decode()
    assert "Gallringsregel saknas." in overview
    assert where in overview
    assert "Klassificering och gallringsregel finns" not in overview

    code = ClassCode.objects.get(code="103")
    page = rut.get(where)
    assert "Gallringsregel saknas. Ange koden 103s regel" in strict_html.text(page)
    assert reverse("change_class_code", args=[code.pk]) in page.content.decode()

    rut.post(reverse("change_class_code", args=[code.pk]), {"name": "Samverkan", "rule": weed().pk})
    assert "Gallras 2 år efter: ärendet avslutat" in text(rut, where)
    assert "Klassificering och gallringsregel finns" in rut.get(f"/arenden/{way.case().uuid}/").content.decode()
    assert way.perform(RUT, "close_case", "close").state == "closed"


def without_class() -> None:
    """No class, as in a matter of an older system; the event is what the database asks of every change."""
    entry = builders.the_walk().case().entry
    DiaryEntry.objects.filter(pk=entry.pk).update(class_code=None)
    register.correct_subject(
        entry_id=entry.pk,
        public_subject="Överenskommelse om samverkan",
        protected_subject="",
        actor=builders.actor(RUT),
        at=timezone.now(),
    )


@pytest.mark.allows_inconsistency
@pytest.mark.matter_before("close")
@pytest.mark.parametrize(
    ("missing", "code"),
    [
        (without_class, "has-class"),
        (without_rules, "has-retention"),
    ],
    ids=["class", "retention"],
)
def test_the_door_closes_no_matter_without_it(way: walk.Walk, missing: Callable[[], object], code: str) -> None:
    missing()

    with pytest.raises(TransitionBlocked) as refused:
        way.perform(RUT, "close_case", "close")

    assert [rule.code for rule in refused.value.unmet] == [code]
    assert way.case().state != "closed"


@pytest.mark.matter_before("close")
def test_the_officer_reads_what_the_matter_follows_and_nobody_else_learns_that_it_exists(case: Case) -> None:
    where = reverse("case_retention", args=[case.uuid])

    words = text(as_(CATARINA), where)
    assert "Regel för ärendetypen Avtal Bevaras" in words
    assert "Ändra klassificering" not in words
    assert as_(OLLE).get(where).status_code == 403
    mark_entry_secret(entry_id=case.entry_id, provision="OSL 18:1", actor=builders.actor(RUT), at=timezone.now())
    assert as_(RUT).get(where).status_code == 404


@pytest.mark.matter_before("close")
def test_the_pages_ask_few_questions(case: Case, django_assert_max_num_queries: Budget) -> None:
    rut = as_(RUT)
    for where, number in ((reverse("case_retention", args=[case.uuid]), 15), *((page, 15) for page in PAGES)):
        rut.get(where)  # what the process keeps of a definition is read once
        with django_assert_max_num_queries(number):
            rut.get(where)


@pytest.mark.matter_before("close")
def test_only_the_registrar_checks_the_settings() -> None:
    assert as_(CATARINA).get("/administration/kontroll/").status_code == 403


@pytest.mark.matter_before("close")
def test_the_check_of_the_settings_names_each_thing_and_its_place(case: Case) -> None:
    without_rules()
    yesterday = timezone.localdate() - timedelta(days=1)
    weed_rule = weed()
    RetentionRule.objects.filter(pk=weed_rule.pk).update(valid_to=yesterday)
    ClassCode.objects.filter(code="142").update(name="Trygghet", retention_rule=weed_rule)
    words = text(as_(RUT), "/administration/kontroll/")

    for told in (
        "Varning: Koden KSAU för",
        "Varning: Brottsförebyggande rådet har ingen adress. Lägg till adress",
        "Varning: Gruppen Samtliga nämnder är inte kontrollerad. Granska gruppen",
        "Varning: Klassificeringskoden 103 har inget namn. Lägg till namn",
        "Upplysning: Klassificeringskoden 103 har ingen gallringsregel. Ärendetypens regel gäller. Lägg till regel",
        "Fel: Gallringsregeln WEED-2-CLOSED för koden 142 har upphört. Välj en annan regel",
        "Fel: Ärendetypen Avtal har ingen gallringsregel. Ärenden utan regel går inte att avsluta. Lägg till regel",
    ):
        assert told in words

    ClassCode.objects.filter(code="103").update(valid_to=yesterday)
    assert "Fel: Koden 103 för ärendetypen Avtal har upphört." in text(as_(RUT), "/administration/kontroll/")


@pytest.mark.matter_before("close")
def test_settings_in_order_are_said_to_be_so(case: Case) -> None:
    rule = RetentionRule.objects.get(code="PRESERVE")
    ClassCode.objects.update(name="Namn", retention_rule=rule)
    CaseType.objects.update(default_class=ClassCode.objects.order_by("pk")[0])
    Correspondent.objects.update(email="a@b.example")
    for group in RecipientGroup.objects.all():
        group.confirmed, group.rule = True, {**group.rule, "confirmed_on": timezone.localdate().isoformat()}
        group.save()
    for board in Board.objects.all():
        Board.objects.filter(pk=board.pk).update(confirmed=True, code_confirmed=True)
    words = text(as_(RUT), "/administration/kontroll/")

    assert "Varning:" not in words
    assert "Fel:" not in words
    assert words.count("Klart:") == 6
    group = RecipientGroup.objects.get(code="ALL_BOARDS")
    group.rule = {**group.rule, "confirmed_on": "2024-05-02"}
    group.save()
    words = text(as_(RUT), "/administration/kontroll/")
    assert "Varning: Gruppen Samtliga nämnder är inte kontrollerad sedan 2024. Granska gruppen" in words


@pytest.mark.matter_before("close")
def test_a_long_list_of_things_to_mend_is_cut_and_leads_to_the_whole(case: Case) -> None:
    ClassCode.objects.bulk_create(ClassCode(scheme="x", code=str(number), name="") for number in range(1000, 1060))

    words = text(as_(RUT), "/administration/kontroll/")
    assert "Fler: och 110 till Visa alla" in words


@pytest.fixture
def council(way: walk.Walk) -> RecipientGroup:
    """A list with a board, the deciding board and two outside bodies, one of which cannot be reached."""
    rut, at = builders.actor(RUT), timezone.now()
    group = add_group(name="Brottsförebyggande rådets ledamöter", key="k", actor=rut, at=at)
    outside: list[Member] = [Correspondent.objects.get(code=code) for code in ("BRA", "HUGE")]
    boards: list[Member] = [Board.objects.get(code=code) for code in ("SN", "KS")]
    for member in outside + boards:
        put_in_group(group_id=group.pk, member=member, actor=rut, at=at)
    huge = Correspondent.objects.get(code="HUGE")
    change_correspondent_email(correspondent_id=huge.pk, email="post@huge.example", actor=rut, at=at)
    return group


@pytest.mark.matter_before("distribute")
def test_a_list_group_is_planned_in_its_order_and_says_who_cannot_be_reached(
    way: walk.Walk, council: RecipientGroup
) -> None:
    rut = as_(RUT)
    add = reverse("add_recipient", args=[way.case().uuid])
    assert rut.post(add, {"key": "k", "text": council.name, "purpose": "information"}).status_code == 302

    plan = recipients_page(builders.actor(RUT), way.case(), on=timezone.localdate()).plan
    assert plan is not None
    assert [(row.name, row.channel) for row in plan.rows if row.group_name == council.name] == [
        ("Huge Fastigheter AB", "email"),
    ]  # the social board is there already, as one of all boards; the deciding board is left out
    (problem,) = (one for one in plan.problems if one.kind == "address")
    assert problem.sentence == (
        "Adress saknas för Brottsförebyggande rådet i gruppen Brottsförebyggande rådets ledamöter."
    )
    assert problem.url == reverse("correspondent", args=[Correspondent.objects.get(code="BRA").uuid])
    assert "Visa 1 mottagare" in text(rut, reverse("case_recipients", args=[way.case().uuid]))


@pytest.mark.matter_before("distribute")
def test_what_is_sent_to_a_list_is_frozen(way: walk.Walk, council: RecipientGroup) -> None:
    case, rut = way.case(), builders.actor(RUT)
    client = as_(RUT)
    for row in case.recipients.all():
        client.post(reverse("remove_recipient", args=[case.uuid, row.pk]))
    add = reverse("add_recipient", args=[case.uuid])
    client.post(add, {"key": "k", "text": council.name, "purpose": "information"})
    bra = Correspondent.objects.get(code="BRA")
    change_correspondent_email(correspondent_id=bra.pk, email="bra@bra.example", actor=rut, at=timezone.now())
    way.perform(RUT, "distribute", "distribute", payload={})

    def sent() -> list[tuple[str, str]]:
        rows = case.distributions.get().dispatches.order_by("position")
        return [(row.name, row.address) for row in rows]

    before = sent()
    assert before == [
        ("Brottsförebyggande rådet", "bra@bra.example"),
        ("Huge Fastigheter AB", "post@huge.example"),
        ("Socialnämnden", ""),
    ]
    change_correspondent_email(correspondent_id=bra.pk, email="ny@bra.example", actor=rut, at=timezone.now())
    put_in_group(group_id=council.pk, member=Board.objects.get(code="FSN"), actor=rut, at=timezone.now())
    assert sent() == before
