"""The manifest of guards says what the migrations put up."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from audit.selectors.guards import Guard, manifest_path, manifest_text, register_guards, registered

ROOMS = [app.label for app in apps.get_app_configs() if manifest_path(app.label).exists()]


@pytest.mark.django_db
@pytest.mark.parametrize("room", ROOMS)
def test_the_manifest_of_a_room_is_what_its_migrations_make(room: str) -> None:
    assert manifest_path(room).read_text(encoding="utf-8") == manifest_text(room), (
        f"run manage.py guard_manifest {room}"
    )


@pytest.mark.django_db
def test_every_trigger_of_ours_is_promised() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND c.relname NOT LIKE 'procrastinate%'"
        )
        standing = set(cursor.fetchall())

    assert standing <= {(guard.table, guard.name) for guard in registered() if guard.kind == "trigger"}


@pytest.mark.django_db
def test_every_historical_table_is_written_once() -> None:
    historical = {model._meta.db_table for model in apps.get_models() if hasattr(model, "history_date")}
    guarded = {guard.table for guard in registered() if guard.function == "audit_append_only"}

    assert historical <= guarded


def test_a_guard_is_promised_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        register_guards(Guard("audit_event_links", "audit_event", "audit_event_links"))
