"""The sheet's address, where there is a sheet."""

from django.conf import settings
from django.urls import path

from huizhi.interfaces.web.design import views

urlpatterns = [path("design/", views.sheet, name="design")] if settings.COMPONENT_SHEET else []
