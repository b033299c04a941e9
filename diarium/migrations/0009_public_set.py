"""Det publika diariet: views with the public set of OSL 5:2, and no word of what is marked secret in the public index."""

from django.db import migrations

# Twelve or ten digits in the form of a personal identity number, also of a co-ordination number.
_PERSONAL = (
    r"(^|[^0-9])(19|20)?[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])[-+ ]?[0-9]{4}([^0-9]|$)"
)

VIEWS = """
CREATE FUNCTION diarium_without_personal_number(words text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN words ~ '@PERSONAL@' THEN '' ELSE words END
$$;
CREATE VIEW diarium_publicmatter WITH (security_barrier) AS
SELECT e.id, e.uuid, d.board_id, d.year, e.serial, e.printed_number AS number, e.number_key, e.opened_on,
       e.registered_at, e.status, into_.printed_number AS continues_in,
       e.secrecy_provision <> '' AS masked,
       CASE WHEN e.secrecy_provision <> '' THEN '' ELSE diarium_without_personal_number(e.public_subject) END AS subject
  FROM diarium_diaryentry e
  JOIN diarium_diary d ON d.id = e.diary_id
  LEFT JOIN diarium_diaryentry into_ ON into_.id = e.merged_into_id;
CREATE VIEW diarium_publicdocument WITH (security_barrier) AS
SELECT h.id, h.entry_id AS matter_id, h.uuid, h.document_no, COALESCE(h.received_on, h.dated) AS day, h.registered_at,
       (h.registered_at AT TIME ZONE 'Europe/Stockholm')::date AS registered_on,
       m.masked, CASE WHEN m.masked THEN '' ELSE h.direction END AS direction,
       CASE WHEN m.masked THEN '' ELSE h.kind END AS kind,
       h.status = 'cancelled' AS cancelled,
       CASE WHEN m.masked THEN '' ELSE diarium_without_personal_number(h.title) END AS title,
       CASE WHEN m.masked OR h.protected_sender_or_recipient <> '' OR c.id IS NULL OR c.kind = 'person' THEN ''
            ELSE c.name END AS other_party
  FROM diarium_document h
  JOIN diarium_diaryentry e ON e.id = h.entry_id
  LEFT JOIN diarium_correspondent c ON c.id = h.correspondent_id
 CROSS JOIN LATERAL (SELECT h.secrecy_provision <> '' OR e.secrecy_provision <> '' AS masked) m
 WHERE h.status <> 'draft';
""".replace("@PERSONAL@", _PERSONAL)

GUARD = """
CREATE FUNCTION diarium_public_index_without_secrets() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE row jsonb := to_jsonb(NEW);
DECLARE leaking boolean;
BEGIN
  IF TG_TABLE_NAME = 'diarium_diaryentry' THEN
    leaking := EXISTS (SELECT FROM diarium_publicsearchentry p JOIN diarium_diaryentry e ON e.id = p.entry_id
                        WHERE e.id = (row->>'id')::bigint AND e.secrecy_provision <> '');
  ELSIF TG_TABLE_NAME = 'diarium_document' THEN
    leaking := EXISTS (SELECT FROM diarium_publicsearchentry p JOIN diarium_document h ON h.id = p.document_id
                        WHERE h.id = (row->>'id')::bigint AND (h.secrecy_provision <> '' OR h.status = 'draft'));
  ELSE
    leaking := EXISTS (SELECT FROM diarium_publicsearchentry p JOIN diarium_diaryentry e ON e.id = p.entry_id
                       LEFT JOIN diarium_document h ON h.id = p.document_id
                        WHERE p.id = (row->>'id')::bigint
                          AND (e.secrecy_provision <> '' OR h.secrecy_provision <> '' OR h.status = 'draft'));
  END IF;
  IF leaking
  THEN RAISE EXCEPTION '% %: the public index holds no word of what is secret', TG_TABLE_NAME, row->>'id'
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""

_WATCHED = {
    "diarium_publicsearchentry": "INSERT OR UPDATE",
    "diarium_diaryentry": "UPDATE OF secrecy_provision",
    "diarium_document": "UPDATE OF secrecy_provision, status",
}


def _trigger(table: str, acts: str) -> tuple[str, str]:
    forward = f"""
        CREATE CONSTRAINT TRIGGER {table}_public_index AFTER {acts} ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION diarium_public_index_without_secrets();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_public_index;
    """
    return forward, f"DROP TRIGGER {table}_public_index ON {table};"


class Migration(migrations.Migration):
    dependencies = [("diarium", "0008_markings_lifted_by_two")]

    operations = [
        migrations.RunSQL(
            VIEWS,
            "DROP VIEW diarium_publicdocument; DROP VIEW diarium_publicmatter;"
            " DROP FUNCTION diarium_without_personal_number(text);",
        ),
        migrations.RunSQL(GUARD, "DROP FUNCTION diarium_public_index_without_secrets();"),
        *(migrations.RunSQL(*_trigger(table, acts)) for table, acts in _WATCHED.items()),
    ]
