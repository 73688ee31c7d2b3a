"""`backup` and `restore`: the whole instance into a folder, and back into an empty place, compared row by row count."""

import os
import time
from pathlib import Path
from typing import Any

import click

from huizhi.interfaces.cli import archive, postgres
from huizhi.interfaces.cli.instance import VARIABLE, Instance
from huizhi.interfaces.cli.opening import running_server
from huizhi.lib import clock


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--with-keys", is_flag=True, help="连同私钥（0600）。默认不含：私钥应另行保管。 Private keys too; by default they stay out."
)
def backup(folder: Path, with_keys: bool) -> None:
    """备份整个实例到一个新文件夹，运行中亦可。 Back up the whole instance into a new folder, also while it runs."""
    instance = Instance.here()
    archive.demand_empty(folder)
    started = time.monotonic()
    with running_server(instance) as server:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The last head before the database, which then contains it; stored files after, for they are only ever added.
        _copy(instance, folder, "ledger")
        click.echo("数据库 / database")
        rows = archive.dump(server, folder / "database")
        _copy(instance, folder, "files")
    keys = archive.copy_keys(instance.state, folder) if with_keys else 0
    files = archive.digests(folder, ("database", "files", "ledger"))
    facts = {
        "at": clock.now().isoformat(timespec="seconds"),
        "demo": instance.demo_mark.read_text(encoding="utf-8") if instance.is_demo else "",
        "rows": rows,
        "head": archive.head_of(folder),
        "keys": keys,
        "files": files,
    }
    archive.write_manifest(folder, facts)
    click.echo(f"完成 / done: {sum(rows.values())} 行 rows, {len(files)} 文件 files, {time.monotonic() - started:.1f} s")
    if not keys:
        click.echo(f"私钥未备份，请另行保管 / private keys are not in it: {instance.keys}, {instance.state / 'ledger' / 'keys'}")


def _copy(instance: Instance, folder: Path, part: str) -> None:
    click.echo(f"文件 / files: {part}")
    for relative in archive.public_files(instance.state, part):
        archive.copy(instance.state, folder, relative)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--keys-from",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="私钥所在的实例或备份文件夹。 Where the private keys are.",
)
def restore(folder: Path, keys_from: Path | None) -> None:
    """把备份恢复到空的实例文件夹。 Restore a backup into an empty instance folder (HUIZHI_STATE)."""
    instance = Instance.here()
    archive.demand_new(instance)
    facts = archive.read_manifest(folder)
    os.environ[VARIABLE] = str(instance.state)
    instance.lay_out(demo=bool(facts["demo"]), mark=facts["demo"])
    instance.half_restored.touch()
    click.echo(f"备份于 / backed up at {facts['at']}")
    click.echo("数据库 / database")
    server = postgres.ensure(instance.state)
    try:
        found = _load(server, folder, facts)
    finally:
        server.stop()
    for part in ("files", "ledger"):
        for relative in archive.public_files(folder, part):
            archive.copy(folder, instance.state, relative)
    keys = archive.copy_keys(keys_from or folder, instance.state)
    _mark_restored(instance)
    instance.half_restored.unlink()
    instance.make(demo=bool(facts["demo"]))
    click.echo(f"完成 / done: {sum(found.values())} 行 rows，与备份一致 / as backed up; 私钥 keys: {keys}")
    if facts["head"]:
        click.echo("树头 / head:\n" + facts["head"].rstrip())
    click.echo("签名之前将先与见证人核对 / nothing is signed before a witness has been asked")


def _load(server: postgres.Server, folder: Path, facts: dict[str, Any]) -> dict[str, int]:
    found = archive.load(server, folder / "database")
    archive.demand_same_counts(facts["rows"], found)
    strangers = archive.owner_of_tables(server)
    if strangers:
        raise archive.BackupRefused(f"表的属主不对：{strangers}。 Tables have another owner.")
    return found


def _mark_restored(instance: Instance) -> None:
    """The ledger asks its witnesses first: an older backup must not sign a second past."""
    from huizhi.interfaces.cli.opening import OWNER_SETTINGS, set_up_django

    set_up_django(OWNER_SETTINGS)
    from huizhi.kernel.ledger.services import mark_restored

    (instance.state / "ledger").mkdir(exist_ok=True)
    mark_restored()
