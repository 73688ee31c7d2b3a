"""Answers about evidence, inside the scope that is open."""

from huizhi.kernel.evidence.chain import digest_of
from huizhi.kernel.evidence.models import Custody, Item
from huizhi.kernel.evidence.store import is_intact


def item(uuid: str) -> Item | None:
    """One piece."""
    return Item.objects.filter(uuid=uuid).first()


def items(*, subject: str = "", before: int | None = None, limit: int = 50) -> list[Item]:
    """A page of pieces, newest first, of one subject or of all; `before` is the id of the last one of the page before."""
    found = Item.objects.order_by("-id")
    if subject:
        found = found.filter(subject=subject)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found[:limit])


def custody(one: Item) -> list[Custody]:
    """What happened to a piece, from the beginning."""
    return list(Custody.objects.filter(item=one).select_related("item").order_by("n"))


def chain_is_whole(one: Item) -> bool:
    """Whether the rows of custody are complete, in order and as they were written."""
    before = ""
    rows = custody(one)
    for n, row in enumerate(rows, start=1):
        if row.n != n or row.before != before or digest_of(row) != row.digest:
            return False
        before = row.digest
    return bool(rows)


def content_is_intact(one: Item) -> bool:
    """Whether the store still has the content as it was received. Reads all of it."""
    return is_intact(one.sha256)


def digests_after(digest: str, *, limit: int) -> list[str]:
    """The next contents in scope, each once, in the order of their digests."""
    found = Item.objects.filter(sha256__gt=digest).order_by("sha256").values_list("sha256", flat=True).distinct()
    return list(found[:limit])
