"""The access matrix: roles, capabilities, system scopes, table classes and parameters, as one page of text.

The page stands in docs/reference/access-matrix.md, and a test demands that it is current: a changed right is a visible diff.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from huizhi.kernel.access import parameters
from huizhi.kernel.access.fences import class_of, is_append_only, own_models, rights_of
from huizhi.kernel.access.roles import declared_capabilities, roles
from huizhi.kernel.access.types import KIND_LABELS, LEVEL_LABELS, SYSTEM_SCOPES, Kind, Rank, Role

_HEAD = """# 权限矩阵 / Access matrix

由 `huizhi access matrix --write docs/reference/access-matrix.md` 生成，不手工修改；
测试要求它与程序一致，因此每一项权限变动都是一处可见的改动。
Generated; a test demands that it is current, so that a changed right is a visible diff.
"""


def holders(capability: str) -> list[Role]:
    """The roles that hold a capability."""
    return [role for role in roles().values() if capability in role.capabilities]


def text() -> str:
    """The whole page."""
    parts = (_HEAD, *_capabilities(), *_roles(), *_scopes(), *_tables(), *_parameters())
    return "\n".join(parts).rstrip() + "\n"


def _capabilities() -> Iterator[str]:
    yield "## 权限与角色 / Capabilities and the roles that hold them\n"
    for room, names in groupby(sorted(declared_capabilities()), key=lambda c: c.split(".")[0]):
        yield f"### {room}\n"
        rows = [(f"`{c}`", declared_capabilities()[c], "、".join(role.zh for role in holders(c)) or "（无）") for c in names]
        yield _table(("权限", "名称", "角色"), rows)


def _roles() -> Iterator[str]:
    yield "## 角色 / Roles\n"
    rows = [
        (
            f"`{role.key}`",
            role.zh,
            "、".join(label for kind, label in KIND_LABELS.items() if kind in role.kinds),
            "、".join(label for level, label in LEVEL_LABELS.items() if level in role.levels)
            if Kind.OFFICER in role.kinds
            else "",
            "、".join(rank.value for rank in Rank if rank in role.ranks),
            LEVEL_LABELS[role.given_at] if role.given_at else "",
            "、".join(sorted(roles()[k].zh for k in role.apart_from)),
            "是" if role.second_factor else "",
        )
        for role in roles().values()
    ]
    yield _table(("角色", "名称", "账户类别", "级别", "审批层级（law.md 0.3）", "授予级别", "不得兼任", "动态口令"), rows)


def _levels(role: Role) -> str:
    if role.kinds == {Kind.ENTERPRISE}:
        return ""
    return "、".join(label for level, label in LEVEL_LABELS.items() if level in role.levels)


def _scopes() -> Iterator[str]:
    yield "## 系统范围 / System scopes (all-seeing, by name)\n"
    yield _table(("范围", "为何 / why"), [(f"`system:{name}`", why) for name, why in sorted(SYSTEM_SCOPES.items())])


def _tables() -> Iterator[str]:
    yield "## 数据表类别 / Table classes\n"
    rows = []
    for model in own_models():
        rights = rights_of(model)
        narrower = [
            f"{name}={value}" for name in ("child_of", "scope_party", "scope_account") if (value := getattr(model, name, ""))
        ]
        rows.append(
            (
                f"`{model._meta.db_table}`",
                str(class_of(model) or "未声明"),
                "只增" if is_append_only(model) else "",
                "，".join(narrower),
                rights.get("hz_app", ""),
                rights.get("hz_public", ""),
            )
        )
    yield _table(("表", "类别", "只增", "随", "hz_app", "hz_public"), rows)


def _parameters() -> Iterator[str]:
    yield "## 登录、会话与限额参数 / Parameters\n"
    rows = []
    for group, entries in parameters.said().items():
        for key, entry in entries.items():
            value = (
                f"{entry['value']} {entry['unit']}"
                if "value" in entry
                else f"{entry['burst']} 次起，每分钟 {entry['per_minute']} 次"
            )
            rows.append((f"`{group}.{key}`", entry["zh"], value))
    yield _table(("参数", "名称", "数值"), rows)


def _value(entry: dict[str, Any]) -> str:
    if "value" in entry:
        return f"{entry['value']} {entry['unit']}"
    return f"可连续 {entry['burst']} 次，此后每分钟 {entry['per_minute']} 次"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines) + "\n"
