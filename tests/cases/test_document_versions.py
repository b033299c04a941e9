"""Versioner av en handling: settled from working material, new ones, compared, and who reads the drafts."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.policy import NotAllowed
from audit.models import Event
from cases.models import Case
from cases.services.documents import SameFile, add_version, finalise_document
from diarium import jobs
from diarium import services as register
from diarium.engine import storage
from diarium.models import Document, DocumentVersion
from diarium.services.intake import StoredFile, let_in
from diarium.states import VersionRole
from tests import builders
from tests.builders import CATARINA, OLLE, PATRIK, RUT, SIV
from tests.cases.letters import WORD, at_, card_of, frame_of, letter, mark_secret, send_version
from tests.cases.pages import as_, text
from tests.config import strict_html
from tests.files import docx

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


def test_settling_says_when_it_becomes_a_public_record_and_locks_the_document(draft: Document) -> None:
    client = as_(CATARINA)

    page = text(client, at_("finalise_document", draft))
    assert (
        "Handlingen låses och kan inte ändras. Den blir allmän handling när den expedieras, "
        "och annars när ärendet är slutbehandlat." in page
    )
    answer = client.post(at_("finalise_document", draft))

    draft.refresh_from_db()
    assert draft.status == "final"
    assert f"Handling {draft.document_no} är fastställd." in text(client, answer.headers["Location"])
    assert client.post(at_("finalise_document", draft)).status_code == 302
    assert Event.objects.filter(verb="document_status_changed").count() == 1
    assert "Ny version" not in text(client, card_of(draft))


@pytest.mark.parametrize("name", [SIV, PATRIK, OLLE])
def test_who_may_not_register_settles_nothing(draft: Document, name: str) -> None:
    assert as_(name).post(at_("finalise_document", draft)).status_code in (403, 404)
    with pytest.raises(NotAllowed):
        finalise_document(document_id=draft.pk, actor=builders.actor(name), at=timezone.now())
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_settling_makes_a_version_of_the_newest_working_one_and_its_rendition_is_made_of_that(drawn: Document) -> None:
    send_version(as_(CATARINA), drawn, "Trygghet i hela Skogås")
    finalise_document(document_id=drawn.pk, actor=builders.actor(CATARINA), at=timezone.now())
    finalise_document(document_id=drawn.pk, actor=builders.actor(CATARINA), at=timezone.now())

    original, first_rendition, working, settled = drawn.versions.order_by("number")
    jobs.read_file(version_id=settled.pk, rendition=True)
    rendition = drawn.versions.get(number=5)
    assert [version.role for version in (original, first_rendition, working, settled, rendition)] == [
        VersionRole.ORIGINAL,
        VersionRole.RENDITION,
        VersionRole.WORKING,
        VersionRole.SETTLED,
        VersionRole.RENDITION,
    ]
    assert (first_rendition.derived_from, working.derived_from) == (original, original)
    assert (settled.derived_from, rendition.derived_from) == (working, settled)
    assert (settled.sha256, settled.file_name, settled.reason) == (working.sha256, "plan2.docx", "Fastställd")
    assert as_(CATARINA).get(at_("document_preview", drawn, 4)).status_code == 404, "a foreign file is never shown"
    assert f'src="{at_("document_preview", drawn, 5)}#' in frame_of(as_(CATARINA).get(card_of(drawn)))


def test_a_settled_document_is_found_by_the_words_it_was_settled_with(case: Case) -> None:
    draft = letter(case, "Strandskydd vid sjön")
    jobs.read_file(version_id=draft.versions.get().pk, rendition=False)
    send_version(as_(CATARINA), draft, "Belysning i Vårby")
    finalise_document(document_id=draft.pk, actor=builders.actor(CATARINA), at=timezone.now())
    jobs.read_file(version_id=draft.versions.get(role=VersionRole.SETTLED).pk, rendition=False)

    assert "Visar 1–1 av 1" in text(as_(CATARINA), "/sok/?q=belysning&visa=handlingar")
    assert "Inget matchar" in text(as_(CATARINA), "/sok/?q=skogås&visa=handlingar")


def test_a_paper_is_settled_without_a_version(case: Case) -> None:
    paper = _paper(case)
    finalise_document(document_id=paper.pk, actor=builders.actor(CATARINA), at=timezone.now())

    paper.refresh_from_db()
    assert (paper.status, paper.versions.count()) == ("final", 0)


def _paper(case: Case) -> Document:
    return register.register_document(
        entry_id=case.entry_id,
        title="Anteckning på papper",
        direction="established",
        kind="other",
        status="draft",
        dated=date(2026, 11, 20),
        actor=builders.actor(CATARINA),
        at=timezone.now(),
    )


def test_what_is_no_working_material_is_not_settled(draft: Document) -> None:
    register.cancel_document(document_id=draft.pk, reason="Fel", actor=builders.actor(RUT), at=timezone.now())

    with pytest.raises(register.DocumentLocked, match="är inte arbetsmaterial"):
        finalise_document(document_id=draft.pk, actor=builders.actor(CATARINA), at=timezone.now())


def test_a_new_version_is_compared_with_the_one_before(drawn: Document) -> None:
    client = as_(CATARINA)
    answer = send_version(client, drawn, "Trygghet i hela Skogås")
    jobs.read_file(version_id=drawn.versions.get(number=3).pk, rendition=True)

    assert "Version 3 är sparad." in text(client, answer.headers["Location"])
    card = client.get(card_of(drawn))
    assert "Jämför med version 1" in strict_html.text(card)
    assert f'src="{at_("document_preview", drawn, 4)}#' in frame_of(card)
    page = text(client, f"{at_('compare_document', drawn)}?fran=1&till=3")
    assert "Trygghet i [tillagt: hela ] Skogås" in page
    version = drawn.versions.get(number=3)
    assert (version.role, version.reason, version.derived_from) == (
        VersionRole.WORKING,
        "Efter samråd",
        drawn.versions.get(number=1),
    )


def test_versions_with_the_same_words_are_said_to_be_alike(drawn: Document) -> None:
    client = as_(CATARINA)
    send_version(client, drawn, "Trygghet i Skogås", "")
    jobs.read_file(version_id=drawn.versions.get(number=3).pk, rendition=False)

    page = text(client, f"{at_('compare_document', drawn)}?fran=1&till=3")
    assert "Texten är densamma i båda versionerna." in page


def test_a_text_that_is_not_read_yet_is_said_to_be_so(drawn: Document) -> None:
    client = as_(CATARINA)
    send_version(client, drawn)

    page = text(client, f"{at_('compare_document', drawn)}?fran=1&till=3")
    assert "Texten i version 3 är inte läst än. Försök igen om en stund." in page


@pytest.mark.parametrize("query", ["fran=1&till=9", "fran=1&till=1", "fran=x&till=-1", "", "fran=1&till=99999999999"])
def test_versions_that_are_not_there_are_no_page(draft: Document, query: str) -> None:
    assert as_(CATARINA).get(f"{at_('compare_document', draft)}?{query}").status_code == 404


def test_a_guarded_documents_words_are_not_compared(draft: Document) -> None:
    send_version(as_(CATARINA), draft)
    mark_secret(draft)

    response = as_(CATARINA).get(f"{at_('compare_document', draft)}?fran=1&till=3")
    assert response.headers["Location"] == card_of(draft)


def test_the_same_form_sent_twice_makes_one_version(drawn: Document) -> None:
    client = as_(CATARINA)

    for _time in range(2):
        assert send_version(client, drawn).status_code == 302
    assert drawn.versions.count() == 3


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"file": ""}, "Välj den nya filen."),
        ({"reason": ""}, "Skriv vad som är nytt."),
        ({"file": SimpleUploadedFile("x.exe", b"MZ")}, "Filtypen exe tas inte emot."),
        ({"file": SimpleUploadedFile("x.docx", b"MZ")}, "Filens innehåll stämmer inte med filtypen docx."),
        ({"file": SimpleUploadedFile("plan.docx", docx("Trygghet i Skogås"))}, "Filen är densamma som version 1."),
    ],
)
def test_a_version_that_is_not_taken_says_why(drawn: Document, changes: dict[str, Any], sentence: str) -> None:
    response = send_version(as_(CATARINA), drawn, **changes)

    assert response.status_code == 422
    assert sentence in strict_html.text(response)
    assert drawn.versions.count() == 2


def test_a_settled_document_takes_no_new_version(draft: Document) -> None:
    finalise_document(document_id=draft.pk, actor=builders.actor(CATARINA), at=timezone.now())

    response = send_version(as_(CATARINA), draft)
    assert response.status_code == 409
    assert "är låst och tar ingen ny version." in strict_html.text(response)
    with pytest.raises(register.DocumentLocked):
        _add(draft, CATARINA)


def test_what_came_in_takes_a_better_scan(case: Case) -> None:
    received = case.entry.documents.get(document_no=1)

    assert send_version(as_(RUT), received).status_code == 302
    assert DocumentVersion.objects.filter(document=received, role=VersionRole.ORIGINAL).count() == 2


def test_the_door_asks_for_the_right_and_for_another_file(draft: Document) -> None:
    with pytest.raises(NotAllowed):
        _add(draft, OLLE)
    first = draft.versions.get(number=1)
    with pytest.raises(SameFile):
        _add(draft, CATARINA, StoredFile(first.sha256, first.size, "plan.docx", WORD))


def _add(document: Document, name: str, file: StoredFile | None = None) -> None:
    blob = storage.store(docx("Genom dörren"))
    add_version(
        document_id=document.pk,
        file=file or StoredFile(blob.sha256, blob.size, "plan.docx", WORD),
        reason="Ny",
        actor=builders.actor(name),
        at=timezone.now(),
        key=f"{name}-{bool(file)}",
    )


def test_the_drafts_of_a_settled_document_stay_with_those_who_prepare_the_matter(case: Case, draft: Document) -> None:
    """TF 2:12."""
    told: dict[str, Any] = {"actor": builders.actor(CATARINA), "at": timezone.now()}
    sent = let_in(io.BytesIO(docx("Trygghet i Skogås och Vårby")), "plan2.docx")
    add_version(document_id=draft.pk, file=sent.file, reason="Vårby är med.", key="a", **told)
    finalise_document(document_id=draft.pk, **told)
    officer, registrar = as_(CATARINA), as_(RUT)

    for number in (1, 2):
        assert registrar.get(at_("document_file", draft, number)).status_code == 404
        assert f"Version {number}" not in text(registrar, card_of(draft))
    assert "Version 3 Fastställd version" in text(registrar, card_of(draft))
    for client, number in ((officer, 1), (officer, 2), (officer, 3), (registrar, 3)):
        response: Any = client.get(at_("document_file", draft, number))
        assert b"".join(response.streaming_content)
