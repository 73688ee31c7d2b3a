"""The database's own fences, made from what each model declares: rights, row-level security, append-only triggers.

Run as the owner after every migrate; it changes only what differs. A table without a class gets no grant at all, so a
forgotten declaration shows as a refused query, never as a leak.
"""

from collections.abc import Iterable
from hashlib import sha256

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from huizhi.lib.table_class import TableClass

APP, PUBLIC, EXPORT = "hz_app", "hz_public", "hz_export"

_NO_CHANGE = """
create or replace function huizhi_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '只增表 % 不得更改或删除', tg_table_name using errcode = 'restrict_violation';
end $$
"""

_RIGHTS = {
    TableClass.REFERENCE: {APP: "select", PUBLIC: "select"},
    TableClass.PUBLIC: {APP: "select, insert, update, delete", PUBLIC: "select"},
    TableClass.SCOPED: {APP: "select, insert, update, delete"},
    TableClass.CHILD: {APP: "select, insert, update, delete"},
    TableClass.SEALED: {},
}


def own_models() -> list[type[models.Model]]:
    """Every table of the house, in a stable order."""
    return sorted(
        (m for m in apps.get_models() if m.__module__.startswith("huizhi.") and m._meta.managed),
        key=lambda m: m._meta.db_table,
    )


def class_of(model: type[models.Model]) -> TableClass | None:
    """The declared class, or None where the model says nothing."""
    return getattr(model, "table_class", None)


def is_append_only(model: type[models.Model]) -> bool:
    """Whether rows of this table may only be added."""
    return bool(getattr(model, "append_only", False))


def put_up(connection: BaseDatabaseWrapper) -> int:
    """Make the database's rights and policies equal to the declarations; returns the number of policies changed."""
    changed = 0
    with connection.cursor() as cursor:
        cursor.execute("set lock_timeout = '5s'")
        cursor.execute(_NO_CHANGE)
        for role in (APP, PUBLIC, EXPORT):
            cursor.execute(f"grant usage on schema public to {role}")
        cursor.execute("revoke create on schema public from public")
        for model in own_models():
            for statement in _grants(model):
                cursor.execute(statement)
            changed += _put_policy(cursor, model)
            if is_append_only(model):
                _put_triggers(cursor, model)
        _open_framework_tables(cursor)
        _close_definer_functions(cursor)
    return changed


def _grants(model: type[models.Model]) -> Iterable[str]:
    table = model._meta.db_table
    yield f'revoke all on "{table}" from {APP}, {PUBLIC}, {EXPORT}'
    declared = class_of(model)
    if declared is None:
        return
    for role, rights in _RIGHTS[declared].items():
        if is_append_only(model) and rights != "select":
            rights = "select, insert"
        if role == APP:
            rights = getattr(model, "app_rights", rights)  # a model may ask for less than its class allows
        yield f'grant {rights} on "{table}" to {role}'
    # Tables of many-to-many relations are refused by tests/architecture, so models are all there is.


def policy_of(model: type[models.Model]) -> str | None:
    """The condition under which a row is visible and may be written, or None where every row is."""
    declared = class_of(model)
    table = model._meta.db_table
    if declared is TableClass.SCOPED:
        parts = [
            f"(\"{table}\".scope_code >= nullif(current_setting('huizhi.lo', true), '') and "
            f"\"{table}\".scope_code < nullif(current_setting('huizhi.hi', true), ''))",
        ]
        party = getattr(model, "scope_party", None)
        if party:
            parts.append(f"\"{table}\".{party} = nullif(current_setting('huizhi.party', true), '')::bigint")
            parts.append(
                f'"{table}".{party} = any '
                "(string_to_array(nullif(current_setting('huizhi.granted_parties', true), ''), ',')::bigint[])"
            )
        return " or ".join(parts)
    if declared is TableClass.CHILD:
        field = model._meta.get_field(model.child_of)  # type: ignore[attr-defined]
        parent = field.related_model._meta.db_table  # type: ignore[union-attr]
        key = field.related_model._meta.pk.column  # type: ignore[union-attr]
        return f'exists (select 1 from "{parent}" parent where parent."{key}" = "{table}"."{field.column}")'  # type: ignore[union-attr]
    return None


def _put_policy(cursor: object, model: type[models.Model]) -> int:
    table, condition = model._meta.db_table, policy_of(model)
    execute = cursor.execute  # type: ignore[attr-defined]
    digest = sha256((condition or "").encode()).hexdigest()
    execute(
        "select obj_description(p.oid, 'pg_policy') from pg_policy p join pg_class c on c.oid = p.polrelid"
        " where c.relname = %s and p.polname = 'scope'",
        [table],
    )
    row = cursor.fetchone()  # type: ignore[attr-defined]
    if (row[0] if row else None) == (digest if condition else None):
        return 0
    execute(f'drop policy if exists scope on "{table}"')
    if condition is None:
        execute(f'alter table "{table}" disable row level security')
        return 1
    execute(f'alter table "{table}" enable row level security')
    execute(f'create policy scope on "{table}" using ({condition}) with check ({condition})')
    execute(f"comment on policy scope on \"{table}\" is '{digest}'")
    return 1


def _put_triggers(cursor: object, model: type[models.Model]) -> None:
    table = model._meta.db_table
    cursor.execute(  # type: ignore[attr-defined]
        f'create or replace trigger append_only before update or delete or truncate on "{table}"'
        " for each statement execute function huizhi_refuse_change()"
    )


def _open_framework_tables(cursor: object) -> None:
    """The queue's own tables and functions, and the list of migrations: they hold no fact about anybody."""
    execute = cursor.execute  # type: ignore[attr-defined]
    execute("select tablename from pg_tables where schemaname = 'public' and tablename like 'procrastinate%%'")
    for (table,) in cursor.fetchall():  # type: ignore[attr-defined]
        execute(f'grant select, insert, update, delete on "{table}" to {APP}')
    execute(f"grant usage, select on all sequences in schema public to {APP}")
    execute(f"grant select on django_migrations to {APP}")


def _close_definer_functions(cursor: object) -> None:
    """A function that runs as the owner is callable by the application only; by the public role if its comment says so."""
    execute = cursor.execute  # type: ignore[attr-defined]
    execute(
        "select p.oid::regprocedure::text, coalesce(obj_description(p.oid, 'pg_proc'), '') from pg_proc p"
        " where p.prosecdef and p.pronamespace = 'public'::regnamespace"
    )
    for signature, comment in cursor.fetchall():  # type: ignore[attr-defined]
        execute(f"revoke all on function {signature} from public, {APP}, {PUBLIC}, {EXPORT}")
        roles = f"{APP}, {PUBLIC}" if comment.startswith("public:") else APP
        execute(f"grant execute on function {signature} to {roles}")
