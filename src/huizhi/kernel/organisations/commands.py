"""`huizhi organisations …`: the tree from the divisions, tables in and checked, an address read."""

from pathlib import Path

import click

from huizhi.kernel.jobs.services import opened
from huizhi.kernel.organisations import queries, services
from huizhi.lib import clock
from huizhi.lib.calendar import legal_day

SCOPE = "system:reference"


@click.group()
def group() -> None:
    """机构、区划、执法人员与权责清单。 Organs, divisions, officers, power lists."""


@group.command("standard-tree")
@click.option("--province", default="43", show_default=True, help="省级机构码 / scope code of the province")
@click.option("--stations/--no-stations", default=True, help="是否建立所级机构 / one station for each town")
def standard_tree(province: str, stations: bool) -> None:
    """按现行区划建立机构树。 One organ for each division of today."""
    with opened(SCOPE):
        written = services.standard_tree(province=province, by="命令行", at=clock.now(), stations=stations)
    click.echo(f"已建立机构 {written} 个")


@group.command("import")
@click.argument("kind", type=click.Choice([*services.import_kinds()]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查，不写入 / check only")
@click.option("--refused", type=click.Path(dir_okay=False, path_type=Path), help="未导入的行另存为 / refused rows go here")
@click.pass_context
def import_table(context: click.Context, kind: str, file: Path, dry_run: bool, refused: Path | None) -> None:
    """导入机构、人员、证件或权责清单（CSV、xlsx）。 Import a table."""
    with opened(SCOPE):
        checked = services.check(kind, file)
        loaded = 0 if dry_run else services.load(checked, by="命令行", at=clock.now())
    for error in checked.errors[:50]:
        click.echo(f"第{error.line}行 {error.column} {error.said}", err=True)
    if refused and checked.refused:
        services.write_refused(checked, refused)
    click.echo(f"共 {checked.total} 行，可导入 {len(checked.good)}，已导入 {loaded}，有错误 {len(checked.refused)}")
    context.exit(1 if checked.refused else 0)


@group.command("template")
@click.argument("kind", type=click.Choice([*services.import_kinds()]))
def template(kind: str) -> None:
    """打印导入模板的表头。 The header of a table."""
    click.echo(",".join(services.template(kind)))


@group.command("locate")
@click.argument("address")
def locate(address: str) -> None:
    """从地址读出区划与管辖机构。 The division and the competent organ of an address."""
    with opened(SCOPE):
        located, competent = queries.competent_for_address(address, on=legal_day(clock.now()))
    click.echo(f"区划 {located.division or '—'}（{located.certainty}） 机构 {competent.organ_name or '—'}")
    for said in (*located.said, *competent.said):
        click.echo(f"  {said}")
