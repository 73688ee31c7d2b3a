"""The rules of the house that an import contract cannot see, each as a function from a checkout to its trespasses.

They read source text alone (no Django, no database), so that `tests/architecture` can hold them against a copy of the
house with one violation in it.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from architecture.migrations import online_migrations

Rule = Callable[[Path], list[str]]

BANNED_NAMES = {"utils", "util", "common", "helpers", "helper", "misc", "extras", "base_classes"}
ROOM_FILES = {
    "__init__", "apps", "models", "choices", "procedures", "services", "queries", "views", "urls", "forms", "panels", "api",
    "commands", "jobs", "datasets", "types", "navigation", "searchers",
}  # fmt: skip
SOFT, HARD, SETTINGS, TESTS = 400, 500, 150, 600
INNER_READERS_OF_THE_CLOCK = re.compile(r"/(services|queries|models|procedures)(/|\.py)")


def _python(root: Path) -> Iterator[tuple[Path, str]]:
    for file in sorted((root / "src" / "huizhi").rglob("*.py")):
        if "migrations" not in file.parts:
            yield file, file.read_text(encoding="utf-8")


def _say(root: Path, file: Path, line: int, what: str) -> str:
    return f"{file.relative_to(root)}:{line}: {what}"


def _rooms(root: Path, floor: str) -> list[Path]:
    return sorted(p for p in (root / "src" / "huizhi" / floor).iterdir() if p.is_dir() and p.name != "__pycache__")


def budgets(root: Path) -> list[str]:
    """No file past 500 lines, no settings past 150, no test past 600."""
    found = []
    for file, text in _python(root):
        lines = text.count("\n")
        limit = TESTS if "tests" in file.parts else SETTINGS if "settings" in file.parts else HARD
        if lines > limit:
            found.append(_say(root, file, lines, f"{lines} 行，超过上限 {limit}"))
    return found


def names(root: Path) -> list[str]:
    """No drawer for everything: utils, common, helpers, misc are no names."""
    return [
        _say(root, file, 1, f"“{part}”不是名字")
        for file, _ in _python(root)
        for part in {file.stem, *file.relative_to(root).parts}
        if part in BANNED_NAMES
    ]


def no_ignores(root: Path) -> list[str]:
    """The contracts have no ignore list, ever."""
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    return [
        f"pyproject.toml:{number}: 契约不得有例外清单"
        for number, line in enumerate(text.splitlines(), 1)
        if re.match(r"\s*(ignore_imports|unmatched_ignore_imports_alerting)\b", line)
    ]


def docstrings(root: Path) -> list[str]:
    """Every room says in its `__init__` what it is; a domain's holds no code."""
    found = []
    for floor in ("domains", "kernel"):
        for room in _rooms(root, floor):
            file = room / "__init__.py"
            tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.Module([], [])
            if not ast.get_docstring(tree):
                found.append(_say(root, file, 1, "模块没有说明自己是什么"))
            if len(tree.body) > 1:
                found.append(_say(root, file, tree.body[1].lineno, "__init__ 只写说明，不写代码"))
    return found


def _model_classes(tree: ast.Module) -> Iterator[ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "models.Model" for base in node.bases):
            yield node


def _assigned(node: ast.ClassDef) -> dict[str, ast.expr]:
    return {
        target.id: statement.value
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def _is_abstract(node: ast.ClassDef) -> bool:
    metas = [n for n in node.body if isinstance(n, ast.ClassDef) and n.name == "Meta"]
    return any(
        isinstance(value, ast.Constant) and value.value is True
        for m in metas
        for k, value in _assigned(m).items()
        if k == "abstract"
    )


def table_classes(root: Path) -> list[str]:
    """Every table declares its class; a scoped one has its scope code, a child its parent."""
    found = []
    for file, text in _python(root):
        if not re.search(r"/models(/|\.py)", str(file)):
            continue
        for node in _model_classes(ast.parse(text)):
            said = _assigned(node)
            declared = ast.unparse(said["table_class"]) if "table_class" in said else ""
            if _is_abstract(node):
                continue
            if not declared:
                found.append(_say(root, file, node.lineno, f"表 {node.name} 未声明 table_class"))
            elif declared.endswith("SCOPED") and "scope_code" not in said:
                found.append(_say(root, file, node.lineno, f"SCOPED 表 {node.name} 没有 scope_code"))
            elif declared.endswith("CHILD") and "child_of" not in said:
                found.append(_say(root, file, node.lineno, f"CHILD 表 {node.name} 没有 child_of"))
    return found


def model_shape(root: Path) -> list[str]:
    """Models hold shape: no save() overrides, no many-to-many (it would make a table without a class), no signals."""
    found = []
    for file, text in _python(root):
        if not re.search(r"/models(/|\.py)", str(file)):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "clean"}:
                found.append(_say(root, file, node.lineno, f"模型不得改写 {node.name}()"))
            if isinstance(node, ast.Attribute) and node.attr == "ManyToManyField":
                found.append(_say(root, file, node.lineno, "多对多关系须写成有类别的表"))
    return found


