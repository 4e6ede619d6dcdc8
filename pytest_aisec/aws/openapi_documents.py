"""OpenAPI documents: what an API asks of callers, with the extensions of API Gateway.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.derived import outside
from pytest_aisec.model.evidence import Reading, record
from pytest_aisec.model.paths import either
from pytest_aisec.model.resource import View
from pytest_aisec.model.steps import step_into
from pytest_aisec.model.structure import decoded
from pytest_aisec.values import Located, Unknown
from pytest_aisec.verdicts import Undetermined

INTEGRATION = "x-amazon-apigateway-integration"
BODY = {
    Dialect.TERRAFORM: decoded("body", yaml=True),
    Dialect.CLOUDFORMATION: decoded(either("Body", outside("BodyS3Location.Key")), yaml=True),
}
"""Where files keep the document of an API, in JSON or YAML; an account tells the methods themselves."""

_ANY_VERB = {"x-amazon-apigateway-any-method": "ANY"}
_VERBS = frozenset({"ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_SCHEMES = (("components", "securitySchemes"), ("securityDefinitions",))
_AUTHORIZERS = ("x-amazon-apigateway-authorizer", "x-amazon-apigateway-authtype")


def operations(api: View) -> list[Located]:
    """The methods that the document of an API declares, and what else stands beside them."""
    body = BODY.get(api.dialect)
    return [] if body is None else items_of((body / "paths.*.*").locate(api))


def documented(api: View) -> Iterator[tuple[str, str, Located]]:
    """Each method that the document of an API declares: its path, its verb (`ANY` for all of them), what is said of it.

    Raises Undetermined where it is not known which there are.
    """
    body = BODY.get(api.dialect)
    paths = Located(None) if body is None else (body / "paths").locate(api)
    for path, item in _entries(paths):
        for name, operation in _entries(item):
            verb = _ANY_VERB.get(name, name.upper())
            if verb in _VERBS:
                yield path, verb, operation


def asks_for_key(operation: Located, api: View) -> bool:
    """Whether a method in the document of an API wants the key of a usage plan, in the header `x-api-key`."""
    document = BODY[api.dialect].locate(api)
    security = _known(step_into(operation, ["security"]))
    if security.value is None:
        security = _known(step_into(document, ["security"]))
    return any(
        _known(step_into(document, [*place, name, "name"])).value == "x-api-key"
        for each in items_of(security)
        for name, _ in _entries(each)
        for place in _SCHEMES
    )


def _entries(found: Located) -> Iterator[tuple[str, Located]]:
    if isinstance(found.value, Unknown):
        raise Undetermined(str(found.value))
    yield from found.value.items() if isinstance(found.value, dict) else ()


def has_open_operations(api: View) -> bool:
    """A method in the document of an API asks nobody who calls; what API Gateway answers by itself is left out."""
    body = BODY.get(api.dialect)
    document = Located(None) if body is None else body.locate(api)
    return any(_is_open(each, document, api) for each in operations(api))


def _is_open(operation: Located, document: Located, api: View) -> bool:
    if not isinstance(operation.value, dict | Unknown):
        return False
    kind = step_into(operation, [INTEGRATION, "type"])
    if isinstance(kind.value, str) and kind.value.lower() == "mock":
        return False
    asks = _asks(operation, document)
    record(Reading(api.resource.address, "security of a method in its document", asks, operation.location))
    return not asks


def _asks(operation: Located, document: Located) -> bool:
    stated = _known(step_into(operation, ["x-amazon-apigateway-auth", "type"])).value
    if isinstance(stated, str):
        return stated.upper() != "NONE"
    security = _known(step_into(operation, ["security"]))
    if security.value is None:
        security = _known(step_into(document, ["security"]))
    return bool(security.value) and all(_identifies(each, document) for each in items_of(security))


def _identifies(alternative: Located, document: Located) -> bool:
    """One of the schemes that are required together tells who calls. A key that callers share does not."""
    names = _known(alternative).value
    return isinstance(names, dict) and any(_is_authorizer(name, document) for name in names)


def _is_authorizer(name: str, document: Located) -> bool:
    for place in _SCHEMES:
        scheme = _known(step_into(document, [*place, name]))
        if scheme.value is not None:
            return any(_known(step_into(scheme, [extension])).value is not None for extension in _AUTHORIZERS)
    return False


def _known(found: Located) -> Located:
    """What is there. Raises Undetermined where that is not known; a value that is certainly there is enough."""
    if isinstance(found.value, Unknown):
        if found.value.is_set:
            return Located("?", found.location)
        raise Undetermined(str(found.value))
    return found
