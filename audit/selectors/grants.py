"""Rättigheter: what the application's role must not be able to do, so that a fault in it cannot switch a guard off."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext_lazy as _

from audit.selectors.findings import Finding

APP = "app"

_ATTRIBUTES = """
SELECT attribute FROM pg_roles r, LATERAL (VALUES
    ('superuser', r.rolsuper), ('createdb', r.rolcreatedb), ('createrole', r.rolcreaterole),
    ('replication', r.rolreplication), ('bypassrls', r.rolbypassrls),
    ('owns tables', EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid)),
    ('member of another role', EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid)),
    ('TEMPORARY', has_database_privilege(r.oid, current_database(), 'TEMPORARY')),
    ('CREATE in public', has_schema_privilege(r.oid, 'public', 'CREATE'))
  ) AS held(attribute, holds)
 WHERE r.rolname = %s AND held.holds ORDER BY 1
"""
_WRITTEN_ONCE = """
SELECT DISTINCT c.relname, right_to
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid,
       unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS right_to
 WHERE p.proname = 'audit_append_only'
   AND (has_table_privilege(%s, c.oid, right_to)
        OR (right_to = 'UPDATE' AND has_any_column_privilege(%s, c.oid, 'UPDATE')))
 ORDER BY 1, 2
"""
_REQUEST_COLUMNS = """
SELECT attname FROM pg_attribute
 WHERE attrelid = 'public.audit_request'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'answer'
   AND has_column_privilege(%s, attrelid, attnum, 'UPDATE')
 ORDER BY 1
"""


def has_app_role() -> bool:
    """Whether this server knows the application's role at all."""
    return bool(_column("SELECT 1 FROM pg_roles WHERE rolname = %s", APP))


def check_grants() -> Iterator[Finding]:
    """Each right too many; nothing where the role does not exist."""
    if not has_app_role():
        return
    for attribute in _column(_ATTRIBUTES, APP):
        yield _too_much(APP, attribute)
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN_ONCE, [APP, APP])
        rights = cursor.fetchall()
    for table, right in rights:
        yield _too_much(f"{APP} on {table}", right)
    for column in _column(_REQUEST_COLUMNS, APP):
        yield _too_much(f"{APP} on audit_request", f"UPDATE ({column})")


def _too_much(who: str, what: str) -> Finding:
    return Finding("E-GRANT", who, "not allowed", what, _("Applikationens roll har en rättighet för mycket."))


def _column(statement: str, *values: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]
