"""The API's router: every operation declares its access, as every view does."""

from collections.abc import Callable
from typing import Any

from ninja import Router as NinjaRouter

from huizhi.kit.access import access


class Router(NinjaRouter):
    """A ninja router whose operations need `public=True`, `signed_in=True`, `enterprise=True` or `capability=…`."""

    def operation(
        self,
        method: str,
        path: str,
        *,
        public: bool = False,
        signed_in: bool = False,
        enterprise: bool = False,
        capability: str = "",
        **options: Any,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register an operation with its access declaration."""

        def register(act: Callable[..., Any]) -> Callable[..., Any]:
            guarded = access(public=public, signed_in=signed_in, enterprise=enterprise, capability=capability)(act)
            return self.api_operation([method], path, **options)(guarded)

        return register
