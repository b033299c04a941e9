"""Enhetschefer: a head has the work of the own unit, in the list, the letter, the hand-over and the reminder."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from viewflow.workflow.models import Task

from accounts.models import Role, Unit
from accounts.policy import can
from accounts.services import end_mandate
from config import walk
from tests import builders
from tests.builders import IDA, OLLE, SIV, ULLA
from tests.workflows import kinds
from workflows.models import Deadline, DeadlineNotice
from workflows.selectors import inbox
from workflows.selectors.inbox import Filter
from workflows.selectors.notice_people import people_of_task
from workflows.selectors.people import takers
from workflows.selectors.task import open_tasks
from workflows.selectors.unattended import unattended
from workflows.services.reminding import remind
from workflows.services.tasks import PersonUnfit, hand_over_task

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]
TITLE = "Godkänn förslag till beslut"
TODAY = timezone.localdate()


def leaves(name: str) -> None:
    """The head left yesterday."""
    mandate = builders.user(name).mandates.get(role=Role.UNIT_HEAD, on_behalf_of=None)
    yesterday = TODAY - timedelta(days=1)
    end_mandate(mandate_id=mandate.pk, valid_to=yesterday, actor=builders.actor(IDA), at=timezone.now())


def sent() -> walk.Walk:
    """A delegated decision of KSF waits for its head: Siv heads KSF, Olle another unit, and Ulla nothing any more."""
    leaves(ULLA)
    own = Unit.objects.get(code="KSF")
    other = Unit.objects.create(code="ANNAN", name="Annan förvaltning", board=own.board)
    builders.give_role(SIV, Role.UNIT_HEAD, unit_id=own.pk)
    builders.give_role(OLLE, Role.UNIT_HEAD, unit_id=other.pk)
    way = kinds.opened("delegation", "Bidrag till grannsamverkan")
    kinds.written(way, kinds.content("Bidrag till grannsamverkan", ("Bidraget beviljas.",), kinds.OWN))
    return way


def task_of(way: walk.Walk) -> Task:
    return open_tasks(way.case()).get()


def to_do(name: str) -> list[str]:
    actor = builders.actor(name)
    titles = [line.title for line in inbox.todo_page(actor, Filter()).rows]
    assert inbox.count_todo(actor) == len(titles)
    return titles


def test_the_approval_waits_in_the_list_of_the_units_own_head() -> None:
    way = sent()

    assert [can(builders.actor(name), "approve_as_unit_head", way.case()) for name in (SIV, OLLE)] == [True, False]
    assert (to_do(SIV), to_do(OLLE)) == ([TITLE], [])


def test_the_units_head_alone_is_told() -> None:
    assert [person.name for person in people_of_task(task_of(sent()), on=TODAY)] == [SIV]


def test_another_units_head_is_not_given_the_approval() -> None:
    way = sent()
    task = task_of(way)

    assert [pk for pk, _name in takers(task, way.case(), on=TODAY)] == [builders.user(SIV).pk]
    with pytest.raises(PersonUnfit):
        hand_over_task(task_id=task.pk, to_id=builders.user(OLLE).pk, actor=builders.actor(SIV), at=timezone.now())


def test_the_units_head_alone_is_reminded() -> None:
    row = Deadline.objects.get(task=task_of(sent()))

    remind(at=datetime(row.due.year, row.due.month, row.due.day, 12, tzinfo=ZoneInfo("Europe/Stockholm")))

    assert [notice.person.name for notice in DeadlineNotice.objects.filter(deadline=row)] == [SIV]


def test_a_matter_of_no_unit_is_every_heads() -> None:
    way = sent()
    case = way.case()
    case.unit = None

    assert can(builders.actor(OLLE), "approve_as_unit_head", case)
    assert {pk for pk, _name in takers(task_of(way), case, on=TODAY)} == {
        builders.user(SIV).pk,
        builders.user(OLLE).pk,
    }


def test_an_approval_that_only_another_units_head_is_left_for_is_found() -> None:
    sent()
    assert list(unattended()) == []

    leaves(SIV)

    assert [str(one.sentence).partition(":")[0] for one in unattended()] == ["Ingen kan göra uppgiften"]
