"""Uppgifter som ingen kan göra: found at night, told on Drift, and given to somebody or released; never a breach."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task

from accounts.models import Role
from accounts.services import deactivate_user, end_mandate
from audit.models import CheckRun, Event
from audit.selectors import Finding, check_consistency, verify
from diarium.services import grant_need_to_know
from tests import builders
from tests.beside import give
from tests.builders import CATARINA, IDA, OLLE, PATRIK, ROLF, RUT, SIV
from tests.cases.pages import as_, text
from tests.config import strict_html
from workflows import jobs, services
from workflows.models import AdHocTask
from workflows.selectors.unattended import unattended

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("approve")]
DRIFT = "/administration/drift/"
NOBODY = "Ingen kan göra uppgiften"


def _leaves(name: str, role: str) -> None:
    """The person's mandate of the role ended yesterday."""
    end_mandate(
        mandate_id=builders.user(name).mandates.get(role=role, on_behalf_of=None).pk,
        valid_to=timezone.localdate() - timedelta(days=1),
        actor=builders.actor(IDA),
        at=timezone.now(),
    )


def _found() -> list[tuple[str, str]]:
    return [(one.kind, str(one.sentence)) for one in unattended()]


def _task() -> Task:
    found: Task = Task.objects.get(flow_task_type="HUMAN", status__in=("NEW", "ASSIGNED"))
    return found


def _mend(found: Finding, remedy: str, person: str = "") -> str:
    """As Ida does it on the page of the finding."""
    fields = {"remedy": remedy, "reason": "Någon måste göra det.", "key": uuid4().hex}
    if person:
        fields["person"] = str(builders.user(person).pk)
    answer = as_(IDA).post(reverse("mend_finding", args=[found.kind, found.row]), fields, follow=True)
    return strict_html.text(answer)


def test_what_somebody_can_do_is_no_finding() -> None:
    give(PATRIK)
    give(role=Role.REGISTRAR)

    assert _found() == []


def test_a_role_without_holder_is_found_at_night_and_is_no_breach_of_what_the_data_promises() -> None:
    _leaves(PATRIK, Role.DEPUTY_DIRECTOR)

    jobs.look_through(timestamp=0)

    assert _found() == [("nobody", f"{NOBODY}: ingen har rollen Biträdande kommundirektör.")]
    assert CheckRun.objects.order_by("-pk")[0].found == 1
    assert check_consistency() == []
    assert f"{NOBODY}: ingen har rollen Biträdande kommundirektör." in text(as_(IDA), DRIFT)


def test_its_page_leads_to_the_roles_while_there_is_nobody_to_choose() -> None:
    _leaves(PATRIK, Role.DEPUTY_DIRECTOR)
    page = as_(IDA).get(reverse("mend_finding", args=["nobody", _task().pk]))

    assert "Ge någon rollen, eller en ersättare" in strict_html.text(page)
    assert reverse("people") in page.content.decode()
    assert 'name="remedy"' not in page.content.decode()
    builders.give_role(OLLE, Role.DEPUTY_DIRECTOR)
    assert _found() == []


def test_a_task_of_somebody_who_lost_the_right_is_given_to_another() -> None:
    services.claim_task(task_id=_task().pk, actor=builders.actor(PATRIK), at=timezone.now())
    _leaves(PATRIK, Role.DEPUTY_DIRECTOR)
    builders.give_role(OLLE, Role.DEPUTY_DIRECTOR)
    assert _found() == [("nobody", f"{NOBODY}: {PATRIK} har den men kan inte längre utföra den.")]

    assert "åtgärdat" in _mend(next(unattended()), "give_to", OLLE)

    assert _task().owner == builders.user(OLLE)
    assert _found() == []
    case = builders.the_walk().case()
    told = list(Event.objects.filter(stream=case.stream).order_by("-seq").values_list("verb", flat=True)[:2])
    assert told == ["process_repaired", "task_handed_over"]
    assert verify().findings == []


def test_it_is_released_to_the_list_of_those_who_can() -> None:
    services.claim_task(task_id=_task().pk, actor=builders.actor(PATRIK), at=timezone.now())
    _leaves(PATRIK, Role.DEPUTY_DIRECTOR)
    builders.give_role(OLLE, Role.DEPUTY_DIRECTOR)

    assert "åtgärdat" in _mend(next(unattended()), "release")

    assert (_task().status, _task().owner) == ("NEW", None)
    assert "Godkänn förslag till beslut" in text(as_(OLLE), "/uppgifter/")


