"""How background work gets into a scope: told to the rooms below that may not know of accounts."""

from contextlib import AbstractContextManager
from typing import Any

from huizhi.kernel.access import services as access
from huizhi.kernel.access.types import Kind, Viewer


def open_scope(name: str) -> AbstractContextManager[Any]:
    """`system:<name>` opens that listed scope; a scope code opens the scope of that organ."""
    kind, _, rest = name.partition(":")
    if kind == "system":
        return access.scope(access.system_viewer(rest))
    return access.scope(Viewer(kind=Kind.OFFICER, name="后台作业", organ_code=name, scope_code=name))
