"""The database's own fences, made from what each model declares: rights, row-level security, append-only triggers.

Run as the owner after every migrate; policies change only where they differ. A table without a class is refused by name.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import cast

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

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


class UnclassedTables(RuntimeError):
    """Tables that do not say who may read them; the text lists them."""


class LooseFunctions(RuntimeError):
    """Functions that run as the owner without a pinned search_path; the text lists them."""


def unclassed() -> list[str]:
    """Tables of the house that declare no class."""
    return [m._meta.db_table for m in own_models() if class_of(m) is None]


def put_up(connection: BaseDatabaseWrapper) -> int:
    """Make the database's rights and policies equal to the declarations; returns the number of policies changed.

    Each table is done in a transaction of its own: nobody sees it without its rights, and no lock is held for long.
    """
    missing = unclassed()
    if missing:
        raise UnclassedTables(f"下列数据表没有声明 table_class，拒绝设置权限：{'、'.join(missing)}")
    changed = 0
    with _step(connection) as cursor:
        cursor.execute(_NO_CHANGE)
        for role in (APP, PUBLIC, EXPORT):
            cursor.execute(f"grant usage on schema public to {role}")
        cursor.execute("revoke create on schema public from public")
    for model in own_models():
        with _step(connection) as cursor:
            for statement in _grants(model):
                cursor.execute(statement)
            changed += _put_policies(cursor, model)
            _put_triggers(cursor, model)
    with _step(connection) as cursor:
        _open_framework_tables(cursor)
        _open_dataset_views(cursor)
        _close_definer_functions(cursor)
    return changed


@contextmanager
def _step(connection: BaseDatabaseWrapper) -> Iterator[CursorWrapper]:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("set local lock_timeout = '5s'")
        yield cursor


def _grants(model: type[models.Model]) -> Iterable[str]:
    table = model._meta.db_table
    yield f'revoke all on "{table}" from public, {APP}, {PUBLIC}, {EXPORT}'
    for role, rights in rights_of(model).items():
        if rights:
            yield f'grant {rights} on "{table}" to {role}'
    # Tables of many-to-many relations are refused by tests/architecture, so models are all there is.


def rights_of(model: type[models.Model]) -> dict[str, str]:
    """Role -> rights, as declared: by class, by append_only, and by `app_rights` where a model asks for less than its class."""
    declared = class_of(model)
    found = dict(_RIGHTS[declared]) if declared is not None else {}
    if is_append_only(model):
        found = {role: "select" if rights == "select" else "select, insert" for role, rights in found.items()}
    if APP in found:
        found[APP] = getattr(model, "app_rights", found[APP])
    return found


def own_condition(model: type[models.Model]) -> str | None:
    """The condition under which a row may be written, and is visible: inside one's own range, or one's own party or account.

    A grant opens reading alone, and so is no part of it.
    """
    declared, table = class_of(model), model._meta.db_table
    if declared is TableClass.SCOPED:
        parts = [
            f"(\"{table}\".scope_code >= nullif(current_setting('huizhi.lo', true), '') and "
            f"\"{table}\".scope_code < nullif(current_setting('huizhi.hi', true), ''))",
        ]
        if party := getattr(model, "scope_party", None):
            parts.append(f"\"{table}\".{party} = nullif(current_setting('huizhi.party', true), '')::bigint")
        if account := getattr(model, "scope_account", None):
            parts.append(f"\"{table}\".{account} = nullif(current_setting('huizhi.account', true), '')::uuid")
        return " or ".join(parts)
    if declared is TableClass.CHILD:
        return _through_parent(model, own_condition(_parent(model)))
    return None


def granted_condition(model: type[models.Model]) -> str | None:
    """The condition under which a row may be read besides: it is about a granted party, inside the granting organ's range."""
    declared, table = class_of(model), model._meta.db_table
    if declared is TableClass.CHILD:
        parent = granted_condition(_parent(model))
        return _through_parent(model, parent) if parent else None
    party = getattr(model, "scope_party", None)
    if declared is not TableClass.SCOPED or not party:
        return None
    return (
        f"\"{table}\".{party} = any (string_to_array(nullif(current_setting('huizhi.granted_parties', true), ''), ',')::bigint[])"
        f" and exists (select 1 from unnest(string_to_array(current_setting('huizhi.grants', true), ',')) as said"
        f" where split_part(said, '@', 1)::bigint = \"{table}\".{party} and \"{table}\".scope_code >= split_part(said, '@', 2)"
        f" and \"{table}\".scope_code < split_part(said, '@', 2) || '~')"
    )


def _parent(model: type[models.Model]) -> type[models.Model]:
    field = model._meta.get_field(model.child_of)  # type: ignore[attr-defined]
    return cast("type[models.Model]", field.related_model)


def _through_parent(model: type[models.Model], condition: str | None) -> str:
    table, parent = model._meta.db_table, _parent(model)
    field = model._meta.get_field(model.child_of)  # type: ignore[attr-defined]
    own, above = parent._meta.db_table, parent._meta.pk.column
    narrower = f" and ({condition})" if condition else ""
    # The parent is read under its own policies too; the condition narrows that to the rows that may be written.
    return f'exists (select 1 from "{own}" where "{own}"."{above}" = "{table}"."{field.column}"{narrower})'  # type: ignore[union-attr]


