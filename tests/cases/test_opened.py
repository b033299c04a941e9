"""Senast öppnade: the matters that a person opened last, and the person's own alone."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from cases.models import OpenedCase
from cases.services.opened import KEPT, remember_opened
from tests import builders
from tests.beside import matter
from tests.builders import SIV
from tests.cases.pages import as_

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


def test_only_the_latest_matters_are_kept_and_a_reload_writes_nothing() -> None:
    actor, now = builders.actor(SIV), timezone.now()
    first = matter()
    remember_opened(case_id=first.pk, actor=actor, at=now, before=None)
    remember_opened(case_id=first.pk, actor=actor, at=now + timedelta(minutes=1), before=now)
    assert OpenedCase.objects.get().at == now
    remember_opened(case_id=first.pk, actor=actor, at=now + timedelta(minutes=9), before=now)
    assert OpenedCase.objects.get().at == now + timedelta(minutes=9)
    with patch("cases.services.opened.KEPT", 1):
        other = builders.open_case()
        for _time in range(2):
            remember_opened(case_id=other.pk, actor=actor, at=now + timedelta(minutes=20), before=None)
    assert KEPT >= 8
    assert [row.case_id for row in OpenedCase.objects.filter(user=builders.user(SIV))] == [other.pk]


def test_a_matter_stands_there_once() -> None:
    as_(SIV).get(reverse("case", args=[matter().uuid]))

    refused = pytest.raises(IntegrityError, match="cases_opened_once")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_openedcase (case_id, user_id, at) SELECT case_id, user_id, at FROM cases_openedcase"
        )
