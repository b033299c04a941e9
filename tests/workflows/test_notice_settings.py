"""Aviseringar: each person chooses which letters come, and when; the database keeps one choice for each kind."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import builders
from tests.beside import give
from tests.builders import CATARINA, OLLE, PATRIK
from tests.cases.pages import as_, text
from tests.config import strict_html
from tests.workflows.notices import all_told, end
from workflows.models import DeadlineNotice, NoticeSetting, Nudge, Summary, TaskNotice
from workflows.selectors.notices import summary_message
from workflows.services.inbox import remind
from workflows.services.notice import MOST_IN_AN_HOUR, UnknownChannel, choose_channels

pytestmark = pytest.mark.django_db


STOCKHOLM = ZoneInfo("Europe/Stockholm")


PAGE = "/installningar/aviseringar/"


def _mails() -> int:
    return ProcrastinateJob.objects.filter(task_name="workflows.tell_task", status="todo").count()


def _choose(name: str, kind: str, channel: str) -> None:
    choose_channels(channels={kind: channel}, actor=builders.actor(name))


@pytest.mark.matter_before("confirm_decision")
def test_who_wants_no_mail_gets_none() -> None:
    before = TaskNotice.objects.count()
    _choose(PATRIK, "task", "system")
    give(PATRIK)

    assert all_told()[before:] == []
    assert "Ring polisen" in text(as_(PATRIK), "/uppgifter/")


@pytest.mark.matter_before("confirm_decision")
def test_once_a_day_is_one_letter_in_the_morning_with_what_still_waits() -> None:
    mails = _mails()
    _choose(PATRIK, "task", "daily")
    _choose(PATRIK, "nudge", "daily")
    give(PATRIK)
    done = give(PATRIK, "Skriv till polisen")
    other = give(PATRIK, "Boka lokal")
    all_told()
    remind(actor=builders.actor(CATARINA), at=timezone.now(), ad_hoc_id=other.pk)
    end(done.pk)

    summary = Summary.objects.get()
    job = ProcrastinateJob.objects.get(task_name="workflows.tell_summary")
    assert (job.args, _mails()) == ({"summary_id": summary.pk}, mails)
    assert timezone.localtime(job.scheduled_at) == datetime(*summary.on.timetuple()[:3], 7, tzinfo=STOCKHOLM)
    letter = summary_message(summary.pk)
    assert letter is not None
    assert letter.subject == "2 saker att göra i Beslutsgång"
    assert letter.text.startswith(
        "– Uppgift att göra i KS-2018/91.103\n– Påminnelse: Boka lokal i KS-2018/91.103\n\nÖppna Mina uppgifter: http"
    )


@pytest.mark.matter_before("confirm_decision")
def test_when_nothing_is_left_of_the_day_no_letter_goes_out() -> None:
    _choose(PATRIK, "task", "daily")
    task = give(PATRIK)
    all_told()
    end(task.pk)

    assert summary_message(Summary.objects.get().pk) is None


@pytest.mark.matter_before("confirm_decision")
def test_of_many_tasks_at_once_the_rest_waits_for_the_morning() -> None:
    before, mails = TaskNotice.objects.count(), _mails()
    already = TaskNotice.objects.filter(person__name=PATRIK, summary=None).count()
    for number in range(MOST_IN_AN_HOUR + 2):
        give(PATRIK, f"Uppgift {number}")

    assert len(all_told()[before:]) == MOST_IN_AN_HOUR + 2
    assert _mails() - mails == MOST_IN_AN_HOUR - already
    assert Summary.objects.get().tasks.count() == 2 + already


@pytest.mark.matter_before("confirm_decision")
def test_a_reminder_comes_as_the_person_has_chosen() -> None:
    _choose(PATRIK, "nudge", "system")
    task = give(PATRIK)
    remind(actor=builders.actor(CATARINA), at=timezone.now(), ad_hoc_id=task.pk)

    assert Nudge.objects.count() == 1
    assert not ProcrastinateJob.objects.filter(task_name="workflows.tell_nudge").exists()
    assert "Catarina Klockerud påminde i dag" in text(as_(PATRIK), "/uppgifter/")


@pytest.mark.matter_before("start_situation_analysis")
def test_a_deadline_is_told_of_as_the_person_has_chosen() -> None:
    from workflows.models import Deadline
    from workflows.services.reminding import remind as remind_of_deadlines

    _choose(CATARINA, "deadline", "daily")
    first: date = Deadline.objects.get(kind="task", ended_as="").reminders[0]
    remind_of_deadlines(at=datetime(first.year, first.month, first.day, 12, tzinfo=STOCKHOLM))

    notice = DeadlineNotice.objects.get()
    assert notice.summary == Summary.objects.get()
    assert not ProcrastinateJob.objects.filter(task_name="workflows.tell_deadline").exists()


@pytest.mark.matter_before("open_case")
def test_a_person_chooses_for_each_kind_on_a_page_of_their_own() -> None:
    client = as_(OLLE)
    form = client.get(PAGE).context["form"]
    assert {name: form[name].value() for name in form.fields} == dict.fromkeys(form.fields, "mail")
    assert "Aviseringar" in text(client, "/installningar/")

    answer = client.post(PAGE, {**dict.fromkeys(form.fields, "daily"), "task": "system"})

    assert "Aviseringarna är sparade." in text(client, answer.headers["Location"])
    form = client.get(PAGE).context["form"]
    assert (form["task"].value(), form["nudge"].value()) == ("system", "daily")
    assert NoticeSetting.objects.count() == len(form.fields)
    assert not NoticeSetting.objects.exclude(user=builders.user(OLLE)).exists()


@pytest.mark.matter_before("open_case")
@pytest.mark.parametrize("channel", ["", "fax", "\x00"])
def test_a_way_that_there_is_not_is_asked_for_again(channel: str) -> None:
    answer = as_(OLLE).post(PAGE, {"task": channel, "returned": "mail", "nudge": "mail", "deadline": "mail"})

    assert answer.status_code == 422
    assert "Välj ett sätt." in strict_html.text(answer)
    assert not NoticeSetting.objects.exists()


@pytest.mark.matter_before("open_case")
def test_the_door_knows_its_kinds_and_ways() -> None:
    for channels in ({"task": "fax"}, {"weather": "mail"}):
        with pytest.raises(UnknownChannel):
            choose_channels(channels=channels, actor=builders.actor(OLLE))


@pytest.mark.matter_before("confirm_decision")
def test_the_database_keeps_one_setting_for_each_kind_and_knows_the_kinds() -> None:
    _choose(PATRIK, "task", "daily")
    patrik = builders.user(PATRIK).pk

    for kind, channel in (("task", "mail"), ("weather", "mail"), ("nudge", "fax")):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO workflows_noticesetting (user_id, kind, channel) VALUES (%s, %s, %s)",
                [patrik, kind, channel],
            )


@pytest.mark.matter_before("confirm_decision")
def test_the_database_tells_nobody_twice_and_keeps_what_was_told() -> None:
    _choose(PATRIK, "task", "daily")
    give(PATRIK)
    all_told()
    columns = "kind, task_id, ad_hoc_id, person_id, sent_by_id, at, summary_id"

    def refused(error: type[Exception], statement: str) -> None:
        with pytest.raises(error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    for told in (columns, columns.replace("person_id", "sent_by_id"), columns.replace("kind", "'nudge'")):
        refused(
            IntegrityError,
            f"INSERT INTO workflows_tasknotice (uuid, {columns}) SELECT gen_random_uuid(), {told}"
            " FROM workflows_tasknotice WHERE ad_hoc_id IS NOT NULL",
        )
    refused(
        IntegrityError,
        'INSERT INTO workflows_summary (uuid, person_id, "on")'
        ' SELECT gen_random_uuid(), person_id, "on" FROM workflows_summary',
    )
    for table in ("workflows_tasknotice", "workflows_summary"):
        refused(ProgrammingError, f"DELETE FROM {table}")
        refused(ProgrammingError, f"UPDATE {table} SET person_id = person_id")
