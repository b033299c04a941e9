"""Ärendet från det första papperet till den sista mottagaren, in the browsers of all whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from config import rehearsal
from tests.builders import CAMILLA, CATARINA, PIA, RUT
from tests.journeys.acts import POLICE, TheMatter
from tests.journeys.conftest import OpenAs
from tests.journeys.desk import Desks

pytestmark = pytest.mark.e2e


@pytest.fixture
def post(transactional_db: None) -> Iterator[rehearsal.PostOffice]:
    """A post office that takes every mail and delivers none."""
    with rehearsal.post_office() as office:
        yield office


@pytest.mark.matter_before("open_case")
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_seeds_matter_goes_from_the_first_paper_to_the_last_recipient(
    open_as: OpenAs, post: rehearsal.PostOffice, javascript: bool
) -> None:
    matter = TheMatter(Desks(open_as, javascript))

    matter.read_in()
    matter.register_attachments()
    matter.go_on_to_the_analysis()
    matter.write_the_analysis()
    matter.is_in_step(RUT, "Förslag till beslut", "Nästa steg: skriv förslag till beslut")
    matter.mend_the_report()
    matter.compare_the_versions()
    matter.send_for_approval()
    matter.give_back()
    matter.send_for_approval()
    matter.approve()
    matter.is_in_step(CATARINA, "Beslut", "Nästa steg: anmäl ärendet till ett sammanträde")
    matter.record_decision()
    matter.draw_up_agreement()
    matter.is_in_step(CATARINA, "Undertecknande", "Nästa steg: parterna undertecknar")
    matter.sign(CAMILLA, "Huddinge kommun")
    matter.sign(PIA, POLICE)
    matter.sign_on_paper()
    matter.distribute()
    matter.acknowledge()
    matter.close()
    matter.see_the_history()

    assert len(post.beyond_the_house()) == 3
