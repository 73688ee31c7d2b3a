"""Component tags: pages are put together from these, and have no style of their own. `/design/` shows each in every state."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join, json_script, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from huizhi.kit.glossary import meaning_of

register = template.Library()

_CJK = re.compile(r"[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_LONGEST_LABEL = 60
_SHANGHAI = ZoneInfo("Asia/Shanghai")


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


# --- text ---------------------------------------------------------------------------------------------------------


@register.filter
def zh(value: object) -> SafeString:
    """Data as it is. On an English page a label of ours is translated, and Chinese data is marked as Chinese."""
    text = "" if value is None else value
    if _in_english() and _CJK.search(str(text)):
        text = _translated(str(text)) if not isinstance(text, SafeString) else text
        if _CJK.search(str(text)):
            return format_html('<span lang="zh-CN">{}</span>', text)
    return format_html("{}", text)


def _translated(text: str) -> str:
    """Choices, capabilities and the like are data that the house itself has named, in both languages."""
    return gettext(text) if len(text) <= _LONGEST_LABEL else text


@register.filter
def zh_attribute(value: object) -> SafeString:
    """` lang="zh-CN"` for an element whose whole text is Chinese data on an English page (option, td, title)."""
    marked = _in_english() and _CJK.search(_translated(str(value)))
    return mark_safe(' lang="zh-CN"' if marked else "")  # noqa: S308 (constant)


@register.filter
def translated(value: object) -> str:
    """A label of ours in the page's language, where nothing can be marked inside (option)."""
    return _translated(str(value)) if _in_english() else str(value)


@register.filter
def day(value: date | datetime | None) -> str:
    """A legal day: 2026-03-02, in Shanghai."""
    if value is None:
        return ""
    return (value.astimezone(_SHANGHAI) if isinstance(value, datetime) else value).strftime("%Y-%m-%d")


@register.filter
def moment(value: datetime | None) -> str:
    """An instant: 2026-03-02 10:00, in Shanghai."""
    return "" if value is None else value.astimezone(_SHANGHAI).strftime("%Y-%m-%d %H:%M")


@register.filter
def thousands(value: float | None) -> str:
    """1234567 as 1,234,567."""
    return "" if value is None else f"{value:,}"


@register.filter
def yuan(fen: int | None) -> str:
    """Fen as yuan with two places."""
    return "" if fen is None else f"{fen // 100:,}.{fen % 100:02d}"


