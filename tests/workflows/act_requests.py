"""Den som står in för handläggaren, och det som databasen nekar."""

from __future__ import annotations

from django.utils import timezone

from tests import builders
from tests.builders import CATARINA


def stand_in_for_catarina(person: str) -> None:
    today, catarina = timezone.localdate(), builders.user(CATARINA)
    unit = catarina.mandates.get(role="case_officer").unit_id
    builders.give_role(
        person, "case_officer", on_behalf_of_id=catarina.pk, unit_id=unit, valid_from=today, valid_to=today
    )
