"""`huizhi run`: one supervisor for database, web, worker, witness and keeper of the ledger; everything ends with it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import click

from huizhi.interfaces.cli import postgres
from huizhi.interfaces.cli.children import Child, Family
from huizhi.interfaces.cli.demo import ENTITIES, SEED, is_ready, shown_accounts
from huizhi.interfaces.cli.instance import VARIABLE, Instance
from huizhi.lib.refusal import Refusal

FIRST_PORT = 8000
WAIT_FOR_WEB = 60.0


class NotStarted(Refusal):
    """The instance did not come up."""

    code = "CLI-003"
    status = 503


class Stopped(BaseException):
    """SIGINT or SIGTERM: everything is stopped in order."""


def say(text: str) -> None:
    click.echo(text)
    sys.stdout.flush()


@dataclass(frozen=True)
class Wish:
    """How the instance is to be started."""

    host: str
    port: int | None
    demo: bool
    entities: int
    seed: int


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。 Address to listen on.")
@click.option("--port", type=int, help=f"端口，默认 {FIRST_PORT} 起第一个空闲的。 Port; default: first free from {FIRST_PORT}.")
@click.option("--demo/--empty", default=True, help="首次启动时装入演示省，或不装。 First start: the demo province, or nothing.")
@click.option("--entities", default=ENTITIES, show_default=True, help="演示省的经营主体数量。 Entities of the demo.")
@click.option("--seed", default=SEED, show_default=True, help="演示省的种子。 Seed of the demo.")
def run(host: str, port: int | None, demo: bool, entities: int, seed: int) -> None:
    """启动全部：数据库、网站、后台、见证、留痕。Ctrl-C 停止。 Start everything; Ctrl-C stops it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    supervisor = Supervisor(Instance.here(), Wish(host, port, demo, entities, seed))
    try:
        supervisor.run()
    except Stopped:
        say("已停止 / stopped")


def _stop(_: int, __: FrameType | None) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


class Supervisor:
    """Holds the server and the processes of one instance."""

    def __init__(self, instance: Instance, wish: Wish) -> None:
        self.instance = instance
        self.wish = wish
        self.port = _port(wish.host, wish.port)  # refused at once when it is taken, and looked at again before it is used
        self.server: postgres.Server | None = None
        self.family = Family([], say)

    def run(self) -> None:
        """Bring everything up, look after it, and take it down in order whatever happens."""
        try:
            self._bring_up()
            while True:
                self._look_after()
                time.sleep(0.2)
        finally:
            say("正在停止 / stopping")
            self.family.stop()
            if self.server:
                self.server.stop()

    def _bring_up(self) -> None:
        started = time.monotonic()
        say(f"慧治 Huizhi  {self.instance.state}")
        self.instance.make(demo=self.wish.demo)
        os.environ[VARIABLE] = str(self.instance.state)
        say("[1/5] 数据库 / database")
        self.server = postgres.ensure(self.instance.state)
        say("[2/5] 数据表与基准数据 / tables and reference data")
        _do("huizhi.interfaces.cli.preparing")
        self._demo()
        say("[4/5] 网站、后台、见证、留痕 / web, worker, witness, keeper of the ledger")
        self.port = _port(self.wish.host, self.wish.port)
        self.family = Family(_children(self.instance, self.wish.host, self.port), say)
        self.family.start()
        _wait_for_web(self.family, self.wish.host, self.port)
        say(f"[5/5] 就绪 / ready: {time.monotonic() - started:.1f} s")
        self._say_where()

    def _demo(self) -> None:
        """Once; a province that was not made whole is gone on with."""
        if not self.instance.is_demo or is_ready(self.instance):
            say("[3/5] 数据沿用 / the data is kept")
            return
        say(f"[3/5] 演示省 / demo province: {self.wish.entities:,}")
        amount = ["--entities", str(self.wish.entities), "--seed", str(self.wish.seed)]
        _do("huizhi.interfaces.cli.main", "demo", *amount)

    def _say_where(self) -> None:
        say(f"\n      http://{_shown(self.wish.host)}:{self.port}/\n")
        for line in shown_accounts(self.instance) if self.instance.is_demo else []:
            say(f"      {line}")
        say("\nCtrl-C 停止 / stops")

    def _look_after(self) -> None:
        if self.server and not self.server.runs():
            say("数据库意外结束，正在重启 / the database ended, restarting")
            self.server.stop()
            self.server = postgres.ensure(self.instance.state)
            say("数据库已恢复 / the database is back")
        self.family.look_after()


def _do(module: str, *arguments: str) -> None:
    """A step in a process of its own, whose progress is seen here."""
    done = subprocess.run([sys.executable, "-m", module, *arguments], check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise NotStarted("启动没有完成，原因见上。 The start was not completed; the reason stands above.")


def _children(instance: Instance, host: str, port: int) -> list[Child]:
    environment = {**os.environ, VARIABLE: str(instance.state), "PYTHONUNBUFFERED": "1"}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "huizhi.settings.development")
    environment.setdefault("HUIZHI_HOSTS", ",".join(_names(host)))
    processors = os.cpu_count() or 2
    web = [
        *(str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(max(1, min(4, processors))), "--blocking-threads", "8"),
        "huizhi.interfaces.web.wsgi:application",
    ]
    worker = [sys.executable, "-m", "huizhi.interfaces.cli.worker"]
    keeper = [sys.executable, "-m", "huizhi.interfaces.cli.keeper"]
    witness = [sys.executable, "-m", "huizhi.interfaces.cli.main", "witness", "serve"]
    return [
        Child("web", "网站 web", web, environment, instance.logs / "web.log"),
        Child("worker", "后台 worker", worker, environment, instance.logs / "worker.log"),
        Child("witness", "见证 witness", witness, environment, instance.logs / "witness.log"),
        Child("keeper", "留痕 keeper", keeper, environment, instance.logs / "keeper.log"),
    ]


def _names(host: str) -> list[str]:
    """The names under which a browser may ask for this instance."""
    names = ["localhost", "127.0.0.1", "[::1]", socket.gethostname()]
    if host not in ("127.0.0.1", "0.0.0.0", "::"):  # noqa: S104 (a comparison, nothing is bound)
        names.append(host)
    return names


def _shown(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 (a comparison)


def _port(host: str, wish: int | None) -> int:
    for port in [wish] if wish else range(FIRST_PORT, FIRST_PORT + 20):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise NotStarted(f"端口 {wish or FIRST_PORT} 已被占用。 The port is taken.", remedy="用 --port 指定另一端口。")


def _wait_for_web(family: Family, host: str, port: int) -> None:
    """Ready means: a page answers, and it is ours."""
    web = family.children[0]
    end = time.monotonic() + WAIT_FOR_WEB
    while time.monotonic() < end:
        family.look_after()
        if web.process is not None and _answers(f"http://{_shown(host)}:{port}/healthz"):
            return
        time.sleep(0.1)
    raise NotStarted("网站没有应答。 The web server does not answer.", remedy=f"日志：{web.log}")


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 (our own address)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
