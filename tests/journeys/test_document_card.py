"""Handlingskortet i webbläsaren: our rendition stands in the page, and that of a secret document after a button."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Response

from audit.models import Event
from diarium import services as register
from diarium.models import Document
from tests import builders
from tests.builders import CATARINA, RUT
from tests.journeys.conftest import OpenAs, assert_accessible

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.matter_before("start_situation_analysis")]


def _first() -> Document:
    return builders.the_walk().case().entry.documents.get(document_no=1)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_rendition_stands_in_the_page_and_nothing_is_saved_unasked(open_as: OpenAs, javascript: bool) -> None:
    document = _first()
    saved: list[str] = []
    page = open_as(
        builders.user(CATARINA), reverse("case_documents", args=[document.entry.case.uuid]), javascript=javascript
    )
    page.on("download", lambda download: saved.append(download.url))

    with page.expect_response(lambda answer: answer.url.endswith("/visa/")) as shown:
        page.get_by_role("link", name=document.title).click()

    assert _is_pdf(shown.value)
    frame = page.locator("iframe.preview")
    frame.scroll_into_view_if_needed()
    assert frame.bounding_box() is not None
    page.wait_for_timeout(500)
    assert saved == []
    if javascript:
        assert_accessible(page)


def test_the_rendition_of_a_secret_document_stands_in_the_page_after_the_button(open_as: OpenAs) -> None:
    document = _first()
    register.mark_document_secret(
        document_id=document.pk, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )
    page = open_as(builders.user(CATARINA), reverse("document", args=[document.uuid]))
    assert not Event.objects.filter(verb="document_opened").exists()

    with page.expect_response(lambda answer: answer.url.endswith("/visa/")) as shown:
        page.get_by_role("button", name="Öppna handlingen").click()

    assert _is_pdf(shown.value)
    assert page.url.endswith(reverse("document", args=[document.uuid]))
    assert Event.objects.filter(verb="document_opened", actor_label=CATARINA).count() == 1


def _is_pdf(answer: Response) -> bool:
    return answer.status == 200 and answer.headers["content-type"] == "application/pdf"
