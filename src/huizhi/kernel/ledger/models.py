"""Notes, and the log of their digests: leaves, tiles, heads, checkpoints and the witnesses' cosignatures.

Rows here only ever come into being. Notes are written, sequenced and erased by database functions of the owner
(migrations/0002_functions.py); the application's role can read them and nothing else.
"""

from django.db import models

from huizhi.lib.table_class import TableClass


class Note(models.Model):
    """记录: one act of consequence, with the exact bytes whose digest is the log's leaf (docs/reference/entry-format.md)."""

    table_class = TableClass.SCOPED
    append_only = True
    app_rights = "select"

    uuid = models.UUIDField("标识", primary_key=True, editable=False)
    kind = models.CharField("种类", max_length=80)
    subject = models.CharField("对象", max_length=200)
    at = models.DateTimeField("发生时间")
    recorded_at = models.DateTimeField("记入时间")
    build = models.CharField("程序版本", max_length=80)
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C")
    entry = models.BinaryField("记录原文")
    digest = models.BinaryField("记录摘要")

    class Meta:
        verbose_name = "记录"
        indexes = [models.Index(fields=["subject", "at"], name="note_by_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class NotePayload(models.Model):
    """记录内容: what an entry commits to. The one table of the ledger from which a recorded act may erase."""

    table_class = TableClass.CHILD
    child_of = "note"
    app_rights = "select"

    note = models.OneToOneField(Note, models.PROTECT, primary_key=True, related_name="payload", verbose_name="记录")
    salt = models.BinaryField("盐", null=True)
    payload = models.BinaryField("内容原文", null=True)
    erased_by = models.UUIDField("抹除记录", null=True)

    class Meta:
        verbose_name = "记录内容"

    def __str__(self) -> str:
        return str(self.pk)


class Pending(models.Model):
    """待入列: written in the transaction of the note, taken by the sequencer after it has committed."""

    table_class = TableClass.SEALED

    note_uuid = models.UUIDField("记录")
    digest = models.BinaryField("记录摘要")
    queued_at = models.DateTimeField("排队时间")

    class Meta:
        verbose_name = "待入列记录"

    def __str__(self) -> str:
        return str(self.note_uuid)


class Log(models.Model):
    """日志: one origin a year. `base` is the position of its first leaf, which is the digest of the previous closing head."""

    table_class = TableClass.PUBLIC
    append_only = True

    origin = models.CharField("日志名称", max_length=200, unique=True)
    base = models.BigIntegerField("首叶位置", unique=True)
    previous = models.OneToOneField("self", models.PROTECT, null=True, related_name="next", verbose_name="上一本日志")
    opened_at = models.DateTimeField("开立时间")

    class Meta:
        verbose_name = "日志"

    def __str__(self) -> str:
        return self.origin


class Leaf(models.Model):
    """叶: the order of everything. Positions run without gaps through all logs; index in its log = position - base."""

    table_class = TableClass.PUBLIC
    append_only = True

    position = models.BigIntegerField("位置", primary_key=True)
    digest = models.BinaryField("记录摘要")
    note = models.OneToOneField(Note, models.DO_NOTHING, null=True, db_constraint=False, related_name="leaf", verbose_name="记录")

    class Meta:
        verbose_name = "叶"

    def __str__(self) -> str:
        return str(self.position)


class Tile(models.Model):
    """砖: up to 256 hashes (C2SP tlog-tiles). It may be replaced by a longer one that begins with the same bytes."""

    table_class = TableClass.PUBLIC
    app_rights = "select, insert, update"

    pk = models.CompositePrimaryKey("log_id", "level", "n")
    log = models.ForeignKey(Log, models.PROTECT, related_name="+", db_index=False, verbose_name="日志")
    level = models.SmallIntegerField("层")
    n = models.BigIntegerField("序号")
    h = models.BinaryField("散列")

    class Meta:
        verbose_name = "砖"

    def __str__(self) -> str:
        return f"{self.level}/{self.n}"


class Head(models.Model):
    """树头: the size and root that the sequencer has reached, not yet signed. It only grows."""

    table_class = TableClass.PUBLIC
    app_rights = "select, insert, update"

    log = models.OneToOneField(Log, models.PROTECT, primary_key=True, related_name="head", verbose_name="日志")
    size = models.BigIntegerField("大小")
    root = models.BinaryField("根")

    class Meta:
        verbose_name = "树头"

    def __str__(self) -> str:
        return str(self.size)


class Checkpoint(models.Model):
    """签名树头: a head after the tree was read back and recomputed, signed with the log's key."""

    table_class = TableClass.PUBLIC
    append_only = True

    pk = models.CompositePrimaryKey("log_id", "size")
    log = models.ForeignKey(Log, models.PROTECT, related_name="checkpoints", db_index=False, verbose_name="日志")
    size = models.BigIntegerField("大小")
    root = models.BinaryField("根")
    note = models.TextField("签名文本")
    at = models.DateTimeField("签名时间")

    class Meta:
        verbose_name = "签名树头"

    def __str__(self) -> str:
        return str(self.size)


class Cosignature(models.Model):
    """见证联署: a witness has seen this head and found that it extends every earlier one it knows."""

    table_class = TableClass.PUBLIC
    append_only = True

    log = models.ForeignKey(Log, models.PROTECT, related_name="cosignatures", verbose_name="日志", db_index=False)
    size = models.BigIntegerField("大小")
    witness = models.CharField("见证人", max_length=200)
    time = models.BigIntegerField("见证时间（1970 年起秒）")
    line = models.TextField("签名行")

    class Meta:
        verbose_name = "见证联署"
        indexes = [models.Index(fields=["log", "size"], name="cosignature_by_head")]

    def __str__(self) -> str:
        return f"{self.witness} {self.size}"


class Listener(models.Model):
    """听者: how far a room above has been told, moved in the transaction of what it did with it."""

    table_class = TableClass.PUBLIC

    name = models.CharField("名称", max_length=120, primary_key=True)
    position = models.BigIntegerField("已告知到的位置", default=-1)
    moved_at = models.DateTimeField("移动时间", null=True)
    stuck_at = models.BigIntegerField("停在的位置", null=True)
    error = models.CharField("停下的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "听者"

    def __str__(self) -> str:
        return self.name
