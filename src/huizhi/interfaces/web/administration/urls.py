"""Addresses of the administration of access."""

from django.urls import path

from huizhi.interfaces.web.administration import lists
from huizhi.interfaces.web.administration.views import accounts, grants, keys, sealed

urlpatterns = [
    path("officer/admin/accounts/", lists.accounts, name="accounts"),
    path("officer/admin/accounts/new/", accounts.new_account, name="new_account"),
    path("officer/admin/accounts/<uuid:uuid>/", accounts.account, name="account"),
    path("officer/admin/accounts/<uuid:uuid>/give-role/", accounts.give_role, name="give_role"),
    path("officer/admin/accounts/<uuid:uuid>/take-role/", accounts.take_role, name="take_role"),
    path("officer/admin/accounts/<uuid:uuid>/disable/", accounts.disable_account, name="disable_account"),
    path("officer/admin/accounts/<uuid:uuid>/enable/", accounts.enable_account, name="enable_account"),
    path("officer/admin/accounts/<uuid:uuid>/unlock/", accounts.unlock_account, name="unlock_account"),
    path("officer/admin/accounts/<uuid:uuid>/reset-password/", accounts.reset_password, name="reset_password"),
    path("officer/admin/accounts/<uuid:uuid>/reset-second-factor/", accounts.reset_second_factor, name="reset_second_factor"),
    path("officer/admin/grants/", lists.grants, name="grants"),
    path("officer/admin/grants/new/", grants.new_grant, name="new_grant"),
    path("officer/admin/grants/<uuid:uuid>/", grants.grant, name="grant"),
    path("officer/admin/grants/<uuid:uuid>/revoke/", grants.revoke_grant, name="revoke_grant"),
    path("officer/admin/keys/", lists.api_keys, name="api_keys"),
    path("officer/admin/keys/new/", keys.new_api_key, name="new_api_key"),
    path("officer/admin/keys/<uuid:uuid>/", keys.api_key, name="api_key"),
    path("officer/admin/keys/<uuid:uuid>/rotate/", keys.rotate_api_key, name="rotate_api_key"),
    path("officer/admin/keys/<uuid:uuid>/revoke/", keys.revoke_api_key, name="revoke_api_key"),
    path("officer/admin/openings/", lists.openings, name="openings"),
    path("officer/admin/openings/ask/", sealed.ask_opening, name="ask_opening"),
    path("officer/admin/openings/<uuid:uuid>/", sealed.opening, name="opening"),
    path("officer/admin/openings/<uuid:uuid>/decide/", sealed.decide_opening, name="decide_opening"),
    path("officer/admin/openings/<uuid:uuid>/open/", sealed.open_sealed, name="open_sealed"),
    path("officer/admin/readings/", lists.readings, name="readings"),
    path("officer/admin/access-matrix/", sealed.access_matrix, name="access_matrix"),
]
