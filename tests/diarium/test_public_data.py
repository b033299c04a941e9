"""Flöden och öppna data: what others' programs fetch, in a form that stays."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from accounts.models import Board
from diarium import services
from diarium.models import DiaryEntry
from diarium.views import open_data
from tests.config.strict_html import text
from tests.diarium.conftest import AT, REGISTRAR
from tests.diarium.public import body, registered

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def table(client: Client, query: str = "") -> list[dict[str, str]]:
    """The rows of the file as a spreadsheet reads them."""
    read = body(client.get(f"/publikt/diarium.csv{query}"))
    assert read.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(read.removeprefix("\ufeff")), delimiter=";"))


def answered(client: Client, query: str = "") -> dict[str, Any]:
    told: dict[str, Any] = json.loads(body(client.get(f"/publikt/diarium.json{query}")))
    return told


def test_the_feed_names_the_newest_documents_first(client: Client, entry: DiaryEntry) -> None:
    registered(entry, title="Den första", at=AT - timedelta(hours=1))
    registered(entry, title="Den andra")

    response = client.get("/publikt/diarium/rss/")
    channel = ET.fromstring(response.content)[0]  # noqa: S314 - our own answer

    assert response.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert channel.findtext("title") == "Huddinge kommun: nytt i diariet"
    assert [item.findtext("title") for item in channel.iter("item")] == [
        "KS-2026/1.103-2: Den andra",
        "KS-2026/1.103-1: Den första",
    ]


def test_the_atom_feed_leads_to_the_rows(client: Client, entry: DiaryEntry) -> None:
    document = registered(entry)

    feed = ET.fromstring(client.get("/publikt/diarium/atom/").content)  # noqa: S314 - our own answer
    [item] = feed.iter(f"{ATOM}entry")

    link = item.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"http://testserver/publikt/arenden/{entry.uuid}/#handling-1"
    assert item.findtext(f"{ATOM}id") == f"urn:uuid:{document.uuid}"


def test_a_feed_can_follow_one_board(client: Client, entry: DiaryEntry) -> None:
    registered(entry)

    assert "bygglov" in body(client.get("/publikt/diarium/rss/?namnd=KS"))
    assert "bygglov" not in body(client.get("/publikt/diarium/rss/?namnd=SN"))


def test_a_reader_of_feeds_finds_them_by_itself(client: Client, entry: DiaryEntry) -> None:
    for address in ("/publikt/diarium/", "/publikt/postlista/", f"/publikt/arenden/{entry.uuid}/"):
        page = client.get(address).content.decode()
        assert '<link rel="alternate" type="application/rss+xml"' in page
        assert '<link rel="alternate" type="application/atom+xml"' in page


def test_a_document_is_a_row_with_what_the_register_must_show(client: Client, entry: DiaryEntry) -> None:
    document = registered(entry, received_on=date(2026, 11, 21))

    [row] = table(client)

    assert row == {
        "id": str(document.uuid),
        "handling": "KS-2026/1.103-1",
        "handlingsnummer": "1",
        "arende_id": str(entry.uuid),
        "diarienummer": "KS-2026/1.103",
        "namnd": "KS",
        "namnd_namn": "Kommunstyrelsen",
        "datum": "2026-11-21",
        "registrerad": "2026-11-22",
        "riktning": "inkommen",
        "handlingstyp": "application",
        "rubrik": "Ansökan om bygglov",
        "avsandare_eller_mottagare": "",
        "makulerad": "nej",
        "visas_inte": "nej",
        "adress": f"http://testserver/publikt/arenden/{entry.uuid}/#handling-1",
    }


def test_a_matter_is_a_row(client: Client, entry: DiaryEntry) -> None:
    [row] = answered(client, "?visa=arenden")["rader"]

    assert row == {
        "id": str(entry.uuid),
        "diarienummer": "KS-2026/1.103",
        "namnd": "KS",
        "namnd_namn": "Kommunstyrelsen",
        "oppnat": "2026-11-22",
        "registrerat": "2026-11-22",
        "status": "oppet",
        "fors_i": "",
        "arendemening": "Trygghet i offentlig miljö",
        "visas_inte": False,
        "adress": f"http://testserver/publikt/arenden/{entry.uuid}/",
    }


def test_both_forms_have_the_same_rows(client: Client, entry: DiaryEntry) -> None:
    registered(entry)
    registered(entry, title="Yttrande; med semikolon", kind="statement")

    in_json = answered(client)

    assert [row["rubrik"] for row in in_json["rader"]] == [row["rubrik"] for row in table(client)]
    assert (in_json["version"], in_json["datamangd"]) == ("1", "handlingar")
    assert in_json["licens"] == "https://creativecommons.org/publicdomain/zero/1.0/"


def test_a_program_walks_the_whole_by_the_addresses_it_is_given(client: Client, entry: DiaryEntry) -> None:
    for number in range(5):
        registered(entry, title=f"Handling {number}")

    titles, address = [], "/publikt/diarium.json?antal=2&namnd=KS"
    while address:
        told = json.loads(body(client.get(address)))
        titles += [row["rubrik"] for row in told["rader"]]
        address = (told["nasta"] or "").removeprefix("http://testserver")

    assert titles == [f"Handling {number}" for number in range(5)]


def test_the_csv_says_in_its_header_where_it_goes_on(client: Client, entry: DiaryEntry) -> None:
    registered(entry)
    registered(entry)

    assert client.get("/publikt/diarium.csv?antal=1").headers["Link"].endswith('>; rel="next"')
    assert "Link" not in client.get("/publikt/diarium.csv?antal=2").headers


def test_a_large_answer_is_read_a_part_at_a_time(
    client: Client, entry: DiaryEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_data, "PART", 2)
    for number in range(5):
        registered(entry, title=f"Handling {number}")

    assert [row["rubrik"] for row in table(client)] == [f"Handling {number}" for number in range(5)]


def test_a_day_a_period_or_a_board_can_be_chosen(client: Client, entry: DiaryEntry) -> None:
    registered(entry, title="I går", at=AT - timedelta(days=1), dated=date(2026, 11, 21))
    registered(entry, title="I dag")

    for query, expected in (
        ("?dag=2026-11-21", ["I går"]),
        ("?fran_och_med=2026-11-22", ["I dag"]),
        ("?till_och_med=2026-11-21", ["I går"]),
        ("?namnd=SN", []),
        ("?namnd=KS", ["I går", "I dag"]),
    ):
        assert [row["rubrik"] for row in table(client, query)] == expected, query


def test_a_question_that_cannot_be_read_is_refused(client: Client, register: Board) -> None:
    for query in ("visa=hemligheter", "efter=1%20or%201", "antal=0", "antal=-1", "dag=2026-02-30"):
        for form in ("csv", "json"):
            response = client.get(f"/publikt/diarium.{form}?{query}")
            assert response.status_code == 400, query
            assert "Frågan går inte att läsa." in body(response)


def test_no_title_is_calculated_by_a_spreadsheet(client: Client, entry: DiaryEntry) -> None:
    titles = ["=HYPERLINK(1)", "+46", "-1", "@SUM(A1)"]
    for title in titles:
        registered(entry, title=title)

    assert [row["rubrik"] for row in table(client)] == [f"'{title}" for title in titles]
    assert [row["rubrik"] for row in answered(client)["rader"]] == titles


def test_an_answer_that_is_the_same_is_not_sent_again(client: Client, entry: DiaryEntry) -> None:
    document = registered(entry)
    mark = client.get("/publikt/diarium.csv").headers["ETag"]

    assert client.get("/publikt/diarium.csv", headers={"If-None-Match": mark}).status_code == 304
    services.mark_document_secret(document_id=document.pk, provision="OSL 25 kap. 1 §", actor=REGISTRAR, at=AT)
    assert client.get("/publikt/diarium.csv", headers={"If-None-Match": mark}).status_code == 200


def test_the_page_names_every_column_and_the_licence(client: Client, register: Board) -> None:
    response = client.get("/publikt/oppna-data/")
    shown = text(response)

    for column in (*open_data.DOCUMENTS.columns, *open_data.MATTERS.columns):
        assert column in shown
    assert "CC0 1.0" in shown
    assert "https://creativecommons.org/publicdomain/zero/1.0/" in response.content.decode()
