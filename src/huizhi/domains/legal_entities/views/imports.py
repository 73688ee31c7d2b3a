"""导入: template → upload → dry run → load → report, and the queue of facts that match nobody."""

import csv
import os
import uuid as uuids
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huizhi.domains.legal_entities import queries, services
from huizhi.domains.legal_entities.columns import ENTITY_COLUMNS
from huizhi.domains.legal_entities.forms import Reason, UploadFile
from huizhi.domains.legal_entities.models import ImportBatch
from huizhi.kernel.jobs import queries as jobs
from huizhi.kernel.jobs.services import start
from huizhi.kernel.parties import queries as party_queries
from huizhi.kernel.parties import services as parties
from huizhi.kernel.parties.models import UnmatchedFact
from huizhi.kernel.parties.types import Visibility
from huizhi.kit.access import access, viewer_of
from huizhi.kit.errors import NotFound
from huizhi.kit.forms import done, form_from
from huizhi.lib import clock
from huizhi.lib.refusal import Refusal

LOAD = "legal_entities.import_file"
MATCH = "parties.match_facts"
SHOWN = 200
REASONS = {
    "shape": "列数或引号不符",
    "empty": "必填列为空",
    "long": "超长",
    "nul": "空字符",
    "bytes": "无法识别的字节",
    "control": "控制字符",
    "code": "代码或校验码",
    "kind": "主体类型",
    "status": "登记状态",
    "date": "日期",
    "capital": "注册资本",
    "industry": "行业代码",
    "division": "区划代码",
    "organ": "机构编码",
    "parent": "隶属单位代码",
    "twice": "文件内重复",
    "taken": "登记库已有",
}


