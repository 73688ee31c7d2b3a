"""The guard of what was received and of what was sealed (sql/keep.sql)."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parent.parent / "sql" / "keep.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
