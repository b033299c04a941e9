"""Det publika diariet: what anybody reads without login, and how it is found."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Board
from diarium import services
from diarium.models import DiaryEntry
from tests.config.strict_html import parsed, text
from tests.diarium.conftest import AT, REGISTRAR
from tests.diarium.public import registered

pytestmark = pytest.mark.django_db

Budget = Callable[[int], AbstractContextManager[Any]]
PAGES = (
    "/publikt/diarium/",
    "/publikt/postlista/",
    "/publikt/oppna-data/",
    "/begar-ut/",
    "/tillganglighet/",
    "/personuppgifter/",
)


def opened(board: Board, subject: str, **changes: Any) -> DiaryEntry:
    facts: dict[str, Any] = {
        "board_id": board.pk,
        "opened_on": date(2026, 11, 22),
        "public_subject": subject,
        "class_code": "103",
        "actor": REGISTRAR,
        "at": AT,
    }
    return services.open_entry(**(facts | changes))


def test_anybody_opens_the_public_pages(client: Client, register: Board) -> None:
    for address in PAGES:
        response = client.get(address)

        assert response.status_code == 200, address
        parsed(response)
        assert "sessionid" not in response.cookies, address


def test_the_foot_leads_to_the_statement_the_feed_and_the_form(client: Client, register: Board) -> None:
    page = client.get("/publikt/diarium/").content.decode()

    for address in ("/tillganglighet/", "/personuppgifter/", "/publikt/diarium/rss/", "/begar-ut/"):
        assert f'href="{address}"' in page


def test_the_newest_matters_are_shown_with_number_board_status_and_date(client: Client, entry: DiaryEntry) -> None:
    shown = text(client.get("/publikt/diarium/"))

    assert "Trygghet i offentlig miljö" in shown
    for fact in (entry.printed_number, "Kommunstyrelsen", "Öppet", "2026-11-22"):
        assert fact in shown
    assert "Uppgifter som kan omfattas av sekretess och uppgifter om enskilda personer visas inte." in shown


def test_a_number_in_any_typing_goes_straight_to_the_matter(client: Client, entry: DiaryEntry) -> None:
    for typed in ("KS-2026/1.103", "ks 2026 1", "Dnr KS 2026/1", "2026/1", "1.103"):
        response = client.get("/publikt/diarium/", {"q": typed})

        assert response.headers.get("Location") == f"/publikt/arenden/{entry.uuid}/", typed


def test_the_number_of_a_document_goes_to_its_row(client: Client, entry: DiaryEntry) -> None:
    registered(entry)

    response = client.get("/publikt/diarium/", {"q": "KS-2026/1.103-1"})

    assert response.headers["Location"] == f"/publikt/arenden/{entry.uuid}/#handling-1"
    assert 'id="handling-1"' in client.get(f"/publikt/arenden/{entry.uuid}/").content.decode()


def test_a_number_of_several_boards_is_a_list(client: Client, entry: DiaryEntry) -> None:
    opened(Board.objects.get(code="SN"), "Föreningsbidrag")

    shown = text(client.get("/publikt/diarium/", {"q": "2026/1"}))

    assert "Trygghet i offentlig miljö" in shown
    assert "Föreningsbidrag" in shown


def test_words_find_a_matter_by_its_subject_and_by_its_documents(client: Client, entry: DiaryEntry) -> None:
    registered(entry, title="Yttrande om belysning")
    opened(entry.diary.board, "Taxa för torghandel")

    by_subject = text(client.get("/publikt/diarium/", {"q": "trygghet"}))
    by_document = text(client.get("/publikt/diarium/", {"q": "belysning"}))

    for shown in (by_subject, by_document):
        assert "Trygghet i offentlig miljö" in shown
        assert "Taxa för torghandel" not in shown


def test_the_name_of_a_board_is_the_board(client: Client, entry: DiaryEntry) -> None:
    opened(Board.objects.get(code="SN"), "Föreningsbidrag")

    shown = text(client.get("/publikt/diarium/", {"q": "socialnämnden"}))

    assert "Föreningsbidrag" in shown
    assert "Trygghet i offentlig miljö" not in shown


CHOICES: tuple[tuple[dict[str, str], bool], ...] = (
    ({"namnd": "KS"}, True),
    ({"namnd": "SN"}, False),
    ({"status": "open"}, True),
    ({"status": "closed"}, False),
    ({"fran_och_med": "2026-11-22"}, True),
    ({"fran_och_med": "2026-11-23"}, False),
    ({"till_och_med": "2026-11-22"}, True),
    ({"till_och_med": "2026-11-21"}, False),
    ({"q": "trygghet", "status": "closed"}, False),
    ({"q": "KS-2026/1", "status": "closed"}, False),
)


def test_board_status_and_period_narrow_what_is_shown(client: Client, entry: DiaryEntry) -> None:
    for choice, found in CHOICES:
        shown = text(client.get("/publikt/diarium/", choice))
        assert ("Trygghet i offentlig miljö" in shown) is found, choice


def test_what_matches_nothing_says_what_to_do(client: Client, register: Board) -> None:
    shown = text(client.get("/publikt/diarium/", {"q": "zeppelinare"}))

    assert "Inga ärenden matchar ”zeppelinare”." in shown
    assert "Prova färre ord eller ta bort ett val." in shown


def test_a_day_that_is_none_is_an_error_at_its_field(client: Client, entry: DiaryEntry) -> None:
    response = client.get("/publikt/diarium/", {"fran_och_med": "snart"})

    assert response.status_code == 422
    assert "Skriv ett datum, till exempel 2020-10-28." in text(response)


def test_a_long_list_goes_on_by_key(client: Client, register: Board) -> None:
    for number in range(51):
        opened(register, f"Ärende nummer {number}")

    first = client.get("/publikt/diarium/")
    following = client.get("/publikt/diarium/?efter=2026-11-22_0")

    assert "Visar 1–50 av 51" in text(first)
    assert 'rel="next"' in first.content.decode()
    assert len(first.content) < 60_000
    assert following.status_code == 200


def test_the_matter_shows_facts_documents_and_what_has_happened(client: Client, entry: DiaryEntry) -> None:
    registered(entry)
    registered(entry, title="Tjänsteskrivelse", direction="established", kind="other")

    shown = text(client.get(f"/publikt/arenden/{entry.uuid}/"))

    for fact in ("Trygghet i offentlig miljö", entry.printed_number, "Kommunstyrelsen", "Öppet", "22 november 2026"):
        assert fact in shown
    assert "Ansökan om bygglov" in shown
    assert "Upprättad" in shown
    assert "2 handlingar registrerades (nummer 1–2)." in shown
    assert "Begär ut handlingen" in shown


def test_the_page_says_why_the_contents_are_not_there(client: Client, entry: DiaryEntry) -> None:
    registered(entry, content=b"Hela texten", file_name="ansokan.txt")

    page = client.get(f"/publikt/arenden/{entry.uuid}/")

    assert "Innehållet ligger inte på webben: vi prövar först om något i handlingen omfattas av sekretess." in text(
        page
    )
    assert "ansokan.txt" not in page.content.decode()


def test_a_merged_matter_leads_on(client: Client, entry: DiaryEntry) -> None:
    other = opened(entry.diary.board, "Trygghet, dubblett")
    services.merge_entry(entry_id=other.pk, into_id=entry.pk, reason="Dubblett", actor=REGISTRAR, at=AT)

    page = client.get(f"/publikt/arenden/{other.uuid}/")

    assert f"Ärendet förs nu i {entry.printed_number}" in text(page)
    assert f'href="/publikt/arenden/{entry.uuid}/"' in page.content.decode()


def test_there_is_no_matter_that_does_not_exist(client: Client, register: Board) -> None:
    response = client.get("/publikt/arenden/5f1c7a5e-0000-4000-8000-000000000000/")

    assert response.status_code == 404
    assert "Sök i diariet" in text(response)


def test_the_daily_list_is_what_was_registered_that_day(client: Client, entry: DiaryEntry) -> None:
    registered(entry, title="Brev från i går", at=AT - timedelta(days=1), dated=date(2026, 11, 21))
    registered(entry)

    today = text(client.get("/publikt/postlista/"))
    yesterday = text(client.get("/publikt/postlista/2026-11-21/"))

    assert "Postlista 22 november 2026 1 handling. Skyddade uppgifter är utelämnade." in today
    assert "Ansökan om bygglov" in today
    assert "Brev från i går" not in today
    assert "Brev från i går" in yesterday


def test_the_daily_list_leads_to_the_nearest_days_that_have_documents(client: Client, entry: DiaryEntry) -> None:
    registered(entry, at=AT - timedelta(days=9), dated=date(2026, 11, 1))
    registered(entry)

    assert 'rel="prev" href="/publikt/postlista/2026-11-13/"' in client.get("/publikt/postlista/").content.decode()
    assert (
        'rel="next" href="/publikt/postlista/2026-11-22/"'
        in client.get("/publikt/postlista/2026-11-13/").content.decode()
    )


def test_the_day_is_that_of_stockholm(client: Client, entry: DiaryEntry) -> None:
    late = AT.replace(hour=23, minute=30)
    registered(entry, title="Kom sent", at=late)

    assert "Kom sent" not in text(client.get("/publikt/postlista/2026-11-22/"))
    assert "Kom sent" in text(client.get("/publikt/postlista/2026-11-23/"))


def test_a_day_that_is_none_has_no_list(client: Client, register: Board) -> None:
    for day in ("2026-02-30", "i-dag", "20261122x"):
        assert client.get(f"/publikt/postlista/{day}/").status_code == 404, day


def test_a_public_page_costs_ten_queries_at_most(
    client: Client, entry: DiaryEntry, django_assert_max_num_queries: Budget
) -> None:
    for number in range(8):
        registered(entry, title=f"Handling om trygghet {number}")

    for address in (
        "/publikt/diarium/",
        "/publikt/diarium/?q=trygghet",
        "/publikt/postlista/",
        f"/publikt/arenden/{entry.uuid}/",
    ):
        with django_assert_max_num_queries(10):
            client.get(address)


def test_robots_read_the_public_pages_and_keep_no_copy(client: Client, entry: DiaryEntry) -> None:
    rules = client.get("/robots.txt").content.decode()

    assert "Allow: /publikt/" in rules
    assert "Disallow: /" in rules.splitlines()
    assert client.get(f"/publikt/arenden/{entry.uuid}/").headers["X-Robots-Tag"] == "noindex, noarchive"
    assert client.get("/tillganglighet/").headers["X-Robots-Tag"] == "all"


def test_a_page_is_asked_about_every_time_and_sent_only_when_it_has_changed(client: Client, entry: DiaryEntry) -> None:
    first = client.get(f"/publikt/arenden/{entry.uuid}/")
    mark = first.headers["ETag"]

    again = client.get(f"/publikt/arenden/{entry.uuid}/", headers={"If-None-Match": mark})
    registered(entry)
    changed = client.get(f"/publikt/arenden/{entry.uuid}/", headers={"If-None-Match": mark})

    assert first.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


def test_the_statement_of_accessibility_says_status_shortcomings_and_whom_to_tell(
    client: Client, register: Board
) -> None:
    shown = text(client.get("/tillganglighet/"))

    for words in ("delvis förenliga", "Brister som vi känner till", "Rapportera en brist", "22 november 2026"):
        assert words in shown
