from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """The index is built beside the work: nobody who signs in waits for it."""

    atomic = False

    dependencies = [
        ("access", "0004_grants_say_to_whom"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="signin",
            index=models.Index(fields=["account", "-started_at"], name="sign_ins_of_an_account"),
        ),
    ]
