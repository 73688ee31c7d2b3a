"""The list: filters, pages by key, counts, exports, saved views, bulk acts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, QueryDict, StreamingHttpResponse
from django.test import RequestFactory
from django.utils import translation
from openpyxl import load_workbook

from huizhi.kernel.access.services import scope
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.kit.cursors import BadCursor
from huizhi.kit.lists import Bulk, ChoiceFilter, Column, DayFilter, ListScreen, Order, Preview, PreviewRow, TextFilter
from huizhi.kit.models import SavedView

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
OFFICER = Viewer(kind=Kind.OFFICER, account_id=1, account_uuid=str(uuid4()), name="甲", scope_code="430102")
NEIGHBOUR = Viewer(kind=Kind.OFFICER, account_id=2, account_uuid=str(uuid4()), name="乙", scope_code="430103")
done: list[list[str]] = []


def _preview(viewer: Viewer, ids: list[str]) -> Preview:
    return Preview([PreviewRow(title=i, will=True) for i in ids])


def _act(viewer: Viewer, ids: list[str], at: datetime) -> str:
    done.append(ids)
    return f"{len(ids)} 条"


SCREEN = ListScreen(
    key="kit.views",
    title="视图一览",
    source=lambda viewer: SavedView.objects.filter(screen="subject"),
    columns=(
        Column("title", "名称"),
        Column("created_at", "时间", moment=True),
        Column("scope_code", "范围", capability="kit.never"),
        Column("pk", "序号", number=True, shown=False),
    ),
    orders=(Order("recent", "最近", ("-created_at", "-id")), Order("title", "名称", ("title", "id"))),
    filters=(
        TextFilter("q", "名称", fields=("title",)),
        ChoiceFilter("shared", "共用", choices=(("True", "是"), ("False", "否"))),
        DayFilter("made", "时间", field="created_at__date"),
    ),
    bulks=(Bulk("mark", "标记", _preview, _act),),
    frame="kit/page.html",
)


@pytest.fixture
def rows(db: str) -> Iterator[list[SavedView]]:
    with translation.override("zh-hans"):
        for viewer, many in ((OFFICER, 45), (NEIGHBOUR, 3)):
            with scope(viewer):
                SavedView.objects.bulk_create(
                    SavedView(
                        screen="subject",
                        account=uuid4(),
                        title=f"{'=' if n == 7 else ''}县{viewer.scope_code}-{n:02d}",
                        scope_code=viewer.scope_code,
                        created_at=START + timedelta(days=n // 2),
                        shared=n % 2 == 0,
                    )
                    for n in range(many)
                )
        with scope(OFFICER):
            yield list(SavedView.objects.filter(screen="subject").order_by("-created_at", "-id"))


def _asked(query: str = "", post: str | None = None) -> HttpRequest:
    factory = RequestFactory()
    request = factory.get(f"/list?{query}") if post is None else factory.post(f"/list?{query}", QueryDict(post).dict())
    if post is not None:
        request.POST = QueryDict(post)
    request.viewer = OFFICER  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def _titles(query: str) -> tuple[list[str], str]:
    """The titles of a page and the address of the next."""
    html = SCREEN.view(_asked(query)).content.decode()  # type: ignore[attr-defined]
    titles = [part.split("</th>")[0] for part in html.split('<th scope="row" data-label="名称"><span>')[1:]]
    following = html.split('rel="next" href="?')[1].split('"')[0] if 'rel="next"' in html else ""
    return [t.replace("</span>", "") for t in titles], following.replace("&amp;", "&")


def test_pages_by_key_show_every_row_once_and_in_order(rows: list[SavedView]) -> None:
    seen: list[str] = []
    query = "size=20"
    while query:
        titles, query = _titles(query)
        seen += titles
    assert seen == [row.title for row in rows]
    assert len(seen) == 45


def test_a_cursor_that_was_made_up_or_taken_from_another_filter_is_refused(rows: list[SavedView]) -> None:
    following = _titles("size=20")[1]
    for query in ("cursor=abc", following + "&q=县", following + "x"):
        with pytest.raises(BadCursor):
            SCREEN.view(_asked(query))


def test_filters_stand_in_the_address(rows: list[SavedView]) -> None:
    assert _titles("q=县430102-1&size=50")[0] == [f"县430102-{n}" for n in range(19, 9, -1)]
    assert len(_titles("shared=True&size=50")[0]) == 23
    day = date(2026, 3, 3)
    assert _titles(f"made_from={day}&made_to={day}")[0] == ["县430102-03", "县430102-02"]


def test_what_a_filter_cannot_read_is_said_and_shows_no_row(rows: list[SavedView]) -> None:
    for query in ("made_from=2026-02-31", "shared=perhaps"):
        answer = SCREEN.view(_asked(query))
        assert answer.status_code == 400
        assert b"430102-01" not in answer.content  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_all_that_is_filtered_in_scope_and_no_formula(rows: list[SavedView], kind: str) -> None:
    answer = SCREEN.view(_asked(f"format={kind}&columns=title,pk,scope_code"))
    assert isinstance(answer, StreamingHttpResponse)
    body = b"".join(answer)  # type: ignore[arg-type]
    if kind == "csv":
        lines = body.decode("utf-8-sig").splitlines()
        assert lines[0] == "名称,序号"
        cells = [line.split(",")[0] for line in lines[1:]]
        assert "'=县430102-07" in cells
    else:
        sheet = load_workbook(BytesIO(body)).worksheets[0]
        assert [c.value for c in sheet[1]] == ["名称", "序号"]
        cells = [row[0].value for row in sheet.iter_rows(min_row=2)]
        assert next(row[0] for row in sheet.iter_rows(min_row=2) if "=" in str(row[0].value)).data_type == "s"
    assert len(cells) == 45
    assert not any("430103" in cell for cell in cells)


def test_a_count_is_exact_or_says_that_it_is_not(rows: list[SavedView], monkeypatch: pytest.MonkeyPatch) -> None:
    assert "共 45 条" in SCREEN.view(_asked()).content.decode()  # type: ignore[attr-defined]
    monkeypatch.setattr("huizhi.kit.lists.counting.COUNTED", 10)
    assert "超过 10 条" in SCREEN.view(_asked()).content.decode()  # type: ignore[attr-defined]
    assert "共 45 条" in SCREEN.view(_asked("count=exact")).content.decode()  # type: ignore[attr-defined]


def test_a_saved_view_comes_back_to_its_owner_and_when_shared_to_the_organ(rows: list[SavedView]) -> None:
    SCREEN.view(_asked("q=县", post="act=save_view&title=我的&shared=1"))
    assert 'href="?q=%E5%8E%BF"' in SCREEN.view(_asked()).content.decode()  # type: ignore[attr-defined]
    SCREEN.view(_asked(post="act=delete_view&title=我的"))
    assert 'href="?q=%E5%8E%BF"' not in SCREEN.view(_asked()).content.decode()  # type: ignore[attr-defined]


def test_a_bulk_act_shows_what_will_happen_before_it_happens(rows: list[SavedView]) -> None:
    done.clear()
    ids = [str(row.pk) for row in rows[:2]]
    chosen = "&".join(f"row={i}" for i in ids)
    preview = SCREEN.view(_asked(post=f"act=mark&{chosen}"))
    assert "将办理" in preview.content.decode()  # type: ignore[attr-defined]
    assert done == []
    assert SCREEN.view(_asked(post=f"act=mark&confirmed=1&{chosen}")).status_code == 302
    assert done == [ids]


def test_all_that_is_filtered_can_be_chosen_at_once(rows: list[SavedView]) -> None:
    done.clear()
    SCREEN.view(_asked("q=县430102-1", post="act=mark&all=1&confirmed=1"))
    assert len(done[0]) == 10
