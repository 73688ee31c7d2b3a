"""Entering organs, what they serve, posts, officers, certificates and power lists; always as sets, always noted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from huizhi.kernel.ledger.services import note
from huizhi.kernel.organisations.models import Certificate, Division, Officer, Organ, Post, PostHolding, PowerList
from huizhi.kernel.organisations.naming import scope_of
from huizhi.kernel.organisations.types import CODE_LENGTH, BadOrgan, Level, UnknownOrgan
from huizhi.kernel.organisations.writing import Row, write
from huizhi.lib.calendar import legal_day

LEVEL_OF_LENGTH = {length: level for level, length in CODE_LENGTH.items()}


@dataclass(frozen=True, kw_only=True)
class OrganRow:
    """One organ to be entered or changed. Level and parent follow from the scope code."""

    scope_code: str
    name: str
    divisions: tuple[str, ...] = ()
    short_name: str = ""
    official_code: str = ""
    address: str = ""
    phone: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def level(self) -> Level:
        """The level that the length of the code shows."""
        if len(self.scope_code) not in LEVEL_OF_LENGTH or not self.scope_code.isdigit():
            raise BadOrgan(f"机构码“{self.scope_code}”应为2、4、6或9位数字", rule="机构码规则")
        return LEVEL_OF_LENGTH[len(self.scope_code)]

    @property
    def parent_scope_code(self) -> str:
        """The code one level up; empty for the province."""
        length = {4: 2, 6: 4, 9: 6}.get(len(self.scope_code), 0)
        return self.scope_code[:length]


def register_organs(rows: Sequence[OrganRow], *, by: str, at: datetime) -> int:
    """Enter organs, or change what may change of them: never their code. Returns how many rows were written.

    Parents stand in the same set or are already there; a row without its parent refuses the whole set.
    """
    _demand_parents(rows)
    told: list[Row] = [
        {
            "scope_code": row.scope_code,
            "name": row.name,
            "short_name": row.short_name,
            "level": row.level,
            "official_code": row.official_code,
            "address": row.address,
            "phone": row.phone,
            "since": row.since,
            "until": row.until,
            "parent_scope_code": row.parent_scope_code,
        }
        for row in rows
    ]
    written = write("organ", told)
    write(
        "organ_division",
        [
            {"scope_code": row.scope_code, "division_code": code, "since": row.since, "until": row.until}
            for row in rows
            for code in row.divisions
        ],
    )
    _note("organs_registered", [row.scope_code for row in rows], {"rows": written}, by=by, at=at)
    return written


def _note(what: str, codes: Iterable[str], told: Mapping[str, int | str], *, by: str, at: datetime) -> None:
    """One note for a set: how many rows, of which organs (as a digest), by whom; under the smallest scope that holds them all."""
    known = sorted(set(codes))
    scope_code = next((known[0][:n] for n in (9, 6, 4, 2) if known and len({code[:n] for code in known}) == 1), "")
    digest = sha256("\n".join(known).encode()).hexdigest()
    payload = {**told, "organs": len(known), "organs_sha256": digest, "by": by}
    note(f"organisations.{what}", f"organ:{scope_code or 'all'}", payload, at=at, scope_code=scope_code)


def _demand_parents(rows: Sequence[OrganRow]) -> None:
    given = {row.scope_code for row in rows}
    wanted = {row.parent_scope_code for row in rows if row.level is not Level.PROVINCE} - given
    missing = wanted - set(Organ.objects.filter(scope_code__in=wanted).values_list("scope_code", flat=True))
    if missing:
        raise BadOrgan(f"上级机构不存在：{'、'.join(sorted(missing)[:5])}", rule="机构码规则", remedy="请先录入上级机构")


def serve_division(*, scope_code: str, division: str, since: date | None, until: date | None, by: str, at: datetime) -> None:
    """Say from when until when an organ serves a division: how a county that became a city keeps its organ."""
    if not Organ.objects.filter(scope_code=scope_code).exists():
        raise UnknownOrgan(f"没有机构码为“{scope_code}”的机构")
    write("organ_division", [{"scope_code": scope_code, "division_code": division, "since": since, "until": until}])
    told = {"division": division, "since": str(since or ""), "until": str(until or "")}
    _note("division_served", [scope_code], told, by=by, at=at)


def standard_tree(*, province: str, by: str, at: datetime, stations: bool = True) -> int:
    """Enter one organ for each division of today: bureaux down to the counties, one station for each town."""
    divisions = list(Division.objects.filter(code__startswith=province, until=None).order_by("code"))
    names = {d.code: d.name for d in divisions}
    return register_organs(
        [
            OrganRow(scope_code=scope_of(d.code), name=bureau_name(d, names), divisions=(d.code,), short_name=_short(d))
            for d in divisions
            if stations or d.level != Level.STATION
        ],
        by=by,
        at=at,
    )


def bureau_name(division: Division, names: dict[str, str]) -> str:
    """The usual name of the organ of a division: a district is named with its city, a county and a county-level city alone."""
    if division.level == Level.STATION:
        town = division.name.removesuffix("街道").removesuffix("镇").removesuffix("乡") or division.name
        return f"{names[division.code[:6]]}市场监督管理局{town}市场监督管理所"
    above = names.get(division.code[:4] + "00", "")
    prefix = above if division.level == Level.COUNTY and division.name.endswith("区") else ""
    return f"{prefix}{division.name}市场监督管理局"


def _short(division: Division) -> str:
    return f"{division.name}所" if division.level == Level.STATION else f"{division.name}局"


@dataclass(frozen=True, kw_only=True)
class PostRow:
    """One post of an organ, with the approver rank of law.md 0.3."""

    scope_code: str
    name: str
    rank: str = ""


def register_posts(rows: Iterable[PostRow], *, by: str, at: datetime) -> int:
    """Enter posts, or change their rank."""
    given = [{"scope_code": r.scope_code, "name": r.name, "rank": r.rank} for r in rows]
    written = write("post", given)
    if written:
        _note("posts_registered", [row["scope_code"] for row in given], {"rows": written}, by=by, at=at)
    return written


@dataclass(frozen=True, kw_only=True)
class OfficerRow:
    """One officer to be entered or changed; the number is unique within the organ."""

    scope_code: str
    number: str
    name: str
    phone: str = ""
    since: date | None = None
    posts: tuple[str, ...] = field(default=())


def register_officers(rows: Sequence[OfficerRow], *, by: str, at: datetime) -> int:
    """Enter officers with the posts they hold. Organs and posts must be known; the set is written whole or not at all."""
    organs = {o.scope_code: o for o in Organ.objects.filter(scope_code__in={r.scope_code for r in rows})}
    unknown = {r.scope_code for r in rows} - organs.keys()
    if unknown:
        raise UnknownOrgan(f"没有机构码为“{min(unknown)}”的机构", remedy="请先录入机构")
    written = Officer.objects.bulk_create(
        [
            Officer(
                organ=organs[r.scope_code],
                scope_code=r.scope_code,
                number=r.number,
                name=r.name,
                phone=r.phone,
                since=r.since,
            )
            for r in rows
        ],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["organ", "number"],
        update_fields=["name", "phone", "since"],
    )
    _hold_posts(rows, at=at)
    _note("officers_registered", organs, {"rows": len(written)}, by=by, at=at)
    return len(written)


def _hold_posts(rows: Sequence[OfficerRow], *, at: datetime) -> None:
    wanted = {(r.scope_code, r.number, post): r for r in rows for post in r.posts}
    codes = {r.scope_code for r in rows}
    posts = {(p.organ.scope_code, p.name): p for p in Post.objects.filter(organ__scope_code__in=codes).select_related("organ")}
    officers = {
        (o.scope_code, o.number): o for o in Officer.objects.filter(scope_code__in=codes, number__in={r.number for r in rows})
    }
    missing = {(code, post) for code, _, post in wanted} - posts.keys()
    if missing:
        code, post = min(missing)
        raise BadOrgan(f"机构{code}没有岗位“{post}”", remedy="请先录入岗位")
    PostHolding.objects.bulk_create(
        [
            PostHolding(officer=officers[code, number], post=posts[code, post], since=row.since or legal_day(at))
            for (code, number, post), row in wanted.items()
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )


@dataclass(frozen=True, kw_only=True)
class CertificateRow:
    """One certificate of an officer."""

    scope_code: str
    officer_number: str
    kind: str
    number: str
    expires_on: date
    issued_on: date | None = None


def register_certificates(rows: Sequence[CertificateRow], *, by: str, at: datetime) -> int:
    """Enter certificates, or renew them: the same kind and number gets its new dates."""
    officers = {
        (o.scope_code, o.number): o
        for o in Officer.objects.filter(scope_code__in={r.scope_code for r in rows}, number__in={r.officer_number for r in rows})
    }
    unknown = {(r.scope_code, r.officer_number) for r in rows} - officers.keys()
    if unknown:
        raise UnknownOrgan(f"机构{min(unknown)[0]}没有编号为“{min(unknown)[1]}”的执法人员", remedy="请先录入执法人员")
    written = Certificate.objects.bulk_create(
        [
            Certificate(
                officer=officers[r.scope_code, r.officer_number],
                scope_code=r.scope_code,
                kind=r.kind,
                number=r.number,
                issued_on=r.issued_on,
                expires_on=r.expires_on,
            )
            for r in rows
        ],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["scope_code", "kind", "number"],
        update_fields=["officer", "issued_on", "expires_on"],
    )
    _note("certificates_registered", [r.scope_code for r in rows], {"rows": len(written)}, by=by, at=at)
    return len(written)


def withdraw_certificate(*, certificate: Certificate, on: date, by: str, at: datetime) -> None:
    """Withdraw a certificate: from that day it counts as none."""
    if Certificate.objects.filter(pk=certificate.pk, withdrawn_on=None).update(withdrawn_on=on):
        told: dict[str, int | str] = {"certificate": certificate.pk, "withdrawn_on": str(on)}
        _note("certificate_withdrawn", [certificate.scope_code], told, by=by, at=at)


@dataclass(frozen=True, kw_only=True)
class PowerRow:
    """One power on a list."""

    code: str
    name: str
    kind: str
    matter: str = ""
    basis: str = ""


def adopt_power_list(
    *, level: Level, version: str, since: date, source: str, items: Sequence[PowerRow], by: str, at: datetime
) -> int:
    """Adopt a version of a level's power list. An earlier version stays as it was, until the new one's first day."""
    earlier = [
        {"level": one.level, "version": one.version, "source": one.source, "since": one.since, "until": since}
        for one in PowerList.objects.filter(level=level, since__lt=since, until=None).exclude(version=version)
    ]
    write("power_list", [*earlier, {"level": level, "version": version, "source": source, "since": since}])
    written = write(
        "power_item",
        [
            {
                "level": level,
                "version": version,
                "code": item.code,
                "name": item.name,
                "kind": item.kind,
                "matter": item.matter,
                "basis": item.basis,
            }
            for item in items
        ],
    )
    told: dict[str, int | str] = {"level": str(level), "version": version, "since": str(since), "items": written}
    _note("power_list_adopted", [], told, by=by, at=at)
    return written
