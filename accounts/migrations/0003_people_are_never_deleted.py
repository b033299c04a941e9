"""Personer och förordnanden stannar: the log and other people's work refer to them (G13)."""

from django.db import migrations

GUARD = """
CREATE FUNCTION accounts_never_deleted() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is never deleted: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER accounts_user_never_deleted BEFORE DELETE ON accounts_user
  FOR EACH ROW EXECUTE FUNCTION accounts_never_deleted();
ALTER TABLE accounts_user ENABLE ALWAYS TRIGGER accounts_user_never_deleted;
CREATE TRIGGER accounts_user_never_emptied BEFORE TRUNCATE ON accounts_user
  FOR EACH STATEMENT EXECUTE FUNCTION accounts_never_deleted();
ALTER TABLE accounts_user ENABLE ALWAYS TRIGGER accounts_user_never_emptied;

CREATE TRIGGER accounts_mandate_never_deleted BEFORE DELETE ON accounts_mandate
  FOR EACH ROW EXECUTE FUNCTION accounts_never_deleted();
ALTER TABLE accounts_mandate ENABLE ALWAYS TRIGGER accounts_mandate_never_deleted;
CREATE TRIGGER accounts_mandate_never_emptied BEFORE TRUNCATE ON accounts_mandate
  FOR EACH STATEMENT EXECUTE FUNCTION accounts_never_deleted();
ALTER TABLE accounts_mandate ENABLE ALWAYS TRIGGER accounts_mandate_never_emptied;

CREATE FUNCTION accounts_user_stays_who_it_is() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.id <> OLD.id OR NEW.uuid <> OLD.uuid
  THEN RAISE EXCEPTION 'accounts_user: a person keeps its uuid' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER accounts_user_stays_who_it_is BEFORE UPDATE ON accounts_user
  FOR EACH ROW EXECUTE FUNCTION accounts_user_stays_who_it_is();
ALTER TABLE accounts_user ENABLE ALWAYS TRIGGER accounts_user_stays_who_it_is;
"""

REVERSE = """
DROP TRIGGER accounts_user_never_deleted ON accounts_user;
DROP TRIGGER accounts_user_never_emptied ON accounts_user;
DROP TRIGGER accounts_mandate_never_deleted ON accounts_mandate;
DROP TRIGGER accounts_mandate_never_emptied ON accounts_mandate;
DROP TRIGGER accounts_user_stays_who_it_is ON accounts_user;
DROP FUNCTION accounts_user_stays_who_it_is();
DROP FUNCTION accounts_never_deleted();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_history_of_boards_written_once")]

    operations = [migrations.RunSQL(GUARD, REVERSE)]
