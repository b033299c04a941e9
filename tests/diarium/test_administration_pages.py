"""Administration (S14): the register's tables as the registrar keeps them and others read them."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Board
from audit.models import Event
from diarium.models import ClassCode, Correspondent, RecipientGroup, RetentionRule
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, PIA, RUT
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from tests.diarium.test_class_plan import PLAN, RULES

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before(builders.LOADED)]

READ = (
    "administration",
    "board_list",
    "class_plan",
    "class_code",
    "retention_rules",
    "retention_rule",
    "correspondents",
    "correspondent",
    "recipient_groups",
    "recipient_group",
)
KEPT = (
    "terms",
    "add_class_code",
    "change_class_code",
    "end_class_code",
    "read_class_plan",
    "add_retention_rule",
    "change_retention_rule",
    "read_retention_rules",
    "add_correspondent",
    "change_correspondent",
    "add_channel",
    "add_group",
)
POSTED = (
    "save_class_plan",
    "save_retention_rules",
    "add_spelling",
    "end_spelling",
    "end_channel",
    "add_member",
    "change_member",
    "confirm_group",
    "end_group",
)


def police() -> Correspondent:
    return Correspondent.objects.get(code="LPO-HUDDINGE")


def address(name: str) -> str:
    row = police()
    parts: dict[str, dict[str, Any]] = {
        "class_code": {"code_id": ClassCode.objects.get(code="103").pk},
        "retention_rule": {"rule_id": RetentionRule.objects.get(code="PRESERVE").pk},
        "correspondent": {"uuid": row.uuid},
        "recipient_group": {"group_id": RecipientGroup.objects.get(code="ALL_BOARDS").pk},
        "channel": {"uuid": row.uuid, "channel_id": row.channels.all()[0].pk},
        "spelling": {"uuid": row.uuid, "alias_id": row.aliases.all()[0].pk},
    }
    about = {
        "change_class_code": "class_code",
        "end_class_code": "class_code",
        "change_retention_rule": "retention_rule",
        "change_correspondent": "correspondent",
        "add_channel": "correspondent",
        "add_spelling": "correspondent",
        "end_spelling": "spelling",
        "end_channel": "channel",
        "add_member": "recipient_group",
        "change_member": "recipient_group",
        "confirm_group": "recipient_group",
        "end_group": "recipient_group",
    }.get(name, name)
    return reverse(name, kwargs=parts.get(about, {}))


def upload(client: Client, name: str, content: str | bytes, **more: str) -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(address(name), {"file": SimpleUploadedFile("plan.csv", data), **more})


def hidden(response: Any) -> dict[str, str]:
    """What the page's form carries."""
    fields = strict_html.parsed(response).iter(f"{strict_html.XHTML}input")
    return {one.get("name", ""): one.get("value", "") for one in fields if one.get("type") == "hidden"}


def test_every_page_of_the_registrar_is_correct_html_with_one_heading() -> None:
    rut = as_(RUT)
    for name in (*READ, *KEPT):
        response = rut.get(address(name))

        assert response.status_code == 200, name
        assert strict_html.one(strict_html.parsed(response), "h1")


@pytest.mark.parametrize(("person", "status"), [(CATARINA, 200), (IDA, 200), (OLLE, 403), (PIA, 403)])
def test_who_has_a_role_reads_the_tables(person: str, status: int) -> None:
    client = as_(person)
    for name in READ:
        response = client.get(address(name))

        assert response.status_code == status, name
        words = strict_html.text(response)
        assert not any(button in words for button in ("Läs in csv", "Ny kod", "Ny mottagare", "Ny grupp", "Ta bort"))


@pytest.mark.parametrize("person", [CATARINA, OLLE])
def test_only_the_registrar_changes_the_tables(person: str) -> None:
    client = as_(person)
    for name in KEPT:
        assert client.get(address(name)).status_code == 403, name
    for name in POSTED:
        assert client.post(address(name)).status_code == 403, name


@pytest.mark.parametrize(
    "where",
    [
        "klassificering/999999/",
        "gallring/999999/",
        f"mottagare/{'0' * 8}-0000-4000-8000-{'0' * 12}/",
        "grupper/999999/",
    ],
)
def test_what_is_not_there_is_not_found(where: str) -> None:
    assert as_(RUT).get(f"/administration/{where}").status_code == 404


