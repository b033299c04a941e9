"""Sökningen läcker inte: what is secret, marked or in work changes no answer for who may not read it."""

from __future__ import annotations

import difflib
import re
from urllib.parse import parse_qsl

import pytest
from django.utils import timezone

from cases.models import Case
from diarium import services as register
from diarium.models import FileText
from diarium.services.reindex import index_file
from diarium.states import TextStatus, VersionRole
from tests import builders
from tests.builders import CATARINA, RUT, SIV
from tests.cases.pages import as_, text
from tests.cases.searches import a_document, exported, with_text

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


def test_the_text_of_a_marked_document_is_not_quoted(case: Case) -> None:
    document = a_document(case, "Underlag", content=b"hej", file_name="a.txt", secrecy_provision="OSL 18 kap. 1 §")
    with_text(document, "Strandskyddet gäller i Ågesta.")

    page = text(as_(CATARINA), "/sok/?q=strandskydd&visa=handlingar")

    assert "Träff i handlingens text." in page
    assert "Ågesta" not in page


def test_the_words_of_a_working_version_are_not_found_in_the_settled_document(case: Case) -> None:
    document = a_document(case, "Underlag", content=b"hej", file_name="a.txt")
    register.add_document_version(
        document_id=document.pk,
        content=b"utkast",
        file_name="b.txt",
        media_type="text/plain",
        reason="Utkast",
        role=VersionRole.WORKING,
        actor=builders.actor(RUT),
        at=timezone.now(),
    )
    for version in document.versions.all():
        words = "Strandskyddet" if version.role == VersionRole.WORKING else "Belysningen"
        FileText.objects.update_or_create(
            sha256=version.sha256, defaults={"status": TextStatus.READ, "text": words, "read_at": timezone.now()}
        )
        index_file(version.sha256)

    assert "Inget matchar" in text(as_(CATARINA), "/sok/?q=strandskydd&visa=handlingar")
    assert "Visar 1–1 av 1" in text(as_(CATARINA), "/sok/?q=belysning&visa=handlingar")


ASKED = [
    "/sok/?q=samverkan",
    "/sok/?q=samverkan&ordning=bast",
    "/sok/?q=lägesbild&visa=handlingar",
    "/sok/?q=lägesbild&visa=handlingar&ordning=bast&sekretess=markerad",
    "/sok/?q=zebrafink",
    "/sok/?q=zebrafnk",
    "/sok/?q=zebrafink&visa=handlingar",
    "/sok/?q=zebrafnk&visa=handlingar",
    "/sok/?q=samverkan+zebrafink&visa=handlingar",
    "/sok/?q=2018/91&visa=handlingar",
]


def differing(before: list[bytes], after: list[bytes]) -> list[str]:
    """What differs, in words."""
    return [
        line
        for old, new in zip(before, after, strict=True)
        for line in difflib.ndiff(old.decode().splitlines(), new.decode().splitlines())
        if line[0] in "+-"
    ]


def answers(name: str) -> list[bytes]:
    client = as_(name)
    pages = [client.get(address) for address in ASKED]
    told = [
        re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"|kl\.(?: |\xc2\xa0)[0-9.]+', b"", page.content)
        for page in pages
    ]
    rows = [repr(exported(name, dict(parse_qsl(address[6:])))).encode() for address in ASKED]
    return [*told, *rows]


def test_a_secret_matter_changes_no_answer_of_a_search(case: Case) -> None:
    before = answers(SIV)
    other = builders.open_case(subject="Samverkan om zebrafinkar", secrecy_provision="OSL 18 kap. 1 §")
    hidden = a_document(other, "Lägesbild över zebrafinkar", content=b"zebra", file_name="z.txt")
    with_text(hidden, "Lägesbild zebrafinkar")

    assert differing(before, answers(SIV)) == []


def test_a_secret_document_of_an_open_matter_changes_no_answer_of_a_search(case: Case) -> None:
    before = answers(SIV)
    hidden = a_document(
        case,
        "Lägesbild över zebrafinkar",
        content=b"zebra",
        file_name="z.txt",
        secrecy_provision="OSL 18 kap. 1 §",
    )
    with_text(hidden, "Lägesbild zebrafinkar")

    assert differing(before, answers(SIV)) == []
    assert "zebrafinkar" in text(as_(CATARINA), "/sok/?q=zebrafink&visa=handlingar")


def test_working_material_of_another_changes_no_answer_of_a_search(case: Case) -> None:
    before = answers(SIV)
    draft = a_document(case, "Lägesbild över zebrafinkar", content=b"zebra", file_name="z.txt", status="draft")
    with_text(draft, "Lägesbild zebrafinkar")

    assert differing(before, answers(SIV)) == []
    assert "zebrafinkar" in text(as_(CATARINA), "/sok/?q=zebrafink&visa=handlingar")
