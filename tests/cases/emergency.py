"""Be om, bevilja och öppna tillfällig åtkomst: what the tests of it begin with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts import policy
from cases.models import Case
from diarium import services as register
from diarium.models import EmergencyAccess
from tests import builders
from tests.builders import CAMILLA, ULLA

NUMBER = "KS-2018/91.103"


ASK = "/arenden/tillfallig-atkomst/"


def asked(case: Case, name: str = ULLA, **when: Any) -> EmergencyAccess:
    at = when.get("at", timezone.now())
    found = register.ask_emergency_access(
        entry_id=case.entry_id, reason="Barnet är i fara.", actor=builders.actor(name), at=at
    )
    assert found is not None
    return found


def granted(case: Case, name: str = ULLA, *, hours: int | None = None, ago: timedelta = timedelta()) -> EmergencyAccess:
    at = timezone.now() - ago
    access = asked(case, name, at=at)
    return register.grant_emergency_access(access_id=access.pk, hours=hours, actor=builders.actor(CAMILLA), at=at)


def sees(name: str, case: Case) -> bool:
    return policy.visible(builders.actor(name), Case).filter(pk=case.pk).exists()
