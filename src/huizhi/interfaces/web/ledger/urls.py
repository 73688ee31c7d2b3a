"""Addresses of the ledger's public page."""

from django.urls import path

from huizhi.interfaces.web.ledger import views

urlpatterns = [
    path("ledger/", views.page, name="ledger"),
    path("ledger/checkpoint", views.checkpoint, name="ledger_checkpoint"),
    path("ledger/keys", views.keys, name="ledger_keys"),
    path("ledger/inclusion/<int:position>", views.inclusion, name="ledger_inclusion"),
    path("ledger/consistency/<int:old>", views.consistency, name="ledger_consistency"),
]
