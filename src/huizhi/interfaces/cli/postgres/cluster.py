"""The embedded server of one state folder: made, started, joined, stopped.

One server per folder, held by a kernel lock that is never stale. The server dies with the process that started it.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psycopg

from huizhi.interfaces.cli.postgres import roles
from huizhi.interfaces.cli.postgres.account import ServerAccount
from huizhi.interfaces.cli.postgres.binaries import find_bin_dir, has_library
from huizhi.interfaces.cli.postgres.server import (
    DATABASE,
    LOGIN_ROLES,
    SUPER,
    DatabaseRefused,
    Server,
    new_passwords,
    read_record,
    write_record,
)

PATIENCE = 60.0  # seconds for a start: recovery after kill -9 under load may take a while
LONGEST_SOCKET_FOLDER = 85  # sun_path holds 107 bytes, of which the server's file name takes some
# What the log says when the next attempt may succeed: leftovers of a killed server.
PASSING = ("lock file", "shared memory", "is another postmaster", "starting up", "shutting down", "pre-existing")
STATISTICS = "pg_stat_statements"
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal"}


@dataclass
class Cluster:
    """The files and the process of one embedded server."""

    folder: Path
    account: ServerAccount
    bin_dir: Path
    sockets: Path
    port: int = 0
    passwords: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    def connect(self, role: str = SUPER, database: str = "postgres") -> roles.Connection:
        """A connection through the socket folder."""
        return psycopg.connect(
            host=str(self.sockets),
            port=self.port,
            user=role,
            password=self.passwords[role],
            dbname=database,
            connect_timeout=3,
            autocommit=True,
        )

    def answers(self) -> bool:
        """Whether the server takes connections now."""
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True


def start_embedded(folder: Path, *, durable: bool, settings: dict[str, str]) -> Server:
    """Start the folder's server, or join the one that another process of this folder runs."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "server.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return _join(folder)
    try:
        cluster = _prepare(folder)
        _make_data(cluster)
        _start(cluster, _settings(cluster, durable=durable, extra=settings))
        _first_time(cluster)
    except BaseException:
        lock.close()
        raise
    _keep(cluster, ready=True)
    return _server(cluster, lock)


def _server(cluster: Cluster, lock: "IO[str] | None") -> Server:
    def stop() -> None:
        if lock is not None and not lock.closed:
            _stop(cluster)
            lock.close()

    process = cluster.process
    return Server(
        host=str(cluster.sockets),
        port=cluster.port,
        database=DATABASE,
        superuser=SUPER,
        passwords=cluster.passwords,
        bin_dir=cluster.bin_dir,
        owned=lock is not None,
        embedded=True,
        stop_server=stop,
        runs=lambda: process is None or process.poll() is None,
        pid=process.pid if process else None,
    )


def _keep(cluster: Cluster, *, ready: bool) -> None:
    record: dict[str, Any] = {
        "ready": ready,
        "host": str(cluster.sockets),
        "port": cluster.port,
        "database": DATABASE,
        "bin_dir": str(cluster.bin_dir),
        "passwords": cluster.passwords,
    }
    write_record(cluster.folder, record)


def _join(folder: Path) -> Server:
    """Wait until the server that another process starts is ready."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        record = read_record(folder)
        if record and record.get("ready"):
            cluster = Cluster(
                folder=folder,
                account=ServerAccount(),
                bin_dir=Path(record["bin_dir"]),
                sockets=Path(record["host"]),
                port=record["port"],
                passwords=record["passwords"],
            )
            if cluster.answers():
                return _server(cluster, None)
        time.sleep(0.1)
    raise DatabaseRefused(
        f"另一进程占用了 {folder}，但其数据库没有应答。 The folder is held but its server does not answer.",
        remedy=f"结束占用该文件夹的进程后重试；日志：{folder / 'postgres.log'}",
    )


def _prepare(folder: Path) -> Cluster:
    """Folders with the right owners; the programs where the server's user can read them."""
    account = ServerAccount()
    if account.entry is None:
        folder.chmod(0o700)
    else:
        folder.chmod(0o755)  # the server's user passes through; secrets below are 0600
        if not account.can_read(folder):
            raise DatabaseRefused(
                f"数据库用户 {account.entry.pw_name} 无法进入 {folder}。 The server's user cannot reach the folder.",
                rule="PostgreSQL 不以 root 运行；上级文件夹（如 /root，0700）拒绝其他用户进入。",
                remedy="用 HUIZHI_STATE 指定 0700 主目录之外的文件夹（如 /var/lib/huizhi），或以普通用户运行。",
            )
    bin_dir = _readable_programs(folder, account, find_bin_dir())
    sockets = folder / "run"
    if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER:
        digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
        sockets = Path(tempfile.gettempdir()) / f"huizhi-{digest}"
    cluster = Cluster(folder=folder, account=account, bin_dir=bin_dir, sockets=sockets)
    sockets.mkdir(mode=0o700, exist_ok=True)
    account.own(sockets, 0o711 if account.entry else 0o700)
    return cluster


def _readable_programs(folder: Path, account: ServerAccount, bin_dir: Path) -> Path:
    """A virtual environment under a 0700 home is closed to the server's user: copy its 42 MB once, beside the data."""
    if account.can_read(bin_dir / "postgres"):
        return bin_dir
    copy = folder / "programs"
    if not copy.exists():
        fresh = folder / "programs.new"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(bin_dir.parent, fresh, symlinks=True)
        fresh.rename(copy)
    return copy / bin_dir.name