def test_nobody_without_the_role_gets_it_and_a_person_must_be_chosen() -> None:
    services.claim_task(task_id=_task().pk, actor=builders.actor(PATRIK), at=timezone.now())
    _leaves(PATRIK, Role.DEPUTY_DIRECTOR)
    builders.give_role(OLLE, Role.DEPUTY_DIRECTOR)

    assert "Välj en person i listan." in _mend(next(unattended()), "give_to", SIV)
    assert "Välj en person." in _mend(next(unattended()), "give_to")
    assert _task().owner == builders.user(PATRIK)


def test_a_stand_in_for_who_has_it_can_do_it() -> None:
    services.claim_task(task_id=_task().pk, actor=builders.actor(PATRIK), at=timezone.now())
    own = builders.user(PATRIK).mandates.get(role=Role.DEPUTY_DIRECTOR)
    builders.give_role(
        OLLE,
        Role.DEPUTY_DIRECTOR,
        board_id=own.board_id,
        unit_id=own.unit_id,
        on_behalf_of_id=builders.user(PATRIK).pk,
        valid_to=timezone.localdate() + timedelta(days=7),
    )
    builders.mark_secret(builders.the_walk())
    assert len(_found()) == 1

    grant_need_to_know(
        entry_id=builders.the_walk().case().entry_id,
        user_id=builders.user(OLLE).pk,
        valid_from=timezone.localdate(),
        valid_to=None,
        actor=builders.actor(CATARINA),
        at=timezone.now(),
    )

    assert _found() == []


def test_a_secret_matter_whose_list_holds_nobody_with_the_role_is_found_and_told_by_its_number() -> None:
    builders.mark_secret(builders.the_walk())
    case = builders.the_walk().case()

    assert _found() == [("nobody", f"{NOBODY}: ingen med rollen Biträdande kommundirektör får göra något i ärendet.")]
    words = text(as_(IDA), reverse("mend_finding", args=["nobody", _task().pk]))
    assert case.entry.printed_number in words
    assert case.entry.public_subject not in words
    assert "Registratorn kan lägga till någon" in words


@pytest.mark.matter_before("send_for_approval")
def test_an_officer_whose_role_is_over_is_replaced_and_the_step_follows() -> None:
    _leaves(CATARINA, Role.CASE_OFFICER)
    builders.give_role(OLLE, Role.CASE_OFFICER)
    assert [kind for kind, _told in _found()] == ["nobody"]

    assert "åtgärdat" in _mend(next(unattended()), "give_to", OLLE)

    assert builders.the_walk().case().case_officer == _task().owner == builders.user(OLLE)
    assert verify().findings == []


def test_a_task_beside_the_flow_of_somebody_who_left_is_found_given_and_released() -> None:
    own, group = give(SIV), give(role=Role.REGISTRAR)
    services.claim_ad_hoc_task(ad_hoc_id=group.pk, actor=builders.actor(RUT), at=timezone.now())
    for name in (SIV, RUT):
        deactivate_user(user_id=builders.user(name).pk, actor=builders.actor(IDA), at=timezone.now())
    to_give, to_release = list(unattended())
    assert {to_give.kind, to_release.kind} == {"nobody_beside"}

    assert "åtgärdat" in _mend(to_give, "give_to", PATRIK)
    assert "åtgärdat" in _mend(to_release, "release")

    assert AdHocTask.objects.get(pk=own.pk).owner == builders.user(PATRIK)
    assert AdHocTask.objects.get(pk=group.pk).owner is None
    assert _found() == []


def test_the_whole_register_is_asked_in_as_many_questions_as_one_matter() -> None:
    with CaptureQueriesContext(connection) as few:
        _found()
    pattern = _task()
    for _number in range(40):
        pattern.pk = None
        pattern.save(force_insert=True)
        give(PATRIK)

    with CaptureQueriesContext(connection) as many:
        _found()

    assert len(few) == len(many) <= 6


def test_the_settings_say_that_every_step_has_a_role_or_which_has_none() -> None:
    address = reverse("settings_check")
    assert "Alla processteg har en ansvarig roll" in text(as_(RUT), address)

    _leaves(PATRIK, Role.DEPUTY_DIRECTOR)

    words = text(as_(ROLF), address)
    assert "Alla processteg har en ansvarig roll" not in words
    assert "Ingen har rollen Biträdande kommundirektör, som gör steget Godkänn förslag till beslut" in words
    assert "Visa processen" in words
