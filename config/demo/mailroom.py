"""Demonstrationens postrum: what has come in and waits, a request for a document, and the checks run once."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from email.message import EmailMessage

from django.core.management import call_command

from accounts.capacity import SYSTEM
from accounts.models import Board
from diarium.calendar import stockholm_date
from diarium.services.arrival import take_in
from diarium.services.disclosure import ask_for_document
from diarium.services.intake import let_in
from diarium.services.numbers import check_numbers

SENDER = "Lokalpolisområde Huddinge <lpo.huddinge@polisen.example>"
LETTERS = (
    ("Inbjudan till dialogmöte om trygghet i Vårby", 4, "Vi föreslår ett möte den 9 december klockan 13."),
    ("Fråga om belysningen vid Flemingsbergs station", 0, "Flera lyktor har varit släckta sedan i måndags."),
)
WANTED = "Alla protokollsutdrag om trygghetsvandringar i Vårby under året."


def load(*, at: datetime) -> None:
    """Ta emot breven och begäran; they have identities of their own, so it can be run again."""
    board = Board.objects.get(code="KS")
    for number, (subject, days, text) in enumerate(LETTERS, 1):
        came = at - timedelta(days=days)
        identity = f"<{number}@polisen.example>"
        take_in(
            board_id=board.pk,
            channel="mail",
            came_on=stockholm_date(came),
            arrived_at=came,
            subject=subject,
            sender="Lokalpolisområde Huddinge",
            files=[let_in(io.BytesIO(_letter(subject, text, identity, came)), f"brev-{number}.eml").file],
            message_id=identity,
            actor=SYSTEM,
            at=at,
        )
    ask_for_document(
        wanted="Alla protokollsutdrag om trygghetsvandringar i Vårby under året.",
        contact="",
        at=at,
        key="demonstration",
    )


def check(*, at: datetime) -> None:
    """Kör kontrollerna en gång, so that the registry's page has something to show."""
    check_numbers(actor=SYSTEM, clock=lambda: at)
    call_command("fixity", stdout=io.StringIO(), stderr=io.StringIO())
    call_command("verify", record=True, stdout=io.StringIO())


def _letter(subject: str, text: str, identity: str, at: datetime) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, "kommunstyrelsen@huddinge.example", subject
    message["Message-ID"], message["Date"] = identity, at
    message.set_content(f"Hej!\n\n{text}\n\nMed vänlig hälsning\nPolisen i Huddinge\n")
    message.add_attachment(f"{subject}\n\n{text}\n", filename="underlag.txt")
    return message.as_bytes()
