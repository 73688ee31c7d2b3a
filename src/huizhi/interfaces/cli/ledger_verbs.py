"""`export-ledger` and `verify-ledger`: the log as files, and the audit that needs no database and no instance."""

from pathlib import Path

import click

from huizhi.interfaces.cli.opening import opened
from huizhi.lib.merkle.folder import read_keys, verify_folder
from huizhi.lib.merkle.signed_note import VerifierKey
from huizhi.lib.refusal import Refusal


class KeyMissing(Refusal):
    """An audit without the key that it is to trust proves nothing."""

    code = "CLI-004"


@click.command("export-ledger")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_ledger(folder: Path) -> None:
    """把留痕日志导出为静态文件。 Write the ledger as static files (C2SP tiles)."""
    with opened():
        from huizhi.kernel.access.services import scope, system_viewer
        from huizhi.kernel.ledger.services import export_ledger as export

        with scope(system_viewer("doctor")):
            heads = export(folder)
    for head in heads:
        click.echo(f"{head.origin}  {head.size}  {head.root.hex()}")


@click.command("verify-ledger")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--key", "keys", multiple=True, required=True, help="信任的公钥，或存放公钥的文件。 A trusted key, or a file of keys."
)
@click.option(
    "--head", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="别处所存的树头。 A head kept elsewhere."
)
def verify_ledger(folder: Path, keys: tuple[str, ...], head: Path | None) -> None:
    """离线核验导出的留痕日志。 Check an exported ledger offline: what is proved is printed line by line."""
    trusted = [key for word in keys for key in _keys(word)]
    report = verify_folder(folder, trusted, head.read_text(encoding="utf-8") if head else None)
    for line in report.lines():
        click.echo(line)


def _keys(word: str) -> list[VerifierKey]:
    """A key as text (`name+id+base64`), or a file that holds some."""
    if word.count("+") >= 2 and not Path(word).exists():
        return [VerifierKey.parse(word)]
    found = read_keys(Path(word))
    if not found:
        raise KeyMissing(f"{word} 中没有公钥。 There is no key in it.", remedy="给出 名称+编号+base64，或存放它的文件。")
    return found
