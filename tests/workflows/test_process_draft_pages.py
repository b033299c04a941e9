"""Utkast i administrationen: thrown away, copied to a process of the municipality's own, and seen by few."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.builders import CATARINA, IDA, RUT
from tests.cases.pages import as_, text
from tests.workflows.test_definition_pages import FIRST, fields, started
from workflows.models import ProcessDraft

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("approve")]


def test_a_draft_is_thrown_away_and_not_found_after() -> None:
    rut = as_(RUT)
    draft = started(rut)
    address = reverse("discard_draft", args=[draft.uuid])

    rut.post(address, fields(rut, address))

    assert rut.get(reverse("process_draft", args=[draft.uuid])).status_code == 404
    assert rut.get(address).status_code == 404


def test_a_copy_becomes_a_process_of_its_own() -> None:
    rut = as_(RUT)
    address = reverse("copy_process", args=FIRST)

    rut.post(address, {**fields(rut, address), "title": "Föreningsbidrag"})

    assert ProcessDraft.objects.get().code == "foreningsbidrag"
    assert "Ingen version är publicerad än." in text(rut, reverse("processes"))


def test_drafts_are_seen_by_those_who_write_and_publish_them() -> None:
    draft = started(as_(RUT))
    address = reverse("process_draft", args=[draft.uuid])

    assert as_(IDA).get(address).status_code == 200
    assert as_(CATARINA).get(address).status_code == 404
    assert as_(CATARINA).get(reverse("add_step", args=[draft.uuid])).status_code == 403
    assert as_(RUT).get(reverse("publish_draft", args=[draft.uuid])).status_code == 403
