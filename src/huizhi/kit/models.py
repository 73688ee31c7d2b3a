"""What the kit itself keeps: the views of lists that people have saved."""

from django.db import models

from huizhi.lib.table_class import TableClass


class SavedView(models.Model):
    """列表视图: filters, order and columns of one list under a name, for one account or for its whole organ."""

    table_class = TableClass.SCOPED

    screen = models.CharField("列表", max_length=60)
    account = models.UUIDField("账户")
    title = models.CharField("名称", max_length=40)
    query = models.CharField("条件", max_length=2000)
    shared = models.BooleanField("本单位共用", default=False)
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C")
    created_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "列表视图"
        constraints = [models.UniqueConstraint(fields=["screen", "account", "title"], name="one_view_a_name")]
        indexes = [models.Index(fields=["screen", "scope_code"], name="saved_view_screen")]

    def __str__(self) -> str:
        return self.title
