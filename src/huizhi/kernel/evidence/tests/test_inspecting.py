"""What a file is, by its content, and what is not taken."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from huizhi.kernel.evidence.inspecting import DOCX, inspect
from huizhi.kernel.evidence.types import FileRefused, kinds

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 8, 8) + b"\x08\x02\0\0\0" + b"\0" * 40
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n"


def jpeg(exif: bytes = b"", size: tuple[int, int] = (8, 8)) -> bytes:
    app1 = b"\xff\xe1" + struct.pack(">H", len(exif) + 8) + b"Exif\0\0" + exif
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, size[1], size[0], 3) + b"\0" * 9
    return b"\xff\xd8" + (app1 if exif else b"\xff\xe0\0\4\0\0") + frame + b"\xff\xda" + b"\0" * 300 + b"\xff\xd9"


def tiff(order: str = "<") -> bytes:
    """An Exif block with maker, time taken and a place: three directories at 8, 50 and 68, their data from 122 on."""
    maker, taken = b"Huizhi Camera\0", b"2026:03:02 10:00:00\0"
    data = b""

    def put(raw: bytes) -> int:
        nonlocal data
        at = 122 + len(data)
        data += raw
        return at

    def entry(tag: int, kind: int, count: int, value: int) -> bytes:
        return struct.pack(order + "HHII", tag, kind, count, value)

    def letter(tag: int, value: bytes) -> bytes:
        return struct.pack(order + "HHI", tag, 2, 2) + value + b"\0\0\0"

    def directory(*entries: bytes) -> bytes:
        return struct.pack(order + "H", len(entries)) + b"".join(entries) + b"\0\0\0\0"

    top = directory(entry(0x010F, 2, len(maker), put(maker)), entry(0x8769, 4, 1, 50), entry(0x8825, 4, 1, 68))
    inner = directory(entry(0x9003, 2, len(taken), put(taken)))
    latitude, longitude = (
        put(struct.pack(order + "6I", 28, 1, 12, 1, 36, 1)),
        put(struct.pack(order + "6I", 112, 1, 58, 1, 48, 1)),
    )
    gps = directory(letter(1, b"N"), entry(2, 5, 3, latitude), letter(3, b"E"), entry(4, 5, 3, longitude))
    return {"<": b"II", ">": b"MM"}[order] + struct.pack(order + "HI", 42, 8) + top + inner + gps + data


def office(part: str, extra: dict[str, bytes] | None = None) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": b"<Types/>", part: b"<x/>", **(extra or {})}.items():
            archive.writestr(name, content)
    return out.getvalue()


def look(tmp_path: Path, content: bytes, name: str, kind: str = "document") -> tuple[str, dict[str, str]]:
    path = tmp_path / "content"
    path.write_bytes(content)
    return inspect(path, name=name, kind=kinds()[kind])


@pytest.mark.parametrize(
    ("content", "name", "media"),
    [
        (PNG, "a.png", "image/png"),
        (PDF, "a.pdf", "application/pdf"),
        (office("word/document.xml"), "a.docx", DOCX),
        ("询问笔录：当事人称……".encode("gb18030"), "a.txt", "text/plain"),
        (jpeg(), "照片", "image/jpeg"),
    ],
)
def test_a_content_is_known_whatever_its_name_says(tmp_path: Path, content: bytes, name: str, media: str) -> None:
    assert look(tmp_path, content, name)[0] == media


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photo_says_when_where_and_with_what_it_was_taken(tmp_path: Path, order: str) -> None:
    _, told = look(tmp_path, jpeg(tiff(order)), "a.jpg", "photo")
    assert told == {
        "设备厂商": "Huizhi Camera",
        "拍摄时间": "2026:03:02 10:00:00",
        "拍摄位置（WGS-84）": "28.21000, 112.98000",
    }


@pytest.mark.parametrize("cut", [30, 60, 90, 130])
def test_broken_notes_of_a_photo_are_left_out_and_the_photo_is_taken(tmp_path: Path, cut: int) -> None:
    media, told = look(tmp_path, jpeg(tiff()[:cut]), "a.jpg", "photo")
    assert media == "image/jpeg"
    assert "拍摄位置（WGS-84）" not in told


REFUSED = [
    (b"", "a.txt", "document", "空的"),
    (b"MZ\x90\0" + b"\0" * 300, "a.pdf", "document", "不接收"),
    (b"\x7fELF" + b"\0" * 300, "a", "document", "不接收"),
    (PNG, "a.pdf", "document", "内容却是image/png"),
    (PDF, "a.jpg", "photo", "不接收"),
    (b"<script>alert(1)</script>", "a.txt", "document", "不接收"),
    (b"<svg xmlns='x' onload='alert(1)'/>", "a.txt", "document", "不接收"),
    (PNG + office("word/document.xml"), "a.png", "photo", "藏有压缩包"),
    (jpeg() + office("word/document.xml"), "a.jpg", "photo", "藏有压缩包"),
    (PNG[:33] + b"%PDF-1.7" + PNG[33:], "a.png", "photo", "藏有PDF"),
    (b"GIF89a<script>", "a.gif", "photo", "不接收"),
    (PNG[:33] + b"<script>" + PNG[33:], "a.png", "photo", "脚本"),
    (office("word/document.xml", {"word/vbaProject.bin": b"x"}), "a.docx", "document", "不接收"),
    (office("word/document.xml", {"word/media/a": b"0" * 40_000_000}), "a.docx", "document", "展开后过大"),
    (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript >>"), "a.pdf", "document", "含脚本"),
    (jpeg(size=(65000, 65000)), "a.jpg", "photo", "过大"),
    (b"PK\x03\x04broken", "a.docx", "document", "不接收"),
]


@pytest.mark.parametrize(("content", "name", "kind", "said"), REFUSED)
def test_what_hides_something_or_is_not_on_the_list_is_refused(
    tmp_path: Path, content: bytes, name: str, kind: str, said: str
) -> None:
    with pytest.raises(FileRefused, match=said):
        look(tmp_path, content, name, kind)


def test_a_script_split_across_two_blocks_of_a_pdf_is_found(tmp_path: Path) -> None:
    padding = b"%PDF-1.7\n" + b" " * ((1 << 20) - 9 - 5)
    with pytest.raises(FileRefused, match="含脚本"):
        look(tmp_path, padding + b"/JavaScript (x)", "a.pdf")