def _make_data(cluster: Cluster) -> None:
    """initdb, once: beside the final place and renamed when whole, so that a half-made one is never taken for data."""
    record = read_record(cluster.folder)
    if cluster.data.exists():
        if record is None:
            raise DatabaseRefused(
                f"{cluster.folder} 有数据却没有 server.json（口令）。 There is data but no record of its passwords.",
                remedy="把 server.json 从备份放回；或把整个文件夹移走，重新初始化。",
            )
        cluster.passwords = record["passwords"]
        return
    fresh = cluster.folder / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    cluster.account.own(fresh, 0o700)
    cluster.passwords = new_passwords((SUPER, *LOGIN_ROLES))
    _initdb(cluster, fresh)
    _keep(cluster, ready=False)
    fresh.rename(cluster.data)


def _initdb(cluster: Cluster, data: Path) -> None:
    secret = cluster.sockets / "initial"
    secret.touch(0o600)
    secret.write_text(cluster.passwords[SUPER], encoding="utf-8")
    cluster.account.own(secret, 0o600)
    command = [
        str(cluster.bin_dir / "initdb"),
        *("-D", str(data), "-U", SUPER, "-A", "scram-sha-256", f"--pwfile={secret}"),
        *("-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"),
    ]
    try:
        made = subprocess.run(command, capture_output=True, text=True, check=False, **cluster.account.options(cluster.folder))
    finally:
        secret.unlink()
    if made.returncode:
        raise DatabaseRefused(f"initdb 失败：{made.stderr[-800:]} The database could not be created.")


def _settings(cluster: Cluster, *, durable: bool, extra: dict[str, str]) -> dict[str, str]:
    """Sizes from the machine's memory; everything in UTC; no JIT (it costs more than it saves on short queries)."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    chosen = {
        "listen_addresses": "127.0.0.1",
        "max_connections": "200",
        "shared_buffers": f"{max(128, min(2048, memory // 8))}MB",
        "effective_cache_size": f"{max(256, memory // 2)}MB",
        "maintenance_work_mem": f"{max(64, min(512, memory // 32))}MB",
        "work_mem": "16MB",
        "max_wal_size": "4GB",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %q%u@%d ",
    }
    if has_library(cluster.bin_dir, STATISTICS):
        chosen["shared_preload_libraries"] = STATISTICS
    if not durable:
        chosen.update(UNSAFE, max_wal_senders="0")
    return chosen | extra


def _start(cluster: Cluster, settings: dict[str, str]) -> None:
    """Start until it answers; what a killed server left behind is cleared between the attempts."""
    record = read_record(cluster.folder) or {}
    cluster.port = _free_port(int(record.get("port", 0)))
    _keep(cluster, ready=False)
    command = [str(cluster.bin_dir / "postgres"), "-D", str(cluster.data)]
    command += ["-p", str(cluster.port), "-k", str(cluster.sockets)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    end = time.monotonic() + PATIENCE
    while True:
        size = cluster.log.stat().st_size if cluster.log.exists() else 0
        with cluster.log.open("ab") as log:
            cluster.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **cluster.account.options(cluster.folder)
            )
        if _came_up(cluster, cluster.process, end):
            return
        said = cluster.log.read_bytes()[size:].decode(errors="replace")
        if time.monotonic() > end or not any(word in said for word in PASSING):
            raise DatabaseRefused(f"数据库没有启动：{said[-800:]} PostgreSQL did not start.", remedy=f"日志：{cluster.log}")
        _drop_stale_pid(cluster.data)
        time.sleep(0.3)


def _free_port(last: int) -> int:
    """The port of the last start when it is free: whoever was connected finds the server again after a crash."""
    for wish in (last, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wish))
            except OSError:
                continue
            port: int = probe.getsockname()[1]
            return port
    raise DatabaseRefused("没有空闲端口。 There is no free port.")


def _came_up(cluster: Cluster, process: "subprocess.Popen[bytes]", end: float) -> bool:
    """True when it answers, False when it ended by itself."""
    while process.poll() is None:
        if cluster.answers():
            return True
        if time.monotonic() > end:
            _stop(cluster)
            raise DatabaseRefused(
                f"数据库在 {PATIENCE:.0f} 秒内没有应答。 PostgreSQL did not answer in time.",
                remedy=f"日志：{cluster.log}",
            )
        time.sleep(0.03)
    return False


def _drop_stale_pid(data: Path) -> None:
    """Under our lock only a real postmaster of this folder counts; a foreign process of the same number does not."""
    file = data / "postmaster.pid"
    if not file.exists():
        return
    number = file.read_text(encoding="utf-8").split("\n", 1)[0].strip()
    command = Path("/proc") / number / "cmdline"
    alive = number.isdigit() and command.exists() and os.fsencode(data) in command.read_bytes().split(b"\0")
    if not alive:
        file.unlink(missing_ok=True)


def _first_time(cluster: Cluster) -> None:
    """Roles and database where missing: also completes a first start that was cut short."""
    with cluster.connect() as connection:
        present = roles.existing_roles(connection)
        for role in LOGIN_ROLES:
            if role not in present:
                roles.create_role(connection, role, cluster.passwords[role])
        if roles.database_owner(connection, DATABASE) is None:
            roles.create_database(connection, DATABASE)
    if has_library(cluster.bin_dir, STATISTICS):
        with cluster.connect(database=DATABASE) as connection:
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {STATISTICS}")


def _stop(cluster: Cluster) -> None:
    """Fast shutdown: sessions are rolled back and a checkpoint is written; immediate only when that hangs."""
    process = cluster.process
    if process is None or process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(10)
