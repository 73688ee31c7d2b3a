"""What a JPEG says about itself: when and with what it was taken, and where. A note for the officer, not proof.

Source: Exif 2.32 (JEITA CP-3451), the APP1 segment and the TIFF directories in it. Pure; reads the first 128 KB only.
"""

import struct
from typing import Any

_NAMES = {0x010F: "设备厂商", 0x0110: "设备型号", 0x0132: "文件修改时间", 0x9003: "拍摄时间"}
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
_EXIF, _GPS = 0x8769, 0x8825
_MOST_ENTRIES = 200


def read_exif(head: bytes) -> dict[str, str]:
    """The notes of interest; empty when there are none or when they are broken."""
    start = _find_app1(head)
    if start is None:
        return {}
    try:
        return _read_tiff(head[start:])
    except (struct.error, IndexError, UnicodeDecodeError, ZeroDivisionError):
        return {}


def _find_app1(head: bytes) -> int | None:
    if head[:2] != b"\xff\xd8":
        return None
    at = 2
    while at + 4 <= len(head) and head[at] == 0xFF:
        marker, length = head[at + 1], int.from_bytes(head[at + 2 : at + 4], "big")
        if marker == 0xE1 and head[at + 4 : at + 10] == b"Exif\0\0":
            return at + 10
        if marker == 0xDA or length < 2:
            return None
        at += 2 + length
    return None


def _read_tiff(tiff: bytes) -> dict[str, str]:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return {}
    first = struct.unpack(order + "I", tiff[4:8])[0]
    top = _directory(tiff, first, order)
    found = {_NAMES[tag]: _text(value) for tag, value in top.items() if tag in _NAMES}
    if _EXIF in top:
        inner = _directory(tiff, top[_EXIF], order)
        found |= {_NAMES[tag]: _text(value) for tag, value in inner.items() if tag in _NAMES}
    if _GPS in top:
        place = _place(_directory(tiff, top[_GPS], order))
        if place:
            found["拍摄位置（WGS-84）"] = place
    return {name: value for name, value in found.items() if value}


def _directory(tiff: bytes, at: int, order: str) -> dict[int, Any]:
    count = struct.unpack(order + "H", tiff[at : at + 2])[0]
    found = {}
    for n in range(min(count, _MOST_ENTRIES)):
        entry = tiff[at + 2 + 12 * n : at + 14 + 12 * n]
        tag, kind, many = struct.unpack(order + "HHI", entry[:8])
        size = _SIZES.get(kind, 0) * many
        if not 0 < size <= 4096:
            continue
        offset = struct.unpack(order + "I", entry[8:12])[0]
        raw = entry[8 : 8 + size] if size <= 4 else tiff[offset : offset + size]
        found[tag] = _value(raw, kind, many, order)
    return found


def _value(raw: bytes, kind: int, many: int, order: str) -> Any:
    if kind in (3, 4):
        values = struct.unpack(order + ("H" if kind == 3 else "I") * many, raw)
        return values[0] if many == 1 else values
    if kind in (5, 10):
        numbers = struct.unpack(order + ("I" if kind == 5 else "i") * (2 * many), raw)
        return [(numbers[i], numbers[i + 1]) for i in range(0, len(numbers), 2)]
    return raw


def _text(value: Any) -> str:
    if not isinstance(value, bytes):
        return ""
    said = value.split(b"\0")[0].decode("utf-8", "replace").strip()
    return "".join(c for c in said if c.isprintable())[:80]


def _place(gps: dict[int, Any]) -> str:
    if 2 not in gps or 4 not in gps:
        return ""
    latitude, longitude = (_degrees(gps[tag]) for tag in (2, 4))
    south, west = gps.get(1, b"")[:1] == b"S", gps.get(3, b"")[:1] == b"W"
    return f"{-latitude if south else latitude:.5f}, {-longitude if west else longitude:.5f}"


def _degrees(parts: list[tuple[int, int]]) -> float:
    degrees, minutes, seconds = (top / bottom for top, bottom in parts[:3])
    return degrees + minutes / 60 + seconds / 3600