@access(capability=LOAD)
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Files that were tried or loaded, newest first."""
    batches = ImportBatch.objects.order_by("-pk")[:100]
    crumbs = [(_("主体导入"), "")]
    return render(request, "legal_entities/imports.html", {"batches": batches, "form": UploadFile(), "crumbs": crumbs})


@access(capability=LOAD)
@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """The template: headers, and one row that shows what may stand where."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow([c.zh for c in ENTITY_COLUMNS])
    writer.writerow([c.example for c in ENTITY_COLUMNS])
    answer = HttpResponse("\ufeff" + buffer.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="entities-template.csv"'
    return answer


@access(capability=LOAD)
@require_http_methods(["POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the file and try it; nothing is loaded yet."""
    form = form_from(UploadFile, request)
    if not form.is_valid():
        batches = ImportBatch.objects.order_by("-pk")[:100]
        context = {"batches": batches, "form": form, "crumbs": [(_("主体导入"), "")]}
        return render(request, "legal_entities/imports.html", context, status=422)
    file = form.cleaned_data["file"]
    viewer = viewer_of(request)
    batch = services.receive_file(
        path=_kept(file),
        name=file.name or "",
        dry_run=True,
        by=viewer.name,
        at=clock.now(),
        scope_code=viewer.scope_code or "",
        source=form.cleaned_data["source"],
    )
    _start(request, batch)
    return done(request, form, reverse("import_batch", args=[batch.uuid]), _("文件已收到，正在核对"))


def _kept(file: Any) -> Path:
    """The upload on disk under a name of ours, readable to the worker alone."""
    folder = Path(default_storage.path("imports"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / uuids.uuid4().hex
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        for block in file.chunks(1 << 20):
            stream.write(block)
    return path


def _start(request: HttpRequest, batch: ImportBatch) -> None:
    viewer = viewer_of(request)
    job = start(
        "legal_entities.import_file",
        {"batch": str(batch.uuid)},
        by=viewer.name,
        scope_code=viewer.scope_code or "",
        at=clock.now(),
        unique_key=str(batch.uuid),
    )
    ImportBatch.objects.filter(pk=batch.pk).update(job=job.uuid)


@access(capability=LOAD)
@require_safe
def import_batch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One file: how far it is, what was refused and why, and the step to the load."""
    batch = _batch(uuid)
    job = jobs.get(batch.job) if batch.job else None
    progress = jobs.progress(job, at=clock.now()) if job else None
    context = {
        "batch": batch,
        "job": job,
        "progress": progress,
        "left": progress.left.total_seconds() if progress and progress.left else None,
        "attachments": jobs.attachments(job) if job else [],
        "reasons": sorted(((REASONS.get(k, k), n) for k, n in batch.reasons.items()), key=lambda pair: -pair[1]),
        "refused": batch.refused_rows.order_by("line")[:SHOWN],
        "shown": SHOWN,
        "step": _step(batch),
        "steps": [_("模板"), _("上传"), _("核对结果"), _("导入"), _("完成")],
        "can_load": _can_load(batch),
        "crumbs": [(_("主体导入"), reverse("imports")), (batch.file_name, "")],
    }
    return render(request, "legal_entities/batch.html", context)


def _step(batch: ImportBatch) -> int:
    """Where the batch is among template, upload, result of the check, load, done."""
    if batch.state == ImportBatch.State.LOADED:
        return 5
    if not batch.dry_run:
        return 4
    return 3 if batch.state == ImportBatch.State.TRIED else 2


def _can_load(batch: ImportBatch) -> bool:
    return batch.dry_run and batch.state == ImportBatch.State.TRIED and batch.accepted > 0


def _batch(uuid: UUID) -> ImportBatch:
    batch = ImportBatch.objects.filter(uuid=uuid).first()
    if batch is None:
        raise NotFound(_("没有这个导入批次，或不在您的管辖范围"))
    return batch


@access(capability=LOAD)
@require_POST
def load(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """After the dry run: load the good rows."""
    tried = _batch(uuid)
    if not _can_load(tried):
        raise NotFound(_("这个批次没有可导入的行"))
    viewer = viewer_of(request)
    batch = services.receive_file(
        path=Path(tried.stored_as),
        name=tried.file_name,
        dry_run=False,
        by=viewer.name,
        at=clock.now(),
        scope_code=viewer.scope_code or "",
        source=tried.source,
    )
    _start(request, batch)
    messages.success(request, _("已开始导入合格的行"))
    return HttpResponseRedirect(reverse("import_batch", args=[batch.uuid]))


@access(capability=MATCH)
@require_safe
def unmatched(request: HttpRequest) -> HttpResponse:
    """Facts whose entity is not certain, oldest first, and how many found theirs."""
    digits = request.GET.get("after", "0")
    after = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 18 else 0
    waiting = party_queries.waiting_facts(after=after, limit=51)
    context = {
        "facts": waiting[:50],
        "next": waiting[49].pk if len(waiting) > 50 else None,
        "rates": party_queries.match_rates(),
        "crumbs": [(_("待匹配事实"), "")],
    }
    return render(request, "legal_entities/unmatched.html", context)


@access(capability=MATCH)
@require_http_methods(["GET", "POST"])
def match(request: HttpRequest, fact: int) -> HttpResponse:
    """One fact with its candidates; a post with `party` matches it."""
    waiting = party_queries.unmatched_fact(fact)
    if waiting is None:
        raise NotFound(_("没有这条待匹配事实，或不在您的管辖范围"))
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            chosen = int(request.POST.get("party", "") or 0)
            parties.match_fact(unmatched_id=fact, party_id=chosen, by=viewer_of(request).name, at=clock.now())
        except ValueError:
            raise NotFound(_("没有这个主体")) from None
        except Refusal as said:
            refusal = said
        else:
            messages.success(request, _("已归集到所选主体名下"))
            return HttpResponseRedirect(reverse("unmatched"))
    return _match_page(request, waiting, Reason(), refusal)


@access(capability=MATCH)
@require_POST
def dismiss(request: HttpRequest, fact: int) -> HttpResponse:
    """The fact belongs to no entity of the register."""
    waiting = party_queries.unmatched_fact(fact)
    if waiting is None:
        raise NotFound(_("没有这条待匹配事实，或不在您的管辖范围"))
    form = form_from(Reason, request)
    if form.is_valid():
        try:
            parties.dismiss_fact(
                unmatched_id=fact, reason=form.cleaned_data["reason"], by=viewer_of(request).name, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(request, form, reverse("unmatched"), _("已记为不予归集"))
    return _match_page(request, waiting, form, None)


def _match_page(request: HttpRequest, waiting: UnmatchedFact, form: Reason, refusal: Refusal | None) -> HttpResponse:
    context = {
        "fact": waiting,
        "value": list(waiting.value.items()),
        "visibility": Visibility(waiting.visibility).label,
        "candidates": queries.candidates(waiting.stated_name, waiting.stated_code, waiting.stated_division),
        "form": form,
        "refusal": refusal,
        "crumbs": [(_("待匹配事实"), reverse("unmatched")), (waiting.stated_name, "")],
    }
    return render(request, "legal_entities/match.html", context, status=422 if form.errors or refusal else 200)
