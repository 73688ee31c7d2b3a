"""Names of divisions and organs, for showing."""

from collections.abc import Iterable

from huizhi.kernel.organisations import queries as organisations
from huizhi.kernel.organisations.models import Division

PREFECTURE = 4


def division_names(codes: Iterable[str]) -> dict[str, str]:
    """Code -> name, the newest name of each code."""
    wanted = set(codes)
    found = Division.objects.filter(code__in=wanted).order_by("until").values_list("code", "name", "until")
    names: dict[str, str] = {}
    for code, name, until in found:
        if until is None or code not in names:
            names[code] = name
    return names


def full_name(code: str) -> str:
    """湖南省长沙市芙蓉区 for 430102."""
    names = division_names([code[:2] + "0000", code[:4] + "00", code])
    return "".join(dict.fromkeys(names.get(c, "") for c in (code[:2] + "0000", code[:4] + "00", code)))


def organ_names(scope_codes: Iterable[str]) -> dict[str, str]:
    """Scope code -> the organ's name, or the code itself where the tree does not have it."""
    wanted = set(scope_codes)
    found = organisations.organs(wanted)
    return {code: found[code].name if code in found else code for code in wanted}


def counties(parent: str = "43") -> list[tuple[str, str]]:
    """Scope code and name of every prefecture and county of today, in the order of their codes."""
    today = organisations.division_codes(today_only=True)
    inside = [(code, name) for code, name in sorted(today.items()) if len(code) == 6 and code.startswith(parent)]
    return [(code[:4] if code.endswith("00") else code, name) for code, name in inside if not code.endswith("0000")]
