"""HQ described as OpenAPI at `/schema`: what the framework finds, with bodies and refusals."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin

from sync.wire import messages as m
from sync.wire import order_messages as o
from sync.wire.limits import BATCH_FACTS, CODE_LENGTH

BODIES: dict[str, type[m.Message]] = {
    "/v1/enrol": m.EnrolRequest,
    "/v1/readmit": m.ReadmitRequest,
    "/v1/token": m.TokenRequest,
    "/v1/rotate": m.RotateRequest,
    "/v1/journal": m.PushRequest,
    "/v1/orders": o.PlaceRequest,
    "/v1/orders/{order_id}/moves": o.MoveRequest,
    "/v1/orders/{order_id}/pay": o.PayRequest,
    "/v1/payments/{store_id}": o.PaymentNotice,
    "/v1/channels/{name}/{store_id}": o.ChannelForm,
}
FORMS = ("/v1/channels/{name}/{store_id}",)
"""Where a body is a form."""
ANSWERS: dict[str, type[m.Message]] = {
    "/v1/enrol": m.EnrolAnswer,
    "/v1/readmit": m.EnrolAnswer,
    "/v1/token": m.TokenAnswer,
    "/v1/journal": m.PushAnswer,
    "/v1/orders": o.OrderAnswer,
    "/v1/orders/{order_id}/moves": o.OrderAnswer,
    "/v1/orders/{order_id}/pay": o.PayAnswer,
    "/v1/channels/{name}/{store_id}": o.ChannelAnswer,
}
PULLED: dict[str, type[m.Message]] = {
    "/v1/head": m.HeadAnswer,
    "/v1/changes": m.ChangesAnswer,
    "/v1/snapshot": m.SnapshotAnswer,
    "/v1/chains": m.ChainsAnswer,
    "/v1/journal": m.ChainAnswer,
    "/v1/digest": m.DigestAnswer,
    "/v1/bell": o.BellAnswer,
    "/v1/orders/{order_id}": o.OrderAnswer,
}
OPEN = (
    "/v1/enrol",
    "/v1/readmit",
    "/v1/token",
    "/v1/orders",
    "/v1/orders/{order_id}",
    "/v1/orders/{order_id}/moves",
    "/v1/orders/{order_id}/pay",
    "/v1/payments/{store_id}",
    "/v1/channels/{name}/{store_id}",
)
"""Called without a token."""
REFUSALS = {
    400: "The request cannot be understood",
    401: "The token or the signature does not hold",
    403: "The code does not hold, or the till was revoked",
    404: "There is no such thing for this till",
    408: "The body did not arrive in time",
    409: "The batch does not follow what is held (gap) or contradicts it (fork); epoch_taken",
    410: "The cursor is too old: take a snapshot",
    413: "The body is too large",
    415: "The body's encoding is not understood",
    429: "Too many requests: wait for Retry-After seconds",
    503: "Busy: wait for Retry-After seconds",
}
_REF = "#/components/schemas/{name}"


class Described(JsonRenderPlugin):
    """The framework's description, completed from the wire's own Structs."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return self.render_json(request, described(openapi_schema))


def described(found: dict[str, Any]) -> dict[str, Any]:
    """The document with request bodies, exact answers, refusals and the token's scheme."""
    paths = {path: dict(item) for path, item in found["paths"].items()}
    for path, item in paths.items():
        if not path.startswith("/v1/"):
            continue
        for method in ("get", "post"):
            if method in item:
                item[method] = _operation(path, method, item[method])
    components = dict(found.get("components", {}))
    components["schemas"] = components.get("schemas", {}) | _schemas()
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    return {**found, "paths": paths, "components": components}


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    good = ANSWERS.get(path) if method == "post" else PULLED.get(path)
    responses: dict[str, Any] = {
        str(status): {"description": text, "content": _json(m.Problem)}
        for status, text in REFUSALS.items()
    }
    if good is None:
        responses["204"] = {"description": "Done"}
    else:
        responses["200"] = {"description": "Done", "content": _json(good)}
    done = {**operation, "responses": responses}
    if method == "post":
        content = _json(BODIES[path])
        if path in FORMS:
            content = {"application/x-www-form-urlencoded": content["application/json"]}
        done["requestBody"] = {"required": True, "content": content}
    if path not in OPEN:
        done["security"] = [{"token": []}]
    return done


def _json(kind: type[m.Message]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REF.format(name=kind.__name__)}}}


def _schemas() -> dict[str, Any]:
    kinds = [*BODIES.values(), *ANSWERS.values(), *PULLED.values(), m.Problem]
    _, schemas = msgspec.json.schema_components(kinds, ref_template=_REF)
    digits = {"type": "string", "pattern": "^[0-9a-fA-F]{64}$"}
    schemas["PushRequest"]["properties"] |= {
        "prev_hash": digits,
        "facts": {"type": "array", "items": {}, "minItems": 1, "maxItems": BATCH_FACTS},
        "from_seq": {"type": "integer", "minimum": 1},
    }
    schemas["EnrolRequest"]["properties"]["code"] |= {"maxLength": CODE_LENGTH * 2}
    schemas["EnrolRequest"]["properties"]["public_key"] = digits
    schemas["ReadmitRequest"]["properties"]["public_key"] = digits
    schemas["RotateRequest"]["properties"]["public_key"] = digits
    return schemas
