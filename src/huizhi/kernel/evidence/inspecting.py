"""What a file really is, by its content, and what it must not hide: bombs, second files, scripts. Pure; reads from disk."""

import re
import zipfile
from pathlib import Path

import filetype

from huizhi.kernel.evidence.exif import read_exif
from huizhi.kernel.evidence.types import FileRefused, Kind

HEAD, TAIL = 256 * 1024, 64 * 1024 + 22
MOST_UNPACKED, MOST_RATIO, MOST_ENTRIES = 1024**3, 200, 10_000
MOST_PIXELS = 200_000_000

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}

# The endings under which each type may come; an ending that says something else is refused.
_ENDINGS = {
    "image/jpeg": {"jpg", "jpeg", "jfif"},
    "image/png": {"png"},
    "image/webp": {"webp"},
    "image/heic": {"heic", "heif"},
    "image/tiff": {"tif", "tiff"},
    "application/pdf": {"pdf"},
    DOCX: {"docx"},
    XLSX: {"xlsx"},
    "text/plain": {"txt", "csv", "tsv", "log", "md"},
    "audio/mpeg": {"mp3"},
    "audio/x-wav": {"wav"},
    "audio/m4a": {"m4a"},
    "audio/mp4": {"m4a", "mp4"},
    "audio/amr": {"amr"},
    "audio/ogg": {"ogg", "oga"},
    "video/mp4": {"mp4", "m4v"},
    "video/quicktime": {"mov"},
    "video/webm": {"webm"},
    "video/x-matroska": {"mkv"},
}
_SCRIPTS = re.compile(rb"<\s*(?:script|html|svg|\?php|!doctype)", re.IGNORECASE)
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile)\b")


def inspect(path: Path, *, name: str, kind: Kind) -> tuple[str, dict[str, str]]:
    """The media type and the notes that the file carries, or a refusal that says why it is not taken."""
    size = path.stat().st_size
    if size == 0:
        raise FileRefused("文件是空的")
    with path.open("rb") as stream:
        head = stream.read(HEAD)
        stream.seek(max(0, size - TAIL))
        tail = stream.read()
    media = _media(path, head)
    if media not in kind.media:
        raise FileRefused(
            f"“{kind.zh}”不接收此类内容（{media or '无法识别'}）", rule="证据材料类型清单", remedy="请核对种类或转换格式"
        )
    _demand_ending(name, media)
    _demand_one_file(head, tail, media)
    if media in (DOCX, XLSX):
        _demand_no_bomb(path)
    elif media.startswith("image/"):
        _demand_pixels(head, media)
    elif media == "application/pdf":
        _demand_quiet_pdf(path)
    return media, read_exif(head) if media == "image/jpeg" else {}


def _media(path: Path, head: bytes) -> str:
    if head[:4] == b"PK\x03\x04":
        return _office(path)
    guess = filetype.guess(head)
    if guess is not None:
        return str(guess.mime)
    return "text/plain" if _is_text(head) else ""


def _office(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return "application/zip"
    if "[Content_Types].xml" in names and not any(name.endswith("vbaProject.bin") for name in names):
        return next((media for part, media in _PARTS.items() if part in names), "application/zip")
    return "application/zip"


def _is_text(head: bytes) -> bool:
    if b"\0" in head or _SCRIPTS.search(head[:4096]):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            # The last character may be cut in the middle.
            head[: -4 if len(head) == HEAD else None].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _demand_ending(name: str, media: str) -> None:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending and ending not in _ENDINGS.get(media, {ending}):
        raise FileRefused(
            f"文件名以“.{ending}”结尾，内容却是{media}", rule="证据材料类型清单", remedy="请上传原始文件，不要改扩展名"
        )


def _demand_one_file(head: bytes, tail: bytes, media: str) -> None:
    """Nothing may be two files at once: what one program shows and another opens are then different things."""
    is_zip = media in (DOCX, XLSX)
    if not is_zip and b"PK\x05\x06" in tail:
        raise FileRefused("文件内还藏有压缩包", rule="一个文件只能是一种内容")
    if media != "application/pdf" and b"%PDF-" in head[:1024]:
        raise FileRefused("文件内还藏有PDF", rule="一个文件只能是一种内容")
    if media != "text/plain" and not is_zip and _SCRIPTS.search(head[:512]):
        raise FileRefused("文件开头含有网页脚本", rule="一个文件只能是一种内容")


def _demand_no_bomb(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, path.stat().st_size)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        raise FileRefused("压缩内容展开后过大", rule="压缩比上限")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FileRefused("文件已加密，无法核验内容", remedy="请去除密码后上传")


def _demand_pixels(head: bytes, media: str) -> None:
    width, height = _png_size(head) if media == "image/png" else _jpeg_size(head) if media == "image/jpeg" else (0, 0)
    if width * height > MOST_PIXELS:
        raise FileRefused(f"图像尺寸{width}×{height}过大", rule="图像像素上限")


def _png_size(head: bytes) -> tuple[int, int]:
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def _jpeg_size(head: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(head[at + 7 : at + 9], "big"), int.from_bytes(head[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(head[at + 2 : at + 4], "big")
    return 0, 0


def _demand_quiet_pdf(path: Path) -> None:
    with path.open("rb") as stream:
        before = b""
        while block := stream.read(1 << 20):
            if _ACTIVE_PDF.search(before + block):
                raise FileRefused("PDF内含脚本、启动命令或附件", rule="只接收不会自行动作的文件", remedy="请另存为普通PDF后上传")
            before = block[-32:]
