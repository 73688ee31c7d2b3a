"""What the two searches have in common: reading the address, asking, and showing where one is."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from huizhi.domains.legal_entities import queries
from huizhi.domains.legal_entities.choices import Kind, Status
from huizhi.domains.legal_entities.queries.places import counties, division_names
from huizhi.lib.refusal import Refusal

PAGE = 20
BADGES = {
    Status.ACTIVE: "done",
    Status.DORMANT: "due",
    Status.REVOKED: "danger",
    Status.ANNULLED: "danger",
    Status.LIQUIDATING: "due",
}


@dataclass(frozen=True)
class Asked:
    """What stands in the address."""

    words: str
    place: str
    field: str
    kind: str
    status: str
    offset: int

    @classmethod
    def read(cls, request: HttpRequest) -> "Asked":
        """From the query string; what makes no sense is left out."""
        given = request.GET
        digits = given.get("offset", "0")
        place = given.get("place", "")
        return cls(
            words=given.get("q", "").strip()[:100],
            place=place if place.isascii() and place.isdigit() and len(place) in (4, 6, 9) else "",
            field="a" if given.get("field") == "a" else "",
            kind=given.get("kind", "") if given.get("kind", "") in Kind.values else "",
            status=given.get("status", "") if given.get("status", "") in Status.values else "",
            offset=int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 3 else 0,
        )

    def address(self, **changed: object) -> str:
        """The query string with some of it changed."""
        said = {"q": self.words, "place": self.place, "field": self.field, "kind": self.kind, "status": self.status}
        return "?" + urlencode({k: v for k, v in (said | changed).items() if v})


def answer_page(asked: Asked, *, inside: str) -> dict[str, Any]:
    """The answer as a page shows it; `inside` is the scope that bounds the search."""
    context: dict[str, Any] = {
        "asked": asked,
        "places": counties(),
        "kinds": Kind.choices,
        "statuses": [s for s in Status.choices if s[0] not in (Status.RESERVED, Status.LAPSED)],
    }
    if not asked.words:
        return context
    place = asked.place if asked.place.startswith(inside) else inside
    try:
        answer = queries.find(
            asked.words,
            place=place,
            field=asked.field,
            kinds=[asked.kind] if asked.kind else [],
            statuses=[asked.status] if asked.status else [],
            offset=asked.offset,
            limit=PAGE,
        )
    except Refusal as refusal:
        return context | {"refusal": refusal}
    names = division_names([hit.division for hit in answer.hits])
    rows = [(hit, names.get(hit.division, hit.division), BADGES.get(Status(hit.status), "")) for hit in answer.hits]
    after = asked.offset + PAGE
    return context | {
        "answer": answer,
        "rows": rows,
        "count": counted(answer),
        "previous": asked.address(offset=max(0, asked.offset - PAGE)) if asked.offset else "",
        "next": asked.address(offset=after) if after < answer.reachable else "",
        "deep": answer.total > answer.reachable,
    }


def counted(answer: queries.Answer) -> str:
    """How many, and how sure that is."""
    if answer.exact:
        return _("共 %(n)s 家") % {"n": f"{answer.total:,}"}
    return _("约 %(n)s 家（上次建立检索架时的数目）") % {"n": f"{answer.total:,}"}
