"""Acts on evidence: receive, look at, copy, seal, check. Each leaves its row of custody."""

from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from django.db import transaction

from huizhi.kernel.evidence.chain import digest_of
from huizhi.kernel.evidence.inspecting import inspect
from huizhi.kernel.evidence.models import Custody, Item
from huizhi.kernel.evidence.store import arriving, is_intact, keep, open_content
from huizhi.kernel.evidence.types import Act, Damaged, FileRefused, NoSuchEvidence, Sealed, kinds
from huizhi.kernel.ledger.services import note as note_act


def receive(
    blocks: Iterable[bytes],
    *,
    name: str,
    kind: str,
    scope_code: str,
    by: str,
    at: datetime,
    subject: str = "",
    note: str = "",
) -> Item:
    """Take a file: check what it is, keep it under its digest, open its chain of custody.

    `subject` names what it belongs to, as "entity:<uuid>" or "matter:<uuid>". The content is read once, in blocks.
    """
    if kind not in kinds():
        raise FileRefused(f"没有名为“{kind}”的证据种类")
    declared = kinds()[kind]
    plain = _plain_name(name)
    with arriving(blocks, largest=declared.largest) as incoming:
        media, metadata = inspect(incoming.path, name=plain, kind=declared)
        keep(incoming)
    with transaction.atomic():
        item = Item.objects.create(
            scope_code=scope_code,
            kind=kind,
            sha256=incoming.sha256,
            size=incoming.size,
            media_type=media,
            name=plain,
            subject=subject,
            note=note,
            metadata=metadata,
            received_at=at,
            received_by=by,
        )
        _record(item, Act.RECEIVED, by=by, at=at, why=note)
        _note("received", item, by=by, at=at)
    return item


def _plain_name(name: str) -> str:
    """The last part of whatever path somebody's machine sent, without control characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[-200:] or "未命名"


def _locked(uuid: str) -> Item:
    item = Item.objects.select_for_update().filter(uuid=uuid).first()
    if item is None:
        raise NoSuchEvidence("没有这份证据材料，或不在您的管辖范围")
    return item


def _record(item: Item, act: Act, *, by: str, at: datetime, why: str = "") -> Custody:
    """Add a row of custody; the caller holds the item's lock."""
    last = Custody.objects.filter(item=item).order_by("-n").first()
    row = Custody(
        item=item, n=last.n + 1 if last else 1, act=act, at=at, by=by, why=why[:300], before=last.digest if last else ""
    )
    row.digest = digest_of(row)
    row.save()
    return row


def _note(what: str, item: Item, *, by: str, at: datetime) -> None:
    told: dict[str, str | int] = {"sha256": item.sha256, "size": item.size, "kind": item.kind, "subject": item.subject, "by": by}
    note_act(f"evidence.{what}", f"evidence:{item.uuid}", told, at=at, scope_code=item.scope_code)


def look_at(uuid: str, *, by: str, at: datetime, why: str = "") -> Item:
    """Note that somebody looked at the piece."""
    with transaction.atomic():
        item = _locked(uuid)
        _record(item, Act.VIEWED, by=by, at=at, why=why)
    return item


def copy(uuid: str, *, by: str, at: datetime, why: str) -> tuple[Item, IO[Any]]:
    """Open the content for download, and note who took a copy and why. A damaged content is not handed out."""
    with transaction.atomic():
        item = _locked(uuid)
        _record(item, Act.COPIED, by=by, at=at, why=why)
    if not is_intact(item.sha256):
        raise Damaged("库中内容与接收时不一致，不予下载", rule="内容摘要核验", remedy="请联系系统管理员从备份恢复")
    return item, open_content(item.sha256)


def describe(uuid: str, *, note: str, by: str, at: datetime) -> Item:
    """Change the note of a piece that is not sealed."""
    with transaction.atomic():
        item = _locked(uuid)
        if item.sealed_at:
            raise Sealed("证据材料已封存，不得更改")
        item.note = note
        item.save(update_fields=["note"])
    return item


def seal(uuid: str, *, by: str, at: datetime, why: str) -> Item:
    """Seal a piece: from now on nothing about it changes; it can still be looked at and copied."""
    with transaction.atomic():
        item = _locked(uuid)
        if item.sealed_at:
            raise Sealed("证据材料已经封存")
        item.sealed_at = at
        item.save(update_fields=["sealed_at"])
        _record(item, Act.SEALED, by=by, at=at, why=why)
        _note("sealed", item, by=by, at=at)
    return item


def report_damage(digest: str, *, by: str, at: datetime) -> int:
    """Note on every piece with this content that the store no longer has it as received; returns how many."""
    with transaction.atomic():
        items = list(Item.objects.select_for_update().filter(sha256=digest))
        for item in items:
            _record(item, Act.DAMAGED, by=by, at=at)
            _note("damaged", item, by=by, at=at)
    return len(items)
