"""Addresses of evidence."""

from django.urls import path

from huizhi.interfaces.web.evidence import views

urlpatterns = [
    path("officer/evidence/", views.items, name="evidence"),
    path("officer/evidence/receive/", views.receive, name="receive_evidence"),
    path("officer/evidence/<uuid:uuid>/", views.item, name="evidence_item"),
    path("officer/evidence/<uuid:uuid>/copy/", views.copy, name="copy_evidence"),
    path("officer/evidence/<uuid:uuid>/seal/", views.seal, name="seal_evidence"),
]
