"""Handlingskortet: what is shown of a document and what is not, quarantine, and cancelling."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cases.models import Case
from diarium import jobs
from diarium import services as register
from diarium.engine import storage
from diarium.models import Document, FileScan
from diarium.states import VersionRole
from tests import builders
from tests.builders import CATARINA, OLLE, PATRIK, RUT, SIV
from tests.cases.letters import WORD, at_, card_of, frame_of, letter, mark_secret
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from tests.diarium.engine.fakes import clamd

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


def test_the_card_shows_our_rendition_in_the_page_and_gives_the_original_to_save(drawn: Document) -> None:
    frame = frame_of(as_(CATARINA).get(card_of(drawn)))

    assert f'src="{at_("document_preview", drawn, 2)}#' in frame
    assert 'title="Visningsversion av Trygghetsplan"' in frame


def test_the_rendition_is_shown_inert_and_only_in_our_own_pages(drawn: Document) -> None:
    response = as_(CATARINA).get(at_("document_preview", drawn, 2))

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
    assert as_(CATARINA).get(at_("document_preview", drawn, 1)).status_code == 404
    served = as_(CATARINA).get(at_("document_file", drawn, 1))
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

    page = text(as_(CATARINA), card_of(document))

    assert "Det finns ingen visningsversion av filen, eller så är den inte klar än. Originalet kan hämtas." in page
    assert "Hämta version 1" in page


def test_the_versions_say_what_they_are_and_the_number_in_the_list_is_the_texts(drawn: Document, case: Case) -> None:
    page = text(as_(CATARINA), card_of(drawn))
    tab = text(as_(CATARINA), reverse("case_documents", args=[case.uuid]))

    assert "Version 2 Visningsversion (PDF/A)" in page
    assert "Visningsversion av version 1" in page
    assert "Version 1 Original" in page
    assert "Arkivformat Ja, PDF/A" in page
    assert "Trygghetsplan Arbetsmaterial Upprättad 2026-11-20 1 Ingen markering" in tab


def test_the_same_file_elsewhere_is_pointed_out_to_who_may_see_it(case: Case, draft: Document) -> None:
    twin = letter(case, direction="received", kind="letter", status="final", title="Samma plan")

    page = text(as_(CATARINA), card_of(draft))
    assert f"Finns i Samma fil: KS-2018/91.103-{twin.document_no} Samma plan" in page

    mark_secret(twin)
    assert "Samma plan" not in text(as_(SIV), reverse("document", args=[case.entry.documents.get(document_no=1).uuid]))


def test_the_card_tells_when_the_document_becomes_a_public_record(case: Case, draft: Document) -> None:
    client = as_(CATARINA)

    assert "Blir allmän när den expedieras, och annars när ärendet är slutbehandlat." in text(client, card_of(draft))
    received = case.entry.documents.get(document_no=1)
    assert "Blev allmän när den kom in." in text(client, card_of(received))


def test_a_guarded_document_is_shown_by_a_button_that_tells_the_log(drawn: Document) -> None:
    mark_secret(drawn)
    client = as_(CATARINA)

    assert "src=" not in frame_of(client.get(card_of(drawn)))
    linked = client.get(at_("document_preview", drawn, 2))
    assert linked.headers["Location"] == card_of(drawn)
    assert not Event.objects.filter(verb="document_opened").exists()
    shown = client.post(at_("document_preview", drawn, 2))
    assert b"".join(shown.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    assert Event.objects.filter(verb="document_opened", actor_label=CATARINA).count() == 1


def test_the_whole_card_asks_the_database_fifteen_times_at_most(
    drawn: Document, django_assert_max_num_queries: Budget
) -> None:
    client = as_(RUT)
    client.get(card_of(drawn))
    with django_assert_max_num_queries(15):
        assert client.get(card_of(drawn)).status_code == 200


def test_a_file_in_quarantine_is_neither_shown_nor_given(quarantined: Document, settings: Any) -> None:
    client = as_(CATARINA)
    sentence = "Filen har inte kunnat kontrolleras. Den ligger i karantän och kan öppnas när kontrollen är klar."

    page = text(client, card_of(quarantined))
    assert sentence in page
    assert "I karantän" in page
    assert "Hämta version" not in page
    refused = client.get(at_("document_file", quarantined, 1))
    assert refused.status_code == 409
    assert sentence in strict_html.text(refused)
    with clamd() as found:
        settings.CLAMD = found.address
        jobs.scan(sha256=quarantined.versions.get().sha256)
    served = client.get(at_("document_file", quarantined, 1))
    assert served.status_code == 200
    served.close()


def test_an_infected_file_is_never_opened(quarantined: Document) -> None:
    FileScan.objects.update(status="infected", scanned_at=timezone.now(), finding="Eicar")
    client = as_(CATARINA)

    assert "Filen innehåller skadlig kod och kan inte öppnas." in text(client, card_of(quarantined))
    assert client.get(at_("document_file", quarantined, 1)).status_code == 409


def test_a_cancelled_document_keeps_its_number_and_its_reason(draft: Document) -> None:
    client = as_(RUT)

    assert "Skriv varför handlingen makuleras. Skälet syns i historiken." in text(client, at_("cancel_document", draft))
    empty = client.post(at_("cancel_document", draft), {"reason": " "})
    assert empty.status_code == 422
    assert "Skriv ett skäl." in strict_html.text(empty)
    answer = client.post(at_("cancel_document", draft), {"reason": "Registrerad i fel ärende"})

    assert f"Handling {draft.document_no} är makulerad." in text(client, answer.headers["Location"])
    page = text(client, card_of(draft))
    assert "Skäl för makulering Registrerad i fel ärende" in page
    assert "Makulera …" not in page


@pytest.mark.parametrize("name", [CATARINA, SIV, OLLE])
def test_only_the_registrar_cancels(draft: Document, name: str) -> None:
    assert as_(name).post(at_("cancel_document", draft), {"reason": "x"}).status_code in (403, 404)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_each_button_leads_to_its_page(draft: Document) -> None:
    page = as_(RUT).get(card_of(draft)).content.decode()

    for name in ("finalise_document", "add_version", "cancel_document"):
        assert at_(name, draft) in page
    assert "Ny version" not in text(as_(PATRIK), reverse("document", args=[_any(draft).uuid]))


def _any(draft: Document) -> Document:
    return Document.objects.get(entry=draft.entry_id, document_no=1)


@pytest.mark.matter_before("distribute")
def test_what_we_set_ourselves_is_shown_as_it_is_and_takes_no_other_file(case: Case) -> None:
    extract = case.entry.documents.get(kind="minutes_extract")
    version = extract.versions.get()

    assert version.role == VersionRole.FINAL
    response = as_(SIV).get(at_("document_preview", extract, 1))
    assert b"".join(response.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    page = text(as_(RUT), card_of(extract))
    assert "Ny version" not in page
    assert "när beslutet expedieras" in page


@pytest.mark.matter_before("end")
def test_a_document_that_was_sent_says_where(case: Case) -> None:
    extract = case.entry.documents.get(kind="minutes_extract")

    assert "Finns i Utskick" in text(as_(RUT), card_of(extract))


def test_a_rendition_is_told_in_the_history_and_not_in_the_overview(case: Case, drawn: Document) -> None:
    sentence = f"gjorde en visningsversion av handling {drawn.document_no}"

    assert sentence not in text(as_(CATARINA), reverse("case", args=[case.uuid]))
    assert sentence in text(as_(CATARINA), reverse("case_history", args=[case.uuid]))
