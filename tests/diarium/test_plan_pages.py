"""Klassificering och gallring: read in after a report, kept by hand, found and paged."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.models import Event
from diarium.models import ClassCode, RetentionRule
from tests import builders
from tests.builders import RUT
from tests.cases.pages import as_, text
from tests.config import strict_html
from tests.diarium.plans import PLAN, RULES
from tests.diarium.tables import address

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before(builders.LOADED)]


def upload(client: Client, name: str, content: str | bytes, **more: str) -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(address(name), {"file": SimpleUploadedFile("plan.csv", data), **more})


def hidden(response: Any) -> dict[str, str]:
    """What the page's form carries."""
    fields = strict_html.parsed(response).iter(f"{strict_html.XHTML}input")
    return {one.get("name", ""): one.get("value", "") for one in fields if one.get("type") == "hidden"}


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
