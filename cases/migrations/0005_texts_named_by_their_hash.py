"""Godkännande och underskrift gäller exakt den text som sågs: version and hash as one key (G9)."""

from django.db import migrations

FORWARD = """
ALTER TABLE cases_approval ADD CONSTRAINT cases_approval_of_the_text_seen
  FOREIGN KEY (version_id, content_hash) REFERENCES cases_staffreportversion (id, content_hash);
ALTER TABLE cases_signature ADD CONSTRAINT cases_signature_on_the_text_seen
  FOREIGN KEY (version_id, content_hash) REFERENCES cases_agreementversion (id, content_hash);
"""
BACK = """
ALTER TABLE cases_approval DROP CONSTRAINT cases_approval_of_the_text_seen;
ALTER TABLE cases_signature DROP CONSTRAINT cases_signature_on_the_text_seen;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_written_once")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
