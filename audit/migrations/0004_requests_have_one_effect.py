"""Dubblettskydd: a request keeps what it asked, is answered once and stays for ninety days (G10)."""

from django.db import migrations

GUARD = """
CREATE FUNCTION audit_request_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.answer IS NULL AND NEW.answer IS NOT NULL
       AND ROW(OLD.id, OLD.actor, OLD.key, OLD.fingerprint, OLD.at)
           IS NOT DISTINCT FROM ROW(NEW.id, NEW.actor, NEW.key, NEW.fingerprint, NEW.at)
    THEN RETURN NEW;
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    IF OLD.at < now() - interval '90 days'
    THEN RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'audit_request: % is refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_request_kept BEFORE UPDATE OR DELETE ON audit_request
  FOR EACH ROW EXECUTE FUNCTION audit_request_kept();
ALTER TABLE audit_request ENABLE ALWAYS TRIGGER audit_request_kept;
CREATE TRIGGER audit_request_never_emptied BEFORE TRUNCATE ON audit_request
  FOR EACH STATEMENT EXECUTE FUNCTION audit_request_kept();
ALTER TABLE audit_request ENABLE ALWAYS TRIGGER audit_request_never_emptied;

CREATE FUNCTION audit_request_begins() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.at <> statement_timestamp()
  THEN RAISE EXCEPTION 'audit_request: a request is dated by the database' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_request_begins BEFORE INSERT ON audit_request
  FOR EACH ROW EXECUTE FUNCTION audit_request_begins();
ALTER TABLE audit_request ENABLE ALWAYS TRIGGER audit_request_begins;
"""

REVERSE = """
DROP TRIGGER audit_request_kept ON audit_request;
DROP TRIGGER audit_request_never_emptied ON audit_request;
DROP TRIGGER audit_request_begins ON audit_request;
DROP FUNCTION audit_request_kept();
DROP FUNCTION audit_request_begins();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_events_continue_their_chain")]

    operations = [migrations.RunSQL(GUARD, REVERSE)]
