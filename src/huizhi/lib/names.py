"""Names as they are shown and as they are searched: width, brackets and blanks."""

import re
import unicodedata

_BLANKS = re.compile(r"\s+")
_BESIDE_CHINESE = re.compile(r"(?<![ -~]) | (?![ -~])")
_BRACKETS = str.maketrans("()[]【】〔〕［］〈〉《》{}｛｝", "（）（）（）（）（）（）（）（）（）")


class Letters(dict[int, str | None]):
    """For `str.translate`: letters, digits and Chinese characters stay, all else goes. Learns as it reads."""

    def __missing__(self, point: int) -> str | None:
        character = chr(point)
        kept = character if character.isalnum() else None
        self[point] = kept
        return kept


_SEARCHED = Letters()


def tidy_name(text: str) -> str:
    """A name as registers write it: letters and digits half width, brackets full width, no blanks beside Chinese."""
    half = unicodedata.normalize("NFKC", text)
    closed = _BESIDE_CHINESE.sub("", _BLANKS.sub(" ", half).strip())
    return unicodedata.normalize("NFKC", closed).translate(_BRACKETS)


def search_key(text: str) -> str:
    """A name as it is found: however it was typed, without brackets, blanks, points and letter case.

    `长沙（湖南）科技`, `长沙(湖南) 科技` and `长沙湖南科技` are the same to whoever searches.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded.translate(_SEARCHED))
