"""The inbox: each view at most one act."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huizhi.interfaces.web.inbox.forms import ReachForm, choices
from huizhi.kernel.notices import queries, services
from huizhi.kit.access import access, viewer_of
from huizhi.kit.errors import NotFound
from huizhi.kit.forms import done
from huizhi.lib import clock
from huizhi.lib.refusal import Refusal

SIZE = 30


@access(signed_in=True)
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Messages, newest first."""
    account, said = viewer_of(request).account_uuid, request.GET
    before = int(said["before"]) if said.get("before", "").isdigit() else None
    only = said.get("unread") == "1"
    english = (get_language() or "").startswith("en")
    lines = queries.inbox(account=account, english=english, unread_only=only, before=before, limit=SIZE + 1)
    context = {
        "lines": lines[:SIZE],
        "next": lines[SIZE - 1].id if len(lines) > SIZE else None,
        "only": only,
        "unread": queries.unread(account=account),
        "crumbs": [(_("消息"), "")],
    }
    return render(request, "web/inbox.html", context)


@access(signed_in=True)
@require_POST
def message(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    found = services.mark_read(uuid=str(uuid), account=viewer_of(request).account_uuid, at=clock.now())
    if found is None:
        raise NotFound(_("没有这条消息"))
    return HttpResponseRedirect(found.link or reverse("inbox"))


@access(signed_in=True)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    services.mark_all_read(account=viewer_of(request).account_uuid, at=clock.now())
    messages.success(request, _("全部标为已读"))
    return HttpResponseRedirect(reverse("inbox"))


@access(signed_in=True)
@require_http_methods(["GET", "POST"])
def reach(request: HttpRequest) -> HttpResponse:
    """How I want to be reached."""
    account = viewer_of(request).account_uuid
    form = ReachForm(request.POST) if request.method == "POST" else ReachForm(initial=_kept(account))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wish = services.Wish(
            mail=given["mail"].strip(),
            sms=given["sms"].replace(" ", ""),
            not_by_mail=[key for key, _title in choices("mail") if key not in given["by_mail"]],
            not_by_sms=[key for key, _title in choices("sms") if key not in given["by_sms"]],
        )
        try:
            services.reach_me(account=account, wish=wish, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refusal.what + (f"；{refusal.remedy}" if refusal.remedy else ""))
        else:
            return done(request, form, reverse("inbox_reach"), _("接收方式已保存"))
    crumbs = [(_("消息"), reverse("inbox")), (_("接收方式"), "")]
    return render(request, "web/inbox_reach.html", {"form": form, "crumbs": crumbs, "kept": queries.reach(account=account)})


def _kept(account: str) -> dict[str, object]:
    kept = queries.reach(account=account)
    muted_mail, muted_sms = (kept.not_by_mail, kept.not_by_sms) if kept else ([], [])
    return {
        "mail": kept.mail if kept else "",
        "sms": kept.sms if kept else "",
        "by_mail": [key for key, _title in choices("mail") if key not in muted_mail],
        "by_sms": [key for key, _title in choices("sms") if key not in muted_sms],
    }


@access(signed_in=True)
@require_POST
def trial(request: HttpRequest) -> HttpResponse:
    """Send myself a test message by every channel that I have named."""
    viewer, at = viewer_of(request), clock.now()
    services.tell(account=viewer.account_uuid, kind="notices.trial", data={"words": viewer.name}, at=at, key=f"{at:%Y%m%d%H%M}")
    messages.success(request, _("测试消息已发出，一两分钟内到达"))
    return HttpResponseRedirect(reverse("inbox_reach"))
