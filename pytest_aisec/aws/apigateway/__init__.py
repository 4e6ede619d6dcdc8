"""Amazon API Gateway: REST APIs, and the domains at which they answer."""

from __future__ import annotations

from pytest_aisec.aws.apigateway.apis import Method, MethodOfPath, PathMethods, RequestValidator, RestApi, VpcLink
from pytest_aisec.aws.apigateway.domains import DomainName
from pytest_aisec.aws.apigateway.stages import MethodRate, MethodSettings, Stage, UsagePlan

__all__ = [
    "DomainName",
    "Method",
    "MethodOfPath",
    "MethodRate",
    "MethodSettings",
    "PathMethods",
    "RequestValidator",
    "RestApi",
    "Stage",
    "UsagePlan",
    "VpcLink",
]
