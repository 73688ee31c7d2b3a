"""The rulebook's pages for officers: each at most one act."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huizhi.interfaces.web.rules import showing, speaking
from huizhi.interfaces.web.rules.forms import Confirm, EditParameter, EnterHolidays
from huizhi.kernel.rulebook import models, queries, services
from huizhi.kernel.rulebook.types import Confidence, Shape
from huizhi.kit.access import access, viewer_of
from huizhi.kit.errors import NotFound
from huizhi.kit.forms import Form, done, form_from
from huizhi.lib import clock
from huizhi.lib.calendar import YearDaysContradictory
from huizhi.lib.refusal import Refusal

VIEW, EDIT, CONFIRM, HOLIDAYS = (
    "rulebook.view_rules",
    "rulebook.edit_parameter",
    "rulebook.confirm_value",
    "rulebook.load_holiday_notice",
)


def refused(form: Form, refusal: Refusal) -> int:
    """Say on the form what was refused and what to do; the status of the answer."""
    words = [refusal.what, _(refusal.remedy) if refusal.remedy else "", refusal.code]
    form.add_error(None, " · ".join(word for word in words if word))
    return refusal.status


# --- rules -----------------------------------------------------------------------------------------------------------


@access(capability=VIEW)
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """One rule: all its values on a time line, each with its source; who may confirms one of them."""
    found = queries.rule(key)
    form = form_from(Confirm, request, initial={"subject": request.GET.get("confirm", "")})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_value(
                rule=key,
                digest=form.cleaned_data["subject"],
                ground=form.cleaned_data["ground"],
                by=viewer_of(request),
                at=clock.now(),
            )
            return done(request, form, reverse("rule", args=[key]), _("已确认，此后期限可据此计算"))
        except Refusal as refusal:
            status = refused(form, refusal)
    lines = showing.value_lines(key, found, showing.today())
    chosen = next((line for line in lines if line.digest == form["subject"].value()), None)
    context = {
        "key": key,
        "rule": found,
        "name": speaking.name(found),
        "room": dict(speaking.ROOMS).get(key.partition(".")[0], key.partition(".")[0]),
        "lines": lines,
        "current": next((line for line in lines if line.current), None),
        "superseded": _superseded(key),
        "obstacles": queries.obstacles([key], showing.today()),
        "own": queries.provincial(found.parameter, showing.today()) if found.parameter else None,
        "place": queries.book().places[f"rules.{key}"],
        "form": form,
        "chosen": chosen if chosen is not None and chosen.confirmed is None else None,
        "may_confirm": viewer_of(request).can(CONFIRM),
        "crumbs": [(_("法规规则"), reverse("rules")), (speaking.name(found), "")],
    }
    return render(request, "rules/rule.html", context, status=status)


def _superseded(key: str) -> list[tuple[str, str]]:
    """The instruments of today's value that another one has replaced."""
    try:
        found = queries.in_force(key, showing.today())
    except queries.NothingInForce:
        return []
    held = queries.book().instruments
    return [(speaking.name(held[k]), reverse("instrument", args=[k])) for k in found.superseded]


# --- instruments and switches ----------------------------------------------------------------------------------------


@access(capability=VIEW)
@require_GET
def instrument(request: HttpRequest, key: str) -> HttpResponse:
    """One instrument: its dates and neighbours, and everything that rests on it."""
    return render(request, "rules/instrument.html", showing.instrument_page(key, "instrument", "instruments", linked=True))


@access(capability=VIEW)
@require_GET
def switches(request: HttpRequest) -> HttpResponse:
    """Which law applied on a day, topic by topic."""
    return render(
        request, "rules/switches.html", showing.switches_page(request.GET.get("day", ""), "instrument", "kit/officer.html")
    )


# --- parameters ------------------------------------------------------------------------------------------------------


def _parameter(key: str) -> models.Parameter:
    found = queries.parameters().filter(key=key).first()
    if found is None:
        raise NotFound(_("没有这个省级参数"), remedy=_("请从参数列表中选择"))
    return found


