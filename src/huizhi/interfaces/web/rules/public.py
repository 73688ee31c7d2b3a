"""The law for everybody: read only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from huizhi.interfaces.web.rules import showing
from huizhi.kit.access import access


@access(public=True)
@require_GET
def instrument(request: HttpRequest, key: str) -> HttpResponse:
    """One instrument and what rests on it."""
    context = showing.instrument_page(key, "public_instrument", "public_instruments", linked=False)
    return render(request, "rules/instrument.html", context)


@access(public=True)
@require_GET
def switches(request: HttpRequest) -> HttpResponse:
    """Which law applied on a day."""
    return render(
        request, "rules/switches.html", showing.switches_page(request.GET.get("day", ""), "public_instrument", "kit/public.html")
    )