def _put_policies(cursor: CursorWrapper, model: type[models.Model]) -> int:
    table = model._meta.db_table
    own, granted = own_condition(model), granted_condition(model)
    changed = _put_policy(cursor, table, "scope", f"using ({own}) with check ({own})" if own else None)
    changed += _put_policy(cursor, table, "granted", f"for select using ({granted})" if granted else None)
    cursor.execute("select relrowsecurity from pg_class where oid = %s::regclass", [f'"{table}"'])
    fenced = bool(cursor.fetchone()[0])
    if fenced != (own is not None):
        cursor.execute(f'alter table "{table}" {"enable" if own else "disable"} row level security')
    return changed


def _put_policy(cursor: CursorWrapper, table: str, name: str, body: str | None) -> int:
    digest = sha256((body or "").encode()).hexdigest()
    cursor.execute(
        "select obj_description(oid, 'pg_policy') from pg_policy where polrelid = %s::regclass and polname = %s",
        [f'"{table}"', name],
    )
    row = cursor.fetchone()
    if (row[0] if row else None) == (digest if body else None):
        return 0
    cursor.execute(f'drop policy if exists {name} on "{table}"')
    if body:
        # No parameters are passed, so a percent sign in the body stands for itself.
        cursor.execute(f'create policy {name} on "{table}" {body}')
        cursor.execute(f"comment on policy {name} on \"{table}\" is '{digest}'")
    return 1


def _put_triggers(cursor: CursorWrapper, model: type[models.Model]) -> None:
    table = model._meta.db_table
    if is_append_only(model):
        cursor.execute(
            f'create or replace trigger append_only before update or delete or truncate on "{table}"'
            " for each statement execute function huizhi_refuse_change()"
        )
    else:
        cursor.execute(f'drop trigger if exists append_only on "{table}"')


def _open_framework_tables(cursor: CursorWrapper) -> None:
    """The queue's own tables and functions, and the list of migrations: they hold no fact about anybody."""
    cursor.execute("select tablename from pg_tables where schemaname = 'public' and tablename like 'procrastinate%'")
    for (table,) in cursor.fetchall():
        cursor.execute(f'grant select, insert, update, delete on "{table}" to {APP}')
    cursor.execute(f"revoke all on all sequences in schema public from public, {PUBLIC}, {EXPORT}")
    cursor.execute(f"grant usage, select on all sequences in schema public to {APP}")
    cursor.execute(f"grant select on django_migrations to {APP}")


def _open_dataset_views(cursor: CursorWrapper) -> None:
    """Analysis reads views named dataset_… and nothing else; a view reads with its owner's rights, across all scopes."""
    cursor.execute("select viewname from pg_views where schemaname = 'public'")
    for (view,) in cursor.fetchall():
        cursor.execute(f'revoke all on "{view}" from public, {APP}, {PUBLIC}, {EXPORT}')
        if view.startswith("dataset_"):
            cursor.execute(f'grant select on "{view}" to {EXPORT}')


def _close_definer_functions(cursor: CursorWrapper) -> None:
    """A function that runs as the owner is callable by the application only; by the public role if its comment says so.

    Without a pinned search_path it could be made to read somebody else's table of the same name: that is refused. And where
    pg_temp is not named it is searched first, so a caller's temporary table would stand in for ours: it is put last.
    """
    cursor.execute(
        "select p.oid::regprocedure::text, coalesce(obj_description(p.oid, 'pg_proc'), ''),"
        " (select substr(c, 13) from unnest(p.proconfig) as c where c like 'search_path=%')"
        " from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace"
    )
    found = cursor.fetchall()
    loose = [signature for signature, _, path in found if not path]
    if loose:
        raise LooseFunctions(f"下列 SECURITY DEFINER 函数没有固定 search_path：{'、'.join(loose)}")
    for signature, _, path in found:
        if not path.endswith("pg_temp"):
            cursor.execute(f"alter function {signature} set search_path = {path}, pg_temp")
    for signature, comment, _ in found:
        cursor.execute(f"revoke all on function {signature} from public, {APP}, {PUBLIC}, {EXPORT}")
        roles = f"{APP}, {PUBLIC}" if comment.startswith("public:") else APP
        cursor.execute(f"grant execute on function {signature} to {roles}")


_EXCESS = """
select case
  when r.rolsuper then '是超级用户' when r.rolbypassrls then '可绕过行级安全' when r.rolcreaterole then '可建立角色'
  when r.rolreplication then '可复制整库' end
from pg_roles r where r.rolname = current_user and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolreplication)
union all
select '是角色 ' || g.rolname || ' 的成员' from pg_auth_members m join pg_roles g on g.oid = m.roleid
 where m.member = current_user::regrole
union all
select '拥有 ' || c.relname from pg_class c where c.relowner = current_user::regrole and c.relkind in ('r', 'p', 'v', 'm', 'S')
 and c.relpersistence <> 't'
union all
select '拥有当前数据库' from pg_database d where d.datname = current_database() and d.datdba = current_user::regrole
"""


def excess_rights(connection: BaseDatabaseWrapper) -> list[str]:
    """In what the connected role is more than the application may be; empty when it is not. Production refuses otherwise."""
    with connection.cursor() as cursor:
        cursor.execute(_EXCESS)
        found = [row[0] for row in cursor.fetchall()]
        for model in own_models():
            table = f'"{model._meta.db_table}"'
            rights = [
                *(["update", "delete", "truncate"] if is_append_only(model) else ["truncate"]),
                *(["select", "insert", "update", "delete"] if class_of(model) is TableClass.SEALED else []),
                *(["insert", "update", "delete"] if class_of(model) is TableClass.REFERENCE else []),
            ]
            for right in dict.fromkeys(rights):
                cursor.execute("select has_table_privilege(current_user, %s, %s)", [table, right])
                if cursor.fetchone()[0]:
                    found.append(f"对 {table} 有 {right} 权")
    return found
