"""Handlingskortet: what is shown and what is not, settle, new version, compare, cancel, and all files as a package."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.policy import NotAllowed
from audit.models import Event
from cases.models import Case
from cases.services.documents import SameFile, add_version, finalise_document
from diarium import jobs
from diarium import services as register
from diarium.engine import storage
from diarium.models import Document, DocumentVersion, FileScan
from diarium.services.intake import StoredFile, let_in
from diarium.states import VersionRole
from tests import builders
from tests.builders import CATARINA, OLLE, PATRIK, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from tests.diarium.engine.fakes import clamd
from tests.files import docx

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]

SECRET = "OSL 18 kap. 1 §"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _letter(case: Case, *lines: str, worker: bool = False, **more: Any) -> Document:
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


@pytest.fixture
def draft(case: Case) -> Document:
    """Working material of the officer's, as it was registered."""
    return _letter(case)


@pytest.fixture
def drawn(case: Case) -> Document:
    """The same with its rendition, version 2."""
    return _letter(case, worker=True)


def _card(document: Document) -> str:
    return reverse("document", args=[document.uuid])


def _at(name: str, document: Document, *more: int) -> str:
    return reverse(name, args=[document.uuid, *more])


def _frame(response: Any) -> str:
    found = re.search(r"<iframe[^>]*>", response.content.decode())
    assert found is not None
    return found[0]


