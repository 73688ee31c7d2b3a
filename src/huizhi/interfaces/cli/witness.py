"""`huizhi witness …`: an independent witness of ledgers. It needs no database, no settings and no instance.

It belongs on a machine of somebody else: the audit office, a notary, a university. The one that `huizhi run` starts beside
an instance keeps its own key in its own folder and, where it can, runs under its own system user.
"""

import ctypes
import os
import pwd
import signal
import threading
from pathlib import Path
from types import FrameType

import click

from huizhi.interfaces.cli import own_witness
from huizhi.interfaces.cli.instance import Instance
from huizhi.lib.merkle.signed_note import VerifierKey
from huizhi.lib.merkle.witness import Witness, WitnessFolder
from huizhi.lib.merkle.witness_server import witness_server

PR_SET_PDEATHSIG = 1

FOLDER = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="见证人的文件夹；默认本实例自带的见证人。 The witness's folder; default: the one beside this instance.",
)


def _open(folder: Path | None) -> WitnessFolder:
    return WitnessFolder(folder or own_witness.home(Instance.here().state))


@click.group()
def group() -> None:
    """见证：为留痕日志的树头联署。 A witness that cosigns the heads of ledgers."""


@group.command()
@click.argument("name")
@FOLDER
def init(name: str, folder: Path | None) -> None:
    """新建见证人及其密钥。NAME 如 audit.hunan/w1。 Make a witness and its key; NAME as audit.hunan/w1."""
    click.echo(str(_open(folder).create(name).verifier))


@group.command()
@FOLDER
def key(folder: Path | None) -> None:
    """打印见证人公钥。 Print the witness's key."""
    click.echo(str(_open(folder).key().verifier))


@group.command()
@click.argument("log_key")
@FOLDER
def trust(log_key: str, folder: Path | None) -> None:
    """登记一个日志公钥：只为它签名的日志联署。 Enter a log's key; only what it has signed is cosigned."""
    _open(folder).trust(VerifierKey.parse(log_key))
    click.echo("已登记 / entered")


@group.command()
@click.argument("log_key")
@FOLDER
def distrust(log_key: str, folder: Path | None) -> None:
    """注销一个日志公钥（轮换后或失窃后）。 Strike a log's key out, after a rotation or a theft."""
    _open(folder).distrust(VerifierKey.parse(log_key))
    click.echo("已注销 / struck out")


@group.command()
@click.argument("origin")
@FOLDER
def allow(origin: str, folder: Path | None) -> None:
    """准许一本另立的日志（如 huizhi/hunan/2026-2）。 Allow a log that was begun anew."""
    _open(folder).allow(origin)
    click.echo("已准许 / allowed")


@group.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。 Address to listen on.")
@click.option("--port", type=int, help="端口。 Port.")
@click.option("--user", help="以 root 启动时改用的系统用户。 System user to become when started as root.")
@FOLDER
def serve(host: str, port: int | None, user: str | None, folder: Path | None) -> None:
    """开始应答，直至停止。 Answer until stopped."""
    own = folder is None
    place = _open(folder)
    if own:
        port = port or own_witness.port(place.folder)
        user = user or own_witness.user()
    parent = os.getppid()
    server = witness_server(Witness(place), host, port or 0)  # before root is given away: Python may lie where only root reads
    if os.geteuid() == 0 and user:
        _become(user, parent)

    def stop(_: int, __: FrameType | None) -> None:
        threading.Thread(target=server.shutdown).start()  # shutdown waits for the loop that this handler interrupts

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    click.echo(f"http://{host}:{server.server_address[1]}  {place.key().verifier}")
    server.serve_forever(poll_interval=0.2)


def _become(user: str, parent: int) -> None:
    """Give root away for good; ask again to end with the parent, which a change of user makes the kernel forget."""
    entry = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)
    os.umask(0o077)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)
