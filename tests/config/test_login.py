"""Log in, log out, and what the browser may keep."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.config.strict_html import one, parsed, text

pytestmark = pytest.mark.usefixtures("own_pages")


def test_a_person_logs_in_and_goes_on_to_where_she_was_going(client: Client, catarina: User) -> None:
    page = client.get("/logga-in/?next=/arenden/")
    assert b'name="next" value="/arenden/"' in page.content

    response = client.post(
        "/logga-in/", {"email": "CATARINA@huddinge.example ", "password": "hemligt", "next": "/arenden/"}
    )

    assert response.headers["Location"] == "/arenden/"
    assert client.get("/uppgifter/").status_code == 200


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_login_never_leads_out_of_the_house(client: Client, catarina: User, goal: str) -> None:
    response = client.post("/logga-in/", {"email": catarina.email, "password": "hemligt", "next": goal})

    assert response.headers["Location"] == "/uppgifter/"


@pytest.mark.parametrize(
    ("email", "password"), [("catarina@huddinge.example", "fel"), ("ingen@huddinge.example", "hemligt")]
)
def test_a_wrong_address_and_a_wrong_password_get_the_same_answer(
    client: Client, catarina: User, email: str, password: str
) -> None:
    response = client.post("/logga-in/", {"email": email, "password": password})

    assert response.status_code == 422
    assert "E-postadressen eller lösenordet stämmer inte." in text(response)
    assert one(parsed(response), "title").startswith("Fel: Logga in")


def test_an_empty_form_says_what_to_fill_in(client: Client, db: None) -> None:
    response = client.post("/logga-in/", {"email": "", "password": ""})

    assert "Fyll i e-postadressen." in text(response)
    assert "Fyll i lösenordet." in text(response)


def test_a_login_that_ended_explains_why_the_page_is_shown(client: Client, db: None, settings: Any) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "en-inloggning-som-inte-finns-mer"

    response = client.get("/uppgifter/", follow=True)

    assert one(parsed(response), "h1") == "Logga in igen"
    assert "Du har varit inaktiv i 30 minuter. När du har loggat in fortsätter du där du var." in text(response)


def test_logging_out_empties_the_browser_and_ends_the_login(as_catarina: Client) -> None:
    response = as_catarina.post("/logga-ut/")

    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert as_catarina.get("/uppgifter/").status_code == 302


def test_nobody_is_logged_out_by_a_link(as_catarina: Client) -> None:
    assert as_catarina.get("/logga-ut/").status_code == 405


def test_no_page_of_a_logged_in_person_is_kept(as_catarina: Client) -> None:
    assert as_catarina.get("/uppgifter/").headers["Cache-Control"] == "no-store"


def test_a_public_page_may_be_kept(client: Client, db: None) -> None:
    assert "no-store" not in client.get("/anslagstavla/").headers.get("Cache-Control", "")


def test_every_answer_says_what_the_browser_may_do(client: Client, db: None) -> None:
    headers = client.get("/anslagstavla/").headers

    assert "HX-Request" in headers["Vary"]
    assert "camera=()" in headers["Permissions-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("headers", "fragment"),
    [
        ({}, b"False"),
        ({"HX-Request": "true"}, b"True"),
        ({"HX-Request": "true", "HX-Boosted": "true"}, b"False"),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, b"False"),
    ],
)
def test_the_back_button_gets_the_whole_page(
    client: Client, db: None, headers: dict[str, str], fragment: bytes
) -> None:
    assert client.get("/anslagstavla/", headers=headers).content == fragment


def test_the_login_ends_after_idle_time_and_not_after_a_day_of_work(as_catarina: Client) -> None:
    as_catarina.get("/uppgifter/")
    session = as_catarina.session
    first = session["seen"]
    session["seen"] = first - 600
    session.save()

    as_catarina.get("/uppgifter/")

    assert as_catarina.session["seen"] >= first
