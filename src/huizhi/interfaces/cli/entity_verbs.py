"""`import-entities`: the register's import as a verb of its own."""

from pathlib import Path

import click

from huizhi.interfaces.cli.opening import opened


@click.command("import-entities")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只核对，不导入。 Check only.")
@click.option("--source", default="", help="数据来源。 Where the data comes from.")
@click.option(
    "--refused", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="退回行文件所在文件夹。 Folder."
)
@click.pass_context
def import_entities(context: click.Context, file: Path, dry_run: bool, source: str, refused: Path) -> None:
    """核对并导入主体文件（CSV、TSV、xlsx、Parquet）。 Check and load a file of entities."""
    with opened():
        from huizhi.domains.legal_entities.commands import import_entities as load

        context.invoke(load, file=file, dry_run=dry_run, source=source, refused=refused)
