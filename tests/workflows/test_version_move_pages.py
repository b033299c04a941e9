"""Flytta pågående ärenden på sidorna: the operator sees first which, and why the others stay, without any subject."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import builders
from tests.builders import IDA, RUT
from tests.cases.pages import as_, text
from tests.config import strict_html
from tests.workflows.definitions import lead_past, published

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("approve")]


def test_matters_are_moved_after_the_operator_has_seen_which() -> None:
    published(lambda nodes: nodes["close_case"].update(days=60))
    ida = as_(IDA)
    address = reverse("move_matters", args=["agreement", 2])
    assert "1 pågående ärende följer en tidigare version." in text(
        ida, reverse("process_version", args=["agreement", 2])
    )
    assert "1 ärende kan flyttas." in text(ida, address)

    answer = ida.post(address, follow=True)

    assert "1 ärende är flyttat till version 2." in strict_html.text(answer)
    assert "0 ärenden kan flyttas." in text(ida, address)
    assert as_(RUT).get(address).status_code == 403


def test_what_cannot_be_moved_is_listed_with_its_reason_and_no_subject() -> None:
    def another_step(nodes: dict[str, Any]) -> None:
        nodes["deputys_word"] = nodes.pop("approve_deputy")
        lead_past(nodes, "approve_deputy", "deputys_word")

    published(another_step)
    case = builders.the_walk().case()

    told = text(as_(IDA), reverse("move_matters", args=["agreement", 2]))

    assert "0 ärenden kan flyttas. 1 kan inte flyttas:" in told
    assert f"{case.entry.printed_number} : Steget Godkänn förslag till beslut finns inte i version 2." in told
    assert case.entry.public_subject not in told
