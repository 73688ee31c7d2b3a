"""A server that somebody else runs, named by HUIZHI_DATABASE_URL."""

import os
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from huizhi.interfaces.cli.postgres import roles
from huizhi.interfaces.cli.postgres.binaries import OLDEST
from huizhi.interfaces.cli.postgres.server import (
    DATABASE,
    LOGIN_ROLES,
    OWNER,
    SUPER,
    DatabaseRefused,
    Server,
    new_passwords,
    read_record,
    write_record,
)

VARIABLE = "HUIZHI_DATABASE_URL"


def given_address() -> str | None:
    """The address of a server to use instead of the embedded one."""
    return os.environ.get(VARIABLE) or None


def _connect(login: dict[str, Any]) -> roles.Connection:
    """Reach the server through the named database, else through `postgres` when ours does not exist yet."""
    try:
        return psycopg.connect(**login, connect_timeout=10, autocommit=True)
    except psycopg.OperationalError as first:
        try:
            return psycopg.connect(**{**login, "dbname": "postgres"}, connect_timeout=10, autocommit=True)
        except psycopg.OperationalError:
            raise DatabaseRefused(
                f"无法连接 {VARIABLE} 所指的数据库服务器：{first} The server cannot be reached.",
                remedy="检查地址、端口、用户名与口令。",
            ) from first


def _check_version(connection: roles.Connection) -> None:
    if connection.info.server_version < OLDEST * 10000:
        raise DatabaseRefused(
            f"数据库版本 {connection.info.server_version // 10000} 过旧，需要 {OLDEST} 以上。 The server is too old.",
            remedy=f"升级到 PostgreSQL {OLDEST} 以上。",
        )


def _prepare_roles(connection: roles.Connection, kept: dict[str, str]) -> dict[str, str]:
    """Create what is missing; a role that exists must have its password on record."""
    present = roles.existing_roles(connection)
    unknown = sorted(role for role in present if role not in kept)
    if unknown:
        raise DatabaseRefused(
            f"服务器上已有角色 {', '.join(unknown)}，但本实例不知其口令。 Their passwords are not on record.",
            remedy="沿用原实例文件夹（其中 server.json 存有口令），或由数据库管理员删除这些角色。",
        )
    passwords = {**new_passwords(LOGIN_ROLES), **kept}
    for role in LOGIN_ROLES:
        if role not in present:
            _create_role(connection, role, passwords[role])
    return passwords


def _create_role(connection: roles.Connection, role: str, password: str) -> None:
    try:
        roles.create_role(connection, role, password)
    except psycopg.errors.InsufficientPrivilege as refusal:
        user = connection.info.user
        raise DatabaseRefused(
            f"用户 {user} 无权创建角色 {role}（{roles.ATTRIBUTES[role]}）。 The user may not create this role.",
            rule=str(refusal).splitlines()[0],
            remedy=f"请数据库管理员执行：ALTER ROLE {user} SUPERUSER；初始化之后可以收回。",
        ) from refusal


def _prepare_database(connection: roles.Connection, database: str) -> None:
    facts = roles.database_owner(connection, database)
    if facts is None:
        try:
            roles.create_database(connection, database)
        except psycopg.errors.InsufficientPrivilege as refusal:
            raise DatabaseRefused(
                f"用户 {connection.info.user} 无权创建数据库 {database}。 The user may not create the database.",
                rule=str(refusal).splitlines()[0],
                remedy=f"请数据库管理员执行：CREATE DATABASE {database} OWNER {OWNER} TEMPLATE template0 "
                "ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
            ) from refusal
        return
    owner, collation, encoding = facts
    if owner != OWNER:
        raise DatabaseRefused(
            f"数据库 {database} 的属主是 {owner}，应为 {OWNER}。 The database has another owner.",
            remedy=f"请数据库管理员执行：ALTER DATABASE {database} OWNER TO {OWNER}",
        )
    if encoding != "UTF8" or collation not in ("C", "POSIX", "C.UTF-8", "C.utf8"):
        raise DatabaseRefused(
            f"数据库 {database} 的编码为 {encoding}、排序规则为 {collation}，应为 UTF8 与 C.UTF-8。 "
            "The database has another encoding or collation.",
            remedy="新建一个以 C.UTF-8 排序的数据库。",
        )


def use_external(folder: Path, address: str) -> Server:
    """Check the given server, create our roles and database where missing, and say exactly what is lacking."""
    login = conninfo_to_dict(address)
    login.setdefault("dbname", DATABASE)
    login["client_encoding"] = "UTF8"
    database = str(login["dbname"])
    record = read_record(folder) or {}
    kept = record.get("passwords", {}) if record.get("external") else {}
    with _connect(login) as connection:
        _check_version(connection)
        folder.mkdir(parents=True, exist_ok=True)
        passwords = _prepare_roles(connection, {role: kept[role] for role in LOGIN_ROLES if role in kept})
        host, port, user = connection.info.host, connection.info.port, connection.info.user
        place = {"host": host, "port": port, "database": database}
        write_record(folder, {"external": True, **place, "passwords": passwords})
        _prepare_database(connection, database)
    return Server(
        host=host,
        port=port,
        database=database,
        superuser=user,
        passwords={**passwords, SUPER: str(login.get("password") or "")},
        bin_dir=None,
        owned=False,
        embedded=False,
        stop_server=lambda: None,
        runs=lambda: True,
    )
