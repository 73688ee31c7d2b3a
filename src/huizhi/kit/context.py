"""What every page shows around its content."""

from typing import Any

from django.http import HttpRequest

from huizhi.kernel.access.types import PUBLIC_VIEWER


def shell(request: HttpRequest) -> dict[str, Any]:
    """The viewer, for the header."""
    return {"viewer": getattr(request, "viewer", PUBLIC_VIEWER)}
