"""Evidence: each view at most one act, and each act leaves its row of custody."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huizhi.kernel.access.services import log_reading
from huizhi.kernel.access.types import Viewer
from huizhi.kernel.evidence import queries, services
from huizhi.kernel.evidence.models import Item
from huizhi.kernel.evidence.types import kinds
from huizhi.kit.access import access, viewer_of
from huizhi.kit.errors import NotFound
from huizhi.kit.forms import Form, done, form_from
from huizhi.kit.lists import ChoiceFilter, Column, FlagFilter, ListScreen, Order, TextFilter
from huizhi.kit.navigation import Words
from huizhi.lib import clock
from huizhi.lib.refusal import Refusal

SEE, RECEIVE, SEAL = "evidence.view_evidence", "evidence.receive_evidence", "evidence.seal_evidence"
KINDS: dict[str, Words] = {
    "photo": gettext_lazy("照片"),
    "document": gettext_lazy("书证、文书"),
    "table": gettext_lazy("电子数据表"),
    "audio": gettext_lazy("录音"),
    "video": gettext_lazy("录像"),
}
ACTS: dict[str, Words] = {
    "received": gettext_lazy("接收"),
    "viewed": gettext_lazy("查看"),
    "copied": gettext_lazy("下载"),
    "sealed": gettext_lazy("封存"),
    "damaged": gettext_lazy("核验发现损坏或缺失"),
}


def _all(viewer: Viewer) -> QuerySet[Item]:
    return Item.objects.all()


def _unsealed(rows: QuerySet[Item], said: str) -> QuerySet[Item]:
    return rows.filter(sealed_at=None)


_LIST = ListScreen(
    key="evidence.items",
    template="web/evidence_list.html",
    title=gettext_lazy("证据材料"),
    source=_all,
    columns=(
        Column("name", gettext_lazy("原文件名"), link=lambda one: reverse("evidence_item", args=[one.uuid])),
        Column("kind", gettext_lazy("种类"), value=lambda one: KINDS.get(one.kind, one.kind)),
        Column("size", gettext_lazy("字节数"), number=True),
        Column("received_at", gettext_lazy("接收时间"), moment=True),
        Column("received_by", gettext_lazy("接收人")),
        Column("subject", gettext_lazy("对象"), code=True),
        Column("sealed_at", gettext_lazy("封存时间"), moment=True),
        Column("sha256", "SHA-256", code=True, shown=False),
    ),
    orders=(Order("newest", gettext_lazy("最近接收在前"), ("-received_at", "-id")),),
    filters=(
        ChoiceFilter("kind", gettext_lazy("种类"), choices=tuple(KINDS.items()), field="kind"),
        TextFilter("subject", gettext_lazy("对象"), fields=("subject",)),
        TextFilter("sha256", "SHA-256", fields=("sha256",)),
        FlagFilter("unsealed", gettext_lazy("只看未封存"), narrow=_unsealed),
    ),
    nothing=gettext_lazy("您的管辖范围内还没有证据材料"),
)


class ReceiveForm(Form):
    """A file and what it belongs to."""

    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=list(KINDS.items()))
    file = forms.FileField(label=gettext_lazy("文件"), help_text=gettext_lazy("请上传原始文件；系统按内容核对类型，记录摘要"))
    subject = forms.CharField(
        label=gettext_lazy("对象"), required=False, max_length=120, help_text=gettext_lazy("所属主体或办件的编号")
    )
    note = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=500)


class WhyForm(Form):
    """The reason of an act."""

    why = forms.CharField(label=gettext_lazy("事由"), max_length=300)


@access(capability=SEE)
def items(request: HttpRequest) -> HttpResponseBase:
    """The pieces of this scope."""
    return _LIST.view(request)


@access(capability=RECEIVE)
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Receive a file."""
    form, viewer = form_from(ReceiveForm, request), viewer_of(request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            item = services.receive(
                given["file"].chunks(),
                name=given["file"].name,
                kind=given["kind"],
                scope_code=viewer.scope_code or "",
                by=viewer.name,
                at=clock.now(),
                subject=given["subject"],
                note=given["note"],
            )
        except Refusal as refusal:
            form.add_error("file", refusal.what + (f"；{refusal.remedy}" if refusal.remedy else ""))
        else:
            return done(request, form, reverse("evidence_item", args=[item.uuid]), _("已接收，内容摘要已记入留痕"))
    limits = [(KINDS[kind.name], kind.largest // 1024 // 1024, sorted(kind.media)) for kind in kinds().values()]
    crumbs = [(_("证据材料"), reverse("evidence")), (_("接收"), "")]
    return render(request, "web/receive_evidence.html", {"form": form, "limits": limits, "crumbs": crumbs})


def _found(uuid: UUID) -> Item:
    item = queries.item(str(uuid))
    if item is None:
        raise NotFound(_("没有这份证据材料，或不在您的管辖范围"))
    return item


@access(capability=SEE)
@require_GET
def item(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One piece, and everything that happened to it; that it was looked at is part of that."""
    viewer = viewer_of(request)
    found = services.look_at(str(_found(uuid).uuid), by=viewer.name, at=clock.now())
    context: dict[str, Any] = {
        "item": found,
        "kind": KINDS.get(found.kind, found.kind),
        "custody": [(row, ACTS[row.act]) for row in queries.custody(found)],
        "whole": queries.chain_is_whole(found),
        "why": WhyForm(),
        "can_seal": viewer.can(SEAL) and found.sealed_at is None,
        "crumbs": [(_("证据材料"), reverse("evidence")), (found.name, "")],
    }
    return render(request, "web/evidence_item.html", context)


@access(capability=SEE)
@require_POST
def copy(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Download the content; why is part of the chain."""
    form = form_from(WhyForm, request)
    if not form.is_valid():
        messages.error(request, _("请写明下载事由"))
        return HttpResponseRedirect(reverse("evidence_item", args=[uuid]))
    why, viewer, at = form.cleaned_data["why"], viewer_of(request), clock.now()
    found, stream = services.copy(str(_found(uuid).uuid), by=viewer.name, at=at, why=why)
    log_reading(kind="evidence.copy", subjects=[f"evidence:{found.uuid}"], purpose=why, by=viewer, at=at)
    # Whatever it is, it is handed out as a file and never shown inside this house.
    answer = FileResponse(stream, as_attachment=True, filename=found.name, content_type="application/octet-stream")
    answer["X-Content-SHA256"] = found.sha256
    return answer


@access(capability=SEAL)
@require_POST
def seal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Seal a piece."""
    form = form_from(WhyForm, request)
    if form.is_valid():
        services.seal(str(_found(uuid).uuid), by=viewer_of(request).name, at=clock.now(), why=form.cleaned_data["why"])
        messages.success(request, _("已封存"))
    else:
        messages.error(request, _("请写明封存事由"))
    return HttpResponseRedirect(reverse("evidence_item", args=[uuid]))
