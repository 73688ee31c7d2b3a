"""`init` and `migrate`: an instance is made, and its database is brought up to date by the owner of the tables."""

import time

import click

from huizhi.interfaces.cli.instance import Instance, InstanceRefused
from huizhi.interfaces.cli.opening import opened, running_server
from huizhi.lib.refusal import Refusal


@click.command()
@click.option(
    "--demo/--empty", default=False, help="演示实例（不得转为生产）或空实例。 A demo instance, for good, or an empty one."
)
def init(demo: bool) -> None:
    """新建实例：文件夹、密钥、数据库、角色。 Make an instance: folder, keys, database, roles."""
    instance = Instance.here()
    if instance.is_made:
        raise InstanceRefused(f"{instance.state} 已是实例。 There is an instance here already.", remedy="换一个 HUIZHI_STATE。")
    instance.make(demo=demo)
    with running_server(instance) as server:
        click.echo(
            f"实例已建 / instance made: {instance.state}（{'演示 demo' if demo else '空 empty'}，{server.host}:{server.port}）"
        )
    click.echo("下一步 / next: huizhi migrate, huizhi run")


class NotMigrated(Refusal):
    """A step of the migration failed; those before it stand."""

    code = "CLI-006"
    status = 503


@click.command()
def migrate() -> None:
    """迁移数据库：数据表、权限、基准数据。可重复执行。 Bring the database up to date; may be run again at any time."""
    started = time.monotonic()
    with opened(as_owner=True):
        from django.db import OperationalError

        from huizhi.interfaces.cli.migrating import bring_up_to_date

        try:
            bring_up_to_date(lambda text: click.echo(f"  {text}"))
        except OperationalError as error:
            raise NotMigrated(
                f"迁移没有完成：{str(error).strip()} The migration was not completed.",
                remedy="若为等锁超时：稍后再执行 huizhi migrate，已完成的步骤不会重做。",
            ) from error
    click.echo(f"  完成 / done: {time.monotonic() - started:.1f} s")
