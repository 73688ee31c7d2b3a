"""`huizhi legal-entities …`, and `huizhi import-entities FILE`."""

import csv
import sys
from pathlib import Path

import click

from huizhi.domains.legal_entities import services
from huizhi.domains.legal_entities.columns import ENTITY_COLUMNS
from huizhi.domains.legal_entities.services import bulk, counting, shelves
from huizhi.kernel.access.services import scope, system_viewer
from huizhi.lib import clock


@click.group()
def group() -> None:
    """法人信息：导入、模板、重建检索与计数。 Legal entities: import, template, rebuilding of search and counts."""


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只核对，不导入。 Check only.")
@click.option("--source", default="", help="数据来源，记入每个主体的事件。 Where the data comes from.")
@click.option(
    "--refused", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="退回行文件所在文件夹。 Folder."
)
def import_entities(file: Path, dry_run: bool, source: str, refused: Path) -> None:
    """核对并导入主体文件（CSV、TSV、xlsx、Parquet）。 Check and load a file of entities."""
    started = clock.unix_seconds()
    batch = services.receive_file(
        path=file.absolute(), name=file.name, dry_run=dry_run, by="cli", at=clock.now(), scope_code="43", source=source
    )
    refused.mkdir(parents=True, exist_ok=True)
    outcome = services.import_file(batch=batch, at=clock.now(), folder=refused, progress=_progress)
    seconds = max(1, clock.unix_seconds() - started)
    click.echo(f"\r批次 {batch.uuid}：{batch.format} {batch.encoding}，{outcome.rows}行，{seconds}秒", err=True)
    click.echo(f"rows {outcome.rows} accepted {outcome.accepted} refused {outcome.refused} seconds {seconds}")
    for key, count in sorted(outcome.reasons.items(), key=lambda item: -item[1]):
        click.echo(f"  {key}: {count}")
    click.echo("  ".join(f"{phase} {spent}s" for phase, spent in outcome.seconds.items()), err=True)
    if outcome.refused_file is not None:
        click.echo(f"退回行 refused rows: {outcome.refused_file}")


def _progress(done: int, total: int | None, said: str) -> None:
    click.echo(f"\r{said} {done:,}/{'约' + format(total, ',') if total else '?'}   ", nl=False, err=True)


@group.command("template")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def template(file: Path) -> None:
    """写出导入模板。 Write the template of an import file."""
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([c.zh for c in ENTITY_COLUMNS])
        writer.writerow([c.example for c in ENTITY_COLUMNS])


@group.command("rebuild")
def rebuild() -> None:
    """补建索引、重建检索架、重新计数。 Build what lies aside, make the search shelves anew, count again."""
    click.echo(f"索引 indexes {bulk.build_all(hands=2)}")
    click.echo(f"检索架 shelves {shelves.rebuild()}")
    with scope(system_viewer("projector")):
        counting.recount(at=clock.now())
    bulk.analyse()
    sys.stdout.flush()
