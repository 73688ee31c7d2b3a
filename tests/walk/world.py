"""Two counties with everything in them twice: whatever one holds carries its mark, so that a leak can be read off any answer."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path

from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from huizhi.kernel.access import roles as access_roles
from huizhi.kernel.access import services as access
from huizhi.kernel.access.models import SignIn
from huizhi.kernel.access.types import PUBLIC_VIEWER, Kind, Level, Viewer
from huizhi.kit.access import SIGN_IN_COOKIE, Declaration

PASSWORD = "Walk-这里没有秘密-1"
PROVINCE_ADMIN = "walk-admin"


@dataclass(frozen=True)
class Person:
    """Somebody who walks: a browser or a program, and what the house knows of it."""

    client: Client
    viewer: Viewer


@dataclass
class County:
    """A county: its code, its mark, everybody who works there, and what the plants brought (part of an address -> value)."""

    code: str
    mark: str
    at: datetime
    people: dict[str, Person] = field(default_factory=dict)
    arguments: dict[str, str] = field(default_factory=dict)

    @property
    def viewer(self) -> Viewer:
        """An officer who may do everything, here and nowhere else: plants act as this one."""
        return Viewer(
            kind=Kind.OFFICER,
            name=f"经办{self.mark}",
            account_id=0,
            account_uuid="00000000-0000-4000-8000-000000000000",
            scope_code=self.code,
            organ_code=self.code,
            capabilities=frozenset(access_roles.declared_capabilities()),
        )


@dataclass(frozen=True)
class Address:
    """One address of the house, with the parts that must be filled in and who it says may use it."""

    route: str
    parts: tuple[str, ...]
    declared: Declaration
    name: str

    def filled(self, arguments: dict[str, str]) -> str | None:
        """The path with this county's values, or None where no plant has brought one."""
        path = "/" + self.route
        for part in self.parts:
            bare = part.strip("<>").split(":")[-1]
            value = arguments.get(f"{self.name}.{bare}", arguments.get(bare))
            if value is None:
                return None
            path = path.replace(part, str(value))
        query = arguments.get(f"{self.name}?")
        return f"{path}?{query}" if query else path


def addresses() -> list[Address]:
    """Every address that the house answers, views and operations alike."""
    return list(_addresses(get_resolver().url_patterns, ""))


def _addresses(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, route)
            continue
        yield Address(route, tuple(re.findall(r"<[^>]+>", route)), pattern.callback.access, pattern.name or "")


def people_of(county: County) -> None:
    """One account for each set of rights that a county can have, signed in; a partner's key; somebody who is not signed in."""
    county.people["nobody"] = Person(Client(raise_request_exception=False), PUBLIC_VIEWER)
    seen = set()
    for key, role in access_roles.roles().items():
        for kind in sorted(role.kinds & {Kind.OFFICER, Kind.ENTERPRISE, Kind.PARTNER}):
            if Level.COUNTY in role.levels and (kind, role.capabilities) not in seen:
                seen.add((kind, role.capabilities))
                county.people[f"{key}/{kind}"] = _person(county, key, kind)
    # A second browser of one of them: the walk may end that sign-in and go on.
    access.sign_in(login=f"clerk-{Kind.OFFICER}-{county.code}", password=PASSWORD, at=county.at)
    with access.scope(access.system_viewer("sign_in")):
        county.arguments["sign_in_id"] = str(SignIn.objects.filter(account__scope_code=county.code).latest("pk").pk)


def _person(county: County, role: str, kind: Kind) -> Person:
    with access.scope(access.system_viewer("demo")):
        account = access.create_account(
            login=f"{role}-{kind}-{county.code}",
            password=PASSWORD,
            kind=kind,
            name=f"{role}{county.mark}",
            scope_code=county.code,
            organ_code=county.code,
            roles=[role],
            by="walk",
            at=county.at,
            party_id=int(county.arguments["party_id"]) if kind is Kind.ENTERPRISE else None,
        )
        viewer = access.viewer_for(account, at=county.at)
    client = Client(raise_request_exception=False)
    if kind is Kind.PARTNER:
        with access.scope(county.viewer):
            new = access.issue_key(
                account_id=account.pk, label=county.mark, capabilities=viewer.capabilities, daily_quota=100_000, days=30,
                by=county.viewer, at=county.at,
            )  # fmt: skip
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {new.text}"
    else:
        client.cookies[SIGN_IN_COOKIE] = access.sign_in(login=account.login, password=PASSWORD, at=county.at)
    return Person(client, viewer)


def plant_everything(county: County) -> None:
    """Let every plant put its rows there. Plants run in the order of their names; later ones find what earlier ones brought."""
    for file in sorted((Path(__file__).parent / "plants").glob("p*.py")):
        found = import_module(f"tests.walk.plants.{file.stem}").plant(county)
        county.arguments.update({key: str(value) for key, value in found.items()})


def text_of(response: HttpResponseBase) -> str:
    """All that an answer says: streams read to the end, workbooks unpacked, headers included."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return headers + "\n" + body.decode("utf-8", errors="replace")