def _upload(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("plan2.docx", docx(*lines), content_type=WORD)


def _send_version(client: Client, document: Document, *lines: str, key: str = "a", **changes: Any) -> Any:
    form = {"key": key, "reason": "Efter samråd", "file": _upload(*(lines or ("Ny text",))), **changes}
    return client.post(_at("add_version", document), form)


def _mark_secret(document: Document) -> None:
    register.mark_document_secret(
        document_id=document.pk, provision=SECRET, actor=builders.actor(RUT), at=timezone.now()
    )


# --- what is shown


def test_the_card_shows_our_rendition_in_the_page_and_gives_the_original_to_save(drawn: Document) -> None:
    frame = _frame(as_(CATARINA).get(_card(drawn)))

    assert f'src="{_at("document_preview", drawn, 2)}#' in frame
    assert 'title="Visningsversion av Trygghetsplan"' in frame


def test_the_rendition_is_shown_inert_and_only_in_our_own_pages(drawn: Document) -> None:
    response = as_(CATARINA).get(_at("document_preview", drawn, 2))

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = response.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert b"".join(response.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]


def test_a_file_from_outside_is_never_shown_in_the_page(drawn: Document, case: Case) -> None:
    assert as_(CATARINA).get(_at("document_preview", drawn, 1)).status_code == 404
    served = as_(CATARINA).get(_at("document_file", drawn, 1))
    assert served.headers["Content-Disposition"].startswith("attachment")
    assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    served.close()


def test_a_card_without_rendition_says_so(case: Case) -> None:
    blob = storage.store(b"PK trasig")
    document = register.register_document(
        entry_id=case.entry_id,
        title="Trasig",
        direction="received",
        kind="letter",
        dated=date(2026, 11, 20),
        content=blob,
        file_name="trasig.docx",
        media_type=WORD,
        actor=builders.actor(CATARINA),
        at=timezone.now(),
    )

    page = text(as_(CATARINA), _card(document))

    assert "Det finns ingen visningsversion av filen, eller så är den inte klar än. Originalet kan hämtas." in page
    assert "Hämta version 1" in page


def test_the_versions_say_what_they_are_and_the_number_in_the_list_is_the_texts(drawn: Document, case: Case) -> None:
    page = text(as_(CATARINA), _card(drawn))
    tab = text(as_(CATARINA), reverse("case_documents", args=[case.uuid]))

    assert "Version 2 Visningsversion (PDF/A)" in page
    assert "Visningsversion av version 1" in page
    assert "Version 1 Original" in page
    assert "Arkivformat Ja, PDF/A" in page
    assert "Trygghetsplan Arbetsmaterial Upprättad 2026-11-20 1 Ingen markering" in tab


def test_the_same_file_elsewhere_is_pointed_out_to_who_may_see_it(case: Case, draft: Document) -> None:
    twin = _letter(case, direction="received", kind="letter", status="final", title="Samma plan")

    page = text(as_(CATARINA), _card(draft))
    assert f"Finns i Samma fil: KS-2018/91.103-{twin.document_no} Samma plan" in page

    _mark_secret(twin)
    assert "Samma plan" not in text(as_(SIV), reverse("document", args=[case.entry.documents.get(document_no=1).uuid]))


def test_the_card_tells_when_the_document_becomes_a_public_record(case: Case, draft: Document) -> None:
    client = as_(CATARINA)

    assert "Blir allmän när den expedieras, och annars när ärendet är slutbehandlat." in text(client, _card(draft))
    received = case.entry.documents.get(document_no=1)
    assert "Blev allmän när den kom in." in text(client, _card(received))


def test_a_guarded_document_is_shown_by_a_button_that_tells_the_log(drawn: Document) -> None:
    _mark_secret(drawn)
    client = as_(CATARINA)

    assert "src=" not in _frame(client.get(_card(drawn)))
    linked = client.get(_at("document_preview", drawn, 2))
    assert linked.headers["Location"] == _card(drawn)
    assert not Event.objects.filter(verb="document_opened").exists()
    shown = client.post(_at("document_preview", drawn, 2))
    assert b"".join(shown.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    assert Event.objects.filter(verb="document_opened", actor_label=CATARINA).count() == 1


def test_the_whole_card_asks_the_database_fifteen_times_at_most(
    drawn: Document, django_assert_max_num_queries: Budget
) -> None:
    client = as_(RUT)
    client.get(_card(drawn))
    with django_assert_max_num_queries(15):
        assert client.get(_card(drawn)).status_code == 200


# --- quarantine


@pytest.fixture
def quarantined(case: Case, settings: Any) -> Document:
    """A document whose file the scanner was not there to try."""
    settings.CLAMD = "unix:///finns/inte"
    file = let_in(io.BytesIO(docx("I karantän")), "plan.docx").file
    return register.register_document(
        entry_id=case.entry_id,
        title="I karantän",
        direction="received",
        kind="letter",
        dated=date(2026, 11, 20),
        content=storage.Blob(file.sha256, file.size),
        file_name=file.file_name,
        media_type=file.media_type,
        actor=builders.actor(CATARINA),
        at=timezone.now(),
    )


def test_a_file_in_quarantine_is_neither_shown_nor_given(quarantined: Document, settings: Any) -> None:
    client = as_(CATARINA)
    sentence = "Filen har inte kunnat kontrolleras. Den ligger i karantän och kan öppnas när kontrollen är klar."

    page = text(client, _card(quarantined))
    assert sentence in page
    assert "I karantän" in page
    assert "Hämta version" not in page
    refused = client.get(_at("document_file", quarantined, 1))
    assert refused.status_code == 409
    assert sentence in strict_html.text(refused)
    with clamd() as found:
        settings.CLAMD = found.address
        jobs.scan(sha256=quarantined.versions.get().sha256)
    served = client.get(_at("document_file", quarantined, 1))
    assert served.status_code == 200
    served.close()


def test_an_infected_file_is_never_opened(quarantined: Document) -> None:
    FileScan.objects.update(status="infected", scanned_at=timezone.now(), finding="Eicar")
    client = as_(CATARINA)

    assert "Filen innehåller skadlig kod och kan inte öppnas." in text(client, _card(quarantined))
    assert client.get(_at("document_file", quarantined, 1)).status_code == 409


# --- settle


def test_settling_says_when_it_becomes_a_public_record_and_locks_the_document(draft: Document) -> None:
    client = as_(CATARINA)

    page = text(client, _at("finalise_document", draft))
    assert (
        "Handlingen låses och kan inte ändras. Den blir allmän handling när den expedieras, "
        "och annars när ärendet är slutbehandlat." in page
    )
    answer = client.post(_at("finalise_document", draft))

    draft.refresh_from_db()
    assert draft.status == "final"
    assert f"Handling {draft.document_no} är fastställd." in text(client, answer.headers["Location"])
    assert client.post(_at("finalise_document", draft)).status_code == 302
    assert Event.objects.filter(verb="document_status_changed").count() == 1
    assert "Ny version" not in text(client, _card(draft))


@pytest.mark.parametrize("name", [SIV, PATRIK, OLLE])
def test_who_may_not_register_settles_nothing(draft: Document, name: str) -> None:
    assert as_(name).post(_at("finalise_document", draft)).status_code in (403, 404)
    with pytest.raises(NotAllowed):
        finalise_document(document_id=draft.pk, actor=builders.actor(name), at=timezone.now())
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_what_is_no_working_material_is_not_settled(draft: Document) -> None:
    register.cancel_document(document_id=draft.pk, reason="Fel", actor=builders.actor(RUT), at=timezone.now())

    with pytest.raises(register.DocumentLocked, match="är inte arbetsmaterial"):
        finalise_document(document_id=draft.pk, actor=builders.actor(CATARINA), at=timezone.now())


# --- new version and comparison


def test_a_new_version_is_compared_with_the_one_before(drawn: Document) -> None:
    client = as_(CATARINA)
    answer = _send_version(client, drawn, "Trygghet i hela Skogås")
    jobs.read_file(version_id=drawn.versions.get(number=3).pk, rendition=True)

    assert "Version 3 är sparad." in text(client, answer.headers["Location"])
    card = client.get(_card(drawn))
    assert "Jämför med version 1" in strict_html.text(card)
    assert f'src="{_at("document_preview", drawn, 4)}#' in _frame(card)
    page = text(client, f"{_at('compare_document', drawn)}?fran=1&till=3")
    assert "Trygghet i [tillagt: hela ] Skogås" in page
    version = drawn.versions.get(number=3)
    assert (version.role, version.reason, version.derived_from) == (
        VersionRole.WORKING,
        "Efter samråd",
        drawn.versions.get(number=1),
    )


def test_versions_with_the_same_words_are_said_to_be_alike(drawn: Document) -> None:
    client = as_(CATARINA)
    _send_version(client, drawn, "Trygghet i Skogås", "")
    jobs.read_file(version_id=drawn.versions.get(number=3).pk, rendition=False)

    page = text(client, f"{_at('compare_document', drawn)}?fran=1&till=3")
    assert "Texten är densamma i båda versionerna." in page


def test_a_text_that_is_not_read_yet_is_said_to_be_so(drawn: Document) -> None:
    client = as_(CATARINA)
    _send_version(client, drawn)

    page = text(client, f"{_at('compare_document', drawn)}?fran=1&till=3")
    assert "Texten i version 3 är inte läst än. Försök igen om en stund." in page


@pytest.mark.parametrize("query", ["fran=1&till=9", "fran=1&till=1", "fran=x&till=-1", "", "fran=1&till=99999999999"])
def test_versions_that_are_not_there_are_no_page(draft: Document, query: str) -> None:
    assert as_(CATARINA).get(f"{_at('compare_document', draft)}?{query}").status_code == 404


def test_a_guarded_documents_words_are_not_compared(draft: Document) -> None:
    _send_version(as_(CATARINA), draft)
    _mark_secret(draft)

    response = as_(CATARINA).get(f"{_at('compare_document', draft)}?fran=1&till=3")
    assert response.headers["Location"] == _card(draft)


def test_the_same_form_sent_twice_makes_one_version(drawn: Document) -> None:
    client = as_(CATARINA)

    for _time in range(2):
        assert _send_version(client, drawn).status_code == 302
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
    response = _send_version(as_(CATARINA), drawn, **changes)

    assert response.status_code == 422
    assert sentence in strict_html.text(response)
    assert drawn.versions.count() == 2


def test_a_settled_document_takes_no_new_version(draft: Document) -> None:
    finalise_document(document_id=draft.pk, actor=builders.actor(CATARINA), at=timezone.now())

    response = _send_version(as_(CATARINA), draft)
    assert response.status_code == 409
    assert "är låst och tar ingen ny version." in strict_html.text(response)
    with pytest.raises(register.DocumentLocked):
        _add(draft, CATARINA)


def test_what_came_in_takes_a_better_scan(case: Case) -> None:
    received = case.entry.documents.get(document_no=1)

    assert _send_version(as_(RUT), received).status_code == 302
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


# --- cancel


def test_a_cancelled_document_keeps_its_number_and_its_reason(draft: Document) -> None:
    client = as_(RUT)

    assert "Skriv varför handlingen makuleras. Skälet syns i historiken." in text(client, _at("cancel_document", draft))
    empty = client.post(_at("cancel_document", draft), {"reason": " "})
    assert empty.status_code == 422
    assert "Skriv ett skäl." in strict_html.text(empty)
    answer = client.post(_at("cancel_document", draft), {"reason": "Registrerad i fel ärende"})

    assert f"Handling {draft.document_no} är makulerad." in text(client, answer.headers["Location"])
    page = text(client, _card(draft))
    assert "Skäl för makulering Registrerad i fel ärende" in page
    assert "Makulera …" not in page


@pytest.mark.parametrize("name", [CATARINA, SIV, OLLE])
def test_only_the_registrar_cancels(draft: Document, name: str) -> None:
    assert as_(name).post(_at("cancel_document", draft), {"reason": "x"}).status_code in (403, 404)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_each_button_leads_to_its_page(draft: Document) -> None:
    page = as_(RUT).get(_card(draft)).content.decode()

    for name in ("finalise_document", "add_version", "cancel_document"):
        assert _at(name, draft) in page
    assert "Ny version" not in text(as_(PATRIK), reverse("document", args=[_any(draft).uuid]))


def _any(draft: Document) -> Document:
    return Document.objects.get(entry=draft.entry_id, document_no=1)


# --- all as a package


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
    _mark_secret(secret)

    names = _package(as_(SIV), case).namelist()
    assert not any("Avsiktsförklaring" in name or "Trygghetsplan" in name for name in names)
    assert not Event.objects.filter(verb="document_opened").exists()


def test_the_opening_of_each_secret_document_of_the_package_is_told(case: Case, draft: Document) -> None:
    _mark_secret(draft)

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


# --- what we set ourselves


@pytest.mark.matter_before("distribute")
def test_what_we_set_ourselves_is_shown_as_it_is_and_takes_no_other_file(case: Case) -> None:
    extract = case.entry.documents.get(kind="minutes_extract")
    version = extract.versions.get()

    assert version.role == VersionRole.FINAL
    response = as_(SIV).get(_at("document_preview", extract, 1))
    assert b"".join(response.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    page = text(as_(RUT), _card(extract))
    assert "Ny version" not in page
    assert "när beslutet expedieras" in page


@pytest.mark.matter_before("end")
def test_a_document_that_was_sent_says_where(case: Case) -> None:
    extract = case.entry.documents.get(kind="minutes_extract")

    assert "Finns i Utskick" in text(as_(RUT), _card(extract))


def test_the_drafts_of_a_settled_document_stay_with_those_who_prepare_the_matter(case: Case, draft: Document) -> None:
    """TF 2:12."""
    told: dict[str, Any] = {"actor": builders.actor(CATARINA), "at": timezone.now()}
    sent = let_in(io.BytesIO(docx("Trygghet i Skogås och Vårby")), "plan2.docx")
    add_version(document_id=draft.pk, file=sent.file, reason="Vårby är med.", key="a", **told)
    finalise_document(document_id=draft.pk, **told)
    officer, registrar = as_(CATARINA), as_(RUT)

    assert registrar.get(_at("document_file", draft, 1)).status_code == 404
    assert "Version 1" not in text(registrar, _card(draft))
    assert "Version 2" in text(registrar, _card(draft))
    for client, number in ((officer, 1), (officer, 2), (registrar, 2)):
        response: Any = client.get(_at("document_file", draft, number))
        assert b"".join(response.streaming_content)


def test_a_rendition_is_told_in_the_history_and_not_in_the_overview(case: Case, drawn: Document) -> None:
    sentence = f"gjorde en visningsversion av handling {drawn.document_no}"

    assert sentence not in text(as_(CATARINA), reverse("case", args=[case.uuid]))
    assert sentence in text(as_(CATARINA), reverse("case_history", args=[case.uuid]))
