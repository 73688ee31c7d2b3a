"""`huizhi access …`: the access matrix, accounts from the command line, tidying."""

import getpass
from pathlib import Path

import click

from huizhi.kernel.access import matrix, services
from huizhi.kernel.access.types import level_of
from huizhi.lib import clock


@click.group()
def group() -> None:
    """权限与账户。 Access and accounts."""


@group.command("matrix")
@click.option("--write", "target", type=click.Path(dir_okay=False, path_type=Path), help="写入文件 / write to a file")
def show_matrix(target: Path | None) -> None:
    """生成权限矩阵。 The access matrix: role × capability, system scopes, table classes."""
    if target is None:
        click.echo(matrix.text(), nl=False)
    else:
        target.write_text(matrix.text(), encoding="utf-8")
        click.echo(f"已写入 {target}")


@group.command("first-administrator")
@click.argument("login")
@click.option("--name", required=True, help="姓名 / name")
@click.option("--scope", "scope_code", required=True, help="范围码，如 43 / scope code of the organ")
def first_administrator(login: str, name: str, scope_code: str) -> None:
    """开立首个系统管理员，打印一次性口令。 Open the first administrator and print the one-time password."""
    if level_of(scope_code) is None:
        raise click.BadParameter("范围码须为 2、4、6 或 9 位", param_hint="--scope")
    with services.scope(services.system_viewer("first_administrator")):
        password = services.first_administrator(
            login=login, name=name, scope_code=scope_code, by=f"cli:{getpass.getuser()}", at=clock.now()
        )
    click.echo(f"登录名 {login}\n一次性口令 {password}\n首次登录须修改口令")


@group.command("rotate-key")
@click.argument("purpose", type=click.Choice(["sealed", "second-factor", "address"]))
def rotate_key(purpose: str) -> None:
    """新增一把当前密钥；旧密文仍用旧密钥读取。 Add a new current key; old texts stay readable under theirs."""
    with services.scope(services.system_viewer("first_administrator")):
        key_id = services.rotate_folder_key(purpose=purpose, by=f"cli:{getpass.getuser()}", at=clock.now())
    click.echo(f"当前密钥 {key_id}")


@group.command("tidy")
def tidy() -> None:
    """删除过期的限额计数和已办操作标识。 Delete counters and act ids that nobody needs any more."""
    at = clock.now()
    counters = services.tidy(at=at)
    with services.scope(services.system_viewer("tidy")):
        acts = services.forget_acts(at=at)
    click.echo(f"已删除 {counters} 条计数、{acts} 条已办操作标识")
