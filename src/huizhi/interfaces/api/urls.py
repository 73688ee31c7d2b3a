"""Addresses below /api/."""

from django.urls import path

from huizhi.interfaces.api import views
from huizhi.interfaces.api.mounting import addresses

urlpatterns = [
    path("", views.reference, name="api_reference"),
    path("v1/openapi.json", views.openapi, name="openapi"),
    path("v1/", (addresses(views.API), "api", "api")),
]
