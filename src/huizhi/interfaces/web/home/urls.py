"""Addresses of the homes, the search and the language switch."""

from django.urls import path

from huizhi.interfaces.web.home import views

urlpatterns = [
    path("", views.public_home, name="public_home"),
    path("business/", views.business_home, name="business_home"),
    path("officer/", views.officer_home, name="officer_home"),
    path("search", views.search, name="search"),
    path("i18n/setlang/", views.set_language, name="set_language"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
