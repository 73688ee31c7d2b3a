"""Addresses of organs, divisions, officers and powers."""

from django.urls import path

from huizhi.interfaces.web.organisations import importing, officers, views

urlpatterns = [
    path("organs/", views.public_organs, name="public_organs"),
    path("organs/<str:scope_code>/", views.public_organ, name="public_organ"),
    path("officer/organisations/", views.tree, name="organisations"),
    path("officer/organisations/import/", importing.upload, name="import_organisations"),
    path("officer/organisations/import/load/", importing.load, name="load_organisations"),
    path("officer/organisations/import/template/<str:kind>/", importing.template, name="organisations_template"),
    path("officer/organisations/<str:scope_code>/", views.organ, name="organ"),
    path("officer/divisions/", views.divisions, name="divisions"),
    path("officer/powers/", views.powers, name="powers"),
    path("officer/officers/", officers.officers, name="officers"),
    path("officer/certificates/", officers.certificates, name="certificates"),
]
