"""Handlingar i Word som prov behöver, and what is asked of them on their pages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from diarium import jobs
from diarium import services as register
from diarium.engine import storage
from diarium.models import Document
from tests import builders
from tests.builders import CATARINA, RUT
from tests.files import docx

SECRET = "OSL 18 kap. 1 §"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def letter(case: Case, *lines: str, worker: bool = False, **more: Any) -> Document:
    """A document in Word, with what the worker makes of it when that is wanted."""
    facts = {"direction": "established", "kind": "other", "status": "draft", "title": "Trygghetsplan", **more}
    blob = storage.store(docx(*(lines or ("Trygghet i Skogås",))))
    document = register.register_document(
        entry_id=case.entry_id,
        dated=date(2026, 11, 20),
        content=blob,
        file_name="plan.docx",
        media_type=WORD,
        actor=builders.actor(CATARINA),
        at=timezone.now(),
        **facts,
    )
    if worker:
        jobs.read_file(version_id=document.versions.get().pk, rendition=True)
    return document


def card_of(document: Document) -> str:
    return reverse("document", args=[document.uuid])


def at_(name: str, document: Document, *more: int) -> str:
    return reverse(name, args=[document.uuid, *more])


def frame_of(response: Any) -> str:
    found = re.search(r"<iframe[^>]*>", response.content.decode())
    assert found is not None
    return found[0]


def upload(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("plan2.docx", docx(*lines), content_type=WORD)


def send_version(client: Client, document: Document, *lines: str, key: str = "a", **changes: Any) -> Any:
    form = {"key": key, "reason": "Efter samråd", "file": upload(*(lines or ("Ny text",))), **changes}
    return client.post(at_("add_version", document), form)


def mark_secret(document: Document) -> None:
    register.mark_document_secret(
        document_id=document.pk, provision=SECRET, actor=builders.actor(RUT), at=timezone.now()
    )
