"""A view says who may open it, or nobody may."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.config.conftest import person

pytestmark = pytest.mark.usefixtures("own_pages")


def test_a_view_without_a_mark_is_refused(as_catarina: Client) -> None:
    with pytest.raises(ImproperlyConfigured, match="unmarked carries no policy mark"):
        as_catarina.get("/prov/omarkt/")


def test_a_person_who_is_not_logged_in_is_taken_to_the_login_and_back(client: Client, db: None) -> None:
    response = client.get("/uppgifter/?lista=mina")

    assert response.status_code == 302
    assert response.headers["Location"] == "/logga-in/?next=%2Fuppgifter%2F%3Flista%3Dmina"


def test_a_part_of_a_page_sends_the_whole_page_to_the_login(client: Client, db: None) -> None:
    response = client.get("/uppgifter/", headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"].startswith("/logga-in/")


def test_a_public_page_needs_no_login(client: Client, db: None) -> None:
    assert client.get("/anslagstavla/").status_code == 200


def test_an_action_is_asked_about_before_the_view_runs(as_catarina: Client) -> None:
    response = as_catarina.get("/administration/")

    assert response.status_code == 403


def test_the_one_who_may_gets_in(client: Client, db: None) -> None:
    client.force_login(person("Ida IT", "it_admin"))

    assert client.get("/administration/").content == b"people"


def test_every_page_of_the_product_carries_a_mark() -> None:
    without = [name for name, view in _views(get_resolver("config.urls")) if not hasattr(view, "policy_public")]

    assert without == []


def _views(resolver: URLResolver, prefix: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += _views(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            found.append((prefix + str(entry.pattern), entry.callback))
    return found
