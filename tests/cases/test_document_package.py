"""Alla handlingar i ett ärende som en fil: what is in it, what is left out, and what is told in the log."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import quote

import html5lib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cases.models import Case
from diarium import services as register
from diarium.models import Document
from tests import builders
from tests.builders import CATARINA, OLLE, PIA, RUT, SIV
from tests.cases.letters import mark_secret
from tests.cases.pages import as_, text
from tests.config import strict_html
from tests.files import docx

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


def _package(client: Client, case: Case) -> zipfile.ZipFile:
    response = client.post(reverse("documents_zip", args=[case.uuid]))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert 'filename="KS-2018-91.103.zip"' in response.headers["Content-Disposition"]
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    package = zipfile.ZipFile(io.BytesIO(content))
    assert package.testzip() is None
    return package


def test_all_files_leave_as_one_package_with_numbers_and_titles_as_names(case: Case, draft: Document) -> None:
    package = _package(as_(CATARINA), case)

    names = package.namelist()
    assert f"KS-2018-91.103-{draft.document_no} Trygghetsplan.docx" in names
    assert any(name.startswith("KS-2018-91.103-1 Avsiktsförklaring") for name in names)
    assert not any("visning" in name for name in names)
    with package.open(names[-1]) as content:
        assert content.read() == docx("Trygghet i Skogås")


def test_the_whole_matter_is_a_page_of_its_own_beside_its_files(case: Case, draft: Document) -> None:
    client, address = as_(CATARINA), reverse("whole_case", args=[case.uuid])
    assert "Hämta hela ärendet" in text(client, address)

    content = client.post(address).getvalue()
    package = zipfile.ZipFile(io.BytesIO(content))

    names = package.namelist()
    assert names[:2] == ["Ärendet.html", "utseende.css"]
    file = f"Handlingar/KS-2018-91.103-{draft.document_no} Trygghetsplan.docx"
    assert package.read(file) == docx("Trygghet i Skogås")
    page = package.read("Ärendet.html").decode()
    html5lib.HTMLParser(strict=True).parse(page)
    assert f'href="{quote(file)}"' in page
    assert draft.versions.get().sha256 in page
    for told in (
        "KS-2018/91.103",
        CATARINA,
        "Avsiktsförklaring",
        "tog diarienummer",
        "Södertörns brandförsvar",
    ):
        assert told in page


def test_the_whole_matter_has_nothing_that_its_reader_may_not_see(case: Case, draft: Document) -> None:
    secret = case.entry.documents.get(document_no=1)
    title = secret.title
    mark_secret(secret)
    address = reverse("whole_case", args=[case.uuid])

    content = as_(SIV).post(address).getvalue()
    package = zipfile.ZipFile(io.BytesIO(content))

    page = package.read("Ärendet.html").decode()
    assert "Sekretessmarkerad handling" in page
    assert title not in page
    assert "Trygghetsplan" not in page
    assert not any(title in name or "Trygghetsplan" in name for name in package.namelist())
    assert not Event.objects.filter(verb="document_opened").exists()


def test_of_the_whole_matter_too_the_opening_of_each_secret_document_is_told(case: Case, draft: Document) -> None:
    mark_secret(draft)
    client, address = as_(CATARINA), reverse("whole_case", args=[case.uuid])
    assert "1 av dem är sekretessmarkerad. Att du öppnar den loggas." in text(client, address)
    assert not Event.objects.filter(verb="document_opened").exists()

    client.post(address)

    assert Event.objects.get(verb="document_opened").actor_label == CATARINA


def test_the_whole_matter_is_nobodys_who_may_not_see_it(case: Case) -> None:
    builders.mark_secret(builders.the_walk())

    assert as_(PIA).post(reverse("whole_case", args=[case.uuid])).status_code in (403, 404)
    assert as_(SIV).post(reverse("whole_case", args=[case.uuid])).status_code == 404


def test_papers_cancelled_and_closed_files_are_named_and_left_out(case: Case, quarantined: Document) -> None:
    register.cancel_document(
        document_id=case.entry.documents.get(document_no=2).pk,
        reason="Fel",
        actor=builders.actor(RUT),
        at=timezone.now(),
    )

    package = _package(as_(CATARINA), case)

    told = package.read("Utelämnat.txt").decode()
    assert f"KS-2018/91.103-{quarantined.document_no} I karantän: Filen ligger i karantän" in told
    assert "Handlingen är makulerad." in told
    assert len(package.namelist()) == 2


def test_what_one_may_not_see_is_neither_in_the_package_nor_named(case: Case, draft: Document) -> None:
    secret = case.entry.documents.get(document_no=1)
    mark_secret(secret)

    names = _package(as_(SIV), case).namelist()
    assert not any("Avsiktsförklaring" in name or "Trygghetsplan" in name for name in names)
    assert not Event.objects.filter(verb="document_opened").exists()


def test_the_opening_of_each_secret_document_of_the_package_is_told(case: Case, draft: Document) -> None:
    mark_secret(draft)

    _package(as_(CATARINA), case)

    told = Event.objects.filter(verb="document_opened")
    assert [(event.actor_label, event.facts["data"]["document_no"]) for event in told] == [
        (CATARINA, draft.document_no)
    ]


def test_a_package_is_asked_for_by_a_button_and_hidden_matters_have_none(case: Case) -> None:
    address = reverse("documents_zip", args=[case.uuid])

    assert as_(CATARINA).get(address).status_code == 405
    assert as_(OLLE).post(address).status_code == 404
    assert "Hämta alla som zip" in text(as_(CATARINA), reverse("case_documents", args=[case.uuid]))


def test_an_empty_matter_has_no_package() -> None:
    case = builders.open_case()

    answer = as_(CATARINA).post(reverse("documents_zip", args=[case.uuid]), follow=True)
    assert "Det finns inga filer att hämta i ärendet." in strict_html.text(answer)
