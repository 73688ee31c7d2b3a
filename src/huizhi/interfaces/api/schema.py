"""The API's description (OpenAPI 3.1), with who may call each operation and how each refusal looks."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from huizhi.kernel.access import services as access_services
from huizhi.kit.access import Declaration, declaration_of

_WAYS = "错误一律以 application/problem+json 答复，code 稳定不变。列表以 cursor 翻页。POST 可带 Idempotency-Key。"
_PROBLEM = {
    "type": "object",
    "required": ["type", "code", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "code": {"type": "string", "description": "稳定的错误代码"},
        "title": {"type": "string", "description": "发生了什么"},
        "status": {"type": "integer"},
        "rule": {"type": "string", "description": "依据哪条规则"},
        "remedy": {"type": "string", "description": "怎么办"},
        "request": {"type": "string", "description": "请求编号"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
_ANSWER = {
    "description": "未能办理（RFC 9457）",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def described(api: NinjaAPI) -> dict[str, Any]:
    """The whole description, the same for the same code."""
    schema: dict[str, Any] = dict(OpenAPISchema(api=api, path_prefix="/api/v1/"))
    schema["info"]["description"] = (
        "错误一律以 application/problem+json 答复，code 稳定不变。列表以 cursor 翻页。POST 可带 Idempotency-Key。"
    )
    parts = schema.setdefault("components", {})
    parts.setdefault("schemas", {})["Problem"] = _PROBLEM
    parts["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "协同部门的接口密钥"},
        "signed_in": {"type": "apiKey", "in": "cookie", "name": "huizhi_sign_in", "description": "网页登录"},
    }
    declared = _declarations(api)
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            declaration = declared[(path, method)]
            operation["x-access"] = _who(declaration)
            operation["security"] = [] if declaration.public else [{"key": []}, {"signed_in": []}]
            operation["responses"]["default"] = _ANSWER
    return schema


def _declarations(api: NinjaAPI) -> dict[tuple[str, str], Declaration]:
    """What each operation declares, by path and method."""
    found: dict[tuple[str, str], Declaration] = {}
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                declaration = declaration_of(operation.view_func)
                if declaration is None:
                    raise UndeclaredOperation(f"{prefix}{path}")
                whole = "/" + "/".join(part.strip("/") for part in ("api/v1", prefix, path) if part.strip("/"))
                for method in operation.methods:
                    found[(_like_openapi(whole, path), method.lower())] = declaration
    return found


class UndeclaredOperation(Exception):
    """An operation does not say who may call it."""


def _like_openapi(whole: str, path: str) -> str:
    """Path parameters without their converters, and a slash at the end where the operation has one."""
    plain = "/".join(f"{{{p[1:-1].split(':')[-1]}}}" if p.startswith("{") else p for p in whole.split("/"))
    return f"{plain}/" if path.endswith("/") and not plain.endswith("/") else plain


def _who(declaration: Declaration) -> str:
    if declaration.capability:
        return f"{declaration.capability} {access_services.label_of(declaration.capability)}"
    return "public" if declaration.public else "enterprise" if declaration.enterprise else "signed_in"
