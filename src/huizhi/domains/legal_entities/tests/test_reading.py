"""Files of any usual format are read row by row; what breaks one row breaks that row alone."""

import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest

from huizhi.domains.legal_entities.columns import ENTITY_COLUMNS
from huizhi.domains.legal_entities.reading import Arranger, open_table
from huizhi.domains.legal_entities.tests.factories import HEADER, row, write_csv
from huizhi.domains.legal_entities.types import FileRefused


def values(path: Path) -> list[list[str] | str]:
    table = open_table(path)
    arranger = Arranger(table.header, ENTITY_COLUMNS)
    return [arranger.arrange(cells) for cells in table.rows]


@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8（带BOM）"), ("gb18030", "GB18030"), ("utf-16", "UTF-16")]
)
def test_the_encoding_is_found_out_and_said(tmp_path: Path, encoding: str, said: str) -> None:
    path = write_csv(tmp_path / "a.csv", [row(1), row(2)], encoding=encoding)
    assert open_table(path).encoding == said
    assert values(path) == [row(1), row(2)]


def test_columns_may_stand_in_any_order_and_empty_ones_may_be_absent(tmp_path: Path) -> None:
    order = [c for c in reversed(ENTITY_COLUMNS) if c.key not in ("parent", "marker")]
    shuffled = [row(1)[ENTITY_COLUMNS.index(c)] for c in order]
    path = write_csv(tmp_path / "a.csv", [shuffled], header=[c.key for c in order])
    assert values(path) == [row(1)]


def test_tabs_serve_as_well_as_commas(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("\n".join("\t".join(line) for line in (HEADER, row(1))), encoding="utf-8")
    assert values(path) == [row(1)]


def test_quoted_cells_keep_their_commas_and_quotation_marks(tmp_path: Path) -> None:
    said = row(1, scope='零售,批发"进口"')
    assert values(write_csv(tmp_path / "a.csv", [said, row(2)])) == [said, row(2)]


def test_an_open_quotation_mark_breaks_its_own_row_alone(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row(n) for n in range(100)])
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[40] = lines[40].replace("长沙", '"长沙', 1)
    path.write_text("\n".join(lines), encoding="utf-8")
    read = values(path)
    assert len(read) == 100
    assert [v for v in read if isinstance(v, str)] == ["引号没有配对"]


def test_a_byte_of_no_encoding_stays_in_its_row(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row(n) for n in range(50)])
    path.write_bytes(path.read_bytes().replace("测试7号".encode(), b"\xff\xfe7"))
    read = values(path)
    assert open_table(path).encoding == "UTF-8"
    assert sum("\udcff" in "".join(v) for v in read) == 1


def test_a_line_without_end_is_one_broken_row(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row(1)])
    with path.open("a", encoding="utf-8") as stream:
        stream.write("x" * 3_000_000 + "\n" + ",".join(row(2)) + "\n")
    assert values(path) == [row(1), "一行超过1048576个字符", row(2)]


def test_a_row_with_too_few_or_too_many_cells_is_told_with_both_numbers(tmp_path: Path) -> None:
    read = values(write_csv(tmp_path / "a.csv", [row(1)[:5], [*row(2), "多"]]))
    assert read == ["应有18列，实有5列", "应有18列，实有19列"]


def test_a_file_whose_columns_are_unknown_missing_or_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="没有的列：颜色"):
        values(write_csv(tmp_path / "a.csv", [], header=[*HEADER, "颜色"]))
    with pytest.raises(FileRefused, match="缺少必填的列：名称"):
        values(write_csv(tmp_path / "b.csv", [], header=[h for h in HEADER if h != "名称"]))
    with pytest.raises(FileRefused, match="重复的列名"):
        values(write_csv(tmp_path / "c.csv", [], header=[*HEADER, "name"]))


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.7", b"PK\x03\x04broken", b"PAR1broken"])
def test_what_is_no_table_is_refused_as_a_whole(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileRefused):
        values(path)


def excel(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in rows:
        sheet.append(line)
    book.save(path)
    return path


def test_excel_is_read_as_it_would_be_typed(tmp_path: Path) -> None:
    from datetime import date

    typed: list[object] = list(row(1))
    typed[6], typed[8] = date(2016, 5, 12), 500
    assert values(excel(tmp_path / "a.xlsx", [list(HEADER), typed])) == [row(1)]


def test_a_formula_is_an_error_of_its_row_and_never_computed(tmp_path: Path) -> None:
    bad: list[object] = list(row(2))
    bad[2] = '=HYPERLINK("http://example.invalid","x")'
    read = values(excel(tmp_path / "a.xlsx", [list(HEADER), list(row(1)), bad, list(row(3))]))
    assert read == [row(1), "单元格含有公式，不予计算，请粘贴为值", row(3)]


def test_a_bomb_is_refused_before_it_has_unpacked(tmp_path: Path) -> None:
    path = excel(tmp_path / "a.xlsx", [list(HEADER), list(row(1))])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/x.bin", "w") as stream:
        for _ in range(60):
            stream.write(b"\0" * (1 << 20))
    with pytest.raises(FileRefused, match="展开后过大"):
        values(path)


def test_an_archive_of_thousands_of_parts_is_refused(tmp_path: Path) -> None:
    path = excel(tmp_path / "a.xlsx", [list(HEADER), list(row(1))])
    with zipfile.ZipFile(path, "a") as archive:
        for n in range(1001):
            archive.writestr(f"x/{n}", b"")
    with pytest.raises(FileRefused, match="成员过多"):
        values(path)


def test_parquet_is_read_as_text(tmp_path: Path) -> None:
    source, path = write_csv(tmp_path / "a.csv", [row(1), row(2)]), tmp_path / "a.parquet"
    with duckdb.connect() as d:
        d.read_csv(str(source), all_varchar=True).write_parquet(str(path))
    assert values(path) == [row(1), row(2)]
