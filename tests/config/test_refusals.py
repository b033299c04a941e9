"""A refusal raised anywhere is a page that says what, why and what to do."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from tests.config.strict_html import one, parsed, text

pytestmark = pytest.mark.usefixtures("own_pages")


def test_hidden_and_absent_are_answered_alike(as_catarina: Client) -> None:
    hidden, absent = as_catarina.get("/prov/dold/"), as_catarina.get("/prov/finns-inte/")

    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert one(parsed(hidden), "h1") == "Sidan finns inte"
    assert text(hidden) == text(absent)
    assert "Sidan kan ha flyttats, eller så saknar du behörighet till den." in text(hidden)


def test_an_unknown_address_is_the_same_page_also_without_login(client: Client, db: None) -> None:
    response = client.get("/det/har/finns/inte/")

    assert response.status_code == 404
    assert "Sidan kan ha flyttats, eller så saknar du behörighet till den." in text(response)


def test_what_the_role_does_not_allow_is_refused_with_who_may(as_catarina: Client) -> None:
    response = as_catarina.get("/prov/far-inte/")

    assert response.status_code == 403
    assert one(parsed(response), "h1") == "Du har inte behörighet"
    assert "Det kan bara IT-administratören göra." in text(response)


def test_a_blocked_step_shows_every_reason_at_once_with_its_place(as_catarina: Client) -> None:
    response = as_catarina.get("/prov/stoppad/")

    assert response.status_code == 409
    assert one(parsed(response), "h1") == "Du kan inte skicka förslaget än"
    assert "Åtgärda först: Undertecknare saknas. Sändlistan är tom." in text(response)
    assert (
        b'<a href="/arenden/0b0f4a4e-4a4b-4a4b-8a4b-4a4b4a4b4a4b/parter/">Undertecknare saknas.</a>' in response.content
    )
    assert 'href="/arenden/0b0f4a4e-4a4b-4a4b-8a4b-4a4b4a4b4a4b/">Öppna ärendet</a>' in response.content.decode()


def test_a_refusal_of_one_sentence_says_it_plainly(as_catarina: Client) -> None:
    response = as_catarina.get("/prov/gjord/")

    assert response.status_code == 409
    assert text(response).endswith("Uppgiften är redan utförd av Camilla Broo i dag kl. 09.12: Godkänn förslaget.")
    assert "Åtgärda först" not in text(response)


def test_a_locked_row_lets_the_same_text_be_sent_again(as_catarina: Client) -> None:
    response = as_catarina.post(
        "/prov/last/", {"comment": "Räddningstjänsten har läst <b>lägesbilden</b>.", "key": "k1"}
    )

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "Ärendet ändras just nu av någon annan. Vänta några sekunder och försök igen." in text(response)
    assert b'name="key" value="k1"' in response.content
    assert 'value="Räddningstjänsten har läst &lt;b&gt;lägesbilden&lt;/b&gt;."' in response.content.decode()


def test_a_password_is_never_written_into_a_page(client: Client, db: None) -> None:
    response = client.post("/prov/borta/", {"email": "a@b.example", "password": "hemligt"})

    assert response.status_code == 503
    assert b"hemligt" not in response.content
    assert "Det går inte att spara just nu" in text(response)


def test_an_unexpected_error_gives_a_code_and_no_detail(
    client: Client, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    client.raise_request_exception = False

    response = client.get("/prov/trasig/")

    assert response.status_code == 500
    code = text(response).split("Uppge felkod ")[1].split()[0]
    assert code in caplog.text
    assert "secret detail" not in response.content.decode()


def test_a_form_whose_token_is_gone_is_told_so(catarina: User) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/logga-in/", {"email": catarina.email, "password": "hemligt"})

    assert response.status_code == 403
    assert one(parsed(response), "h1") == "Formuläret var öppet för länge"
