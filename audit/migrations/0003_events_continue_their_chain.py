"""Kedjan: the head of a chain under its lock, and the guard that lets only the next link in (G2)."""

from django.db import migrations

HEAD = """
CREATE FUNCTION audit_head(wanted text, OUT last_seq bigint, OUT last_hash bytea, OUT last_status text,
                           OUT recorded timestamptz)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(wanted, 0));
  -- A statement of its own after the lock: it sees what the holder before us committed.
  SELECT e.seq, e.hash, e.status_after INTO last_seq, last_hash, last_status
    FROM audit_event e WHERE e.stream = wanted ORDER BY e.seq DESC LIMIT 1;
  last_seq := COALESCE(last_seq, 0);
  last_hash := COALESCE(last_hash, decode(repeat('00', 32), 'hex'));
  recorded := now();
END $$;
"""

LINKS = """
CREATE FUNCTION audit_event_links() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  last audit_event;
  told jsonb;
BEGIN
  SELECT * INTO last FROM audit_event WHERE stream = NEW.stream ORDER BY seq DESC LIMIT 1;
  IF NEW.seq <> COALESCE(last.seq, 0) + 1
     OR NEW.prev_hash <> COALESCE(last.hash, decode(repeat('00', 32), 'hex'))
     OR NEW.hash <> sha256('\\x00'::bytea || NEW.prev_hash || NEW.body)
     OR NEW.status_before IS DISTINCT FROM last.status_after
  THEN RAISE EXCEPTION 'event % of % does not continue its chain', NEW.seq, NEW.stream
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  told := convert_from(NEW.body, 'UTF8')::jsonb;
  IF told->>'stream' IS DISTINCT FROM NEW.stream OR told->>'seq' IS DISTINCT FROM NEW.seq::text
     OR told->>'uuid' IS DISTINCT FROM NEW.uuid::text OR told->>'verb' IS DISTINCT FROM NEW.verb
     OR told->>'before' IS DISTINCT FROM NEW.status_before OR told->>'after' IS DISTINCT FROM NEW.status_after
     OR told#>>'{actor,id}' IS DISTINCT FROM NEW.actor
     OR (told->>'at')::timestamptz IS DISTINCT FROM NEW.at
     OR (told->>'recorded')::timestamptz IS DISTINCT FROM NEW.recorded_at
  THEN RAISE EXCEPTION 'event % of %: the columns say something else than the body', NEW.seq, NEW.stream
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.transaction <> txid_current() OR NEW.recorded_at <> now()
  THEN RAISE EXCEPTION 'event % of % is not recorded in this transaction', NEW.seq, NEW.stream
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_event_links BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_links();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_links;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.RunSQL(HEAD, "DROP FUNCTION audit_head(text);"),
        migrations.RunSQL(LINKS, "DROP TRIGGER audit_event_links ON audit_event; DROP FUNCTION audit_event_links();"),
    ]
