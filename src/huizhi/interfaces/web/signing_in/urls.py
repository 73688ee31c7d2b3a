"""Addresses of signing in and of one's own account."""

from django.urls import path

from huizhi.interfaces.web.signing_in import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.sign_in_code, name="sign_in_code"),
    path("sign-in/done/", views.sign_in_done, name="sign_in_done"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("account/", views.own_account, name="own_account"),
    path("account/password/", views.own_password, name="own_password"),
    path("account/second-factor/", views.own_second_factor, name="own_second_factor"),
    path("account/sign-ins/<int:sign_in_id>/end/", views.end_own_sign_in, name="end_own_sign_in"),
]
