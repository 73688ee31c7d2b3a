"""What an instance in production must not have: each process asks before it serves, and `huizhi doctor` shows the answers."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connections

from huizhi.demo.province import is_demo_database
from huizhi.kernel.access.models import Account
from huizhi.kernel.access.services import excess_rights, scope, system_viewer
from huizhi.lib.refusal import Refusal

SHORTEST_KEY = 50
KNOWN_KEYS = ("test", "typecheck", "django-insecure")
MORE_THAN_APP = """
    SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
           EXISTS (SELECT 1 FROM pg_class WHERE relowner = r.oid),
           EXISTS (SELECT 1 FROM pg_auth_members WHERE member = r.oid)
    FROM pg_roles r WHERE rolname = current_user
"""
RIGHTS = (
    "超级用户 superuser",
    "绕过行级安全 bypassrls",
    "建角色 createrole",
    "建库 createdb",
    "复制 replication",
    "拥有表 owns tables",
    "属于其他角色 member of a role",
)


class UnsafeInProduction(Refusal):
    """Something that belongs to a demo, a test or a developer's machine."""

    code = "RUN-001"
    status = 503


def _demo() -> Iterator[str]:
    if settings.DEMO:
        yield "演示实例不得转为生产 / a demo instance never becomes production"
    with scope(system_viewer("doctor")):
        found = Account.objects.filter(is_demo=True, disabled_at=None).count()
        was_demo = is_demo_database()
    if was_demo:
        yield "留痕记载本库曾装入演示省 / the ledger says that this database is a demo"
    if found:
        yield f"有 {found} 个演示账户可以登录 / demo accounts can sign in"


def _simulators() -> Iterator[str]:
    for name in dir(settings):
        if name.isupper() and "huizhi.adapters.simulators" in str(getattr(settings, name)):
            yield f"{name} 使用模拟器 / uses a simulator"


def _keys() -> Iterator[str]:
    key = str(settings.SECRET_KEY)
    if len(key) < SHORTEST_KEY or key.startswith(KNOWN_KEYS):
        yield "签名密钥过短或为已知值 / the signing key is short or known"
    for file in sorted(Path(settings.KEYS_FOLDER).rglob("*")):
        if file.is_file() and file.stat().st_mode & 0o077:
            yield f"密钥文件 {file.name} 他人可读（应为 0600）/ a key file is readable to others"


def _roles() -> Iterator[str]:
    yield from excess_rights(connections["default"])
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute(MORE_THAN_APP)
            row = cursor.fetchone() or ()
            more = [word for word, has in zip(RIGHTS, row, strict=True) if has]
            if more:
                yield f"数据库角色（{alias}）超出应用所需：{'、'.join(more)} / the database role is more than it may be"


def _durability() -> Iterator[str]:
    with connections["default"].cursor() as cursor:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            cursor.execute("SELECT current_setting(%s)", [name])
            row = cursor.fetchone()
            if row is None or row[0] == "off":
                yield f"数据库 {name} 已关闭，确认过的事项可能丢失 / acknowledged acts may be lost"


def _exposure() -> Iterator[str]:
    if settings.DEBUG:
        yield "DEBUG 已开启 / DEBUG is on"
    if "*" in settings.ALLOWED_HOSTS:
        yield "HUIZHI_HOSTS 不得为 * / must name the hosts"


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "演示 / demo": _demo,
    "模拟器 / simulators": _simulators,
    "密钥 / keys": _keys,
    "数据库角色 / database roles": _roles,
    "持久 / durability": _durability,
    "暴露 / exposure": _exposure,
}


def findings() -> dict[str, list[str]]:
    """check -> what is wrong with it; empty lists where all is well."""
    return {name: list(check()) for name, check in CHECKS.items()}


def demand_safe() -> None:
    """In production, refuse to serve when anything is found."""
    if not settings.PRODUCTION:
        return
    wrong = [text for found in findings().values() for text in found]
    if wrong:
        raise UnsafeInProduction("生产环境拒绝启动 / production refuses to start：" + "；".join(wrong))
