"""Tables that come in: every bad row is told in Chinese, the good ones load, nothing is half written."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from huizhi.kernel.jobs.services import opened
from huizhi.kernel.organisations import importing, queries, services
from huizhi.kernel.organisations.models import Certificate, Officer, PowerItem
from huizhi.kernel.organisations.types import TableRefused


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "表.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def tree(db: str, at: datetime) -> None:
    with opened("system:reference"):
        services.standard_tree(province="43", by="test", at=at, stations=False)


ORGANS = """机构码,名称,辖区区划代码,设立日期
43,湖南省市场监督管理局,430000,
4301,长沙市市场监督管理局,430100,2018-11-01
430102,芙蓉区局,430102,2018年11月1日
43012,码长不对,,
439902,没有上级,,
430103,,430103,
430103,日期不对,430103,2018-13-01
430102,重复,430102,
430124,区划已撤销,430124,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_dry_run_tells_every_bad_row_and_writes_nothing(db: str, file: Callable[..., Path], encoding: str) -> None:
    with opened("system:reference"):
        checked = importing.check("organs", file(ORGANS, encoding))
    assert {(e.line, e.said) for e in checked.errors} == {
        (5, "机构码“43012”应为2、4、6或9位数字"),
        (6, "上级机构4399不存在"),
        (7, "必填"),
        (8, "“2018-13-01”不是日期，应如2026-03-02"),
        (9, "与第4行重复"),
        (10, "区划代码430124不存在或已撤销"),
    }
    assert (checked.total, len(checked.good)) == (9, 3)
    assert queries.organ("43") is None


def test_the_good_rows_load_and_the_refused_come_back_with_their_reasons(
    db: str, file: Callable[..., Path], tmp_path: Path, at: datetime
) -> None:
    with opened("system:reference"):
        checked = importing.check("organs", file(ORGANS))
        assert importing.load(checked, by="test", at=at) == 3
    assert queries.organ("430102").since == date(2018, 11, 1)  # type: ignore[union-attr]
    importing.write_refused(checked, tmp_path / "refused.csv")
    lines = (tmp_path / "refused.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].endswith(",未导入原因")
    assert lines[1].startswith("43012,码长不对")
    assert "第5行 机构码：" in lines[1]


def test_a_formula_in_a_refused_row_comes_back_as_text(db: str, file: Callable[..., Path], tmp_path: Path) -> None:
    with opened("system:reference"):
        checked = importing.check("organs", file("机构码,名称\nx,=HYPERLINK(1)\n"))
    importing.write_refused(checked, tmp_path / "refused.csv")
    assert ",'=HYPERLINK(1)," in (tmp_path / "refused.csv").read_text(encoding="utf-8-sig")


def test_officers_and_certificates_load_from_a_spreadsheet(tree: None, tmp_path: Path, at: datetime) -> None:
    book = Workbook()
    book.active.append(["机构码", "人员编号", "姓名", "岗位"])
    book.active.append([430102, 1, "甲", "执法人员、所长"])
    book.active.append([430199, 2, "乙", ""])
    book.active.append([430301, 2, "乙", ""])
    book.save(tmp_path / "人员.xlsx")
    certificates = tmp_path / "证.csv"
    certificates.write_text(
        "机构码,人员编号,证件种类,证件号码,有效期至\n430102,1,行政执法证,A1,2027-01-01\n430102,9,行政执法证,A2,2027-01-01\n",
        encoding="utf-8",
    )
    with opened("4301"):
        checked = importing.check("officers", tmp_path / "人员.xlsx")
        assert [e.said for e in checked.errors] == ["没有机构码为“430199”的机构", "机构430301不在您的管辖范围"]
        assert importing.load(checked, by="test", at=at) == 1
        assert {h.post.name for h in Officer.objects.get().holdings.select_related("post")} == {"执法人员", "所长"}
        checked = importing.check("certificates", certificates)
        assert "没有编号为“9”" in checked.errors[0].said
        importing.load(checked, by="test", at=at)
        assert Certificate.objects.get().number == "A1"


def test_a_power_list_loads_with_its_level_and_version(tree: None, file: Callable[..., Path], at: datetime) -> None:
    header = "层级,版本,启用日期,事项编码,事项名称,权力类型\n"
    text = header + "县级,2026,2026-01-01,P1,食品经营许可,行政许可\n村级,2026,2026-01-01,P2,某,行政许可\n"
    with opened("43"):
        checked = importing.check("powers", file(text))
        assert "不在可选范围" in checked.errors[0].said
        importing.load(checked, by="test", at=at)
    assert PowerItem.objects.get().power_list.version == "2026"
    assert queries.holds_power("430102", "P1", on=date(2026, 3, 2))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "没有表头"),
        ("b.csv", b"\x00\x01\x02", "不是文本表格"),
        ("c.csv", "机构码\n43\n".encode(), "缺少列：名称"),
        ("d.xlsx", b"PK\x03\x04broken", "无法读取"),
    ],
)
def test_a_file_that_is_no_table_is_refused(db: str, tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TableRefused, match=said):
        importing.check("organs", tmp_path / name)


def test_a_zip_bomb_is_refused_before_it_is_opened(db: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (201 * 1024 * 1024))
    with pytest.raises(TableRefused, match="展开后过大"):
        importing.check("organs", tmp_path / "bomb.xlsx")


def test_an_unknown_kind_is_refused(db: str, file: Callable[..., Path]) -> None:
    with pytest.raises(TableRefused, match="不能导入"):
        importing.check("accounts", file("a\n1\n"))
