"""What every page shows around its content."""

from typing import Any

from django.http import HttpRequest

from huizhi.kernel.access.types import PUBLIC_VIEWER
from huizhi.kit.requests import request_id


def shell(request: HttpRequest) -> dict[str, Any]:
    """The viewer for the header, and the request's id for error pages."""
    return {"viewer": getattr(request, "viewer", PUBLIC_VIEWER), "request_id": request_id.get()}
