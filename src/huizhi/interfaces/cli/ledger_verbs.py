"""The log as files and receipts, and their verification, which needs no database and no instance."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import click

from huizhi.interfaces.cli.opening import opened
from huizhi.lib.merkle.folder import read_keys, verify_folder
from huizhi.lib.merkle.receipt import Receipt, verify_opening
from huizhi.lib.merkle.receipt import verify_receipt as check_receipt
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


@click.command("receipt")
@click.argument("note", type=click.UUID)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--opening", type=click.Path(dir_okay=False, path_type=Path), help="另存所承诺的内容。 Write what it committed to.")
def receipt(note: UUID, file: Path, opening: Path | None) -> None:
    """为一条记录写出可离线核验的回执。 Write the offline receipt (.tlog-proof) of one note."""
    with opened():
        from huizhi.kernel.access.services import scope, system_viewer
        from huizhi.kernel.ledger import queries

        with scope(system_viewer("doctor")):
            file.write_text(queries.receipt(note).encode(), encoding="utf-8")
            shown = queries.opening(note) if opening else None
    if opening and shown:
        opening.write_bytes(shown[0].hex().encode() + b"\n" + shown[1])
    click.echo(f"{file}")


@click.command("verify-receipt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", "keys", multiple=True, required=True, help="信任的日志公钥或其文件。 A log key, or a file of keys.")
@click.option("--witness", "witnesses", multiple=True, help="信任的见证人公钥或其文件。 A witness key, or a file of keys.")
@click.option(
    "--opening", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="所承诺的内容。 What it committed to."
)
def verify_receipt(file: Path, keys: tuple[str, ...], witnesses: tuple[str, ...], opening: Path | None) -> None:
    """离线核验一份回执。 Check a receipt offline: in the log, signed, and by whom witnessed."""
    read = Receipt.parse(file.read_text(encoding="utf-8"))
    trusted = [key for word in keys for key in _keys(word)]
    found = check_receipt(read, trusted, [key for word in witnesses for key in _keys(word)])
    click.echo(read.entry.decode())
    click.echo(f"已证明：在 {found.checkpoint.origin} 第 {found.index} 条，树头 {found.checkpoint.size} 条由所给密钥签名")
    click.echo(f"proved: entry {found.index} of the signed tree of {found.checkpoint.size}")
    for name, time in found.cosigned:
        click.echo(f"见证 / witnessed: {name} {datetime.fromtimestamp(time, tz=UTC):%Y-%m-%dT%H:%M:%SZ}")
    if not found.cosigned:
        click.echo("未经所给见证人见证 / not witnessed by any given witness")
    if opening:
        salt, _, payload = opening.read_bytes().partition(b"\n")
        verify_opening(read.entry, bytes.fromhex(salt.decode()), payload)
        click.echo("所示内容即当时所承诺的内容 / the content shown is what was committed to")


def _keys(word: str) -> list[VerifierKey]:
    """A key as text (`name+id+base64`), or a file that holds some."""
    if word.count("+") >= 2 and not Path(word).exists():
        return [VerifierKey.parse(word)]
    found = read_keys(Path(word))
    if not found:
        raise KeyMissing(f"{word} 中没有公钥。 There is no key in it.", remedy="给出 名称+编号+base64，或存放它的文件。")
    return found
