"""行业代码 of GB/T 4754-2017: a section letter, then two to four digits whose first two lie in that section.

Sections: requirements/law.md section 3. The ranges of divisions (大类) under each are known from the standard (confidence K).
Groups and classes (data/industries.csv): transcribed from a public third-party list and put in the standard's order, hence K.
It has the published 20 sections, 97 divisions and 473 groups, and 1,381 of the published 1,382 classes (counts: 江苏省统计局,
2025-01-20). So it names codes and refuses none: a code that it does not know is named by what stands above it.
"""

import csv
from functools import cache, lru_cache
from pathlib import Path

SECTIONS: dict[str, tuple[str, int, int]] = {
    "A": ("农、林、牧、渔业", 1, 5),
    "B": ("采矿业", 6, 12),
    "C": ("制造业", 13, 43),
    "D": ("电力、热力、燃气及水生产和供应业", 44, 46),
    "E": ("建筑业", 47, 50),
    "F": ("批发和零售业", 51, 52),
    "G": ("交通运输、仓储和邮政业", 53, 60),
    "H": ("住宿和餐饮业", 61, 62),
    "I": ("信息传输、软件和信息技术服务业", 63, 65),
    "J": ("金融业", 66, 69),
    "K": ("房地产业", 70, 70),
    "L": ("租赁和商务服务业", 71, 72),
    "M": ("科学研究和技术服务业", 73, 75),
    "N": ("水利、环境和公共设施管理业", 76, 79),
    "O": ("居民服务、修理和其他服务业", 80, 82),
    "P": ("教育", 83, 83),
    "Q": ("卫生和社会工作", 84, 85),
    "R": ("文化、体育和娱乐业", 86, 90),
    "S": ("公共管理、社会保障和社会组织", 91, 96),
    "T": ("国际组织", 97, 97),
}
_SECTION_OF = {number: letter for letter, (_, first, last) in SECTIONS.items() for number in range(first, last + 1)}


@lru_cache(maxsize=8192)
def parse_industry(text: str) -> str | None:
    """The code with its letter, `I6510` for `6510`; None where the standard has no such section or division."""
    letter, digits = (text[:1].upper(), text[1:]) if text[:1].isalpha() else ("", text)
    if letter and not digits:
        return letter if letter in SECTIONS else None
    if not (digits.isascii() and digits.isdigit() and 2 <= len(digits) <= 4):
        return None
    section = _SECTION_OF.get(int(digits[:2]))
    if section is None or letter not in ("", section):
        return None
    return section + digits


def section_name(code: str) -> str:
    """The Chinese name of the section that a code lies in; empty for none."""
    return SECTIONS[code[0]][0] if code[:1] in SECTIONS else ""


@cache
def industry_names() -> dict[str, str]:
    """Code -> Chinese name: section, division, group and class, in the standard's order."""
    with (Path(__file__).parent / "data" / "industries.csv").open(encoding="utf-8", newline="") as rows:
        return {row["code"]: row["name"] for row in csv.DictReader(rows)}


def industry_name(code: str) -> str:
    """The name of a code; of the nearest one above it where the list does not have it; empty for none."""
    names = industry_names()
    return next((names[code[:length]] for length in range(len(code), 0, -1) if code[:length] in names), "")
