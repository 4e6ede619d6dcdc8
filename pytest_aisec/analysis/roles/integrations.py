"""What APIs hand requests to without a function between: topics, streams, buses, buckets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from pytest_aisec.analysis.roles.buses import DEFAULT, rules_on, rules_on_named
from pytest_aisec.analysis.roles.handing import Relay
from pytest_aisec.analysis.roles.written import called, leaves, referred
from pytest_aisec.aws import apigateway, apigatewayv2, events, kinesis, s3, sns
from pytest_aisec.aws.openapi_documents import BODY, INTEGRATION
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import Path, companion, every
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located

Api = apigateway.RestApi | apigatewayv2.Api

_DOCUMENTED = {dialect: body / f"paths.*.*.{INTEGRATION}" for dialect, body in BODY.items()}
_OF_REST: dict[Dialect, Path] = {
    Dialect.TERRAFORM: every(
        companion("aws_api_gateway_integration", by="rest_api_id"), _DOCUMENTED[Dialect.TERRAFORM]
    ),
    Dialect.CLOUDFORMATION: every(
        companion("AWS::ApiGateway::Method", by="RestApiId") / "Integration", _DOCUMENTED[Dialect.CLOUDFORMATION]
    ),
    Dialect.LIVE: every(
        companion("apigateway:PathMethods", by="restApiId") / "resourceMethods.*.methodIntegration",
    ),
}
_OF_HTTP: dict[Dialect, Path] = {
    Dialect.TERRAFORM: every(companion("aws_apigatewayv2_integration", by="api_id"), _DOCUMENTED[Dialect.TERRAFORM]),
    Dialect.CLOUDFORMATION: every(
        companion("AWS::ApiGatewayV2::Integration", by="ApiId"), _DOCUMENTED[Dialect.CLOUDFORMATION]
    ),
    Dialect.LIVE: every(companion("AWS::ApiGatewayV2::Integration", by="ApiId")),
}

_SERVICE = Regex(r"arn:[^:]*:apigateway:[^:]*:(?:[^:]*\.)?(sns|kinesis|events|s3):")
_SUBTYPES = {"EventBridge": "events", "Kinesis": "kinesis"}
"""Integrations of services, of REST APIs by their address and of HTTP APIs by their kind.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
"""

_TOPIC = Regex(r"arn:[^:]*:sns:[^:]*:[^:]*:[\w-]+(?:\.fifo)?")
_STREAM = Regex(r'"StreamName"\s*:\s*"([\w.-]+)"|(arn:[^:]*:kinesis:[^:]*:[^:]*:stream/[\w.-]+)')
_BUCKET = Regex(r"arn:[^:]*:apigateway:[^:]*:(?:[^:]*\.)?s3:path/([^/?{}]+)")
_READING = frozenset({"GET", "HEAD", "DELETE", "OPTIONS"})


def handed_by(api: Api, inventory: Inventory) -> Iterator[Relay]:
    """What an API sends messages, records or events to itself, or writes objects into."""
    path = (_OF_REST if isinstance(api, apigateway.RestApi) else _OF_HTTP)[api.dialect]
    for each in items_of(path.locate(api)):
        match _service(each):
            case "sns":
                yield from _topics(api, each, inventory)
            case "kinesis":
                yield from _streams(api, each, inventory)
            case "events":
                yield from _rules(api, each, inventory)
            case "s3" if _said(each, "httpMethod", "integration_http_method", "IntegrationHttpMethod") not in _READING:
                yield from _buckets(api, each, inventory)


def _service(integration: Located) -> str:
    found = _SERVICE.match(known_parts(_entry(integration, "uri")))
    if found is not None:
        return found[1]
    return _SUBTYPES.get(_said(integration, "integration_subtype", "IntegrationSubtype").partition("-")[0], "")


def _entry(integration: Located, *names: str) -> Located:
    """The first of several entries that is stated."""
    found = [step_into(integration, name.split(".")) for name in names]
    return next((each for each in found if each.value is not None), found[0])


def _said(integration: Located, *names: str) -> str:
    return known_parts(_entry(integration, *names))


def _topics(api: Api, integration: Located, inventory: Inventory) -> Iterator[sns.Topic]:
    for leaf in leaves(integration):
        found = list(referred(api, leaf, (sns.Topic,)))
        for arn in _TOPIC.findall(unquote(known_parts(leaf))):
            found += called(api, arn, (sns.Topic,), inventory)
        yield from (each for each in found if isinstance(each, sns.Topic))


def _streams(api: Api, integration: Located, inventory: Inventory) -> Iterator[kinesis.Stream]:
    for leaf in leaves(integration):
        found = list(referred(api, leaf, (kinesis.Stream,)))
        text = known_parts(leaf)
        for name in [text, *(name or arn for name, arn in _STREAM.findall(text))]:
            found += called(api, name, (kinesis.Stream,), inventory)
        yield from (each for each in found if isinstance(each, kinesis.Stream))


def _rules(api: Api, integration: Located, inventory: Inventory) -> Iterator[events.Rule]:
    event = {
        field: said
        for field, name in (("source", "Source"), ("detail-type", "DetailType"))
        if (said := _parameter(integration, name)) and not said.startswith("$")
    }
    declared = [bus for leaf in leaves(integration) for bus in referred(api, leaf, (events.EventBus,))]
    if declared:
        for bus in declared:
            yield from rules_on_named(bus, inventory)
        return
    bus_said = _parameter(integration, "EventBusName")
    yield from rules_on(api, events.bus_name(bus_said or DEFAULT) or DEFAULT, inventory, event)


def _parameter(integration: Located, name: str) -> str:
    """What an integration says for a parameter of its action: by itself, or in the template of its requests."""
    said = _said(integration, f"request_parameters.{name}", f"RequestParameters.{name}")
    if said:
        return said
    pattern = re.compile(rf'"{name}"\s*:\s*"([^"$?]+)"')
    found = (pattern.search(known_parts(leaf)) for leaf in leaves(integration))
    return next((each[1] for each in found if each is not None), "")


def _buckets(api: Api, integration: Located, inventory: Inventory) -> Iterator[s3.Bucket]:
    uri = _entry(integration, "uri")
    found = list(referred(api, uri, (s3.Bucket,)))
    named = _BUCKET.match(known_parts(uri))
    if named is not None:
        found += called(api, named[1], (s3.Bucket,), inventory)
    yield from (each for each in found if isinstance(each, s3.Bucket))
