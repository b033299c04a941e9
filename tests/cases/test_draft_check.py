"""Kommunens egna kontroller: one is switched off or made graver, with a reason that stands in the log."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from accounts.policy import NotAllowed
from audit.models import Event
from cases.draft_checks.checks import CHECKS
from cases.models import Case, CheckSetting, StaffReportVersion
from cases.reading.structure import Content
from cases.services.draft_check import CheckUnknown, set_check
from cases.services.staff_report import ReasonMissing, save_report
from tests import builders
from tests.builders import CATARINA, IDA, RUT
from tests.cases.guards import attempt
from tests.cases.pages import as_, text
from tests.config import strict_html

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("save_staff_report")]
REASON = "Våra mallar har redan en rad om barnets bästa."


def _set(code: str, severity: str, *, reason: str = REASON, person: str = RUT) -> None:
    set_check(code=code, severity=severity, reason=reason, actor=builders.actor(person), at=timezone.now())


def _saved(case: Case) -> dict[str, str]:
    """The findings of a draft that is saved now: code → severity."""
    latest = StaffReportVersion.objects.order_by("-number")[0]
    version = save_report(
        case_id=case.pk,
        content=replace(Content.from_dict(latest.content), addressee=f"Nämnd {latest.number}"),
        base_version=latest.number,
        actor=builders.actor(CATARINA),
        at=timezone.now(),
    )
    return {finding["code"]: finding["severity"] for finding in version.findings}


def test_a_check_that_is_off_finds_nothing_and_the_others_go_on(case: Case) -> None:
    before = _saved(case)

    _set("K02", "")

    assert _saved(case) == {code: severity for code, severity in before.items() if code != "K02"}
    told = Event.objects.filter(verb="draft_check_set").get()
    assert told.actor_label == builders.actor(RUT).label


def test_a_check_is_as_grave_as_the_municipality_says_until_it_is_as_it_was(case: Case) -> None:
    _set("K02", "error")
    assert _saved(case)["K02"] == "error"

    _set("K02", "warning", reason="Som det var.")

    assert _saved(case)["K02"] == "warning"
    assert not CheckSetting.objects.exists()
    assert Event.objects.filter(verb="draft_check_set").count() == 2


def test_the_same_again_tells_nothing(case: Case) -> None:
    _set("K02", "warning")
    _set("K02", "")
    _set("K02", "")

    assert Event.objects.filter(verb="draft_check_set").count() == 1


@pytest.mark.parametrize(("code", "severity"), [("Z99", "error"), ("K02", "fatal")])
def test_what_is_no_check_is_refused(case: Case, code: str, severity: str) -> None:
    with pytest.raises(CheckUnknown):
        _set(code, severity)


def test_a_change_needs_a_reason_and_the_right(case: Case) -> None:
    with pytest.raises(ReasonMissing):
        _set("K02", "", reason="  ")
    for person in (CATARINA, IDA):
        with pytest.raises(NotAllowed):
            _set("K02", "", person=person)

    assert not CheckSetting.objects.exists()


def test_the_page_lists_every_check_and_a_registrar_changes_one(case: Case) -> None:
    rut, address = as_(RUT), reverse("change_draft_check", args=["K02"])
    strict_html.parsed(rut.get(reverse("draft_checks")))
    strict_html.parsed(rut.get(address))
    listed = text(rut, reverse("draft_checks"))
    assert [check.code for check in CHECKS if str(check.title) not in listed] == []

    assert "Skriv ett skäl." in strict_html.text(rut.post(address, {"severity": "off", "reason": ""}))
    done = rut.post(address, {"severity": "off", "reason": REASON}, follow=True)

    said = strict_html.text(done)
    assert "Kontrollen K02 är sparad." in said
    assert REASON in said
    assert CheckSetting.objects.get().severity == ""
    assert rut.get(reverse("change_draft_check", args=["Z99"])).status_code == 404
    assert as_(CATARINA).post(address, {"severity": "off", "reason": REASON}).status_code == 403


def test_the_database_knows_the_severities_and_keeps_no_change_without_a_reason(case: Case) -> None:
    _set("K02", "")

    with pytest.raises(DatabaseError, match="cases_check_severity_known"):
        attempt("UPDATE cases_checksetting SET severity = 'fatal'")
    with pytest.raises(DatabaseError, match="cases_check_setting_has_reason"):
        attempt("UPDATE cases_checksetting SET reason = ''")
    with pytest.raises(DatabaseError, match="code"):
        attempt(
            "INSERT INTO cases_checksetting (code, severity, reason, set_at, set_by_id, set_label)"
            " SELECT code, severity, reason, set_at, set_by_id, set_label FROM cases_checksetting"
        )
