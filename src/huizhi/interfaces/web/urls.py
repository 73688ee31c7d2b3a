"""Every address of the house: each room brings its own."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []

for config in apps.get_app_configs():
    module = f"{config.name}.urls"
    if config.name.startswith("huizhi.") and config.name != "huizhi.interfaces.web" and find_spec(module) is not None:
        urlpatterns.append(path("", include(import_module(module))))
