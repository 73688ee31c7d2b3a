"""What people type instead of a code, brought back to the code. It repairs writing, never content."""

# Removed wherever they stand: blanks of every kind, line ends, the byte order mark and the joiners that copying leaves.
_BLANKS = [*range(0x21), 0x7F, 0x85, 0xA0, 0x1680, *range(0x2000, 0x2010), *range(0x2028, 0x2030), 0x205F, 0x2060]
_NOISE = dict.fromkeys([*_BLANKS, 0x3000, 0xFEFF])
_HYPHENS = dict.fromkeys(map(ord, "-‐‑‒–—―−－"))
_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
_TO_CODE = _HALF_WIDTH | _NOISE | _HYPHENS


def normalise_code(text: str) -> str:
    """Full-width to half-width, lower to upper case, blanks and hyphens removed.

    A letter O is not turned into a zero nor I into 1: that would repair content, and a wrong code could come out right.
    """
    if text.isascii() and text.isalnum():
        return text.upper()
    return text.translate(_TO_CODE).upper()
