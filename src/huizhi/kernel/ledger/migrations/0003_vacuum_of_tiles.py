"""The tiles at the right edge are replaced at every batch: their old versions are swept before they pile up."""

from django.db import migrations

SET = """
alter table ledger_tile set (
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
  toast.autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_threshold = 2000
);
alter table ledger_pending set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_functions")]

    operations = [migrations.RunSQL(SET, migrations.RunSQL.noop)]