def foreign_keys(root: Path) -> list[str]:
    """A foreign key points inside its own room or into the kernel."""
    found = []
    for file, text in _python(root):
        if not re.search(r"/(domains|kernel)/\w+/models(/|\.py)", str(file)):
            continue
        room = file.relative_to(root / "src" / "huizhi").parts[1]
        kernel = {p.name for p in _rooms(root, "kernel")}
        for node in ast.walk(ast.parse(text)):
            if not (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) in {"models.ForeignKey", "models.OneToOneField"}
                and node.args
            ):
                continue
            target = node.args[0]
            named = target.value if isinstance(target, ast.Constant) and isinstance(target.value, str) else ""
            app = named.split(".")[0]
            if "." in named and app != room and app not in kernel:
                found.append(_say(root, file, node.lineno, f"外键指向别的领域：{named}"))
    return found


def template_includes(root: Path) -> list[str]:
    """A template extends and includes its own room's templates and the kit's alone."""
    found = []
    for file in sorted((root / "src" / "huizhi").rglob("*.html")):
        parts = file.relative_to(root / "src" / "huizhi").parts
        own = parts[parts.index("templates") + 1]
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            for target in re.findall(r"{%\s*(?:extends|include)\s+[\"']([^\"'/]+)/", line):
                if target not in {own, "kit"}:
                    found.append(_say(root, file, number, f"模板引用了别的模块：{target}/"))
    return found


def clock_readers(root: Path) -> list[str]:
    """Services, queries and models are told the time; only interfaces, views, commands and jobs read the clock."""
    return [
        _say(root, file, number, "此处不得读时钟：时间由调用者以 at= 传入")
        for file, text in _python(root)
        if INNER_READERS_OF_THE_CLOCK.search(str(file)) and "tests" not in file.parts
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(r"\bclock\.(now|unix_seconds)\(|lib\.clock\b|\blib import .*\bclock\b", line)
    ]


def legal_days(root: Path) -> list[str]:
    """A legal day is a day in Asia/Shanghai: `.date()` on an instant is refused everywhere but in lib.calendar."""
    found = []
    for file, text in _python(root):
        if file.parts[-2:] == ("lib", "calendar.py") or "tests" in file.parts:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "date" and not node.args:
                found.append(_say(root, file, node.lineno, "用 lib.calendar.legal_day(at)，不用 .date()"))
    return found


def declared_access(root: Path) -> list[str]:
    """Every view says who may use it; every API operation too."""
    found = []
    for file, text in _python(root):
        if re.search(r"/views(/\w+)?\.py$", str(file)):
            for node in ast.parse(text).body:
                if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                    continue
                first = node.args.args[0].arg if node.args.args else ""
                decorators = {ast.unparse(d).split("(")[0] for d in node.decorator_list}
                if first == "request" and "access" not in decorators:
                    found.append(_say(root, file, node.lineno, f"页面 {node.name} 未声明访问权限"))
        elif re.search(r"/api(/\w+)?\.py$", str(file)) and "/domains/" in str(file):
            found += [
                _say(root, file, number, "接口须用 kit.api.Router.operation 并声明访问权限")
                for number, line in enumerate(text.splitlines(), 1)
                if re.search(r"@router\.(get|post|put|patch|delete|api_operation)\(", line)
            ]
    return found


def silent_excepts(root: Path) -> list[str]:
    """No error is swallowed."""
    found = []
    for file, text in _python(root):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ExceptHandler) and all(isinstance(s, ast.Pass) for s in node.body):
                found.append(_say(root, file, node.lineno, "异常不得默默吞下"))
    return found


def room_anatomy(root: Path) -> list[str]:
    """A domain's files carry the names of the anatomy, or are pure modules that import no Django."""
    found = []
    for room in _rooms(root, "domains"):
        for file in sorted(room.glob("*.py")):
            if file.stem in ROOM_FILES or (room / file.stem).is_dir():
                continue
            if re.search(
                r"^(from|import) django|^from huizhi\.\w+\.\w+\.models|\.models import",
                file.read_text(encoding="utf-8"),
                re.MULTILINE,
            ):
                found.append(_say(root, file, 1, "解剖结构之外的文件须是纯模块（不引用 Django 与模型）"))
    return found


def machine_paths(root: Path) -> list[str]:
    """Nothing committed names a machine's path or a package registry's address."""
    address = re.compile(
        "(?<![A-Za-z0-9_./])/(?:"
        + "|".join(["wo" + "rk", "ro" + "ot"])
        + r")/[A-Za-z0-9._-]+|"
        + "registry"
        + r"\.npm|"
        + "pypi"
        + r"\.org"
    )
    found = []
    for folder in ("src", "docs", "tests", "architecture", "scripts", ".ci"):
        for file in sorted((root / folder).rglob("*")):
            if file.is_file() and file.suffix in {".py", ".md", ".yaml", ".toml", ".sh", ".json", ".html", ".js", ".txt", ".tsv"}:
                for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                    if address.search(line):
                        found.append(_say(root, file, number, "不得写入机器路径或软件源地址"))
    return found


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        budgets, names, no_ignores, docstrings, table_classes, model_shape, foreign_keys, template_includes, clock_readers,
        legal_days, declared_access, silent_excepts, room_anatomy, machine_paths, online_migrations,
    )
}  # fmt: skip
