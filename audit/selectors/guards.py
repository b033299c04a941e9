"""Vakter: what the database itself must refuse, as each room promises in `guards.json`, against what stands there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext_lazy as _

from audit.selectors.findings import Finding

SEARCH_PATH = "search_path=pg_catalog, public, pg_temp"


@dataclass(frozen=True, order=True)
class Guard:
    """Vakt: a trigger, function, constraint or index by name.

    `fingerprint` is of how it is written ("" = look only whether it is there). `kind` is trigger, function, constraint
    or index; a function has no table.
    """

    name: str
    table: str = ""
    function: str | None = None
    kind: str = "trigger"
    fingerprint: str = ""


_guards: dict[tuple[str, str, str], Guard] = {}


def register_guards(*guards: Guard) -> None:
    """Promise guards of a room (called in `AppConfig.ready`)."""
    for guard in guards:
        key = (guard.kind, guard.table, guard.name)
        if key in _guards:
            raise ValueError(f"guard {guard.name} on {guard.table} is registered twice")
        _guards[key] = guard


def registered() -> tuple[Guard, ...]:
    """Every promised guard."""
    return tuple(_guards.values())


def manifest_path(room: str) -> Path:
    """Where a room keeps its promised guards."""
    return Path(apps.get_app_config(room).path) / "guards.json"


def guards_of(room: str) -> tuple[Guard, ...]:
    """The guards that `guard_manifest <room>` wrote down; none before it was run."""
    path = manifest_path(room)
    if not path.exists():
        return ()
    return tuple(Guard(**row) for row in json.loads(path.read_text(encoding="utf-8")))


def manifest_text(room: str) -> str:
    """The manifest of a room as the present database has it: everything whose name begins with the room's."""
    mine = sorted(guard for guard in _standing().values() if guard.name.startswith(f"{room}_"))
    rows = [json.dumps(asdict(guard), sort_keys=True) for guard in mine]
    return "[\n" + ",\n".join(rows) + "\n]\n"


def check_guards() -> Iterator[Finding]:
    """What was promised and does not stand as promised."""
    standing = _standing()
    enabled = _enabled()
    for key, guard in sorted(_guards.items()):
        found = standing.get(key)
        name = f"{guard.kind} {guard.name} ({guard.table})" if guard.table else f"{guard.kind} {guard.name}"
        if found is None:
            yield Finding("E-GUARD", name, "present", "missing", _("En vakt i databasen saknas."))
            continue
        if guard.kind == "trigger" and enabled[guard.table, guard.name] != "A":
            yield Finding("E-GUARD", name, "A", enabled[guard.table, guard.name], _("En vakt i databasen är avstängd."))
        if guard.function is not None and found.function != guard.function:
            yield Finding("E-GUARD", name, guard.function, str(found.function), _("En vakt kör en annan funktion."))
        elif guard.fingerprint and found.fingerprint != guard.fingerprint:
            yield Finding("E-GUARD", name, guard.fingerprint, found.fingerprint, _("En vakt i databasen är ändrad."))
    yield from _foreign_keys_switched_off()
    yield from _unsafe_functions(guard.function or guard.name for guard in _guards.values() if guard.kind != "index")


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _fingerprint(*facts: Any) -> str:
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()


_TRIGGERS = """
SELECT c.relname, t.tgname, p.proname, p.prosrc, p.proconfig, p.prosecdef, t.tgtype, t.tgdeferrable, t.tginitdeferred,
       t.tgqual IS NOT NULL, t.tgattr::text, t.tgenabled
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE NOT t.tgisinternal AND n.nspname = 'public'
"""
_FUNCTIONS = """
SELECT p.proname, p.prosrc, p.proconfig, p.prosecdef, p.provolatile, p.prorettype::regtype::text
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname = 'public' AND p.prokind = 'f'
"""
_CONSTRAINTS = """
SELECT c.relname, o.conname, o.contype, o.convalidated
  FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND o.contype IN ('c', 'u', 'x', 'f')
"""
_INDEXES = """
SELECT c.relname, x.relname, i.indisvalid, i.indpred IS NOT NULL
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND i.indisunique AND NOT i.indisprimary
   AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = i.indexrelid)
"""


def _standing() -> dict[tuple[str, str, str], Guard]:
    """What stands in the database, with the fingerprint of how it is written."""
    guards: list[Guard] = []
    for table, name, function, *facts, _enabled_as in _rows(_TRIGGERS):
        guards.append(Guard(name, table, function, "trigger", _fingerprint(*facts)))
    for name, *facts in _rows(_FUNCTIONS):
        guards.append(Guard(name, "", None, "function", _fingerprint(*facts)))
    for table, name, *facts in _rows(_CONSTRAINTS):
        guards.append(Guard(name, table, None, "constraint", _fingerprint(*facts)))
    for table, name, *facts in _rows(_INDEXES):
        guards.append(Guard(name, table, None, "index", _fingerprint(*facts)))
    return {(guard.kind, guard.table, guard.name): guard for guard in guards}


def _enabled() -> dict[tuple[str, str], str]:
    return {(row[0], row[1]): row[-1] for row in _rows(_TRIGGERS)}


def _foreign_keys_switched_off() -> Iterator[Finding]:
    """`DISABLE TRIGGER ALL` also switches off the triggers behind the foreign keys, which nothing else notices."""
    for table, name, state in _rows(
        "SELECT c.relname, o.conname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_constraint o ON o.oid = t.tgconstraint WHERE t.tgisinternal AND t.tgenabled <> 'O' ORDER BY 1, 2"
    ):
        yield Finding("E-GUARD", f"foreign key {name} ({table})", "O", state, _("En främmande nyckel är avstängd."))


def _unsafe_functions(names: Iterable[str]) -> Iterator[Finding]:
    """A guard without a fixed search_path can be led to a temporary table of the same name."""
    promised = set(names)
    for name, _source, settings, *_rest in sorted(_rows(_FUNCTIONS), key=lambda row: str(row[0])):
        if name in promised and SEARCH_PATH not in (settings or ()):
            yield Finding("E-GUARD", f"function {name}", SEARCH_PATH, str(settings), _("En vakt saknar fast sökväg."))
