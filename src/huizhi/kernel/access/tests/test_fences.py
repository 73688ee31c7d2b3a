"""The database's own fences, tried as each role: what is append-only, sealed, reference, public; views, functions, sequences."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections, models
from django.db.utils import IntegrityError, ProgrammingError

from conftest import use_database
from huizhi.kernel.access import fences, services
from huizhi.lib.table_class import TableClass

OWNER, PUBLIC, EXPORT = "hz_owner", "hz_public", "hz_export"
MODELS = fences.own_models()
DENIED = "permission denied|row-level security"


def named(*classes: TableClass) -> list[Any]:
    return [pytest.param(m, id=m._meta.db_table) for m in MODELS if fences.class_of(m) in classes]


def has(role: str, table: str, right: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select has_table_privilege(%s, %s, %s)", [role, f'"{table}"', right])
        return bool(cursor.fetchone()[0])


def test_every_table_declares_its_class() -> None:
    assert fences.unclassed() == []


def test_a_table_without_a_class_is_refused_by_name(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(MODELS[0], "table_class")
    with pytest.raises(fences.UnclassedTables, match=MODELS[0]._meta.db_table):
        fences.put_up(connection)


def test_the_declared_rights_are_the_rights(db: str) -> None:
    for model in MODELS:
        declared = fences.rights_of(model)
        for role in ("hz_app", "hz_public", "hz_export"):
            said = {right.strip() for right in declared.get(role, "").split(",") if right.strip()}
            for right in ("select", "insert", "update", "delete", "truncate", "references", "trigger"):
                assert has(role, model._meta.db_table, right) == (right in said), (model, role, right)


def test_append_only_tables_refuse_change_even_to_the_owner(db: str, superuser: Any) -> None:
    for model in MODELS:
        if fences.is_append_only(model):
            for act in (f'delete from "{model._meta.db_table}"', f'truncate "{model._meta.db_table}" cascade'):
                with pytest.raises(Exception, match=r"不得更改或删除|cannot truncate"):
                    superuser.execute(act)


def test_the_application_can_neither_change_nor_empty_what_is_append_only(db: str) -> None:
    tables = [m._meta.db_table for m in MODELS if fences.is_append_only(m)]
    assert "access_reading" in tables
    for table in tables:
        for act in (f'delete from "{table}"', f'truncate "{table}"'):
            with pytest.raises((ProgrammingError, IntegrityError), match="permission denied"), connection.cursor() as cursor:
                cursor.execute(act)


@pytest.mark.parametrize("model", named(TableClass.SEALED))
def test_a_sealed_table_is_closed_to_every_role(db: str, model: type[models.Model]) -> None:
    for role in ("hz_app", "hz_public", "hz_export"):
        assert not any(has(role, model._meta.db_table, right) for right in ("select", "insert", "update", "delete"))


def test_the_public_role_sees_reference_and_public_tables_alone(db: str) -> None:
    seen = {m._meta.db_table for m in MODELS if has(PUBLIC, m._meta.db_table, "select")}
    allowed = {m._meta.db_table for m in MODELS if fences.class_of(m) in {TableClass.REFERENCE, TableClass.PUBLIC}}
    assert seen == allowed
    assert not any(has(PUBLIC, m._meta.db_table, right) for m in MODELS for right in ("insert", "update", "delete"))


def test_scoped_and_child_tables_have_their_policies_and_the_others_have_none(db: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relrowsecurity")
        fenced = {row[0] for row in cursor.fetchall()}
    declared = {m._meta.db_table for m in MODELS if fences.class_of(m) in {TableClass.SCOPED, TableClass.CHILD}}
    assert fenced & {m._meta.db_table for m in MODELS} == declared


@pytest.fixture
def as_owner(server: Any, db: str) -> Iterator[Any]:
    use_database(server, db, OWNER)
    yield connections["default"]
    connections["default"].close()


def run(owner: Any, *statements: str) -> None:
    with owner.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_analysis_reads_dataset_views_across_scopes_and_nothing_else(server: Any, db: str, as_owner: Any) -> None:
    run(
        as_owner,
        "create view dataset_accounts as select kind, count(*) as n from access_account group by kind",
        "create view secret_accounts as select login from access_account",
        "grant select on secret_accounts to public",
    )
    fences.put_up(as_owner)
    with server.connect(EXPORT, db) as analyst:
        assert analyst.execute("select * from dataset_accounts").fetchall() == []
        for hidden in ("secret_accounts", "access_account"):
            with pytest.raises(Exception, match="permission denied"):
                analyst.execute(f"select * from {hidden}")
    use_database(server, db)
    for view in ("dataset_accounts", "secret_accounts"):
        with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(f"select * from {view}")


def test_a_function_that_runs_as_the_owner_without_its_search_path_is_refused(as_owner: Any) -> None:
    run(as_owner, "create function loose() returns int language sql security definer as 'select 1'")
    with pytest.raises(fences.LooseFunctions, match=r"loose\(\)"):
        fences.put_up(as_owner)


def test_a_pinned_path_without_the_temporary_schema_gets_it_last(as_owner: Any) -> None:
    run(
        as_owner,
        "create function half() returns int language sql security definer set search_path = pg_catalog, public as 'select 1'",
    )
    fences.put_up(as_owner)
    with as_owner.cursor() as cursor:
        cursor.execute("select proconfig from pg_proc where proname = 'half'")
        assert cursor.fetchone()[0] == ["search_path=pg_catalog, public, pg_temp"]


def test_a_function_that_runs_as_the_owner_is_the_applications_unless_its_comment_says_public(
    server: Any, db: str, as_owner: Any
) -> None:
    pinned = "security definer set search_path = pg_catalog, public, pg_temp as 'select 1'"
    run(
        as_owner,
        f"create function mine() returns int language sql {pinned}",
        f"create function everyones() returns int language sql {pinned}",
        "comment on function everyones() is 'public: answers strangers'",
    )
    fences.put_up(as_owner)
    with server.connect(PUBLIC, db) as stranger:
        assert stranger.execute("select everyones()").fetchone() == (1,)
        with pytest.raises(Exception, match="permission denied"):
            stranger.execute("select mine()")
    with server.connect(EXPORT, db) as analyst, pytest.raises(Exception, match="permission denied"):
        analyst.execute("select everyones()")


def test_every_function_of_the_house_that_runs_as_the_owner_puts_temporary_tables_last(db: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.proname, (select c from unnest(p.proconfig) c where c like 'search_path=%') from pg_proc p"
            " where p.prosecdef and p.pronamespace = 'public'::regnamespace"
        )
        found = cursor.fetchall()
    assert {"access_open_sealed", "access_seal", "access_take"} <= {name for name, _ in found}
    assert [name for name, path in found if not path.endswith("pg_temp")] == []


def test_putting_up_the_fences_again_changes_nothing(as_owner: Any) -> None:
    assert fences.put_up(as_owner) == 0


def test_the_application_is_not_more_than_it_may_be(db: str) -> None:
    assert services.excess_rights(connection) == []


def test_an_owner_or_a_widened_application_is_noticed(server: Any, db: str, as_owner: Any) -> None:
    assert any("拥有" in said for said in services.excess_rights(as_owner))
    run(as_owner, "grant select on access_sealedidentity to hz_app", "grant delete on access_reading to hz_app")
    use_database(server, db)
    said = services.excess_rights(connection)
    assert len(said) == 2
    assert "access_sealedidentity" in said[0] + said[1]


def test_sequences_give_the_next_number_and_cannot_be_set_back(db: str) -> None:
    asked = "select sequencename from pg_sequences where has_sequence_privilege(%s, format('%%I', sequencename), %s)"
    with connection.cursor() as cursor:
        for role, right in (("hz_app", "update"), ("hz_public", "usage"), ("hz_export", "usage")):
            cursor.execute(asked, [role, right])
            assert cursor.fetchall() == []
