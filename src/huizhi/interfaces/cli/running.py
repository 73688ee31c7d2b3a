"""`huizhi run`: one supervisor for database, web, worker, witness and keeper of the ledger; everything ends with it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

import click

from huizhi.interfaces.cli import postgres
from huizhi.interfaces.cli.children import Child, Family
from huizhi.interfaces.cli.demo import is_ready, shown_accounts
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


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。 Address to listen on.")
@click.option("--port", type=int, help=f"端口，默认 {FIRST_PORT} 起第一个空闲的。 Port; default: first free from {FIRST_PORT}.")
@click.option(
    "--demo/--empty", default=True, help="首次启动时装入演示省，或不装。 First start: with the demo province, or empty."
)
def run(host: str, port: int | None, demo: bool) -> None:
    """启动全部：数据库、网站、后台、见证。Ctrl-C 停止。 Start everything; Ctrl-C stops it."""
    instance = Instance.here()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        _run(instance, host, _port(host, port), demo)
    except Stopped:
        say("已停止 / stopped")


def _stop(_: int, __: FrameType | None) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def _run(instance: Instance, host: str, port: int, demo: bool) -> None:
    started = time.monotonic()
    say(f"慧治 Huizhi  {instance.state}")
    instance.make(demo=demo)
    os.environ[VARIABLE] = str(instance.state)
    say("[1/4] 数据库 / database")
    server = postgres.ensure(instance.state)
    family = Family(_children(instance, host, port), say)
    try:
        say("[2/4] 数据表与基准数据 / tables and reference data")
        _prepare("huizhi.interfaces.cli.preparing")
        if instance.is_demo and not is_ready(instance):
            say("      演示省 / demo province")
            _prepare("huizhi.interfaces.cli.demo")
        say("[3/4] 网站与后台 / web and worker")
        family.start()
        _wait_for_web(family, host, port)
        say(f"[4/4] 就绪 / ready: {time.monotonic() - started:.1f} s")
        say(f"\n      http://{_shown(host)}:{port}/\n")
        for line in shown_accounts(instance):
            say(f"      {line}")
        say("\nCtrl-C 停止 / stops")
        server = _watch(instance, family, server)
    finally:
        say("正在停止 / stopping")
        family.stop()
        server.stop()


def _prepare(module: str) -> None:
    done = subprocess.run([sys.executable, "-m", module], check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise NotStarted("数据库没有准备好，原因见上。 The database could not be prepared; the reason stands above.")


def _watch(instance: Instance, family: Family, server: postgres.Server) -> postgres.Server:
    while True:
        if not server.runs():
            say("数据库意外结束，正在重启 / the database ended, restarting")
            server.stop()
            server = postgres.ensure(instance.state)
            say("数据库已恢复 / the database is back")
        family.look_after()
        time.sleep(0.2)


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
    """Ready means: a page answers, whatever it says."""
    end = time.monotonic() + WAIT_FOR_WEB
    while time.monotonic() < end:
        family.look_after()
        try:
            urllib.request.urlopen(f"http://{_shown(host)}:{port}/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise NotStarted("网站没有应答。 The web server does not answer.", remedy=f"日志：{family.children[0].log}")
