"""Kontrollernas listor: every line leads to what it counts, offers its acts, and each act tells what failed and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Board
from audit.selectors import Finding
from audit.services import record_check
from cases.models import Case, CaseType
from cases.selectors.control import BY_SLUG, CHECKS
from diarium import services as register
from diarium.models import Document
from tests import builders
from tests.builders import CATARINA, OLLE, RUT
from tests.cases.pages import as_, text
from tests.config import strict_html

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]

CHANGE_OFFICER, WATCH, CLASS, TRIED = (
    "Byt handläggare …",
    "Ändra bevakningsdatum …",
    "Ändra klassificering …",
    "Markera som prövad …",
)
OFFERED = {
    "utan-klassificering": (CLASS, CHANGE_OFFICER),
    "utan-handlaggare": (CHANGE_OFFICER, WATCH),
    "sekretess-inte-provad": (TRIED,),
    "ingen-handelse": (CHANGE_OFFICER, WATCH),
    "inte-expedierade": (CHANGE_OFFICER, WATCH),
    "inte-undertecknade": (CHANGE_OFFICER, WATCH),
}


def _sent(client: Client, address: str, rows: list[Any], **fields: Any) -> str:
    response = client.post(address, {"id": [str(row.uuid) for row in rows], **fields}, follow=True)
    assert response.status_code == 200
    return strict_html.text(response)


def test_every_line_of_the_cockpit_leads_to_a_page(case: Case) -> None:
    page = as_(RUT).get("/diarium/kontroll/")
    lines = [*page.context["lines"], *(line for line, _opens in page.context["runs"])]

    assert len(lines) == len(CHECKS) + 3
    for line in lines:
        assert line.url in page.content.decode(), line.label
        assert as_(RUT).get(line.url).status_code == 200, line.label


def _everything(_actor: Any, _at: Any) -> Any:
    return Case.objects.all()


@pytest.mark.parametrize("slug", OFFERED)
def test_every_list_of_its_own_has_its_acts(case: Case, slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    check = BY_SLUG[slug]
    if check.model is Case:
        monkeypatch.setattr("cases.selectors.control_list.BY_SLUG", {slug: replace(check, rows=_everything)})

    page = as_(RUT).get(f"/diarium/kontroll/lista/{slug}/")

    assert tuple(str(act.label) for act in page.context["acts"]) == OFFERED[slug]
    assert all(f'formaction="{act.url}"' in page.content.decode() for act in page.context["acts"])


def test_no_list_is_forgotten_here() -> None:
    assert {check.slug for check in CHECKS if not check.address} == set(OFFERED)


@pytest.mark.parametrize(("kind", "label"), [("verify", "Loggen"), ("fixity", "Filer")])
def test_what_a_check_of_everything_found_is_listed(case: Case, kind: str, label: str) -> None:
    address = f"/diarium/kontroll/korning/{kind}/"
    now = timezone.now()
    found = [
        Finding("E-FILE", "KS-2018/91.103-1", "a", "b", "Filen är ändrad."),
        Finding("E-LOST", "2", "", "", "Borta."),
    ]
    record_check(kind, started_at=now, ended_at=now, checked=17, findings=found)

    page = text(as_(RUT), address)

    assert label in page
    assert "Kontrollerat: 17." in page
    assert "2 fel." in page
    assert "E-FILE KS-2018/91.103-1 Filen är ändrad. E-LOST 2 Borta." in page
    assert as_(CATARINA).get(address).status_code == 403
    assert as_(RUT).get("/diarium/kontroll/korning/annat/").status_code == 404


def test_a_class_that_cannot_be_changed_is_told_with_its_reason_and_the_others_are(case: Case) -> None:
    CaseType.objects.update(default_class=None)
    struck, bare = builders.open_case(class_code=""), builders.open_case(class_code="")
    register.cancel_entry(entry_id=struck.entry_id, reason="Dubbelt.", actor=builders.actor(RUT), at=timezone.now())

    page = _sent(as_(RUT), "/diarium/andra/klassificering/", [struck, bare], code="103", reason="Saknades.")

    assert "1 av 2 ärenden har fått ny klassificering. 1 kunde inte ändras:" in page
    number = struck.entry.printed_number
    assert f"{number} : {number} är makulerad och kan inte ändras" in page
    bare.entry.refresh_from_db()
    assert bare.entry.class_code is not None


def test_a_document_whose_secrecy_another_registry_tries_is_told_with_its_reason(case: Case) -> None:
    other = builders.open_case(board_id=Board.objects.get(code="GSN").pk)
    builders.give_role(OLLE, "registrar", board_id=Board.objects.get(code="GSN").pk)
    own = register.register_document(
        entry_id=other.entry_id,
        title="Brev",
        direction="received",
        kind="letter",
        dated=timezone.localdate(),
        actor=builders.actor(RUT),
        at=timezone.now(),
    )
    theirs = Document.objects.filter(entry=case.entry_id).order_by("document_no")[0]

    page = _sent(as_(OLLE), "/diarium/andra/sekretess-provad/", [theirs, own])

    assert "1 av 2 handlingar är markerade som prövade. 1 kunde inte ändras:" in page
    assert "KS-2018/91.103-1 : " in page
    own.refresh_from_db()
    theirs.refresh_from_db()
    assert (own.secrecy_reviewed_on, theirs.secrecy_reviewed_on) == (timezone.localdate(), None)