def test_the_tables_ask_few_questions(django_assert_max_num_queries: Budget) -> None:
    rut = as_(RUT)
    for where in [address(name) for name in READ]:
        with django_assert_max_num_queries(10):
            rut.get(where)


def test_administration_stands_in_the_menu_of_those_who_may_open_it() -> None:
    assert b"/administration/" in as_(RUT).get("/installningar/").content
    assert b"/administration/" not in as_(OLLE).get("/installningar/").content


def test_the_start_page_leads_to_what_the_reader_may_open() -> None:
    registrar, officer = text(as_(RUT), "/administration/"), text(as_(CATARINA), "/administration/")

    assert "Klassificering Diarieplanens koder, med datum och gallringsregel." in registrar
    assert "Termer Kommunens egna ord på skärmen." in registrar
    assert "Termer" not in officer


def test_a_class_plan_is_read_in_after_its_report_is_confirmed() -> None:
    rut = as_(RUT)
    report = upload(rut, "read_class_plan", PLAN)
    words = strict_html.text(report)
    assert "Nya 1 Ändrade 2 Avslutade 0 Oförändrade 0 Fel 0" in words
    assert "142 Trygghet och säkerhet" in words
    assert "Gäller till: – → 2026-12-31" in words
    assert "Inget är sparat än." in words
    assert ClassCode.objects.get(code="103").name == ""

    saved = rut.post(reverse("save_class_plan"), hidden(report), follow=True)
    assert "3 rader är ändrade i registret." in strict_html.text(saved)
    assert ClassCode.objects.get(code="103").name == "Brottsförebyggande arbete"
    again = upload(rut, "read_class_plan", PLAN)
    assert "Filen ändrar inget. Allt i den finns redan i registret." in strict_html.text(again)
    twice = rut.post(reverse("save_class_plan"), hidden(report), follow=True)
    assert "Filen var redan inläst. Inget är ändrat." in strict_html.text(twice)


def test_codes_that_the_file_leaves_out_end_when_a_day_is_written() -> None:
    rut = as_(RUT)
    report = upload(rut, "read_class_plan", PLAN, end_missing_on="2026-12-31")
    assert "Avslutade 3" in strict_html.text(report)

    rut.post(reverse("save_class_plan"), hidden(report))
    assert ClassCode.objects.get(code="912").valid_to == date(2026, 12, 31)


def test_a_file_with_faults_says_every_line_and_offers_nothing_to_save() -> None:
    response = upload(as_(RUT), "read_class_plan", PLAN + "abc;N;;;\n104;N;i fjol;;\n")

    assert response.status_code == 422
    words = strict_html.text(response)
    assert "Filen har 2 fel och kan inte läsas in. Rätta raderna och välj filen igen." in words
    assert "5 Koden ”abc” går inte att använda." in words
    assert "6 Gäller från: ”i fjol” är inte ett datum." in words
    assert "Spara" not in words


def test_a_register_changed_meanwhile_shows_the_new_report() -> None:
    rut = as_(RUT)
    report = upload(rut, "read_class_plan", PLAN)
    ClassCode.objects.filter(code="103").update(name="Brottsförebyggande arbete")

    changed = rut.post(reverse("save_class_plan"), hidden(report))
    assert changed.status_code == 409
    assert "Registret har ändrats sedan rapporten gjordes. Läs igenom den nya rapporten." in strict_html.text(changed)
    assert ClassCode.objects.get(code="142").name == ""
    assert rut.post(reverse("save_class_plan"), hidden(changed)).status_code == 302
    assert ClassCode.objects.get(code="142").name == "Trygghet och säkerhet"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Filen är tom."),
        (b"PK\x03\x04", "Filen är en arbetsbok."),
        (b"\x00\x01\x02", "Filen är inte text."),
        (b"a;b\n", "Kolumnen kod saknas."),
        (b"kod\n" + b"1" * 1_000_001, "Filen är större än 1 MB. Dela den i flera filer."),
    ],
)
def test_what_is_no_table_is_refused_at_the_field(content: bytes, sentence: str) -> None:
    rut = as_(RUT)
    for name in ("read_class_plan", "read_retention_rules"):
        response = upload(rut, name, content)

        assert response.status_code == 422
        assert sentence in strict_html.text(response)


