"""A list as it is declared, and the view that it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from huizhi.kernel.access.services import current_viewer
from huizhi.kernel.access.types import PUBLIC_VIEWER, Viewer
from huizhi.kit.cursors import Cursor, Page, page_of
from huizhi.kit.export import exported
from huizhi.kit.lists.bulk import MOST_AT_ONCE, Bulk
from huizhi.kit.lists.columns import Cell, Column, cell
from huizhi.kit.lists.counting import Count, count
from huizhi.kit.lists.filters import Filter, Unreadable
from huizhi.kit.navigation import Words
from huizhi.kit.saved_views import delete_view, save_view, views_of
from huizhi.lib import clock
from huizhi.lib.refusal import Refusal

SIZES = (20, 50, 100, 200)
_OWN = ("cursor", "order", "columns", "size", "count", "format")


class TooManyAtOnce(Refusal):
    """More rows were chosen than one form carries, or none."""

    code = "KIT-013"
    status = 400


@dataclass(frozen=True)
class Order:
    """An order that one can choose: field names as in Django, none of them nullable, the last one unique."""

    key: str
    title: Words
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A row as it is drawn."""

    key: str
    cells: list[Cell]


@dataclass(frozen=True)
class ListScreen:
    """One list. `source` answers with a queryset for the viewer; everything else narrows, orders and shows it."""

    key: str
    title: Words
    source: Callable[[Viewer], QuerySet[Any]]
    columns: Sequence[Column]
    orders: Sequence[Order]
    filters: Sequence[Filter] = ()
    bulks: Sequence[Bulk] = ()
    row_key: Callable[[Any], str] = field(default=lambda row: str(row.pk))
    frame: str = ""  # the shell; empty: that of whoever looks
    template: str = "kit/list.html"
    lead: Words = ""
    crumbs: Sequence[tuple[Words, str]] = ()
    nothing: Words = ""
    size: int = 50
    more: Callable[[HttpRequest], dict[str, Any]] = field(default=lambda request: {})

    # --- reading the address -------------------------------------------------------------------------------------

    def rows(self, viewer: Viewer, given: Mapping[str, str]) -> QuerySet[Any]:
        """Everything that passes the filters."""
        found = self.source(viewer)
        for one in self.filters:
            found = one.apply(found, given)
        return found

    def _order(self, given: Mapping[str, str]) -> Order:
        return next((o for o in self.orders if o.key == given.get("order")), self.orders[0])

    def _columns(self, viewer: Viewer, given: Mapping[str, str]) -> list[Column]:
        open_ones = [c for c in self.columns if not c.capability or viewer.can(c.capability)]
        chosen = [key for key in given.get("columns", "").split(",") if key]
        return [c for c in open_ones if c.key in chosen] or [c for c in open_ones if c.shown]

    def _size(self, given: Mapping[str, str]) -> int:
        said = given.get("size", "")
        return int(said) if said in {str(s) for s in SIZES} else self.size

    def _purpose(self, given: Mapping[str, str]) -> str:
        """What a cursor of this list is good for: the same list, order and filters."""
        filters = sorted((key, given.get(key, "")) for one in self.filters for key in one.names())
        return f"{self.key}|{self._order(given).key}|{filters}"

    # --- answering -----------------------------------------------------------------------------------------------

    def view(self, request: HttpRequest) -> HttpResponseBase:
        """The view: declare its access around it."""
        viewer = current_viewer() or PUBLIC_VIEWER
        if request.method == "POST":
            return self._posted(request, viewer)
        given = request.GET.dict()
        try:
            rows = self.rows(viewer, given)
        except Unreadable as error:
            return self._drawn(request, viewer, given, None, str(error))
        if given.get("format") in {"csv", "xlsx"}:
            return self._exported(viewer, given)
        return self._drawn(request, viewer, given, rows, "")

    def _exported(self, viewer: Viewer, given: Mapping[str, str]) -> HttpResponseBase:
        columns = [c for c in self._columns(viewer, given) if c.exported]
        order = self._order(given).fields

        def rows() -> Any:
            found = self.rows(viewer, given).order_by(*order)
            return ([column.of(row) for column in columns] for row in found.iterator(chunk_size=2000))

        header = [str(column.title) for column in columns]
        return exported(viewer=viewer, kind=given["format"], name=str(self.title), header=header, rows=rows)

    def _drawn(
        self, request: HttpRequest, viewer: Viewer, given: Mapping[str, str], rows: QuerySet[Any] | None, wrong: str
    ) -> HttpResponse:
        purpose = self._purpose(given)
        page, number = Page([], None, None), Count(0, exact=True)
        columns = self._columns(viewer, given)
        if rows is not None:
            cursor = Cursor.read(given["cursor"], purpose) if given.get("cursor") else None
            page = page_of(rows, self._order(given).fields, cursor, self._size(given))
            number = count(rows, whole=given.get("count") == "exact")
        context = {
            "screen": self,
            "frame": self.frame,
            "lines": [Line(self.row_key(row), [cell(column, row) for column in columns]) for row in page.rows],
            "columns": columns,
            "count": number,
            "wrong": wrong,
            "crumbs": self.crumbs,
            "bulks": [b for b in self.bulks if b.open_to(viewer)],
            "saved_views": views_of(self.key, viewer),
            "can_save": bool(viewer.account_uuid and viewer.scope_code),
            **_links(request, page, purpose),
            **self._choices(viewer, given),
            **self.more(request),
        }
        return render(request, self.template, context, status=400 if wrong else 200)

    def _choices(self, viewer: Viewer, given: Mapping[str, str]) -> dict[str, Any]:
        chosen = {column.key for column in self._columns(viewer, given)}
        all_columns = [c for c in self.columns if not c.capability or viewer.can(c.capability)]
        return {
            "given": given,
            "filters": [(one, [(key, given.get(key, "")) for key in one.names()]) for one in self.filters],
            "spoken": [said for one in self.filters if (said := one.spoken(given))],
            "order": self._order(given),
            "sizes": [(size, size == self._size(given)) for size in SIZES],
            "all_columns": [(column, column.key in chosen) for column in all_columns],
        }

    # --- acts ----------------------------------------------------------------------------------------------------

    def _posted(self, request: HttpRequest, viewer: Viewer) -> HttpResponse:
        act = request.POST.get("act", "")
        if act == "save_view":
            query = _without(request.GET, "cursor", "format").urlencode()
            shared = request.POST.get("shared") == "1"
            save_view(screen=self.key, title=request.POST.get("title", ""), query=query, shared=shared, by=viewer, at=clock.now())
            messages.success(request, _("视图已保存"))
        elif act == "delete_view":
            delete_view(screen=self.key, title=request.POST.get("title", ""), by=viewer)
            messages.success(request, _("视图已删除"))
        else:
            return self._bulk(request, viewer, act)
        return HttpResponseRedirect(request.get_full_path())

    def _bulk(self, request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
        bulk = next((b for b in self.bulks if b.key == key and b.open_to(viewer)), None)
        if bulk is None:
            raise TooManyAtOnce("没有这项批量操作，或您没有相应权限", remedy="请回到列表重新选择")
        ids = self._chosen(request, viewer)
        if request.POST.get("confirmed") != "1":
            context = {"screen": self, "frame": self.frame, "bulk": bulk, "ids": ids, "preview": bulk.preview(viewer, ids)}
            return render(request, "kit/list_preview.html", context)
        messages.success(request, bulk.act(viewer, ids, clock.now()))
        return HttpResponseRedirect(request.get_full_path())

    def _chosen(self, request: HttpRequest, viewer: Viewer) -> list[str]:
        """The rows that were ticked, or all that pass the filters."""
        ids = request.POST.getlist("row")
        if request.POST.get("all") == "1" and not ids:
            found = self.rows(viewer, request.GET.dict()).order_by(*self._order(request.GET.dict()).fields)
            ids = [self.row_key(row) for row in found[: MOST_AT_ONCE + 1]]
        if not ids or len(ids) > MOST_AT_ONCE:
            raise TooManyAtOnce(f"请选择 1 至 {MOST_AT_ONCE} 条", remedy="数量更多时，请先用条件缩小范围，分次办理")
        return ids


def _without(query: QueryDict, *keys: str) -> QueryDict:
    left = query.copy()
    for key in keys:
        left.pop(key, None)
    return left


def _links(request: HttpRequest, page: Page, purpose: str) -> dict[str, Any]:
    """Addresses of the neighbours and of the exports."""
    base = _without(request.GET, "cursor", "format")

    def to(**more: str) -> str:
        query = base.copy()
        for key, value in more.items():
            query[key] = value
        return f"?{query.urlencode()}"

    return {
        "next_url": to(cursor=page.following.text(purpose)) if page.following else "",
        "previous_url": to(cursor=page.previous.text(purpose)) if page.previous else "",
        "first_url": f"?{base.urlencode()}",
        "csv_url": to(format="csv"),
        "xlsx_url": to(format="xlsx"),
        "exact_url": to(count="exact"),
        "clear_url": request.path,
        "kept": [(key, value) for key in ("order", "columns", "size") if (value := request.GET.get(key))],
        "kept_filters": [(key, value) for key, value in request.GET.items() if key not in _OWN],
    }
