"""Limits of a view or an operation: `@access(public=True, limit="search")`; the figures stand in access/parameters.yaml.

Strangers are counted by their address (as a keyed digest that changes every day), enterprises by their account, partner
departments by the daily quota of their key. Officers and operators at work are not counted.
"""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

from huizhi.kernel.access import services as access_services
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.lib import clock


def take(limit: str, request: HttpRequest, viewer: Viewer) -> None:
    """Count this request, or refuse it with the time to wait."""
    if viewer.kind is Kind.PUBLIC:
        at = clock.now()
        access_services.take(limit, access_services.anonymous(address_of(request), at=at), at=at)
    elif viewer.kind is Kind.ENTERPRISE:
        access_services.take(limit, viewer.account_uuid, at=clock.now())


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: the last address that none of our own proxies added."""
    said = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    chain = [*said, request.META.get("REMOTE_ADDR", "")]
    found = ""
    for address in reversed(chain):
        if not _is_address(address):
            break
        found = address
        if not _is_ours(address):
            break
    return found


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_ours(address: str) -> bool:
    return any(ip_address(address) in ip_network(network) for network in settings.PROXIES)
