"""OpenAPI documents: what an API asks of callers, with the extensions of API Gateway.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

from __future__ import annotations

from pytest_aisec.model.evidence import Reading, record
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located, Unknown
from pytest_aisec.verdicts import Undetermined

INTEGRATION = "x-amazon-apigateway-integration"
_ASKING = ("security", "x-amazon-apigateway-auth")


def is_stated(found: Located) -> bool:
    """Whether a part of a document is there and not empty. Raises Undetermined where that is not known."""
    if isinstance(found.value, Unknown) and not found.value.is_set:
        raise Undetermined(str(found.value))
    return bool(found.value)


def is_open(operation: Located, address: str) -> bool:
    """A method asks nobody who calls, and is not one that API Gateway answers by itself (preflight requests).

    `address` is of the API, for the evidence. What holds for all methods of a path is no method.
    """
    if not isinstance(operation.value, dict | Unknown):
        return False
    kind = step_into(operation, [INTEGRATION, "type"])
    if isinstance(kind.value, str) and kind.value.lower() == "mock":
        return False
    asks = any(is_stated(step_into(operation, [name])) for name in _ASKING)
    record(Reading(address, "security of a method in its document", asks, operation.location))
    return not asks
