"""Every address of the house: each room brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from huizhi.interfaces.web.rooms import modules

urlpatterns: list[URLPattern | URLResolver] = [path("", include(module)) for module in modules("urls")]
