"""What the settings must never say, and what must stand in a certain order."""

from __future__ import annotations

from importlib.metadata import packages_distributions

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

OUR_ROOMS = ("audit", "accounts", "diarium", "cases", "workflows", "meetings", "config")


def test_no_transaction_is_opened_around_a_whole_request() -> None:
    assert not any(database.get("ATOMIC_REQUESTS") for database in settings.DATABASES.values())


def test_the_job_queue_is_ready_before_our_rooms() -> None:
    apps = settings.INSTALLED_APPS

    assert apps.index("procrastinate.contrib.django") < min(apps.index(room) for room in OUR_ROOMS)


def test_viewflow_is_headless_and_nobody_has_an_admin() -> None:
    assert "viewflow.workflow" in settings.INSTALLED_APPS
    assert "viewflow" not in settings.INSTALLED_APPS
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


def test_the_state_machine_comes_from_one_package_only() -> None:
    assert set(packages_distributions()["django_fsm"]) == {"django-fsm-2"}


def test_the_policy_mark_is_asked_for_last_so_that_nothing_passes_it() -> None:
    assert settings.MIDDLEWARE[-1] == "config.middleware.PolicyMark"


def test_the_content_security_policy_lets_nothing_inline_through() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = {source for sources in directives.values() for source in sources}

    assert not any("unsafe" in str(source) for source in allowed)
    assert {"default-src", "script-src", "style-src", "object-src", "base-uri", "frame-ancestors"} <= set(directives)


def test_the_mac_keys_and_the_secret_have_no_default() -> None:
    text = (settings.BASE_DIR / "config" / "settings.py").read_text(encoding="utf-8")

    assert 'SECRET_KEY = env.str("SECRET_KEY", default="")' in text
    assert 'AUDIT_MAC_KEY = env.str("AUDIT_MAC_KEY", default="")' in text


@pytest.mark.django_db
def test_the_system_checks_find_nothing_also_when_they_ask_the_database() -> None:
    call_command("check", databases=["default"], fail_level="WARNING")


def test_every_address_has_its_policy_mark() -> None:
    unmarked = []

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, prefix + str(pattern.pattern))
            elif not hasattr(pattern.callback, "policy_public"):
                unmarked.append(prefix + str(pattern.pattern))

    walk(get_resolver().url_patterns, "/")

    assert unmarked == []