@access(capability=VIEW)
@require_http_methods(["GET", "POST"])
def parameter(request: HttpRequest, key: str) -> HttpResponse:
    """One parameter: its value, its trail, and the form for whoever may edit it."""
    found = _parameter(key)
    form = _edit_form(request, found)
    status = 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.edit_parameter(
                key=key,
                value=given["value"],
                effective_on=given["effective_on"],
                basis=given["basis"],
                reason=given["reason"],
                seen=given["seen"],
                by=viewer_of(request),
                at=clock.now(),
            )
            return done(request, form, reverse("parameter", args=[key]), _("修改已记入，须由另一人确认后生效"))
        except Refusal as refusal:
            status = refused(form, refusal)
    return _parameter_page(request, found, form, status=status)


def _edit_form(request: HttpRequest, found: models.Parameter) -> EditParameter:
    trail = queries.trail(found.key)
    last = trail[0][0] if trail else None
    initial = {"value": services.to_text(last.value) if last else "", "seen": last.n if last else 0}
    return form_from(EditParameter, request, shape=Shape(found.shape), unit=found.unit, prefix=None, initial=initial)


def _parameter_page(
    request: HttpRequest, found: models.Parameter, form: EditParameter, *, confirm: Confirm | None = None, status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    waiting = [line for line in showing.edit_lines(found, showing.today()) if line.confirmation is None]
    resting = [(k, speaking.name(r)) for k, r in queries.book().rules.items() if r.parameter == found.key]
    context = {
        "parameter": found,
        "name": speaking.name(found),
        "shape": speaking.SHAPES[Shape(found.shape)],
        "lines": showing.edit_lines(found, showing.today()),
        "form": form,
        "confirm": confirm or Confirm(initial={"subject": str(waiting[0].edit.n) if waiting else ""}),
        "waiting": waiting[0] if waiting else None,
        "resting": resting,
        "may_edit": viewer.can(EDIT),
        "may_confirm": viewer.can(CONFIRM),
        "is_own": bool(waiting) and str(waiting[0].edit.by_account) == viewer.account_uuid,
        "crumbs": [(_("省级参数"), reverse("parameters")), (speaking.name(found), "")],
    }
    return render(request, "rules/parameter.html", context, status=status)


@access(capability=CONFIRM)
@require_POST
def confirm_edit(request: HttpRequest, key: str) -> HttpResponse:
    """The second person confirms an edit; from then on it applies."""
    found = _parameter(key)
    form = Confirm(request.POST)
    number = form.data.get("subject", "")
    status = 422
    if form.is_valid() and number.isdigit():
        try:
            services.confirm_edit(
                key=key, n=int(number[:9]), ground=form.cleaned_data["ground"], by=viewer_of(request), at=clock.now()
            )
            return done(request, form, reverse("parameter", args=[key]), _("修改已确认，自施行日期起适用"))
        except Refusal as refusal:
            status = refused(form, refusal)
    edit = EditParameter(shape=Shape(found.shape), unit=found.unit, initial={"seen": found.edits.count()})
    return _parameter_page(request, found, edit, confirm=form, status=status)


# --- holidays --------------------------------------------------------------------------------------------------------


@access(capability=VIEW)
@require_http_methods(["GET", "POST"])
def holidays(request: HttpRequest) -> HttpResponse:
    """The years whose holidays have been published, and the form to enter the next."""
    form = form_from(EnterHolidays, request)
    status = 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        off, worked = given["days"]
        try:
            services.load_holiday_notice(
                year=given["year"],
                days_off=off,
                days_worked=worked,
                document_number=given["document_number"],
                source=given["source"],
                confidence=Confidence(given["confidence"]),
                seen=queries.holidays_held(given["year"]),
                by=viewer_of(request),
                at=clock.now(),
            )
            return done(request, form, reverse("holidays"), _("已录入，相关期限将按新日历重算"))
        except YearDaysContradictory as refusal:
            form.add_error("days", refusal.what)
            status = refusal.status
        except Refusal as refusal:
            status = refused(form, refusal)
    calendar = queries.calendar()
    context = {
        "notices": queries.holiday_notices(),
        "provisional": calendar.provisional[:3],
        "form": form,
        "may_load": viewer_of(request).can(HOLIDAYS),
    }
    return render(request, "rules/holidays.html", context, status=status)
