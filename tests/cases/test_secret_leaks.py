"""Läckor: no page tells anything of a secret matter, or of a secret document, to who may see the rest but not that."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import policy
from audit.models import Event
from cases.models import Case, Dispatch
from diarium import services as register
from diarium.models import Document
from tests import builders
from tests.builders import CAMILLA, CATARINA, OLLE, PATRIK, ROLF, RUT, ULLA
from tests.cases.pages import as_, text
from tests.matrix.addresses import addresses
from workflows.selectors import inbox
from workflows.selectors.inbox import Filter

pytestmark = pytest.mark.django_db

LISTS = ("/uppgifter/", "/uppgifter/vantar/", "/uppgifter/klara/", "/uppgifter/bevakas/")
SEARCHED = ("/arenden/", "/sok/", "/beslut/", "/diarium/", "/granskning/")


def _mark_matter(case: Case) -> None:
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )


def _mark_document(case: Case) -> Document:
    return register.mark_document_secret(
        document_id=case.entry.documents.get(document_no=1).pk,
        provision="OSL 18 kap. 1 §",
        protected_title="Hotbild mot namngiven",
        actor=builders.actor(RUT),
        at=timezone.now(),
    )


def _bodies(client: Client, case: Case) -> Iterator[tuple[str, str]]:
    """Every page of the program that answers the person at all, and the lists asked for words of the matter."""
    word = quote("Samverkansöverenskommelse")
    asked = [f"{place}?q={word}" for place in (*LISTS, *SEARCHED)]
    for address in {*addresses(case).values(), *asked}:
        if address.startswith(("/logga", "/demo")):
            continue
        response = client.get(address)
        if response.status_code < 500 and not response.streaming:
            yield address, response.content.decode(errors="replace")


@pytest.mark.matter_before("close")
def test_no_page_tells_of_a_secret_matter(case: Case) -> None:
    secrets = [case.entry.public_subject, *case.entry.documents.values_list("title", flat=True)]
    _mark_matter(case)
    client = as_(ROLF)

    told = [(address, secret) for address, body in _bodies(client, case) for secret in secrets if secret[:30] in body]

    assert told == []


@pytest.mark.matter_before("save_analysis")
def test_no_page_tells_of_a_secret_document_in_an_open_matter(case: Case) -> None:
    document = case.entry.documents.get(document_no=1)
    files = document.versions.values_list("file_name", "sha256")
    secrets = [document.title, "Hotbild", *(word for file in files for word in file)]
    _mark_document(case)
    client = as_(ULLA)

    told = [(address, secret) for address, body in _bodies(client, case) for secret in secrets if secret in body]

    assert told == []


@pytest.mark.matter_before("record_decision")
@pytest.mark.parametrize("name", [PATRIK, CAMILLA])
def test_the_filters_of_done_tasks_find_no_hidden_subject_and_no_hidden_step(case: Case, name: str) -> None:
    actor, now = builders.actor(name), timezone.now()
    by_word, by_step = Filter(words="Samverkan"), Filter(step="decision")
    assert inbox.done_page(actor, by_word, now=now).rows
    assert inbox.done_page(actor, by_step, now=now).rows

    _mark_matter(case)

    assert not inbox.done_page(actor, by_word, now=now).rows
    assert not inbox.done_page(actor, by_step, now=now).rows
    assert inbox.done_page(actor, Filter(words="2018/91"), now=now).rows  # the number is public


@pytest.mark.matter_before("start_situation_analysis")
@pytest.mark.parametrize("query", ["riktning=received", "status=final", "riktning=dispatched"])
def test_no_filter_of_the_tab_finds_a_hidden_document(case: Case, query: str) -> None:
    _mark_document(case)

    assert "Sekretessmarkerad handling" not in text(
        as_(ROLF), reverse("case_documents", args=[case.uuid]) + f"?{query}"
    )


@pytest.mark.matter_before("start_situation_analysis")
def test_the_status_of_a_hidden_document_is_not_compared_in_the_history(case: Case) -> None:
    document = case.entry.documents.get(document_no=1)
    register.set_document_status(
        document_id=document.pk, status="approved", actor=builders.actor(RUT), at=timezone.now()
    )
    event = case_event(case, "document_status_changed")
    assert "Godkänd" in text(as_(ROLF), event)

    _mark_document(case)

    assert "Godkänd" not in text(as_(ROLF), event)
    assert "Godkänd" in text(as_(CATARINA), event)


def case_event(case: Case, verb: str) -> str:
    """The page of the latest event of the register with the verb."""
    event = Event.objects.filter(stream=case.entry.stream, verb=verb).order_by("-seq")[0]
    return reverse("case_event", args=[case.uuid, event.uuid])


@pytest.mark.matter_before("close")
def test_a_secret_document_that_was_delivered_is_read_by_the_named_boards_registry_alone(case: Case) -> None:
    sent = case.entry.documents.order_by("-document_no")[0]
    board = _delivered_to(case)
    register.mark_document_secret(
        document_id=sent.pk, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )

    named = builders.give_role(OLLE, "registrar", board_id=board)

    assert policy.visible(named, Document).filter(pk=sent.pk).exists()
    assert not policy.visible(builders.actor(ROLF), Document).filter(pk=sent.pk).exists()


def _delivered_to(case: Case) -> int:
    board = Dispatch.objects.filter(distribution__case=case, channel="internal").order_by("pk")[0].board_id
    assert board is not None
    return board