@pytest.mark.parametrize("damaged", [{}, {"content": "åäö"}, {"content": "AAAA", "digest": "x"}, {"content": "a" * 99}])
def test_a_damaged_confirmation_is_refused(damaged: dict[str, str]) -> None:
    response = as_(RUT).post(reverse("save_class_plan"), damaged)

    assert response.status_code == 422
    assert not Event.objects.filter(verb="class_plan_imported").exists()


def test_retention_rules_are_read_in_and_shown() -> None:
    rut = as_(RUT)
    report = upload(rut, "read_retention_rules", RULES)
    rut.post(reverse("save_retention_rules"), hidden(report))

    words = text(rut, "/administration/gallring/")
    assert "A2 Gallras efter fem år Gallras 5 år efter: ärendet avslutat 0 Gäller" in words
    assert "A3 Gallras tio år efter avtalet Gallras 10 år efter: avtalet löpt ut 0 Upphör 2030-12-31" in words


def test_the_plan_shows_what_is_in_force_and_finds_by_code_and_name() -> None:
    rut = as_(RUT)
    ClassCode.objects.filter(code="912").update(valid_to=date(2020, 12, 31), name="Revision")

    assert "912" not in text(rut, "/administration/klassificering/")
    assert "912 Revision" in text(rut, "/administration/klassificering/?visa=alla")
    assert "Upphörde 2020-12-31" in text(rut, "/administration/klassificering/?visa=alla&q=revis")
    assert "Ingen kod matchar filtret." in text(rut, "/administration/klassificering/?q=simhall")


def test_a_long_plan_is_paged_by_code() -> None:
    ClassCode.objects.bulk_create(ClassCode(scheme="x", code=str(number), name="N") for number in range(1000, 1060))
    rut = as_(RUT)
    page = rut.get("/administration/klassificering/")
    assert "Visar 1–50 av 65" in strict_html.text(page)

    following = next(
        one.get("href", "")
        for one in strict_html.parsed(page).iter(f"{strict_html.XHTML}a")
        if one.get("rel") == "next"
    )
    words = text(rut, f"/administration/klassificering/{unescape(following)}")
    assert "Visar 51–65 av 65" in words
    assert "182" in words


def test_a_code_is_added_changed_and_ended_by_hand() -> None:
    rut = as_(RUT)
    rule = RetentionRule.objects.get(code="PRESERVE")
    added = rut.post(
        address("add_class_code"),
        {"code": "104", "name": "Krisberedskap", "rule": rule.pk, "valid_from": "2020-01-01", "valid_to": ""},
        follow=True,
    )
    assert "Koden 104 är tillagd i diarieplanen." in strict_html.text(added)
    row = ClassCode.objects.get(code="104")
    assert row.retention_rule == rule

    twice = rut.post(address("add_class_code"), {"code": "104", "name": "Igen"})
    assert twice.status_code == 422
    assert "Koden 104 gäller redan från 2020-01-01." in strict_html.text(twice)

    rut.post(reverse("change_class_code", args=[row.pk]), {"name": "Beredskap", "rule": "", "valid_from": "2020-01-01"})
    ended = rut.post(reverse("end_class_code", args=[row.pk]), {"last_day": "2026-12-31"}, follow=True)
    assert "Koden 104 kan inte väljas efter 2026-12-31. Ärenden som har den behåller den." in strict_html.text(ended)
    row = ClassCode.objects.get(code="104")
    assert (row.name, row.retention_rule_id, row.valid_to) == ("Beredskap", None, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"code": "", "name": "N"}, "Fyll i koden."),
        ({"code": "103x", "name": "N"}, "Skriv en kod med högst fyra siffror, eller till exempel 1.2.3."),
        ({"code": "104", "name": ""}, "Fyll i namnet."),
        (
            {"code": "104", "name": "N", "valid_from": "2020-01-02", "valid_to": "2020-01-01"},
            "Gäller till är före gäller från. Ändra ett av datumen.",
        ),
    ],
)
def test_a_code_that_cannot_be_is_explained(sent: dict[str, str], sentence: str) -> None:
    response = as_(RUT).post(address("add_class_code"), sent)

    assert response.status_code == 422
    assert sentence in strict_html.text(response)


