"""Den som läser på engelska: the pages are English, what is kept is Swedish."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cases.models import Case
from cases.reading.structure import Content
from cases.selectors.report_draft import deciding_bodies, first_content
from cases.services.staff_report import save_report
from tests import builders
from tests.builders import CATARINA
from tests.cases.pages import as_, text

pytestmark = pytest.mark.django_db


@pytest.mark.matter_before("send_for_approval")
def test_the_pages_of_a_matter_are_english_for_her_who_chose_it(case: Case) -> None:
    reader = builders.user(CATARINA)
    reader.language = "en"
    reader.save()

    page = text(as_(CATARINA), reverse("case", args=[case.uuid]))

    for words in ("Diary number KS-2018/91.103", "Case officer Catarina Klockerud", "Board Kommunstyrelsen"):
        assert words in page
    assert "Handläggare" not in page


@pytest.mark.matter_before("send_for_approval")
def test_a_staff_report_begins_with_the_same_words_in_either_language(case: Case) -> None:
    today = timezone.localdate()
    with override("sv"):
        swedish = (first_content(case, today), deciding_bodies(case))
    with override("en"):
        english = (first_content(case, today), deciding_bodies(case))

    assert english == swedish
    assert swedish[0].decision_groups[0].heading == "Kommunstyrelsens beslut"


@pytest.mark.matter_before("send_for_approval")
def test_what_the_checks_said_is_kept_in_swedish(case: Case) -> None:
    before = case.reports.get().versions.order_by("-number").first()
    assert before is not None
    with override("en"):
        after = save_report(
            case_id=case.pk,
            content=Content.from_dict({**before.content, "title": "Ny rubrik"}),
            base_version=before.number,
            actor=builders.actor(CATARINA),
            at=timezone.now(),
        )

    assert after.findings
    assert [finding["message"] for finding in after.findings] == [finding["message"] for finding in before.findings]
