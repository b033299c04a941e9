"""Mottagare och grupper: found by their spellings, kept on one page, listed and ordered."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Board
from diarium.models import Correspondent, RecipientGroup
from tests import builders
from tests.builders import CATARINA, IDA, RUT
from tests.cases.pages import as_, text
from tests.config import strict_html
from tests.diarium.tables import address, police

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before(builders.LOADED)]


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
