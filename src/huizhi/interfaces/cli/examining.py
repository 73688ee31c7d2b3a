"""`huizhi doctor`: everything that can be wrong with an instance, examined and said; non-zero when something is."""

import shutil
from collections.abc import Callable, Iterator

import click

from huizhi.interfaces.cli.instance import Instance
from huizhi.interfaces.cli.opening import opened
from huizhi.interfaces.cli.postgres import OWNER, SUPER, Server
from huizhi.interfaces.cli.postgres.roles import ATTRIBUTES
from huizhi.lib import clock
from huizhi.lib.table_class import TableClass

LEAST_FREE = 2 << 30  # bytes on the disk of the instance
OLDEST_UNSEQUENCED = 60  # seconds
OLDEST_COSIGNATURE = 180  # seconds; the window in which an insider could still rewrite
LARGEST_DIFFERENCE = 5  # seconds between this machine's clock and the database's


def _folder(instance: Instance, _: Server) -> Iterator[str]:
    for file in sorted([*instance.keys.rglob("*"), *(instance.state / "ledger" / "keys").rglob("*")]):
        if file.is_file() and file.stat().st_mode & 0o077:
            yield f"{file} 他人可读，应为 0600 / readable to others"
    free = shutil.disk_usage(instance.state).free
    if free < LEAST_FREE:
        yield f"磁盘只剩 {free >> 20} MB / the disk is nearly full"


def _roles(_: Instance, server: Server) -> Iterator[str]:
    with server.connect(SUPER) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = ANY(%s)",
            [list(ATTRIBUTES)],
        ).fetchall()
        strangers = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v', 'm') AND relnamespace = 'public'::regnamespace"
            " AND pg_get_userbyid(relowner) <> %s"
            " AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')",
            [OWNER],
        ).fetchall()
    for name, *has in rows:
        words = ("SUPERUSER", "CREATEDB", "CREATEROLE", "BYPASSRLS")
        more = [word for word, given in zip(words, has, strict=True) if given and f"NO{word}" in ATTRIBUTES[name].split()]
        if more:
            yield f"角色 {name} 多了 {'、'.join(more)} / the role is more than it may be"
    missing = set(ATTRIBUTES) - {row[0] for row in rows}
    if missing:
        yield f"缺少角色 {sorted(missing)} / roles are missing"
    for (name,) in strangers:
        yield f"表 {name} 的属主不是 {OWNER} / another owner"


def _migrations(_: Instance, __: Server) -> Iterator[str]:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["default"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield f"有 {len(plan)} 个迁移未执行（huizhi migrate）/ migrations wait: {plan[0][0]}"


def _fences(_: Instance, server: Server) -> Iterator[str]:
    from django.apps import apps

    classes = (TableClass.SCOPED, TableClass.CHILD)
    fenced = {model._meta.db_table for model in apps.get_models() if getattr(model, "table_class", None) in classes}
    with server.connect(SUPER) as connection:
        rows = connection.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'").fetchall()
    for name in sorted(fenced - {row[0] for row in rows}):
        yield f"表 {name} 没有行级安全 / no row-level security"


def _durability(_: Instance, server: Server) -> Iterator[str]:
    with server.connect(SUPER) as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
            if row is None or row[0] == "off":
                yield f"{name} 已关闭，确认过的事项可能丢失 / acknowledged acts may be lost"


def _clocks(_: Instance, server: Server) -> Iterator[str]:
    with server.connect(SUPER) as connection:
        row = connection.execute("SELECT clock_timestamp()").fetchone()
    apart = abs((clock.now() - row[0]).total_seconds()) if row else 0.0
    if apart > LARGEST_DIFFERENCE:
        yield f"本机与数据库时钟相差 {apart:.0f} 秒 / the clocks differ"


def _ledger(_: Instance, __: Server) -> Iterator[str]:
    from huizhi.kernel.access.services import scope, system_viewer
    from huizhi.kernel.ledger.queries import health

    now = clock.now()
    with scope(system_viewer("doctor")):
        found = health(at=now)
    if found.oldest_queued and (now - found.oldest_queued).total_seconds() > OLDEST_UNSEQUENCED:
        yield f"{found.queued} 条记录自 {found.oldest_queued:%F %T} 起未入列 / notes wait for the sequencer"
    if found.uncovered_seconds > OLDEST_COSIGNATURE:
        yield f"最近的记录已有 {found.uncovered_seconds} 秒没有见证 / no witness has covered the latest notes"
    for lag in found.listeners:
        if lag.stuck_at:
            yield f"听者 {lag.name} 停在位置 {lag.position}：{lag.error} / a listener is stuck"


def _jobs(_: Instance, __: Server) -> Iterator[str]:
    from huizhi.kernel.access.services import scope, system_viewer
    from huizhi.kernel.jobs.queries import queue

    with scope(system_viewer("doctor")):
        found = queue(at=clock.now())
    if found.failed:
        yield f"一日内有 {found.failed} 个作业失败 / jobs have failed within a day"


CHECKS: dict[str, Callable[[Instance, Server], Iterator[str]]] = {
    "文件夹与密钥 / folder and keys": _folder,
    "数据库角色 / database roles": _roles,
    "迁移 / migrations": _migrations,
    "行级安全 / row-level security": _fences,
    "持久 / durability": _durability,
    "时钟 / clocks": _clocks,
    "留痕 / ledger": _ledger,
    "后台作业 / jobs": _jobs,
}


@click.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """检查实例：权限、迁移、行级安全、持久、留痕、作业。 Examine the instance and say what is wrong."""
    instance = Instance.here()
    sick = False
    with opened() as server:
        for name, check in CHECKS.items():
            found = list(check(instance, server))
            sick = sick or bool(found)
            click.echo(f"{'问题 WRONG' if found else '正常 fine '}  {name}")
            for text in found:
                click.echo(f"            {text}")
    context.exit(1 if sick else 0)
