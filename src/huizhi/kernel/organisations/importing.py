"""Import of organs, officers, certificates and power items from a table: check every row, say in Chinese what is wrong, load.

`check` is the dry run; `load` writes the good rows in one transaction and leaves the refused ones as a file with the reason.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction

from huizhi.kernel.organisations import registering
from huizhi.kernel.organisations.models import Division, Officer, Organ
from huizhi.kernel.organisations.tables import LARGEST, read_table
from huizhi.kernel.organisations.types import LEVELS_ZH, POWER_KINDS_ZH, TableRefused

REASON = "未导入原因"
Parser = Callable[[str], Any]


@dataclass(frozen=True)
class Column:
    """One column of a table: its Chinese header and how its text is read."""

    zh: str
    name: str
    required: bool = False
    parse: Parser = str


def _day(text: str) -> date | None:
    if not text:
        return None
    plain = text.split(" ")[0].replace("/", "-").replace(".", "-").replace("年", "-").replace("月", "-").removesuffix("日")
    try:
        year, month, day = (int(part) for part in plain.split("-"))
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"“{text}”不是日期，应如2026-03-02") from None


def _one_of(names: dict[Any, str]) -> Parser:
    by_name = {zh: str(key) for key, zh in names.items()}

    def parse(text: str) -> str:
        if text not in by_name:
            raise ValueError(f"“{text}”不在可选范围（{'、'.join(by_name)}）")
        return by_name[text]

    return parse


def _codes(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.replace("，", ",").replace("、", ",").replace(" ", ",").split(",") if part)


def _scope_code(text: str) -> str:
    if not text.isdigit() or len(text) not in registering.LEVEL_OF_LENGTH:
        raise ValueError(f"机构码“{text}”应为2、4、6或9位数字")
    return text


ORGAN = Column("机构码", "scope_code", True, _scope_code)
KINDS: dict[str, tuple[str, tuple[Column, ...], tuple[str, ...]]] = {
    "organs": (
        "机构",
        (
            ORGAN,
            Column("名称", "name", True),
            Column("简称", "short_name"),
            Column("辖区区划代码", "divisions", False, _codes),
            Column("统一社会信用代码", "official_code"),
            Column("地址", "address"),
            Column("办公电话", "phone"),
            Column("设立日期", "since", False, _day),
        ),
        ("scope_code",),
    ),
    "officers": (
        "执法人员",
        (
            ORGAN,
            Column("人员编号", "number", True),
            Column("姓名", "name", True),
            Column("联系电话", "phone"),
            Column("到任日期", "since", False, _day),
            Column("岗位", "posts", False, _codes),
        ),
        ("scope_code", "number"),
    ),
    "certificates": (
        "执法证",
        (
            ORGAN,
            Column("人员编号", "officer_number", True),
            Column("证件种类", "kind", True),
            Column("证件号码", "number", True),
            Column("发证日期", "issued_on", False, _day),
            Column("有效期至", "expires_on", True, _day),
        ),
        ("scope_code", "kind", "number"),
    ),
    "powers": (
        "权责清单",
        (
            Column("层级", "level", True, _one_of(dict(LEVELS_ZH))),
            Column("版本", "version", True),
            Column("启用日期", "since", True, _day),
            Column("事项编码", "code", True),
            Column("事项名称", "name", True),
            Column("权力类型", "kind", True, _one_of(dict(POWER_KINDS_ZH))),
            Column("办件种类", "matter"),
            Column("设定依据", "basis"),
        ),
        ("level", "version", "code"),
    ),
}


@dataclass(frozen=True)
class RowError:
    """What is wrong with one row."""

    line: int
    column: str
    said: str


@dataclass
class Checked:
    """A table after its check: the good rows as they will be loaded, and the errors of the others."""

    kind: str
    total: int = 0
    good: list[dict[str, Any]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    refused: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def import_kinds() -> dict[str, str]:
    """The kinds of table that can be imported, with their Chinese names."""
    return {kind: zh for kind, (zh, _, _) in KINDS.items()}


def keep_upload(blocks: Iterable[bytes]) -> str:
    """Keep an uploaded table until it is loaded; returns where."""
    with TemporaryFile() as file:
        size = 0
        for block in blocks:
            size += len(block)
            if size > LARGEST:
                raise TableRefused("文件超过20 MB", remedy="请分成几个文件导入")
            file.write(block)
        file.seek(0)
        return default_storage.save(f"imports/organisations/{uuid4()}", File(file))


@contextmanager
def kept_upload(stored: str) -> Iterator[Path]:
    """An uploaded table as a file on this machine."""
    if not default_storage.exists(stored):
        raise TableRefused("上传的文件已不在", remedy="请重新上传")
    with NamedTemporaryFile(prefix="hz-table-") as copy, default_storage.open(stored, "rb") as stream:
        while block := stream.read(1 << 20):
            copy.write(block)
        copy.flush()
        yield Path(copy.name)


def template(kind: str) -> list[str]:
    """The header of the table that is asked for."""
    return [column.zh for column in KINDS[kind][1]]


def check(kind: str, path: Path) -> Checked:
    """Read and check a file without writing anything."""
    if kind not in KINDS:
        raise TableRefused(f"不能导入“{kind}”", remedy=f"可导入：{'、'.join(KINDS)}")
    _, columns, key = KINDS[kind]
    checked = Checked(kind)
    lines: list[tuple[int, dict[str, str], dict[str, Any], list[RowError]]] = []
    seen: dict[tuple[Any, ...], int] = {}
    for number, cells in read_table(path):
        if not checked.total:
            _demand_columns(columns, cells)
        checked.total += 1
        row, errors = _parse(columns, number, cells)
        identity = tuple(row.get(name) for name in key)
        if not errors and seen.setdefault(identity, number) != number:
            errors.append(RowError(number, columns[0].zh, f"与第{seen[identity]}行重复"))
        lines.append((number, cells, row, errors))
    for number, said in _strangers(kind, [(n, row) for n, _, row, errors in lines if not errors]):
        next(errors for n, _, _, errors in lines if n == number).append(RowError(number, "", said))
    for number, cells, row, errors in lines:
        if errors:
            checked.errors += errors
            checked.refused.append((number, cells))
        else:
            checked.good.append(row)
    return checked


def _demand_columns(columns: Sequence[Column], cells: dict[str, str]) -> None:
    missing = [c.zh for c in columns if c.required and c.zh not in cells]
    if missing:
        raise TableRefused(f"缺少列：{'、'.join(missing)}", remedy="请按模板填写表头")


def _parse(columns: Sequence[Column], number: int, cells: dict[str, str]) -> tuple[dict[str, Any], list[RowError]]:
    row: dict[str, Any] = {}
    errors = []
    for column in columns:
        text = cells.get(column.zh, "")
        if column.required and not text:
            errors.append(RowError(number, column.zh, "必填"))
            continue
        try:
            row[column.name] = column.parse(text)
        except ValueError as wrong:
            errors.append(RowError(number, column.zh, str(wrong)))
    return row, errors


def _strangers(kind: str, rows: list[tuple[int, dict[str, Any]]]) -> Iterable[tuple[int, str]]:
    """Rows that point at something that is not there: one query for the whole table."""
    if kind == "powers":
        return []
    outside = _outside_scope({row["scope_code"] for _, row in rows})
    strange = [(n, f"机构{row['scope_code']}不在您的管辖范围") for n, row in rows if row["scope_code"] in outside]
    rows = [(n, row) for n, row in rows if row["scope_code"] not in outside]
    if kind == "organs":
        return [*strange, *_orphans(rows), *_unknown_divisions(rows)]
    return [*strange, *_unknown_organs(kind, rows)]


def _outside_scope(codes: set[str]) -> set[str]:
    """The scope codes in which the open scope may not write."""
    with connection.cursor() as cursor:
        cursor.execute(
            'select code from unnest(%s::text[]) as code where not coalesce(code collate "C" >= nullif('
            "current_setting('huizhi.lo', true), '') and code collate \"C\" < nullif(current_setting('huizhi.hi', true), ''),"
            " false)",
            [sorted(codes)],
        )
        return {row[0] for row in cursor.fetchall()}


def _unknown_organs(kind: str, rows: list[tuple[int, dict[str, Any]]]) -> Iterable[tuple[int, str]]:
    organs = set(Organ.objects.values_list("scope_code", flat=True))
    strangers = [(n, f"没有机构码为“{row['scope_code']}”的机构") for n, row in rows if row["scope_code"] not in organs]
    if kind == "certificates":
        officers = set(Officer.objects.values_list("scope_code", "number"))
        strangers += [
            (n, f"本机构没有编号为“{row['officer_number']}”的执法人员（或不在您的管辖范围）")
            for n, row in rows
            if row["scope_code"] in organs and (row["scope_code"], row["officer_number"]) not in officers
        ]
    return strangers


def _orphans(rows: list[tuple[int, dict[str, Any]]]) -> list[tuple[int, str]]:
    known = {row["scope_code"] for _, row in rows} | set(Organ.objects.values_list("scope_code", flat=True))
    found = []
    for number, row in rows:
        parent = registering.OrganRow(scope_code=row["scope_code"], name="").parent_scope_code
        if parent and parent not in known:
            found.append((number, f"上级机构{parent}不存在"))
    return found


def _unknown_divisions(rows: list[tuple[int, dict[str, Any]]]) -> list[tuple[int, str]]:
    wanted = {code for _, row in rows for code in row["divisions"]}
    today = set(Division.objects.filter(code__in=wanted, until=None).values_list("code", flat=True))
    return [(n, f"区划代码{code}不存在或已撤销") for n, row in rows for code in row["divisions"] if code not in today]


def load(checked: Checked, *, by: str, at: datetime) -> int:
    """Write the good rows of a checked table, all or none; returns how many."""
    if not checked.good:
        return 0
    with transaction.atomic():
        return _LOADERS[checked.kind](checked.good, by, at)


def _load_organs(rows: list[dict[str, Any]], by: str, at: datetime) -> int:
    ordered = sorted(rows, key=lambda row: len(row["scope_code"]))
    return registering.register_organs([registering.OrganRow(**row) for row in ordered], by=by, at=at)


def _load_officers(rows: list[dict[str, Any]], by: str, at: datetime) -> int:
    posts = {(row["scope_code"], post) for row in rows for post in row["posts"]}
    registering.register_posts([registering.PostRow(scope_code=code, name=post) for code, post in sorted(posts)], by=by, at=at)
    return registering.register_officers([registering.OfficerRow(**row) for row in rows], by=by, at=at)


def _load_certificates(rows: list[dict[str, Any]], by: str, at: datetime) -> int:
    return registering.register_certificates([registering.CertificateRow(**row) for row in rows], by=by, at=at)


def _load_powers(rows: list[dict[str, Any]], by: str, at: datetime) -> int:
    lists: dict[tuple[Any, str, date], list[registering.PowerRow]] = {}
    for row in rows:
        item = {name: row[name] for name in ("code", "name", "kind", "matter", "basis")}
        lists.setdefault((row["level"], row["version"], row["since"]), []).append(registering.PowerRow(**item))
    return sum(
        registering.adopt_power_list(level=level, version=version, since=since, source="导入", items=items, by=by, at=at)
        for (level, version, since), items in lists.items()
    )


_LOADERS: dict[str, Callable[[list[dict[str, Any]], str, datetime], int]] = {
    "organs": _load_organs,
    "officers": _load_officers,
    "certificates": _load_certificates,
    "powers": _load_powers,
}


def write_refused(checked: Checked, path: Path) -> None:
    """The refused rows as they came, with the reasons in a last column; opens in a spreadsheet as it is."""
    reasons: dict[int, list[str]] = {}
    for error in checked.errors:
        reasons.setdefault(error.line, []).append(f"{error.column}：{error.said}" if error.column else error.said)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        header = list(checked.refused[0][1]) if checked.refused else template(checked.kind)
        writer = csv.writer(stream)
        writer.writerow([*header, REASON])
        for line, cells in checked.refused:
            writer.writerow([*(_harmless(cells[name]) for name in header), f"第{line}行 " + "；".join(reasons[line])])


def _harmless(text: str) -> str:
    """A cell that a spreadsheet would run as a formula is shown as text."""
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\t"} else text