@register.filter
def duration(seconds: float | None) -> str:
    """Seconds as a person says them: 3 分 20 秒."""
    if seconds is None:
        return ""
    whole = int(seconds)
    if whole < 60:
        return gettext("%(s)d 秒") % {"s": whole}
    if whole < 3600:
        return gettext("%(m)d 分 %(s)d 秒") % {"m": whole // 60, "s": whole % 60}
    if whole < 86400:
        return gettext("%(h)d 小时 %(m)d 分") % {"h": whole // 3600, "m": whole % 3600 // 60}
    return gettext("%(d)d 天 %(h)d 小时") % {"d": whole // 86400, "h": whole % 86400 // 3600}


@register.filter
def item(mapping: Mapping[Any, Any], key: object) -> Any:
    """The value under a key that is only known at run time."""
    return mapping.get(key)


@register.filter
def alert_kind(level: str) -> str:
    """Django's message level as a kind of alert."""
    return {"success": "done", "warning": "due", "error": "danger"}.get(level, "act")


@register.simple_block_tag
def page_title(content: str) -> SafeString:
    """The document's title; on an English page a Chinese name in it is marked by the element's own language."""
    words = strip_tags(content).strip()
    whole = f"{words} · {gettext('慧治')}" if words else gettext("慧治市场监管平台")
    return format_html("<title{}>{}</title>", zh_attribute(whole), mark_safe(whole))  # noqa: S308 (escaped by the block)


# --- saying -------------------------------------------------------------------------------------------------------


@register.simple_tag
def badge(label: object, kind: str = "") -> SafeString:
    """A state in a word: kind is "" | act | done | due | danger; the shape says it too, not the colour alone."""
    return format_html('<span class="badge {}">{}</span>', kind, zh(label))


@register.simple_tag
def confidence(mark: str) -> SafeString:
    """How sure a legal value is: V | Vp | K | U."""
    known = {
        "V": gettext("已见原文"),
        "Vp": gettext("只见部分原文，其余待核"),
        "K": gettext("通行知识，原文待核"),
        "U": gettext("尚不确定，原文待核"),
    }
    said = known.get(mark, mark)
    return format_html('<span class="mark {0}" title="{1}">{0} <span class="hidden-visually">{1}</span></span>', mark, said)


@register.simple_tag
def term(words: str) -> SafeString:
    """A term of the field with its meaning from the glossary on hover and focus."""
    found = meaning_of(words)
    if found is None:
        return zh(words)
    shown = found.english if _in_english() else words
    means = found.means if _in_english() else found.chinese or found.means
    language = "zh-CN" if _CJK.search(means) else "en"
    tip = format_html('<span class="tip-text" role="tooltip" lang="{}">{}</span>', language, means)
    return format_html('<span class="term" tabindex="0">{}{}</span>', zh(shown), tip)


@register.simple_block_tag
def alert(content: str, kind: str = "act", title: str = "") -> SafeString:
    """Something that must be read: kind is act | done | due | danger. Dangers are announced."""
    role = "alert" if kind == "danger" else "status"
    heading = format_html("<p><strong>{}</strong></p>", zh(title)) if title else ""
    return format_html('<div class="alert {}" role="{}">{}<div>{}</div></div>', kind, role, heading, _inside(content))


@register.simple_block_tag
def card(content: str, title: str = "", note: str = "", heading: int = 2) -> SafeString:
    """A framed part of a page under its own heading."""
    head = ""
    if title:
        said = format_html('<span class="small muted">{}</span>', zh(note)) if note else ""
        head = format_html("<header><h{0}>{1}</h{0}>{2}</header>", heading, zh(title), said)
    return format_html('<section class="card">{}<div class="card-in">{}</div></section>', head, _inside(content))


def _inside(content: str) -> SafeString:
    """What a block tag encloses was escaped when it was rendered."""
    return mark_safe(content)  # noqa: S308


@register.inclusion_tag("kit/parts/empty.html")
def empty(text: str, action: str = "", href: str = "") -> dict[str, str]:
    """There is nothing here, why, and what one can do."""
    return {"text": text, "action": action, "href": href}


@register.inclusion_tag("kit/parts/figure.html")
def key_figure(
    label: str, value: object, unit: str = "", note: str = "", href: str = "", kind: str = "", definition: str = ""
) -> dict[str, object]:
    """One number that matters, which opens to what it counts."""
    return {"label": label, "value": value, "unit": unit, "note": note, "href": href, "kind": kind, "definition": definition}


# --- acts ---------------------------------------------------------------------------------------------------------


@register.inclusion_tag("kit/parts/button.html")
def button(
    label: str,
    href: str = "",
    kind: str = "",
    name: str = "",
    value: str = "",
    rests_on: str = "",
    confirm: str = "",
    disabled: str = "",
    formaction: str = "",
) -> dict[str, str]:
    """An act. `rests_on` names its article; `disabled` is the reason why it cannot be done now."""
    return {
        "label": label,
        "href": href,
        "kind": kind,
        "name": name,
        "value": value,
        "rests_on": rests_on,
        "confirm": confirm,
        "disabled": disabled,
        "formaction": formaction,
    }


# --- holding ------------------------------------------------------------------------------------------------------


@register.inclusion_tag("kit/parts/facts.html")
def facts(rows: Sequence[Any], one: bool = False) -> dict[str, object]:
    """Facts with their provenance: rows with label, value and, where known, source, date, visibility, confidence, href."""
    return {"rows": rows, "one": one}


@register.inclusion_tag("kit/parts/table.html")
def data_table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[object]], numbers: str = "") -> dict[str, object]:
    """A small table. `numbers` lists the positions of number columns, from 1: "2,3"."""
    numeric = {int(n) for n in numbers.split(",") if n}
    marked = [[(cell, n in numeric) for n, cell in enumerate(row, start=1)] for row in rows]
    return {"caption": caption, "columns": [(c, n in numeric) for n, c in enumerate(columns, start=1)], "rows": marked}


@register.inclusion_tag("kit/parts/timeline.html")
def timeline(events: Sequence[Any]) -> dict[str, object]:
    """What happened, newest first: events with at (instant or day), title and, where known, text, who, source, href, kind."""
    return {"events": events}


@register.inclusion_tag("kit/parts/tabs.html")
def tabs(items: Sequence[tuple[Any, ...]], current: str) -> dict[str, object]:
    """Links as tabs: (key, title, url[, count])."""
    rows = [{"key": i[0], "title": i[1], "url": i[2], "count": i[3] if len(i) > 3 else None} for i in items]
    return {"items": rows, "current": current}


@register.inclusion_tag("kit/parts/steps.html")
def stepper(steps: Sequence[str], current: int, failed: bool = False) -> dict[str, object]:
    """Where one is among few steps, counted from 1."""
    rows = [
        {
            "title": title,
            "kind": "done" if n < current else ("danger" if failed and n == current else ""),
            "current": n == current,
        }
        for n, title in enumerate(steps, start=1)
    ]
    return {"steps": rows}


@register.inclusion_tag("kit/parts/tree.html")
def tree(nodes: Sequence[Any], depth: int = 0) -> dict[str, object]:
    """Nested nodes with title and, where known, href, note, children, open."""
    return {"nodes": nodes, "top": depth == 0, "deeper": depth + 1}


@register.inclusion_tag("kit/parts/progress.html")
def progress(
    done: int, total: int | None, rate: float | None = None, left: float | None = None, kind: str = "", said: str = ""
) -> dict[str, object]:
    """How far long work is, how fast it goes (per second), and how many seconds are left."""
    percent = None if not total else min(100, done * 100 // total)
    return {"done": done, "total": total, "rate": rate, "left": left, "kind": kind, "said": said, "percent": percent}


@register.inclusion_tag("kit/parts/chart.html")
def chart(picture: Any, key: str) -> dict[str, object]:
    """A picture (`kit.charts.Chart`) with its table beside it and its definition one click away."""
    return {"picture": picture, "key": key}


@register.simple_tag
def chart_maps() -> SafeString:
    """Where the outlines of the maps lie, for charts.js."""
    return json_script(
        {f"hunan-{level}": static(f"vendor/maps/hunan-{level}.json") for level in ("prefectures", "counties")}, "chart-maps"
    )


# --- asking -------------------------------------------------------------------------------------------------------


@register.inclusion_tag("kit/parts/field.html")
def field(bound: Any, wide: bool = False) -> dict[str, object]:
    """A form's field with its label, help and errors, joined for screen readers."""
    return {"field": bound, "wide": wide, "kind": getattr(bound.field.widget, "input_type", "")}


@register.inclusion_tag("kit/parts/form_errors.html")
def form_errors(form: Any) -> dict[str, object]:
    """What is wrong with a form, once on top, each with a link to its field."""
    return {"form": form, "wrong": [f for f in form.visible_fields() if f.errors]}


@register.simple_tag
def attributes(pairs: Mapping[str, object]) -> SafeString:
    """A mapping as HTML attributes."""
    return format_html_join("", ' {}="{}"', ((k, v) for k, v in pairs.items() if v not in (None, "")))
