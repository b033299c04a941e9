"""Vakter över synpunkterna: written once, told by an event, of exactly the text that was read (G1, G9, G14)."""

from django.db import migrations

from audit.rules import append_only_sql

OF_VERSION = (
    "SELECT r.case_id FROM cases_staffreport r JOIN cases_staffreportversion v ON v.report_id = r.id WHERE v.id = $1"
)
GUARDS = f"""
ALTER TABLE cases_opinion ADD CONSTRAINT cases_opinion_of_the_text_read
  FOREIGN KEY (version_id, content_hash) REFERENCES cases_staffreportversion (id, content_hash);
CREATE CONSTRAINT TRIGGER cases_opinion_has_event AFTER INSERT OR UPDATE ON cases_opinion
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_part_has_event('version_id', '{OF_VERSION}');
ALTER TABLE cases_opinion ENABLE ALWAYS TRIGGER cases_opinion_has_event;
"""
GUARDS_BACK = """
DROP TRIGGER cases_opinion_has_event ON cases_opinion;
ALTER TABLE cases_opinion DROP CONSTRAINT cases_opinion_of_the_text_read;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0027_opinions_on_the_proposal"), ("audit", "0002_append_only")]

    operations = [
        migrations.RunSQL(*append_only_sql("cases_opinion")),
        migrations.RunSQL(GUARDS, GUARDS_BACK),
    ]
