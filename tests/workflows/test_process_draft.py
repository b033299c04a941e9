"""Utkast till processmall: written by one, published by another, never in two hands at once."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.policy import NotAllowed
from audit.models import Event
from tests import builders
from tests.builders import CATARINA, IDA, ROLF, RUT
from workflows.definitions.editing import change_node
from workflows.models import ProcessDefinition, ProcessDraft
from workflows.services import DefinitionFaulty, process_draft
from workflows.services.process_draft import DraftClosed, DraftMalformed, DraftOpen, DraftStale, DraftUnchanged

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("approve")]


def agreement() -> ProcessDefinition:
    return ProcessDefinition.objects.get(code="agreement", version=1)


def start(person: str = RUT, *, key: str = "", copy_as: str = "") -> ProcessDraft:
    return process_draft.start_draft(
        definition_id=agreement().pk,
        actor=builders.actor(person),
        at=timezone.now(),
        key=key or uuid4().hex,
        copy_as=copy_as,
    )


def longer(draft: ProcessDraft, days: int = 60) -> dict[str, Any]:
    return change_node(json.loads(draft.body), "close_case", {"deadline": {"working_days": days}})


def save(
    draft: ProcessDraft, body: dict[str, Any], person: str = RUT, *, version: int = 0, key: str = ""
) -> ProcessDraft:
    return process_draft.save_draft(
        draft_id=draft.pk,
        body=body,
        expected_version=version or draft.version,
        actor=builders.actor(person),
        at=timezone.now(),
        key=key or uuid4().hex,
    )


def publish(draft: ProcessDraft, person: str = IDA, *, key: str = "") -> ProcessDefinition:
    return process_draft.publish_draft(
        draft_id=draft.pk,
        expected_version=draft.version,
        actor=builders.actor(person),
        at=timezone.now(),
        key=key or uuid4().hex,
    )


def verbs() -> list[str]:
    return list(Event.objects.filter(stream="process:agreement").order_by("seq").values_list("verb", flat=True))


def test_a_draft_is_written_by_the_registrar_and_published_by_the_operator() -> None:
    draft = start()
    version = publish(save(draft, longer(draft)))

    assert (version.version, version.published_by) == (2, IDA)
    assert json.loads(version.body)["nodes"]["close_case"]["deadline"] == {"working_days": 60}
    assert verbs() == ["process_published", "process_draft_started", "process_draft_changed", "process_published"]
    draft.refresh_from_db()
    assert draft.state == "published"


def test_running_matters_keep_their_version() -> None:
    draft = start()
    publish(save(draft, longer(draft)))

    way = builders.the_walk()
    text = way.case().reports.get().versions.order_by("-number")[0]
    way.perform(builders.PATRIK, "approve_deputy", "approve", text.number)

    assert way.case().processes.get(active=True).flow_class.__name__ == "agreement_v1"


def test_who_wrote_in_the_draft_does_not_publish_it() -> None:
    builders.give_role(RUT, "it_admin")
    draft = start()
    changed = save(draft, longer(draft))

    with pytest.raises(NotAllowed, match="IT-administratören"):
        publish(changed, RUT)


@pytest.mark.parametrize("person", [CATARINA, IDA])
def test_only_a_registrar_drafts(person: str) -> None:
    with pytest.raises(NotAllowed, match="registratorn"):
        start(person)


def test_only_the_operator_publishes() -> None:
    draft = start()

    with pytest.raises(NotAllowed, match="IT-administratören"):
        publish(save(draft, longer(draft)), ROLF)


def test_a_process_has_one_draft_at_a_time() -> None:
    start()

    with pytest.raises(DraftOpen):
        start(ROLF)


def test_the_same_form_again_is_the_same_draft_and_the_same_version() -> None:
    draft = start(key="one")
    body = longer(draft)
    assert start(key="one") == draft

    once, again = save(draft, body, key="two"), save(draft, body, key="two")

    assert (once.version, again.version) == (2, 2)
    assert publish(again, key="three") == publish(again, key="three")
    assert ProcessDefinition.objects.filter(code="agreement").count() == 2


def test_who_writes_on_an_older_page_is_told_who_was_first() -> None:
    draft = start()
    save(draft, longer(draft, 10))

    with pytest.raises(DraftStale, match="Rut Sandin ändrade utkastet"):
        save(draft, longer(draft, 20), ROLF, version=1)

    assert json.loads(ProcessDraft.objects.get().body)["nodes"]["close_case"]["deadline"] == {"working_days": 10}


def test_a_draft_with_faults_is_saved_and_not_published() -> None:
    draft = start()
    body = json.loads(draft.body)
    body["nodes"]["distribute"]["roles"] = []
    faulty = save(draft, body)

    with pytest.raises(DefinitionFaulty, match="saknar ansvarig roll"):
        publish(faulty)

    assert ProcessDraft.objects.get().state == "open"


def test_what_is_no_definition_is_not_saved() -> None:
    draft = start()

    with pytest.raises(DraftMalformed):
        save(draft, json.loads(draft.body) | {"title": "{% debug %}"})
    with pytest.raises(DraftMalformed):
        save(draft, json.loads(draft.body) | {"code": "another"})


def test_a_draft_that_changes_nothing_is_not_published() -> None:
    with pytest.raises(DraftUnchanged, match="likadant som version 1"):
        publish(start())


def test_a_draft_that_is_thrown_away_is_closed_and_another_may_begin() -> None:
    draft = start()
    process_draft.discard_draft(draft_id=draft.pk, expected_version=1, actor=builders.actor(RUT), at=timezone.now())

    with pytest.raises(DraftClosed):
        save(ProcessDraft.objects.get(), longer(draft))
    assert start(ROLF).pk != draft.pk


def test_a_copy_is_a_process_of_its_own_with_a_name_that_nobody_typed() -> None:
    draft = start(copy_as="Avtal med näringslivet")

    version = publish(draft)

    assert (version.code, version.version, version.title) == ("avtal_med_naringslivet", 1, "Avtal med näringslivet")


REFUSED = {
    "no version is skipped": "UPDATE workflows_processdraft SET version = version + 2",
    "a draft stays the same draft": "UPDATE workflows_processdraft SET code = 'x', version = version + 1",
    "nobody disappears from the authors": "UPDATE workflows_processdraft SET authors = '[]', version = version + 1",
    "a status is one of three": "UPDATE workflows_processdraft SET state = 'lost', version = version + 1",
    "a draft is not deleted": "DELETE FROM workflows_processdraft",
    "the drafts are not emptied": "TRUNCATE workflows_processdraft",
    "a published version is not changed": "UPDATE workflows_processdefinition SET body = '{}'",
}


REFUSED_WITHOUT_EVENT = {
    "a draft is not written without its event": "UPDATE workflows_processdraft SET version = version + 1",
    "no version is published without its event": (
        "INSERT INTO workflows_processdefinition (code, version, title, body, published_at, published_by)"
        " SELECT code, 9, title, body, published_at, 'Olle' FROM workflows_processdefinition WHERE version = 1"
    ),
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses(statement: str) -> None:
    start()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", REFUSED_WITHOUT_EVENT.values(), ids=REFUSED_WITHOUT_EVENT.keys())
def test_the_database_refuses_what_no_event_tells(statement: str) -> None:
    start()

    with pytest.raises(IntegrityError, match="no event tells"), connection.cursor() as cursor:
        cursor.execute(statement)
