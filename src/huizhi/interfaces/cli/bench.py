"""`huizhi bench`: figures of this instance, each beside the conditions under which it was taken."""

import json
import sys
from pathlib import Path

import click

from huizhi.interfaces.cli.instance import Instance
from huizhi.interfaces.cli.opening import opened


@click.command()
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。 Print JSON.")
@click.option("--clients", type=click.IntRange(1, 64), default=4, show_default=True, help="并发客户端。 Concurrent clients.")
@click.option("--size", type=click.IntRange(0), default=0, help="自建数据的规模。 Size of what is made.")
@click.option("--file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="主体文件。 A file of entities.")
@click.option("--record", type=click.Path(path_type=Path, dir_okay=False), help="写入表格。 Write the table into a file.")
@click.option("--strict", is_flag=True, help="未达目标即失败。 Fail when a target is missed.")
def bench(
    names: tuple[str, ...], as_json: bool, clients: int, size: int, file: Path | None, record: Path | None, strict: bool
) -> None:
    """测速：装载、查询、检索、主体档案、留痕。 Benchmarks; without a name, all of them."""
    missed = []
    with opened():
        from huizhi.bench import harness, recording
        from huizhi.lib import clock

        for name in names or harness.available():
            given = harness.Run(
                clients=clients, size=size, file=file, folder=Instance.here().state, say=lambda text: click.echo(text, err=True)
            )
            report = harness.run(name, given=given, at=clock.now().isoformat(timespec="seconds"))
            click.echo(json.dumps(report.as_json(), ensure_ascii=False) if as_json else recording.table(report))
            missed += [f"{name} {figure.name}" for figure in report.figures if figure.met is False]
            if record is not None:
                recording.record(report, record)
    if strict and missed:
        click.echo(f"未达目标 / missed: {'、'.join(missed)}", err=True)
        sys.exit(1)
