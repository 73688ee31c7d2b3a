"""Address of the operator's page."""

from django.urls import path

from huizhi.interfaces.web.operate import views

urlpatterns = [path("operate/", views.page, name="operate")]
