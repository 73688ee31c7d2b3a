"""`huizhi evidence …`: read the store back."""

import click

from huizhi.kernel.evidence import queries, store
from huizhi.kernel.jobs.services import opened


@click.group()
def group() -> None:
    """证据材料。 Evidence files."""


@group.command("check")
@click.pass_context
def check(context: click.Context) -> None:
    """核验库中每份内容是否与接收时一致。 Compare every content with its digest."""
    checked, after = 0, ""
    damaged: list[str] = []
    while True:
        with opened("system:evidence_check"):
            batch = queries.digests_after(after, limit=200)
        if not batch:
            break
        checked, after = checked + len(batch), batch[-1]
        damaged += [digest for digest in batch if not store.is_intact(digest)]
    for digest in damaged:
        click.echo(f"损坏或缺失 {digest}", err=True)
    click.echo(f"已核验 {checked} 份，损坏或缺失 {len(damaged)} 份")
    context.exit(1 if damaged else 0)
