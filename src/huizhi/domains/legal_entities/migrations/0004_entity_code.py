"""A code belongs to one entity, and finds it: instances made before 0001 said so get the index beside their work."""

from django.db import migrations

CREATE = "create unique index concurrently if not exists entity_code on legal_entities_entity (code) where not (code = '')"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("legal_entities", "0003_organisation_code")]

    operations = [migrations.RunSQL(CREATE, migrations.RunSQL.noop)]
