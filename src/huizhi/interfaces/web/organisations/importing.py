"""Import of tables in two steps: upload and dry run, then the load in the background."""

import csv
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huizhi.kernel.jobs import services as jobs
from huizhi.kernel.organisations import services
from huizhi.kit.access import access, viewer_of
from huizhi.kit.errors import NotFound
from huizhi.kit.forms import Form, form_from
from huizhi.kit.navigation import Words
from huizhi.lib import clock
from huizhi.lib.refusal import Refusal

MAY = "organisations.import_tables"
KINDS: dict[str, Words] = {
    "organs": gettext_lazy("机构"),
    "officers": gettext_lazy("执法人员"),
    "certificates": gettext_lazy("执法证"),
    "powers": gettext_lazy("权责清单"),
}
SALT, GOOD_FOR, SHOWN = "organisations.import", 24 * 3600, 100


class UploadForm(Form):
    """What is imported, and the file."""

    kind = forms.ChoiceField(label=gettext_lazy("导入内容"), choices=list(KINDS.items()))
    file = forms.FileField(
        label=gettext_lazy("文件"), help_text=gettext_lazy("CSV（UTF-8或GB18030）或xlsx，第一行为列名，不超过20 MB")
    )


@access(capability=MAY)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Upload a table and see what would be loaded and what refused; nothing is written yet."""
    form, checked, token = form_from(UploadForm, request), None, ""
    if request.method == "POST" and form.is_valid():
        kind, file = form.cleaned_data["kind"], form.cleaned_data["file"]
        try:
            stored = services.keep_upload(file.chunks())
            with services.kept_upload(stored) as path:
                checked = services.check(kind, path)
        except Refusal as refusal:
            form.add_error("file", str(refusal.what) + (f"；{refusal.remedy}" if refusal.remedy else ""))
        else:
            told = {"kind": kind, "stored": stored, "account": viewer_of(request).account_uuid}
            token = signing.dumps(told, salt=SALT)
    context: dict[str, Any] = {
        "form": form,
        "kinds": KINDS,
        "checked": checked,
        "errors": checked.errors[:SHOWN] if checked else [],
        "more": max(0, len(checked.errors) - SHOWN) if checked else 0,
        "token": token,
        "label": KINDS[checked.kind] if checked else "",
        "crumbs": [(_("机构"), reverse("organisations")), (_("导入"), "")],
    }
    return render(request, "web/import_organisations.html", context)


@access(capability=MAY)
@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Load the good rows of a table that was checked, in the background."""
    viewer = viewer_of(request)
    try:
        told = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        told = {}
    if told.get("account") != viewer.account_uuid or viewer.scope_code is None:
        raise NotFound(_("上传的文件已失效，请重新上传"))
    args = {"kind": told["kind"], "stored": told["stored"]}
    job = jobs.start(
        "organisations.import_table",
        args,
        by=viewer.name,
        scope_code=viewer.scope_code,
        at=clock.now(),
        unique_key=told["stored"],
    )
    messages.success(request, _("已开始导入"))
    return HttpResponseRedirect(reverse("job", args=[job.uuid]))


@access(capability=MAY)
@require_GET
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty table with the right columns."""
    if kind not in KINDS:
        raise NotFound(_("没有这个模板"))
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    csv.writer(answer).writerow(services.template(kind))
    return answer
