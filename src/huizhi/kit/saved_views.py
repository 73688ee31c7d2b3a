"""Views of a list that somebody has saved: filters, order and columns under a name."""

from datetime import datetime

from django.db.models import Q

from huizhi.kernel.access.types import Viewer
from huizhi.kit.models import SavedView
from huizhi.lib.refusal import Refusal


class ViewNotSaved(Refusal):
    """A list's view without a name, or kept by somebody who has no place to keep it."""

    code = "KIT-012"
    status = 400


def views_of(screen: str, viewer: Viewer) -> list[SavedView]:
    """The viewer's own views of this list, and those shared in the organ."""
    if not viewer.account_uuid or not viewer.scope_code:
        return []
    mine = Q(account=viewer.account_uuid) | Q(shared=True, scope_code=viewer.scope_code)
    return list(SavedView.objects.filter(mine, screen=screen).order_by("shared", "title")[:50])


def save_view(*, screen: str, title: str, query: str, shared: bool, by: Viewer, at: datetime) -> SavedView:
    """Keep these filters under a name; the same name again replaces what it held."""
    if not title.strip() or not by.account_uuid or not by.scope_code:
        raise ViewNotSaved("视图未保存：须有名称，且须以监管人员账户登录", remedy="请填写视图名称后再保存")
    saved, _ = SavedView.objects.update_or_create(
        screen=screen,
        account=by.account_uuid,
        title=title.strip()[:40],
        defaults={"query": query[:2000], "shared": shared, "scope_code": by.scope_code, "created_at": at},
    )
    return saved


def delete_view(*, screen: str, title: str, by: Viewer) -> None:
    """Forget one of one's own views."""
    SavedView.objects.filter(screen=screen, account=by.account_uuid, title=title).delete()
