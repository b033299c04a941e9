"""Sådant som kommer in, for the tests of its list and its ways into the register."""

from __future__ import annotations

import io
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.capacity import SYSTEM
from accounts.models import Board
from diarium.models import Arrival
from diarium.services.arrival import take_in
from tests.files import PDF

LIST, LEFT, NEW = "/diarium/att-registrera/", "/diarium/att-registrera/oregistrerat/", "/diarium/att-registrera/nytt/"
TOGETHER, SHEETS = "/diarium/att-registrera/i-arende/", "/diarium/att-registrera/skiljeblad/"
NUMBER = "KS-2018/91.103"


def _come(subject: str = "Fråga om lägesbild", *, days: int = 0, board: str = "KS", **changes: Any) -> Arrival:
    now = timezone.now()
    return take_in(
        **{
            "board_id": Board.objects.get(code=board).pk,
            "channel": "mail",
            "came_on": timezone.localdate() - timedelta(days=days),
            "arrived_at": now,
            "sender": "Åsa Öberg",
            "subject": subject,
            "actor": SYSTEM,
            "at": now,
            **changes,
        }
    )


def _address(arrival: Arrival, name: str = "arrival") -> str:
    return reverse(name, args=[arrival.uuid])


def _letter(subject: str = "Fråga om lägesbild", *, message_id: str = "<a1@b.se>", attached: bool = True) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Åsa Öberg <asa@example.se>", subject
    if message_id:
        message["Message-ID"] = message_id
    message.set_content("Hej, hur går det?")
    if attached:
        message.add_attachment(PDF, maintype="application", subtype="pdf", filename="fråga.pdf")
    return message.as_bytes()


def _receive(raw: bytes, monkeypatch: pytest.MonkeyPatch, board: str = "KS") -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("receive_mail", "--board", board, stdout=io.StringIO())


def _form_of(response: Any, **changes: Any) -> dict[str, Any]:
    form, meant = response.context["form"], response.context["meant"]
    values = {field.name: field.value() for field in form if field.name != "file" and field.value()}
    shown = {"shown": str(meant.matter.uuid)} if meant.matter else {}
    return {**values, **shown, "secrecy": "none", **changes}
