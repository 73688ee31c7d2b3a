"""The function that writes organs, posts and power lists, and the guard of the scope code (sql/write.sql)."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parent.parent / "sql" / "write.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
