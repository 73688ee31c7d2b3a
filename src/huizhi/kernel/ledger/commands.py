"""`huizhi ledger …`: look at the log, prove from it, and the operator's recorded acts on it."""

import signal
import threading
from contextlib import nullcontext
from types import FrameType
from uuid import UUID

import click

from huizhi.kernel.ledger import queries, services
from huizhi.kernel.ledger.types import NotInLedger
from huizhi.lib import clock


@click.group()
def group() -> None:
    """留痕：树头、证明、另立日志、轮换密钥。 The ledger: heads, proofs, beginning anew, keys."""


@group.command()
@click.option("--cosigned", is_flag=True, help="最近一个经见证的树头。 The last head that a witness cosigned.")
def head(cosigned: bool) -> None:
    """打印最新签名树头（请存放别处）。 Print the latest signed head: keep it elsewhere."""
    found = queries.last_cosigned_head() if cosigned else queries.latest_head()
    if found is None:
        raise NotInLedger("还没有签名的树头")
    click.echo(found.note, nl=False)


@group.command()
def keys() -> None:
    """打印核验公钥与见证人公钥。 Print the keys that heads are checked with."""
    page = queries.public_page()
    for key in (*page.keys, *page.witnesses):
        click.echo(key)


@group.command()
@click.argument("what")
def prove(what: str) -> None:
    """打印某条记录（UUID）或某个位置的包含证明。 Print how a note (UUID) or a position leads to a signed head."""
    position = int(what) if what.isdecimal() else queries.place_of(UUID(what))
    if position is None:
        raise NotInLedger("尚未排入留痕", remedy="通常数秒内完成，请稍后再取")
    proof = queries.inclusion_proof(position)
    click.echo(f"index {proof.index}")
    for hashed in proof.hashes:
        click.echo(hashed.hex())
    click.echo(f"\n{proof.checkpoint}", nl=False)


@group.command()
def audit() -> None:
    """由库内各行重算全部：记录、叶、砖、树头、签名。 Recompute everything from the rows of the database."""
    click.echo(f"一致 / consistent: {queries.audit()}")


@group.command()
def health() -> None:
    """打印排队、树头、见证与听者的状况。 Print queue, heads, witness and listeners."""
    found = queries.health(at=clock.now())
    click.echo(f"排队 queued {found.queued}  叶 leaves {found.leaves}  已签 signed {found.signed_size}")
    click.echo(f"已见证 cosigned {found.cosigned_size}  未见证时长 uncovered {found.uncovered_seconds} s")
    for lag in found.listeners:
        click.echo(f"{lag.name}  {lag.position}  落后 behind {lag.behind}  {lag.error}")


@group.command("sequence-once")
def sequence_once() -> None:
    """排入已提交的记录、签名、请见证人联署，然后结束。 Place what is committed, sign, ask the witnesses, and end."""
    services.compare_with_witnesses()
    at = clock.now()
    placed = services.sequence_all(at=at)
    signed = services.sign_head(at=at)
    said = services.cosign(at=at)
    click.echo(f"排入 placed {placed}  树头 head {signed.size if signed else '-'}  联署 cosigned {said.cosignatures}")
    for silent in said.silent:
        click.echo(silent, err=True)


@group.command()
def serve() -> None:
    """持续排序、签名、请求联署，直至停止；不告知听者。 Place, sign and have heads cosigned until stopped."""
    stop = threading.Event()

    def ask(_: int, __: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    services.Keeper(now=clock.now, open_scope=lambda name: nullcontext(name)).keep(stop)


@group.command("new-origin")
@click.option("--ground", required=True, help="缘由，将记入留痕。 The ground, which is recorded.")
@click.option("--by", required=True, help="决定人。 Who decides.")
def new_origin(ground: str, by: str) -> None:
    """旧日志无法延续时另立日志（记入留痕）。 Begin the log anew when the old one cannot be continued."""
    opened = services.new_origin(ground=ground, by=by, at=clock.now())
    click.echo(f"已另立 / opened: {opened.origin}")
    click.echo(f"见证人须由其管理者准许 / each witness's operator must allow it: huizhi witness allow {opened.origin}")


@group.command("rotate-key")
@click.option("--retire", is_flag=True, help="旧密钥立即停用（如已失窃）。 Retire the old key at once, after a theft.")
@click.option("--by", required=True, help="决定人。 Who decides.")
def rotate_key(retire: bool, by: str) -> None:
    """轮换签名密钥（记入留痕）。 A new signing key; recorded."""
    key = services.rotate_key(retire=retire, by=by, at=clock.now())
    click.echo(f"新公钥 / new key: {key}")
    click.echo(f"见证人须由其管理者登记 / each witness's operator must enter it: huizhi witness trust {key}")


@group.command("retire-keys")
@click.option("--by", required=True, help="决定人。 Who decides.")
def retire_keys(by: str) -> None:
    """见证人登记新公钥后，停用旧密钥（记入留痕）。 Stop signing with old keys once the witnesses know the new one."""
    click.echo(f"只以此签名 / signing with this alone: {services.retire_keys(by=by, at=clock.now())}")


@group.command("add-witness")
@click.argument("key")
@click.argument("url")
def add_witness(key: str, url: str) -> None:
    """登记一个见证人（公钥与地址）。 Have this witness cosign: its verifier key and address."""
    services.add_witness(key=key, url=url)
    click.echo("已登记 / entered")
