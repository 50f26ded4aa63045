"""HQ says of itself what it takes and gives; schemathesis holds it to that with wild requests."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sync.hq.api.schema import ANSWERS, BODIES, PULLED
from sync.hq.store import tables as t
from sync.wire import messages as m
from tests.support.hq import RunningHq, line, sale
from tests.support.storefront import open_store

CALLS = 60
"""Wild requests for each operation."""


@pytest.fixture
def document(hq: RunningHq) -> dict[str, Any]:
    answer = requests.get(f"{hq.url}/schema/openapi.json", timeout=10)
    assert answer.status_code == 200
    return dict(answer.json())


def test_every_call_is_described_with_its_body_and_its_refusals(document: dict[str, Any]) -> None:
    calls = {p: item for p, item in document["paths"].items() if p.startswith("/v1/")}
    assert set(calls) == set(BODIES) | set(ANSWERS) | set(PULLED)
    schemas = document["components"]["schemas"]
    for path, item in calls.items():
        for method, operation in item.items():
            assert {"400", "401", "413", "429", "503"} <= set(operation["responses"]), path
            assert ("requestBody" in operation) is (method == "post"), path
    assert set(schemas["PushRequest"]["required"]) >= {"device", "epoch", "from_seq", "facts"}
    assert set(schemas["Problem"]["properties"]) == set(m.Problem.__struct_fields__)
    for ref in _refs(document):
        assert ref.removeprefix("#/components/schemas/") in schemas


def _refs(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [ref for value in node.values() for ref in _refs(value)]
    return [ref for value in node for ref in _refs(value)] if isinstance(node, list) else []


def test_the_schema_is_found_at_its_address(hq: RunningHq, document: dict[str, Any]) -> None:
    assert requests.get(f"{hq.url}/schema", timeout=10).json() == document


@pytest.mark.slow
def test_wild_requests_are_answered_as_described(hq: RunningHq, document: dict[str, Any]) -> None:
    till = open_store(hq)  # its feed has gone on, so that no bell is waited at
    till.record(sale(1, [line(1, "a")]))
    till.push(first=5)
    before = {table.name: hq.rows(table) for table in (t.fact, t.enrol_code, t.feed)}
    schema = schemathesis.openapi.from_dict(document)
    checks = [
        not_a_server_error, status_code_conformance, content_type_conformance,
        response_schema_conformance,
    ]  # fmt: skip
    called, statuses = [], Counter[int]()
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=CALLS, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @_given(operation)
        def call(case: Any) -> None:  # noqa: ANN401 - schemathesis' own case
            response = case.call(base_url=hq.url, session=till.session, timeout=20)
            statuses[response.status_code] += 1
            case.validate_response(response, checks=checks)

        call()
        called.append(operation.label)
    assert len(called) >= 12
    assert statuses[200] and statuses[400], statuses
    assert statuses.total() > 20 * len(called)
    assert before == {table.name: hq.rows(table) for table in (t.fact, t.enrol_code, t.feed)}
    assert msgspec.json.encode(till.get("/v1/head", m.HeadAnswer))


def _given(operation: Any) -> Any:  # noqa: ANN401 - schemathesis' own operation
    from hypothesis import given

    return given(case=operation.as_strategy())