def test_a_rule_is_added_and_changed_by_hand() -> None:
    rut = as_(RUT)
    sent = {"code": "W7", "label": "Gallras sju år", "action": "weed", "years": "", "from_event": "closed"}
    without = rut.post(address("add_retention_rule"), sent)
    assert "Skriv efter hur många år handlingarna gallras, högst 200." in strict_html.text(without)

    rut.post(address("add_retention_rule"), {**sent, "years": "7"})
    row = RetentionRule.objects.get(code="W7")
    taken = rut.post(address("add_retention_rule"), {**sent, "years": "8"})
    assert "Regeln W7 finns redan." in strict_html.text(taken)
    page = rut.get(reverse("change_retention_rule", args=[row.pk]))
    assert "Ändringen gäller alla ärenden som har regeln, även avslutade." in strict_html.text(page)
    changed = rut.post(reverse("change_retention_rule", args=[row.pk]), {**sent, "years": "9"}, follow=True)
    assert "Gallras 9 år efter: ärendet avslutat" in strict_html.text(changed)


def test_a_correspondent_is_found_by_its_spellings() -> None:
    rut = as_(RUT)

    words = text(rut, "/administration/mottagare/?q=lpo")
    assert "Lokalpolisområde Huddinge del av Polisområde Stockholm Syd Polis" in words
    assert "Visar 1–1 av 1" in words
    assert "Ingen mottagare matchar filtret." in text(rut, "/administration/mottagare/?q=lpo&slag=company")
    assert "Visar 1–8 av 8" in text(rut, "/administration/mottagare/?slag=påhittat")


def test_a_correspondent_with_its_channels_and_spellings_is_kept_on_one_page() -> None:
    rut = as_(RUT)
    sent = {"key": "k", "name": "Huddinge  brottsofferjour", "kind": "organisation", "parent": "", "address": "A\r\nB"}
    page = rut.post(address("add_correspondent"), sent, follow=True)
    assert "Huddinge brottsofferjour är tillagd i registret. Lägg till hur mottagaren nås." in strict_html.text(page)
    row = Correspondent.objects.get(name="Huddinge brottsofferjour")
    assert row.address == "A\nB"

    channel = reverse("add_channel", args=[row.uuid])
    wrong = rut.post(channel, {"kind": "email", "address": "a@b.se, c@d.se"})
    assert wrong.status_code == 422
    assert "E-postadressen a@b.se, c@d.se går inte att använda." in strict_html.text(wrong)
    rut.post(channel, {"kind": "email", "address": "kontakt@jouren.example", "function": "Kansli"})
    rut.post(channel, {"kind": "letter", "address": "Box 1, Huddinge"})
    rut.post(reverse("add_spelling", args=[row.uuid]), {"text": "BOJ Huddinge", "kind": "alias"})
    words = text(rut, reverse("correspondent", args=[row.uuid]))
    assert "kontakt@jouren.example Kansli E-post Används först Avsluta kontakt@jouren.example" in words
    assert "Box 1, Huddinge Brev" in words
    assert "BOJ Huddinge Annat namn Ta ur bruk" in words

    mail = row.channels.get(kind="email")
    edit = reverse("change_channel", args=[row.uuid, mail.pk])
    rut.post(edit, {"address": "ny@jouren.example", "preferred": "on"})
    row.refresh_from_db()
    assert row.email == "ny@jouren.example"
    rut.post(reverse("end_spelling", args=[row.uuid, row.aliases.get().pk]))
    rut.post(reverse("end_channel", args=[row.uuid, mail.pk]))
    assert rut.post(edit, {"address": "x@y.se"}).status_code == 409
    words = text(rut, reverse("correspondent", args=[row.uuid]))
    assert "Upphörd" in words
    assert "Ur bruk" in words


def test_a_channel_or_spelling_of_another_is_not_found() -> None:
    rut, other = as_(RUT), Correspondent.objects.get(code="BRA")
    channel, alias = police().channels.all()[0], police().aliases.all()[0]

    assert rut.get(reverse("change_channel", args=[other.uuid, channel.pk])).status_code == 404
    assert rut.post(reverse("end_channel", args=[other.uuid, channel.pk])).status_code == 404
    assert rut.post(reverse("end_spelling", args=[other.uuid, alias.pk])).status_code == 404


def test_a_name_in_use_is_explained_at_the_name() -> None:
    rut = as_(RUT)
    response = rut.post(address("add_correspondent"), {"key": "k", "name": "polismyndigheten", "kind": "police"})
    assert "polismyndigheten finns redan i registret." in strict_html.text(response)

    sent = {"key": "k", "name": "Ny", "kind": "police", "parent": "Polisen"}
    response = rut.post(address("add_correspondent"), sent)
    assert "Polisen finns inte i registret. Skriv namnet som det står där." in strict_html.text(response)
    rut.post(address("add_correspondent"), {**sent, "parent": " polismyndigheten "})
    assert Correspondent.objects.get(name="Ny").parent == Correspondent.objects.get(code="POLISMYNDIGHETEN")

    response = rut.post(address("add_spelling"), {"text": police().name, "kind": "alias"})
    assert response.status_code == 422
    assert "Det är redan namnet i registret." in strict_html.text(response)


