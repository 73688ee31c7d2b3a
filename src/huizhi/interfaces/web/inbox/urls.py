"""Addresses of the inbox."""

from django.urls import path

from huizhi.interfaces.web.inbox import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all, name="read_all_messages"),
    path("inbox/reach/", views.reach, name="inbox_reach"),
    path("inbox/reach/trial/", views.trial, name="inbox_trial"),
    path("inbox/<uuid:uuid>/", views.message, name="inbox_message"),
]
