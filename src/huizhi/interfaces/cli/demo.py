"""`huizhi demo`: the demo province, from a seed; a second call makes what is still missing."""

import secrets
import sys
import time
from pathlib import Path

import click

from huizhi.interfaces.cli.instance import Instance, InstanceRefused, write_secret
from huizhi.interfaces.cli.opening import opened

ENTITIES = 20_000
SEED = 1
FEW_OFFICERS = 6_500
READY = "演示省已就绪 / the demo province is ready"


@click.command()
@click.option("--entities", type=click.IntRange(1, 20_000_000), default=ENTITIES, show_default=True, help="主体数。 Entities.")
@click.option("--seed", type=click.IntRange(0), default=SEED, show_default=True, help="种子。 The seed number.")
@click.option("--officers", type=click.IntRange(0, 200_000), default=FEW_OFFICERS, show_default=True, help="执法人员。 Officers.")
@click.option("--keep-file", type=click.Path(path_type=Path, dir_okay=False), help="保留主体文件。 Keep the file of entities.")
def demo(entities: int, seed: int, officers: int, keep_file: Path | None) -> None:
    """装入演示省：机构、人员、主体、账户，全部虚构。 Load the demo province: everybody in it is invented."""
    make_here(entities=entities, seed=seed, officers=officers, keep_file=keep_file)


def make_here(*, entities: int, seed: int, officers: int = FEW_OFFICERS, keep_file: Path | None = None) -> None:
    """Make the province in the instance of this folder, and write down in its `demo` file what there is."""
    instance = Instance.here()
    if instance.is_made and not instance.is_demo:
        raise InstanceRefused(
            f"{instance.state} 不是演示实例。 This is not a demo instance.",
            remedy="用 huizhi init --demo 另建实例；演示数据不得装入正式实例。",
        )
    with opened():
        from huizhi.demo.province import Wish, make_province
        from huizhi.lib import clock

        started = time.monotonic()
        province = make_province(
            Wish(entities=entities, seed=seed, officers=officers),
            at=clock.now(),
            password=password_of(instance),
            folder=instance.files / "imports",
            say=lambda text: click.echo(f"      {text}"),
            keep_file=keep_file,
        )
    if province.partner_key:
        write_secret(instance.keys / "demo.partner-key", province.partner_key)
    lines = [instance.demo_mark.read_text(encoding="utf-8").splitlines()[0], READY]
    lines.append(f"种子 / seed {seed} · 主体 / entities {province.entities:,} · 账户 / accounts {len(province.seats)}")
    lines += [f"{'*' if seat.is_shown else ' '} {seat.login:34}{seat.zh}" for seat in province.seats]
    instance.demo_mark.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = "已经在此，没有新增 / was there already" if province.was_there else f"{time.monotonic() - started:.1f} s"
    click.echo(f"      {READY}: {said}")


def password_of(instance: Instance) -> str:
    """The one password of this instance's demo accounts, made once."""
    file = instance.keys / "demo.password"
    if not file.exists():
        groups = ("".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(4)) for _ in range(4))
        write_secret(file, "-".join(groups))
    return file.read_text(encoding="ascii")


def is_ready(instance: Instance) -> bool:
    """Whether a province was made to the end."""
    return instance.is_demo and READY in instance.demo_mark.read_text(encoding="utf-8")


def shown_accounts(instance: Instance) -> list[str]:
    """One account per role and the password, for whoever has just started the instance."""
    lines = instance.demo_mark.read_text(encoding="utf-8").splitlines() if is_ready(instance) else []
    shown = [line[2:] for line in lines if line.startswith("* ")]
    if not shown:
        return []
    key = instance.keys / "demo.partner-key"
    return [*shown, f"口令 / password: {password_of(instance)}", f"协同部门接口密钥 / the partner's key: {key}"]


def main() -> None:
    """At the first start of a demo instance, in a process of its own."""
    make_here(entities=ENTITIES, seed=SEED)


if __name__ == "__main__":
    from huizhi.lib.refusal import Refusal

    try:
        main()
    except Refusal as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)
