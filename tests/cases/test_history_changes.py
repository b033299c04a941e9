"""Vad en händelse ändrade: one version beside the one before, for those who may read both."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from cases.services.case import write_note
from diarium import services as register
from tests import builders
from tests.builders import CATARINA, RUT
from tests.cases.histories import address, event_of, page_of
from tests.cases.pages import as_, text

pytestmark = pytest.mark.django_db


@pytest.mark.matter_before("end")
def test_a_step_is_compared_with_the_one_before(case: Case) -> None:
    page = text(as_(RUT), page_of(case, "case_closed"))

    assert "Steg [borttaget: Expediering ] [tillagt: Avslutat ]" in page
    assert "Tekniska uppgifter" in page
    assert bytes(event_of(case, "case_closed").hash).hex() in page


@pytest.mark.matter_before("end")
def test_two_versions_of_the_report_are_compared_word_by_word_in_the_list(case: Case) -> None:
    saved = event_of(case, "staff_report_saved")

    page = text(as_(CATARINA), address(case, f"?jamfor={saved.uuid}"))

    assert "Tjänsteutlåtandet: version 1 och 2" in page
    assert "[borttaget: teckna ] [tillagt: upprätta ]" in page
    assert "oförändrade stycken visas inte." in page
    assert "?fran=1&amp;till=2" in as_(CATARINA).get(address(case, f"?jamfor={saved.uuid}")).content.decode()


@pytest.mark.matter_before("end")
def test_a_settled_reports_earlier_versions_are_not_compared_for_others(case: Case) -> None:
    saved = event_of(case, "staff_report_saved")

    page = text(as_(RUT), address(case, f"?jamfor={saved.uuid}"))

    assert "Tidigare versioner är arbetsmaterial och visas inte för dig." in page
    assert "[tillagt: upprätta ]" not in page


@pytest.mark.matter_before("send_for_approval")
def test_working_material_is_not_compared_for_who_may_not_read_it(case: Case) -> None:
    page = text(as_(RUT), page_of(case, "staff_report_saved"))

    assert "Tidigare versioner är arbetsmaterial och visas inte för dig." in page
    assert "upprätta" not in page
    assert "[tillagt: upprätta ]" in text(as_(CATARINA), page_of(case, "staff_report_saved"))


@pytest.mark.matter_before("save_analysis")
def test_a_corrected_subject_is_compared_with_the_wording_before_it(case: Case) -> None:
    register.correct_subject(
        entry_id=case.entry_id,
        public_subject=case.entry.public_subject.replace("Huddinge", "Haninge"),
        actor=builders.actor(RUT),
        at=timezone.now(),
    )

    assert "[borttaget: Huddinge ] [tillagt: Haninge ]" in text(as_(RUT), page_of(case, "subject_corrected"))


@pytest.mark.matter_before("save_analysis")
def test_an_event_that_changed_no_field_says_so(case: Case) -> None:
    write_note(case_id=case.pk, text="Ringde.", actor=builders.actor(CATARINA), at=timezone.now())

    assert "Inga uppgifter ändrades." in text(as_(RUT), page_of(case, "note_written"))


@pytest.mark.matter_before("end")
def test_an_event_of_another_matter_is_not_found_here(case: Case) -> None:
    other = builders.open_case()

    address = reverse("case_event", args=[case.uuid, event_of(other, "case_opened").uuid])
    text(as_(RUT), address, status=404)
