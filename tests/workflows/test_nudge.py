"""Påminn: one mail a day to whom one waits for, and nothing in it of a secret matter."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from viewflow.workflow.models import Task

from accounts.services import deactivate_user
from diarium.engine.mail import Attempt, Outcome
from tests import builders
from tests.beside import give, make_secret, matter
from tests.builders import CATARINA, IDA, PATRIK, ROLF, RUT, SIV
from tests.cases.pages import as_, text
from tests.config import strict_html
from workflows import jobs, services
from workflows.models import Nudge
from workflows.selectors.notices import reminder_message
from workflows.services.inbox import NobodyToRemind, RemindedToday, remind

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("confirm_decision")]
INBOX = "/uppgifter/"


def test_one_reminds_the_holder_once_a_day() -> None:
    task = give(PATRIK)
    client = as_(CATARINA)
    address = reverse("remind_of_ad_hoc", args=[task.pk])

    answer = client.post(address)

    assert "Patrik Forshage har fått en påminnelse." in text(client, answer.headers["Location"])
    assert "Du påminde Patrik Forshage i dag kl." in text(client, "/uppgifter/vantar/")
    assert "Catarina Klockerud påminde i dag" in text(as_(PATRIK), INBOX)
    again = client.post(address)
    assert again.status_code == 409
    assert "Du kan påminna igen i morgon." in strict_html.text(again)
    assert ProcrastinateJob.objects.filter(task_name="workflows.tell_nudge").count() == 1
    with pytest.raises(RemindedToday):
        remind(actor=builders.actor(CATARINA), at=timezone.now(), ad_hoc_id=task.pk)
    remind(actor=builders.actor(CATARINA), at=timezone.now() + timedelta(days=1), ad_hoc_id=task.pk)
    assert Nudge.objects.count() == 2


def test_nobody_is_reminded_of_what_nobody_has_or_of_what_is_not_waited_for() -> None:
    pool = Task.objects.get(flow_task_type="HUMAN", status="NEW")
    theirs, left = give(PATRIK, by=RUT), give(ROLF)
    deactivate_user(user_id=builders.user(ROLF).pk, actor=builders.actor(IDA), at=timezone.now())

    for name, about in (
        (CATARINA, {"ad_hoc_id": left.pk}),
        (CATARINA, {"task_id": pool.pk}),
        (SIV, {"ad_hoc_id": theirs.pk}),
        (RUT, {"ad_hoc_id": 0}),
    ):
        with pytest.raises(NobodyToRemind):
            remind(actor=builders.actor(name), at=timezone.now(), **about)


def test_the_reminder_is_a_mail_with_one_link_and_nothing_of_a_secret_matter() -> None:
    task = give(PATRIK, "Ring om Kalle Karlsson", due=timezone.localdate())
    nudge = remind(actor=builders.actor(CATARINA), at=timezone.now(), ad_hoc_id=task.pk)

    message = reminder_message(nudge.pk)

    assert message is not None
    assert message.recipient == builders.user(PATRIK).email
    assert message.subject == "Påminnelse: Ring om Kalle Karlsson i KS-2018/91.103"
    assert "Catarina Klockerud påminner om uppgiften. Klar senast" in message.text
    make_secret()
    hidden = reminder_message(nudge.pk)
    assert hidden is not None
    assert hidden.subject == "Påminnelse: en uppgift i KS-2018/91.103"
    assert "Kalle" not in hidden.text


def test_the_mail_is_tried_again_until_the_server_takes_it_and_not_sent_when_it_is_too_late() -> None:
    task = give(PATRIK)
    nudge = remind(actor=builders.actor(CATARINA), at=timezone.now(), ad_hoc_id=task.pk)
    with patch.object(jobs, "send", return_value=Attempt(Outcome.DEFERRED, "", "")), pytest.raises(jobs.NotTold):
        jobs.tell_nudge(nudge_id=nudge.pk)
    services.end_ad_hoc_task(
        ad_hoc_id=task.pk, outcome="done", comment="", actor=builders.actor(PATRIK), at=timezone.now(), key="k"
    )

    with patch.object(jobs, "send") as sent:
        jobs.tell_nudge(nudge_id=nudge.pk)

    assert not sent.called


@pytest.mark.matter_before("approve")
def test_the_officer_reminds_from_the_page_of_the_matter() -> None:
    task = Task.objects.get(flow_task_type="HUMAN", status="NEW")
    address = reverse("case", args=[matter().uuid])
    client = as_(CATARINA)
    assert "Påminn" not in text(client, address)
    services.claim_task(task_id=task.pk, actor=builders.actor(PATRIK), at=timezone.now())

    assert "Påminn Patrik Forshage" in text(client, address)
    assert "Påminn" not in text(as_(RUT), address)
    answer = client.post(reverse("remind_of_task", args=[task.pk]), {"tillbaka": address})

    assert answer.headers["Location"] == address
    page = text(client, address)
    assert "Patrik Forshage har fått en påminnelse." in page
    assert "Påminn Patrik" not in page
