"""Officers and their certificates: two lists inside the scope of whoever looks."""

from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huizhi.kernel.access.types import Viewer
from huizhi.kernel.organisations.models import Certificate, Officer
from huizhi.kit.access import access
from huizhi.kit.lists import Column, DayFilter, FlagFilter, ListScreen, Order, TextFilter
from huizhi.lib import clock
from huizhi.lib.calendar import legal_day

SEE = "organisations.view_officers"
SOON = timedelta(days=60)


def _officers(viewer: Viewer) -> QuerySet[Officer]:
    return Officer.objects.filter(until=None).select_related("organ")


def _certificates(viewer: Viewer) -> QuerySet[Certificate]:
    return Certificate.objects.filter(withdrawn_on=None).select_related("officer", "officer__organ")


def _soon(rows: QuerySet[Certificate], said: str) -> QuerySet[Certificate]:
    return rows.filter(expires_on__lte=legal_day(clock.now()) + SOON)


def _urgency(one: Certificate) -> str:
    left = one.expires_on - legal_day(clock.now())
    if left < timedelta(0):
        return "danger"
    return "due" if left <= SOON else "done"


_OFFICERS = ListScreen(
    key="organisations.officers",
    title=_("执法人员"),
    source=_officers,
    columns=(
        Column("number", _("人员编号"), code=True),
        Column("name", _("姓名")),
        Column(
            "organ__name", _("机构"), value=lambda o: o.organ.name, link=lambda o: reverse("organ", args=[o.organ.scope_code])
        ),
        Column("phone", _("联系电话")),
        Column("since", _("到任日期"), day=True),
    ),
    orders=(Order("organ", _("按机构"), ("scope_code", "number", "id")),),
    filters=(
        TextFilter("name", _("姓名"), fields=("name",)),
        TextFilter("number", _("人员编号"), fields=("number",)),
        TextFilter("organ", _("机构码"), fields=("scope_code",)),
    ),
    nothing=_("您的管辖范围内还没有登记执法人员"),
)
_CERTIFICATES = ListScreen(
    key="organisations.certificates",
    title=_("执法证"),
    source=_certificates,
    columns=(
        Column("number", _("证件号码"), code=True),
        Column("kind", _("证件种类")),
        Column("officer__name", _("姓名"), value=lambda c: c.officer.name),
        Column("officer__number", _("人员编号"), value=lambda c: c.officer.number, code=True),
        Column("officer__organ__name", _("机构"), value=lambda c: c.officer.organ.name),
        Column("expires_on", _("有效期至"), badge=_urgency),
        Column("issued_on", _("发证日期"), day=True),
    ),
    orders=(Order("expiry", _("先到期的在前"), ("expires_on", "id")),),
    filters=(
        FlagFilter("expiring", _("60日内到期或已过期"), narrow=_soon),
        DayFilter("expires", _("有效期至"), field="expires_on"),
        TextFilter("number", _("证件号码"), fields=("number",)),
        TextFilter("organ", _("机构码"), fields=("scope_code",)),
    ),
    nothing=_("没有符合条件的执法证"),
)


@access(capability=SEE)
def officers(request: HttpRequest) -> HttpResponseBase:
    """The officers of this scope."""
    return _OFFICERS.view(request)


@access(capability=SEE)
def certificates(request: HttpRequest) -> HttpResponseBase:
    """The certificates of this scope, the earliest to expire first."""
    return _CERTIFICATES.view(request)