def test_a_private_person_is_shown_to_those_who_write_to_people_and_to_nobody_else() -> None:
    row = Correspondent.objects.create(code="P", name="Anna Ek", kind="person", parent=police())
    where = reverse("correspondent", args=[row.uuid])
    for name, seen in ((RUT, True), (CATARINA, True), (IDA, False)):
        client = as_(name)
        assert client.get(where).status_code == (200 if seen else 404)
        assert ("Anna Ek" in text(client, "/administration/mottagare/?q=anna")) is seen
        assert ("Anna Ek" in text(client, address("correspondent"))) is seen
    assert Client().get(where).status_code == 302


def test_all_boards_shows_who_would_get_it_today_and_is_confirmed() -> None:
    rut = as_(RUT)
    words = text(rut, address("recipient_group"))

    assert "Kommunstyrelsen Kommunstyrelse" in words
    assert "Gemensam nämnd med värd i Haninge kommun. Bekräftas vid varje expediering." in words
    assert "Flytta upp" not in words
    confirmed = strict_html.text(rut.post(address("confirm_group"), follow=True))
    assert "Gruppen Samtliga nämnder är bekräftad." in confirmed
    assert rut.post(address("change_member"), {"member": "x", "act": "upp"}).status_code == 409


def test_a_list_is_made_ordered_and_ended() -> None:
    rut = as_(RUT)
    made = rut.post(address("add_group"), {"key": "k", "name": "Rådets  ledamöter"}, follow=True)
    assert "Gruppen Rådets ledamöter är tillagd. Lägg till vilka som ingår." in strict_html.text(made)
    group = RecipientGroup.objects.get(name="Rådets ledamöter")
    add = reverse("add_member", args=[group.pk])
    keys = [f"correspondent:{police().uuid}", f"board:{Board.objects.get(code='SN').uuid}"]
    for name in ("lpo  huddinge", "SN", "Socialnämnden"):
        assert rut.post(add, {"member": name}).status_code == 302
    for name in ("Polisen", "Ingen sådan"):
        unknown = rut.post(add, {"member": name})
        assert unknown.status_code == 422
        told = f"{name} finns inte i registret. Skriv namnet som det står där."
        assert told in strict_html.text(unknown)

    change = reverse("change_member", args=[group.pk])
    rut.post(change, {"member": keys[1], "act": "upp"})
    words = text(rut, reverse("recipient_group", args=[group.pk]))
    assert words.index("Socialnämnden") < words.index("Lokalpolisområde Huddinge")
    rut.post(change, {"member": keys[0], "act": "ta-bort"})
    group.refresh_from_db()
    assert group.rule["members"] == [keys[1]]

    ask = rut.get(reverse("end_group", args=[group.pk]))
    assert "Gruppen går inte att välja längre." in strict_html.text(ask)
    ended = rut.post(reverse("end_group", args=[group.pk]), follow=True)
    assert "Gruppen Rådets ledamöter är avslutad. Den går inte att välja längre." in strict_html.text(ended)
    assert rut.post(add, {"member": "FSN"}).status_code == 422


def test_the_municipalitys_words_are_kept_and_used() -> None:
    rut = as_(RUT)
    saved = rut.post("/administration/termer/", {"staff_report": " tjänsteskrivelse "}, follow=True)

    assert "1 ord är ändrat." in strict_html.text(saved)
    assert "Inget ord är ändrat." in strict_html.text(
        rut.post("/administration/termer/", {"staff_report": "tjänsteskrivelse"}, follow=True)
    )
    assert "tjänsteskrivelse" in rut.get("/administration/termer/").content.decode()


def test_the_boards_are_shown_with_their_times_and_what_is_not_confirmed() -> None:
    words = text(as_(RUT), "/administration/namnder/")

    assert "värd är Haninge kommun" in words
    assert "koden är inte bekräftad" in words
    assert "efterträdare: Gymnasie- och arbetsmarknadsnämnden" in words
