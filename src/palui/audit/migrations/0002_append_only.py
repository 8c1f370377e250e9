"""The database itself refuses to change or remove what was recorded, and days are sealed."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("audit_auditentry", "audit_dailyroot")


def forbid(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in statements(schema_editor.connection.vendor, make=True):
        schema_editor.execute(statement)


def allow(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in statements(schema_editor.connection.vendor, make=False):
        schema_editor.execute(statement)


def statements(vendor: str, *, make: bool) -> list[str]:
    """The SQL that makes the triggers, or takes them away."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_{deed.lower()} BEFORE {deed} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
            if make
            else f"DROP TRIGGER {table}_{deed.lower()}"
            for table in TABLES
            for deed in ("UPDATE", "DELETE")
        ]
    function = (
        "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$"
    )
    triggers = [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
        if make
        else f"DROP TRIGGER {table}_append_only ON {table}"
        for table in TABLES
    ]
    return [function, *triggers] if make else [*triggers, "DROP FUNCTION audit_append_only()"]


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="DailyRoot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("entries", models.PositiveIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(forbid, allow),
    ]
