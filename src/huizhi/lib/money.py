"""Money is a whole number of fen. Yuan exist at the edge alone, as `Decimal`; a float is never money."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from huizhi.lib.refusal import Refusal

FEN_PER_YUAN = 100
YUAN_PER_WAN = 10_000
PPM = 1_000_000
LARGEST = 10**18  # ten thousand million million yuan: above it stands a mistake, and a 64-bit column would overflow

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿", "亿亿")


class AmountUnreadable(Refusal):
    """Not an amount of money that this house keeps."""

    code = "MON-001"
    status = 422


def fen_of_yuan(amount: Decimal | int | str) -> int:
    """Fen of an amount in yuan; refuses a part of a fen rather than rounding it away."""
    return _whole(_decimal(amount) * FEN_PER_YUAN)


def fen_of_wan(amount: Decimal | int | str) -> int:
    """Fen of an amount in 万元, as registered capital is written."""
    return _whole(_decimal(amount) * FEN_PER_YUAN * YUAN_PER_WAN)


def yuan_of_fen(fen: int) -> Decimal:
    """Exact yuan, always with two places."""
    return Decimal(fen).scaleb(-2)


def written(fen: int) -> str:
    """For screens: `1,234.50元`."""
    return f"{yuan_of_fen(fen):,.2f}元"


def share(fen: int, ppm: int) -> int:
    """A ratio of an amount, in parts per million, rounded half up to a fen."""
    return int((Decimal(fen) * ppm / PPM).quantize(Decimal(1), ROUND_HALF_UP))


def in_capitals(fen: int) -> str:
    """大写金额 for documents: 壹万零伍拾元整, 叁元零伍分."""
    if not 0 <= fen < LARGEST:
        raise AmountUnreadable("金额超出可书写的范围")
    yuan, rest = divmod(fen, FEN_PER_YUAN)
    jiao, cents = divmod(rest, 10)
    text = f"{_whole_in_capitals(yuan)}元" if yuan or not rest else ""
    if not rest:
        return text + "整"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif yuan:
        text += "零"
    return text + (f"{_DIGITS[cents]}分" if cents else "整")


def _whole_in_capitals(number: int) -> str:
    if not number:
        return "零"
    groups: list[int] = []
    while number:
        number, low = divmod(number, 10_000)
        groups.append(low)
    text, owed = "", False  # owed: a zero stands between what was written and what follows
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            owed = bool(text)
            continue
        text += ("零" if text and (owed or group < 1000) else "") + _group_in_capitals(group) + _GROUPS[place]
        owed = False
    return text


def _group_in_capitals(group: int) -> str:
    """One to 9999, without leading zero."""
    text, owed = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if owed else "") + _DIGITS[digit] + _PLACES[place]
            owed = False
        else:
            owed = bool(text)
    return text


def _decimal(amount: Decimal | int | str) -> Decimal:
    if isinstance(amount, bool) or not isinstance(amount, Decimal | int | str):
        raise AmountUnreadable("金额应为十进制数，不能是浮点数")
    try:
        found = Decimal(amount.strip().replace(",", "").replace("，", "") if isinstance(amount, str) else amount)
    except InvalidOperation:
        raise AmountUnreadable("金额不是数字") from None
    if not found.is_finite():
        raise AmountUnreadable("金额不是数字")
    return found


def _whole(fen: Decimal) -> int:
    if abs(fen) >= LARGEST:
        raise AmountUnreadable("金额超出可保存的范围")
    if fen != fen.to_integral_value():
        raise AmountUnreadable("金额不能小于一分")
    return int(fen)
