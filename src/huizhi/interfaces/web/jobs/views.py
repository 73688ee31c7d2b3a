"""Background jobs: each view at most one act."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from huizhi.interfaces.web.jobs.panels import BADGES, STATES
from huizhi.kernel.access.types import Viewer
from huizhi.kernel.jobs import queries, services
from huizhi.kernel.jobs.models import Job
from huizhi.kernel.jobs.types import UNFINISHED, State
from huizhi.kit.access import access, viewer_of
from huizhi.kit.errors import NotFound
from huizhi.kit.lists import ChoiceFilter, Column, ListScreen, Order
from huizhi.kit.navigation import Words
from huizhi.lib import clock

SEE, CONTROL = "jobs.view_jobs", "jobs.control_job"


def _asked_for(viewer: Viewer) -> QuerySet[Job]:
    return Job.objects.filter(slot=None)


def _periodic(viewer: Viewer) -> QuerySet[Job]:
    return Job.objects.filter(slot__isnull=False)


def _kinds() -> list[tuple[str, Words]]:
    return [(kind.name, kind.zh) for kind in services.kinds()]


def _done(job: Job) -> str:
    if not job.total:
        return str(job.done) if job.done else ""
    return f"{job.done} / {job.total}"


_LIST = ListScreen(
    key="jobs",
    title=gettext_lazy("后台作业"),
    lead=gettext_lazy("导入、导出、核验和发送等长时间的工作在这里排队、执行并留下报告。"),
    source=_asked_for,
    template="web/jobs_list.html",
    columns=(
        Column(
            "kind",
            gettext_lazy("作业"),
            value=lambda job: queries.label(job.kind),
            link=lambda job: reverse("job", args=[job.uuid]),
        ),
        Column("state", gettext_lazy("状态"), value=lambda job: STATES[job.state], badge=lambda job: BADGES[State(job.state)]),
        Column("done", gettext_lazy("进度"), value=_done),
        Column("started_by", gettext_lazy("发起人")),
        Column("created_at", gettext_lazy("发起时间"), moment=True),
        Column("ended_at", gettext_lazy("结束时间"), moment=True),
        Column("error_code", gettext_lazy("错误代码"), code=True),
    ),
    orders=(Order("newest", gettext_lazy("最近发起在前"), ("-created_at", "-id")),),
    filters=(
        ChoiceFilter("state", gettext_lazy("状态"), choices=tuple(STATES.items()), field="state"),
        ChoiceFilter("kind", gettext_lazy("作业种类"), choices=_kinds, field="kind"),
    ),
    nothing=gettext_lazy("还没有后台作业"),
)


_PERIODIC = replace(
    _LIST,
    key="jobs.periodic",
    title=gettext_lazy("定时作业"),
    lead=gettext_lazy("系统按固定间隔自行发起的作业，结束七天后不再保留。"),
    source=_periodic,
    crumbs=((gettext_lazy("后台作业"), "/officer/jobs/"), (gettext_lazy("定时作业"), "")),
    nothing=gettext_lazy("您的管辖范围内没有定时作业"),
)


@access(capability=SEE)
def jobs(request: HttpRequest) -> HttpResponseBase:
    """The jobs of this scope, newest first."""
    return _LIST.view(request)


@access(capability=SEE)
def periodic(request: HttpRequest) -> HttpResponseBase:
    """The jobs that the house starts by itself."""
    return _PERIODIC.view(request)


def _found(uuid: UUID) -> Job:
    job = queries.get(uuid)
    if job is None:
        raise NotFound(_("没有这个作业，或不在您的管辖范围"))
    return job


@access(capability=SEE)
@require_GET
def job(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One job: how far it is, what it did and refused, and what it left."""
    found, at, viewer = _found(uuid), clock.now(), viewer_of(request)
    progress = queries.progress(found, at=at)
    context: dict[str, Any] = {
        "job": found,
        "label": queries.label(found.kind),
        "state": STATES[found.state],
        "badge": BADGES[State(found.state)],
        "progress": progress,
        "left": progress.left.total_seconds() if progress.left is not None else None,
        "kind": {State.DONE: "done", State.FAILED: "danger"}.get(State(found.state), ""),
        "report": [(str(key), _said(value)) for key, value in found.report.items()],
        "attachments": queries.attachments(found),
        "can_stop": viewer.can(CONTROL) and found.state in UNFINISHED and not found.stop_asked_at,
        "can_resume": viewer.can(CONTROL) and found.state in (State.FAILED, State.CANCELLED),
        "crumbs": [(_("后台作业"), reverse("jobs")), (queries.label(found.kind), "")],
        "unfinished": found.state in UNFINISHED,
    }
    return render(request, "web/job.html", context)


def _said(value: object) -> str:
    if isinstance(value, list):
        return "、".join(str(one) for one in value[:20]) + (" …" if len(value) > 20 else "")
    return str(value)


@access(capability=CONTROL)
@require_POST
def stop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Stop a job: at once while it waits, else at its next step."""
    services.cancel(_found(uuid).uuid, by=viewer_of(request).name, at=clock.now())
    messages.success(request, _("已要求停止"))
    return HttpResponseRedirect(reverse("job", args=[uuid]))


@access(capability=CONTROL)
@require_POST
def resume(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Go on with a stopped or failed job where it was."""
    services.resume(_found(uuid).uuid, by=viewer_of(request).name, at=clock.now())
    messages.success(request, _("已重新排队，将从上次的位置继续"))
    return HttpResponseRedirect(reverse("job", args=[uuid]))


@access(capability=SEE)
@require_GET
def attachment(request: HttpRequest, uuid: UUID, attachment: int) -> FileResponse:
    """A file that a job left, such as the refused rows."""
    kept = next((one for one in queries.attachments(_found(uuid)) if one.pk == attachment), None)
    if kept is None or not default_storage.exists(kept.stored_as):
        raise NotFound(_("没有这个文件"))
    stream = default_storage.open(kept.stored_as, "rb")
    return FileResponse(stream, as_attachment=True, filename=kept.name, content_type="application/octet-stream")
