"""Skyddade uppgifter syns aldrig publikt: of what is secret number and date, and nothing else, on every address."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Board
from diarium import services
from diarium.models import Correspondent, DiaryEntry, Document, DocumentVersion
from tests.config.strict_html import text
from tests.diarium.conftest import AT, REGISTRAR
from tests.diarium.public import TODAY, answers, body, registered

pytestmark = pytest.mark.django_db

PROVISION = "OSL 25 kap. 1 §"
SECRETS = ("hemlig", "Hemlig", "Kerstin", "Polisområde", "25 kap", "avtal.txt", "letter_of_intent", "avsiktsf")


@pytest.fixture
def secret_matter(register: Board) -> DiaryEntry:
    """A matter marked secret, with a document."""
    entry = services.open_entry(
        board_id=register.pk,
        opened_on=date(2026, 11, 22),
        public_subject="Hemlig utredning",
        protected_subject="Hemlig utredning om Kerstin Ek",
        secrecy_provision=PROVISION,
        class_code="103",
        actor=REGISTRAR,
        at=AT,
    )
    police = Correspondent.objects.filter(kind="police").first()
    registered(
        entry,
        title="Hemlig avsiktsförklaring",
        kind="letter_of_intent",
        direction="established",
        correspondent_id=police.pk if police else None,
        sender_or_recipient="Polisområde Stockholm Syd",
        content=b"Hemlig text",
        file_name="avtal.txt",
    )
    return entry


@pytest.fixture
def secret_document(entry: DiaryEntry) -> Document:
    """A document marked secret in a matter that is not."""
    police = Correspondent.objects.filter(kind="police").first()
    return registered(
        entry,
        title="Hemlig avsiktsförklaring",
        protected_title="Hemlig avsiktsförklaring med Kerstin Ek",
        secrecy_provision=PROVISION,
        kind="letter_of_intent",
        direction="established",
        correspondent_id=police.pk if police else None,
        sender_or_recipient="Polisområde Stockholm Syd",
        content=b"Hemlig text",
        file_name="avtal.txt",
    )


def leaks(client: Client, entry: DiaryEntry) -> list[str]:
    """Every word of a secret on every public address; what the visitor herself wrote does not count."""
    found = []
    for address, answered in answers(client, entry):
        told = answered.replace("hemlig", "") if "q=hemlig" in address else answered
        found += [f"{address}: {word}" for word in SECRETS if word in told]
    return found


def test_of_a_secret_matter_nothing_but_number_and_date_shows_anywhere(
    client: Client, secret_matter: DiaryEntry
) -> None:
    assert leaks(client, secret_matter) == []


def test_the_page_of_a_secret_matter_is_its_number_and_date(client: Client, secret_matter: DiaryEntry) -> None:
    shown = text(client.get(f"/publikt/arenden/{secret_matter.uuid}/"))

    assert shown.startswith(
        f"Ärendet finns men visas inte här. Diarienummer {secret_matter.printed_number} Öppnat 22 november 2026 "
    )
    assert "Begär ut handlingar i ärendet" in shown
    assert "Öppet" not in shown
    assert "Handling 1" not in shown


def test_of_a_secret_document_nothing_but_number_and_date_shows_anywhere(
    client: Client, secret_document: Document
) -> None:
    assert leaks(client, secret_document.entry) == []


def test_a_secret_document_is_there_and_can_be_asked_for(client: Client, secret_document: Document) -> None:
    response = client.get(f"/publikt/arenden/{secret_document.entry.uuid}/")

    assert "1 Handlingen finns men visas inte här. Begär ut handlingen" in text(response)
    assert f'href="/begar-ut/?handling={secret_document.uuid}"' in response.content.decode()
    assert "Upprättad" not in text(response)


def test_the_files_keep_the_row_of_a_secret_document_with_number_and_date_alone(
    client: Client, secret_document: Document
) -> None:
    [row] = json.loads(body(client.get("/publikt/diarium.json")))["rader"]

    assert row["visas_inte"] is True
    assert (row["handling"], row["datum"]) == ("KS-2026/1.103-1", "2026-11-20")
    assert {name: row[name] for name in ("riktning", "handlingstyp", "rubrik", "avsandare_eller_mottagare")} == {
        "riktning": "",
        "handlingstyp": "",
        "rubrik": "",
        "avsandare_eller_mottagare": "",
    }


def test_a_secret_matter_is_not_found_by_its_status(client: Client, secret_matter: DiaryEntry) -> None:
    assert secret_matter.printed_number not in text(client.get("/publikt/diarium/?status=open"))
    assert secret_matter.printed_number in text(client.get("/publikt/diarium/"))


def test_what_differs_in_secret_alone_is_answered_alike_to_the_byte(client: Client, secret_document: Document) -> None:
    entry = secret_document.entry
    csrf = re.compile(r'name="(?:csrfmiddlewaretoken|key)" value="[^"]*"|csrftoken=[^;]*;|expires[^;]*;|Expires[^)]*\)')
    before = {address: csrf.sub("", told) for address, told in answers(client, entry)}

    Document.objects.filter(pk=secret_document.pk).update(
        title="Hemlig rapport om något annat", protected_title="Hemlig", kind="other", direction="dispatched"
    )
    after = {address: csrf.sub("", told) for address, told in answers(client, entry)}

    assert after == before


def test_marking_a_matter_secret_hides_it_at_the_next_look(client: Client, entry: DiaryEntry) -> None:
    registered(entry, title="Ansökan om bygglov")
    address = f"/publikt/arenden/{entry.uuid}/"
    mark = client.get(address).headers["ETag"]
    assert "Trygghet" in text(client.get("/publikt/diarium/?q=trygghet"))

    services.mark_entry_secret(entry_id=entry.pk, provision=PROVISION, actor=REGISTRAR, at=AT)

    at_once = client.get(address, headers={"If-None-Match": mark})
    assert at_once.status_code == 200
    assert "Trygghet" not in body(at_once)
    for again in ("/publikt/diarium/", "/publikt/diarium/?q=trygghet", "/publikt/diarium/rss/", "/publikt/postlista/"):
        assert "Trygghet" not in body(client.get(again)), again


def test_marking_a_document_secret_hides_it_at_the_next_look(client: Client, entry: DiaryEntry) -> None:
    document = registered(entry)
    assert "bygglov" in body(client.get("/publikt/diarium/rss/"))

    services.mark_document_secret(document_id=document.pk, provision=PROVISION, actor=REGISTRAR, at=AT)

    for address in (
        f"/publikt/arenden/{entry.uuid}/",
        "/publikt/postlista/",
        "/publikt/diarium/rss/",
        "/publikt/diarium/atom/",
        "/publikt/diarium.csv",
        "/publikt/diarium.json",
    ):
        assert "bygglov" not in body(client.get(address)), address
    assert "Inga ärenden matchar ”bygglov”" in text(client.get("/publikt/diarium/?q=bygglov"))


def test_a_title_with_a_personal_identity_number_is_left_out(client: Client, entry: DiaryEntry) -> None:
    numbers = ("19121212-1212", "121212-1212", "121212 1212", "201212721218")
    for number in numbers:
        registered(entry, title=f"Orosanmälan {number}")
    services.correct_subject(entry_id=entry.pk, public_subject=f"Ärende om {numbers[0]}", actor=REGISTRAR, at=AT)

    for address, told in answers(client, entry):
        assert [number for number in numbers if number in told] == [], address
    shown = text(client.get(f"/publikt/arenden/{entry.uuid}/"))
    assert shown.startswith("Rubriken visas inte här.")
    for row in range(1, 5):
        assert f"{row} Rubriken visas inte här. Begär ut handlingen" in shown


def test_a_private_person_is_never_named_as_sender(client: Client, entry: DiaryEntry) -> None:
    person = Correspondent.objects.create(name="Kerstin Ek", kind="person", code="KERSTIN-EK")
    registered(entry, sender_or_recipient="Kerstin Ek", correspondent_id=person.pk)
    registered(entry, sender_or_recipient="Karl Okänd")

    assert [address for address, told in answers(client, entry) if "Kerstin" in told or "Okänd" in told] == []


def test_a_body_that_the_register_knows_is_named_as_sender(client: Client, entry: DiaryEntry) -> None:
    police = Correspondent.objects.filter(kind="police").order_by("pk")[0]
    registered(entry, sender_or_recipient="Polisen", correspondent_id=police.pk)

    assert police.name in text(client.get(f"/publikt/arenden/{entry.uuid}/"))
    assert police.name in body(client.get("/publikt/diarium.csv"))


def test_a_protected_sender_is_not_named(client: Client, entry: DiaryEntry) -> None:
    police = Correspondent.objects.filter(kind="police").order_by("pk")[0]
    registered(
        entry,
        sender_or_recipient="En myndighet",
        protected_sender_or_recipient=police.name,
        protection_provision="OSL 18 kap. 1 §",
        correspondent_id=police.pk,
    )

    assert [address for address, told in answers(client, entry) if police.name in told] == []


def test_working_material_is_not_there(client: Client, entry: DiaryEntry) -> None:
    draft = registered(entry, title="Utkast till tjänsteutlåtande", status="draft", direction="established")

    assert [address for address, told in answers(client, entry) if "Utkast till" in told] == []
    assert "KS-2026/1.103-1" not in body(client.get("/publikt/diarium.csv"))
    assert str(draft.uuid) not in body(client.get("/publikt/diarium.json"))

    services.set_document_status(document_id=draft.pk, status="final", actor=REGISTRAR, at=AT)
    assert "Utkast till tjänsteutlåtande" in text(client.get(f"/publikt/arenden/{entry.uuid}/"))


def test_no_public_address_reads_a_file_or_its_name(client: Client, entry: DiaryEntry) -> None:
    document = registered(entry, content=b"Innehallet i handlingen", file_name="ansokan-om-bygglov.txt")
    sha256 = DocumentVersion.objects.get(document=document).sha256

    for address, told in answers(client, entry):
        assert "Innehallet" not in told, address
        assert "ansokan-om-bygglov" not in told, address
        assert sha256 not in told, address


def test_the_public_pages_read_no_table_of_the_register_itself(client: Client, secret_document: Document) -> None:
    registered(secret_document.entry, at=AT - timedelta(days=1), dated=date(2026, 11, 1))
    tables = "diaryentry|document|documentversion|entryalias|entrylink|correspondent|searchentry|filetext"
    own = re.compile(rf'"(diarium_(?:{tables})|audit_\w+|cases_\w+)"')
    read: set[str] = set()
    for address in (
        "/publikt/diarium/",
        "/publikt/diarium/?q=KS-2026/1",
        "/publikt/diarium/rss/",
        "/publikt/diarium.csv",
        f"/publikt/arenden/{secret_document.entry.uuid}/",
        f"/publikt/postlista/{TODAY}/",
        f"/begar-ut/?handling={secret_document.uuid}",
    ):
        with CaptureQueriesContext(connection) as queries:
            body(client.get(address))
        read |= {f"{address} {table}" for query in queries for table in own.findall(query["sql"])}

    assert read == set()
