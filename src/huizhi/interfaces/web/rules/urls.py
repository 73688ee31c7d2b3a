"""Addresses of the rulebook's screens."""

from django.urls import path

from huizhi.interfaces.web.rules import lists, public, views

urlpatterns = [
    path("officer/rules/", lists.rules, name="rules"),
    path("officer/rules/rule/<str:key>/", views.rule, name="rule"),
    path("officer/rules/instruments/", lists.instruments, name="instruments"),
    path("officer/rules/instruments/<str:key>/", views.instrument, name="instrument"),
    path("officer/rules/switches/", views.switches, name="switches"),
    path("officer/rules/parameters/", lists.parameters, name="parameters"),
    path("officer/rules/parameters/<str:key>/", views.parameter, name="parameter"),
    path("officer/rules/parameters/<str:key>/confirm/", views.confirm_edit, name="confirm_edit"),
    path("officer/rules/holidays/", views.holidays, name="holidays"),
    path("rules/", lists.public_instruments, name="public_instruments"),
    path("rules/instruments/<str:key>/", public.instrument, name="public_instrument"),
    path("rules/switches/", public.switches, name="public_switches"),
]
