"""An entity is found by its organisation code, positions 9 to 17 of the unified code."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Substr


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("legal_entities", "0002_bulk")]

    operations = [
        AddIndexConcurrently("entity", models.Index(Substr("code", 9, 9), name="entity_organisation_code")),
    ]
