"""A backup: what is in its folder, how it is written from one snapshot, how it is read back and compared.

    manifest.json    what was backed up, when, by which build; rows of each table; digest of each file; the ledger's head
    database/        pg_dump in directory format
    files/           evidence and other stored files
    ledger/          public part of the ledger's folder: verifier keys, witnesses, last heads
    keys/            private keys, only when asked for

The counts and the dump come from one snapshot. The ledger's folder is copied before it, so that the database contains the
head that lies beside it; stored files after it: they are only ever added, so every file that the snapshot names is there.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from huizhi.interfaces.cli.instance import Instance
from huizhi.interfaces.cli.postgres import OWNER, SUPER, Server
from huizhi.interfaces.cli.postgres.binaries import bin_dirs
from huizhi.interfaces.cli.postgres.roles import create_database
from huizhi.lib.refusal import Refusal

FORMAT = "huizhi-backup/1"
MANIFEST = "manifest.json"
SECRET_FOLDERS = ("keys", "ledger/keys")
JOBS = "2"


class BackupRefused(Refusal):
    """A backup that cannot be written, or is not whole."""

    code = "CLI-005"


def tool(server: Server, name: str) -> str:
    """pg_dump or pg_restore: the server's own, else any at least as new as the server, which PostgreSQL demands."""
    if server.bin_dir is not None and (server.bin_dir / name).is_file():
        return str(server.bin_dir / name)
    with server.connect(SUPER) as connection:
        wanted = connection.info.server_version // 10000
    for folder in bin_dirs():
        if (folder / name).is_file() and _major(folder / name) >= wanted:
            return str(folder / name)
    raise BackupRefused(
        f"没有找到 {wanted} 版以上的 {name}。 No {name} of version {wanted} or newer was found.",
        remedy="安装与服务器同版本的 PostgreSQL 客户端。",
    )


def _major(program: Path) -> int:
    said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)", said)
    return int(found.group(1)) if found else 0


def counts(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Exact number of rows of every table, in the connection's snapshot."""
    names = connection.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname NOT LIKE 'pg\\_%'"
        " AND n.nspname <> 'information_schema' ORDER BY 1, 2"
    ).fetchall()
    found = {}
    for schema, table in names:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))).fetchone()
        found[f"{schema}.{table}"] = row[0] if row else 0
    return found


def dump(server: Server, target: Path) -> dict[str, int]:
    """Dump and counts of one moment."""
    with server.connect(SUPER) as connection:
        connection.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        command = [tool(server, "pg_dump"), "--format=directory", f"--jobs={JOBS}", "--compress=1", f"--file={target}"]
        command += [f"--snapshot={row[0] if row else ''}"]
        _run(server, command)
        return counts(connection)


def load(server: Server, source: Path) -> dict[str, int]:
    """Into a database made anew; answers with what is in it then."""
    with server.connect(SUPER, "postgres") as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(server.database)))
        create_database(connection, server.database)
    _run(server, [tool(server, "pg_restore"), "--exit-on-error", f"--jobs={JOBS}", f"--dbname={server.database}", str(source)])
    with server.connect(SUPER) as connection:
        connection.execute("ANALYZE")
        return counts(connection)


def _run(server: Server, command: list[str]) -> None:
    login = server.login(SUPER)
    surroundings = {
        **os.environ,
        "PGHOST": login["host"],
        "PGPORT": str(login["port"]),
        "PGUSER": login["user"],
        "PGPASSWORD": login["password"],
        "PGDATABASE": server.database,
    }
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupRefused(f"{Path(command[0]).name} 失败：{done.stderr.strip()[-800:]} It failed.")


def is_secret(path: Path) -> bool:
    """Whether a path inside the instance holds private keys."""
    return any(path.as_posix().startswith(f"{folder}/") for folder in SECRET_FOLDERS)


def public_files(root: Path, part: str) -> Iterator[Path]:
    """Files of one part of an instance or a backup, relative to it, without private keys and without links."""
    for path in sorted((root / part).rglob("*")):
        relative = path.relative_to(root)
        if path.is_file() and not path.is_symlink() and not is_secret(relative):
            yield relative


def copy(source: Path, target: Path, relative: Path) -> None:
    """One file with its permissions."""
    (target / relative).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source / relative, target / relative)


def digests(root: Path, parts: tuple[str, ...]) -> dict[str, str]:
    """SHA-256 of every file of these parts."""
    found = {}
    for part in parts:
        for relative in public_files(root, part):
            with (root / relative).open("rb") as stream:
                found[relative.as_posix()] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


def copy_keys(source: Path, target: Path) -> int:
    """Private keys, readable to their owner alone; how many. Keys that are there already are never replaced."""
    count = 0
    for folder in SECRET_FOLDERS:
        for path in sorted((source / folder).glob("*")):
            place = target / folder
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            if path.is_file() and not (place / path.name).exists():
                shutil.copyfile(path, place / path.name)
                (place / path.name).chmod(0o600)
                count += 1
    return count


def head_of(root: Path) -> str:
    """The last head signed, as kept beside the ledger; empty when nothing has been signed."""
    file = root / "ledger" / "last-signed"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def write_manifest(folder: Path, facts: dict[str, Any]) -> None:
    """Written last: a folder without it is no backup."""
    text = json.dumps({"format": FORMAT, **facts}, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Refuses what is no backup, is of another format, or has lost or changed a file."""
    file = folder / MANIFEST
    if not file.exists():
        raise BackupRefused(f"{folder} 不是完整的备份（缺 {MANIFEST}）。 This is no complete backup.")
    facts: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    if facts.get("format") != FORMAT:
        raise BackupRefused(f"备份格式 {facts.get('format')} 不认识，应为 {FORMAT}。 The format is unknown.")
    found = digests(folder, ("database", "files", "ledger"))
    differing = sorted(name for name in {*found, *facts["files"]} if found.get(name) != facts["files"].get(name))
    if differing:
        raise BackupRefused(f"备份已损坏：{'、'.join(differing[:5])} 与登记的摘要不符。 Files are damaged or missing.")
    return facts


def demand_same_counts(expected: dict[str, int], found: dict[str, int]) -> None:
    """Every table as many rows as were backed up."""
    differing = [
        f"{name} {expected.get(name)}≠{found.get(name)}"
        for name in sorted({*expected, *found})
        if expected.get(name) != found.get(name)
    ]
    if differing:
        raise BackupRefused(f"恢复后行数不符：{'、'.join(differing[:5])}。 Row counts differ.")


def demand_empty(folder: Path) -> None:
    """A backup is written into a new folder."""
    if folder.exists() and any(folder.iterdir()):
        raise BackupRefused(f"{folder} 不是空文件夹。 The folder is not empty.", remedy="换一个新文件夹。")


def demand_new(instance: Instance) -> None:
    """A restore makes a new instance and never overwrites one."""
    if instance.state.exists() and any(instance.state.iterdir()):
        raise BackupRefused(
            f"{instance.state} 不是空文件夹，不在其上恢复。 The instance folder is not empty.",
            remedy="用 HUIZHI_STATE 指定一个新文件夹。",
        )


def owner_of_tables(server: Server) -> set[str]:
    """Who owns the tables: after a restore, the owner role alone."""
    with server.connect(SUPER) as connection:
        rows = connection.execute(
            "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
    return {row[0] for row in rows} - {OWNER}
