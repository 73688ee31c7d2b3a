"""The API's router: every operation declares its access, as every view does, and runs behind the same guard."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router as NinjaRouter
from ninja.operation import Operation

from huizhi.kit.access import Declaration, declaration_of, guard


class GuardedOperation(Operation):
    """An operation whose answer is made and written out inside the viewer's scope."""

    def run(self, request: HttpRequest, **kw: Any) -> HttpResponseBase:
        """Run behind the guard. A refusal that the API answers has a status of 400 or more, and so is rolled back."""
        request.is_operation = True  # type: ignore[attr-defined]
        act = super().run
        return guard(cast("Declaration", declaration_of(self.view_func)), request, lambda: act(request, **kw))


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
        limit: str = "",
        **options: Any,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register an operation with its access declaration."""
        declaration = Declaration(public=public, signed_in=signed_in, enterprise=enterprise, capability=capability, limit=limit)

        def register(act: Callable[..., Any]) -> Callable[..., Any]:
            act.access = declaration  # type: ignore[attr-defined]
            act._ninja_contribute_to_operation = [_behind_the_guard]  # type: ignore[attr-defined]
            return self.api_operation([method], path, **options)(act)

        return register


def _behind_the_guard(operation: Operation) -> None:
    operation.__class__ = GuardedOperation
