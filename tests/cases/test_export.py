"""Uttag: lists as files, with what the person may see, for that person alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from accounts.models import User
from accounts.policy import NotAllowed
from cases import jobs
from cases.models import Case
from cases.selectors import export as selectors
from cases.services import export as services
from diarium.engine import storage
from diarium.models import Export
from diarium.states import ExportStatus
from tests.builders import CATARINA, IDA, OLLE, RUT, SIV
from tests.cases.exports import _fetched, _ordered, _rows
from tests.cases.pages import as_, text
from tests.cases.test_diary_page import _copies, _make_secret, _secret_document

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


def test_a_short_list_is_answered_at_once_with_swedish_headings(case: Case) -> None:
    response = as_(RUT).get("/uttag/handlingar/?namnd=KS")
    rows = _rows(_fetched(as_(RUT), "/uttag/handlingar/?namnd=KS"))

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="handlingar-' in response.headers["Content-Disposition"]
    assert rows[0][:3] == ["Datum", "Handlingsnummer", "Rubrik"]
    assert rows[1][:4] == ["2019-11-04", "KS-2018/91.103-2", "Lägesbild 2019", "KS-2018/91.103"]
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    ("address", "heading", "found"),
    [
        ("/uttag/diariet/", "Öppnat", "2018-01-11"),
        ("/uttag/arenden/?visa=alla", "Steg", "Utkast"),
        ("/uttag/beslut/", "Utfall", ""),
        ("/uttag/expediering/?visa=skickade", "Mottagare", ""),
        ("/uttag/kontroll/?kontroll=sekretess-inte-provad", "Rubrik", "Lägesbild 2019"),
        ("/uttag/kontroll/?kontroll=utan-handlaggare", "Handläggare", ""),
    ],
)
def test_every_list_can_be_fetched(case: Case, address: str, heading: str, found: str) -> None:
    rows = _rows(_fetched(as_(RUT), address))

    assert heading in rows[0]
    assert any(found in row for row in rows[1:]) or (not found and len(rows) == 1)


def test_the_file_has_what_the_filter_lets_through(case: Case) -> None:
    assert len(_rows(_fetched(as_(RUT), "/uttag/handlingar/?q=lägesbilder"))) == 2
    assert len(_rows(_fetched(as_(RUT), "/uttag/handlingar/?q=skolskjuts"))) == 1
    assert len(_rows(_fetched(as_(RUT), "/uttag/handlingar/?fran_och_med=2019-11-05&till_och_med=x"))) == 1


def test_the_file_tells_no_more_of_what_is_secret_than_the_page(case: Case) -> None:
    number = _secret_document(case).document_no
    others = _fetched(as_(SIV), "/uttag/handlingar/")

    assert f"KS-2018/91.103-{number};Sekretessmarkerad handling" in others
    assert "våld" not in others
    assert "Andersson" not in others
    assert "våld" in _fetched(as_(CATARINA), "/uttag/handlingar/")
    _make_secret(case)
    assert "Samverkan" not in _fetched(as_(SIV), "/uttag/diariet/")
    assert "91.103" not in _fetched(as_(SIV), "/uttag/arenden/?visa=alla")


@pytest.mark.parametrize(
    ("kind", "name", "status"),
    [("handlingar", OLLE, 403), ("handlingar", IDA, 403), ("kontroll", CATARINA, 403), ("finns-inte", RUT, 404)],
)
def test_who_may_not_see_the_list_gets_no_file(case: Case, kind: str, name: str, status: int) -> None:
    assert as_(name).get(f"/uttag/{kind}/").status_code == status


@pytest.mark.allows_inconsistency
def test_a_long_list_is_ordered_and_made_in_the_background_as_the_person(
    owner_connection: psycopg.Connection[Any], case: Case
) -> None:
    _copies(owner_connection, 1100)
    client = as_(RUT)
    page = text(client, "/uttag/handlingar/?q=2018/91")
    assert "Listan har fler än 1 000 rader." in page
    response = client.post("/uttag/handlingar/?q=2018/91", {"form": "csv", "key": "k1"}, follow=True)
    again = client.post("/uttag/handlingar/?q=2018/91", {"form": "csv", "key": "k1"})
    export = Export.objects.get()
    assert "Filen blir klar om en stund. Du får ett meddelande." in response.content.decode()
    assert again.headers["Location"] == f"/uttag/{export.uuid}/"
    assert "Filen väntar på att göras." in text(client, f"/uttag/{export.uuid}/")
    assert client.get(f"/uttag/{export.uuid}/fil/").status_code == 404

    assert services.make_export(export.pk)

    export.refresh_from_db()
    assert (export.status, export.rows_done, export.rows_total) == (ExportStatus.DONE, 1102, 1102)
    rows = _rows(_fetched(client, f"/uttag/{export.uuid}/fil/"))
    assert len(rows) == 1103
    assert len({row[1] for row in rows}) == 1103
    assert "Filen är klar. Den har 1102 rader." in text(client, f"/uttag/{export.uuid}/")
    assert "Handlingar i diariet" in text(client, "/uttag/")


def test_a_job_run_twice_makes_the_file_once(case: Case) -> None:
    export = _ordered()
    assert services.make_export(export.pk)
    first = Export.objects.get(pk=export.pk)

    assert not services.make_export(export.pk)
    assert not services.make_export(0)

    second = Export.objects.get(pk=export.pk)
    assert (first.sha256, first.done_at) == (second.sha256, second.done_at)
    assert storage.exists(first.sha256)


def test_the_file_holds_what_the_person_may_see_when_it_is_made(case: Case) -> None:
    export = _ordered(SIV)
    _secret_document(case)
    _make_secret(case)
    services.make_export(export.pk)

    content = _fetched(as_(SIV), f"/uttag/{export.uuid}/fil/")

    assert "Sekretessmarkerad handling" in content
    assert "Lägesbild" not in content


def test_an_export_is_its_owners_alone(case: Case) -> None:
    export = _ordered()
    services.make_export(export.pk)
    client = as_(CATARINA)

    assert client.get(f"/uttag/{export.uuid}/").status_code == 404
    assert client.get(f"/uttag/{export.uuid}/fil/").status_code == 404
    assert client.post(f"/uttag/{export.uuid}/igen/").status_code == 404
    assert "Du har inga uttag." in text(client, "/uttag/")


def test_what_failed_is_shown_and_tried_again(case: Case) -> None:
    export = _ordered()
    services.fail_export(export.pk)
    client = as_(RUT)
    assert "Filen kunde inte göras." in text(client, f"/uttag/{export.uuid}/")
    assert "Misslyckades" in text(client, "/uttag/")

    client.post(f"/uttag/{export.uuid}/igen/")

    assert Export.objects.get(pk=export.pk).status == ExportStatus.WAITING
    assert client.post(f"/uttag/{export.uuid}/igen/").status_code == 409
    services.make_export(export.pk)
    services.fail_export(export.pk)
    assert Export.objects.get(pk=export.pk).status == ExportStatus.DONE


def test_who_has_lost_the_role_gets_no_file(case: Case) -> None:
    export = _ordered(SIV, kind="beslut")
    User.objects.filter(name=SIV).update(is_active=False)

    with pytest.raises(NotAllowed):
        services.make_export(export.pk)


def test_the_person_is_told_by_a_mail_that_says_nothing_of_what_was_searched_for(case: Case) -> None:
    export = _ordered(query={"q": "lägesbild"})
    assert selectors.notice_of(export.pk) is None
    services.make_export(export.pk)

    message = selectors.notice_of(export.pk)

    assert message is not None
    assert message.subject == "Filen är klar: Handlingar i diariet"
    assert f"/uttag/{export.uuid}/" in message.text
    assert "lägesbild" not in message.subject + message.text


def test_old_exports_are_swept_after_seven_days(case: Case) -> None:
    old, new = _ordered(), _ordered()
    Export.objects.filter(pk=old.pk).update(asked_at=timezone.now() - timedelta(days=8))

    jobs.sweep(timestamp=0)

    assert list(Export.objects.all()) == [new]


def test_five_lists_at_a_time_are_enough(case: Case) -> None:
    for _number in range(5):
        _ordered()

    with pytest.raises(services.TooManyExports):
        _ordered()
