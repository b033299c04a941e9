"""Registreringsformuläret som prov fyller i det."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Board
from cases.models import Case
from diarium.models import Document
from tests import builders
from tests.builders import CATARINA
from tests.files import PDF

PAGE = "/diarium/registrera/"
NUMBER = "KS-2018/91.103"


def _fields(**changes: Any) -> dict[str, Any]:
    filled = {
        "key": "key-1",
        "belongs": "existing",
        "case_number": "ks 2018 91",
        "shown": "",
        "direction": "received",
        "received_on": "2026-11-20",
        "sender_or_recipient": "Lokalpolisområde Huddinge",
        "title": "Svar på remiss",
        "kind": "letter",
        "secrecy": "none",
        **changes,
    }
    return {name: value for name, value in filled.items() if value is not None}


def _opening(**changes: Any) -> dict[str, Any]:
    return {
        "belongs": "new",
        "case_number": "",
        "nytt-subject": "Avtal om idéburet offentligt partnerskap",
        "nytt-board": Board.objects.get(code="KS").pk,
        "nytt-case_type": "agreement",
        "nytt-officer": builders.user(CATARINA).pk,
        **changes,
    }


def _sent(client: Client, **changes: Any) -> Any:
    return client.post(PAGE, _fields(**changes))


def _again(response: Any, **changes: Any) -> dict[str, Any]:
    """The page's form as it would be sent from the browser."""
    form = response.context["form"]
    values = {
        field.name: field.value() for field in form if field.name != "file" and field.value() not in (None, False)
    }
    meant = response.context["meant"]
    shown = {"shown": str(meant.matter.uuid)} if meant.matter else {}
    return {**values, **shown, "accepted": response.context["accepted"], **changes}


def _file(name: str = "svar_på_remissen.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def _new_documents(case: Case) -> list[Document]:
    return list(case.entry.documents.filter(document_no__gt=2).order_by("document_no"))
