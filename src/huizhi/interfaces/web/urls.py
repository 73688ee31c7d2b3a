"""Every address of the house: each room brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from huizhi.interfaces.api import urls as api
from huizhi.interfaces.web.rooms import modules
from huizhi.kit import errors

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include(api)),
    *(path("", include(module)) for module in modules("urls")),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error
