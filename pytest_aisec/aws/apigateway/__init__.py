"""Amazon API Gateway: REST APIs, and the domains at which they answer."""

from __future__ import annotations

from pytest_aisec.aws.apigateway.apis import RestApi, VpcLink
from pytest_aisec.aws.apigateway.domains import DomainName
from pytest_aisec.aws.apigateway.methods import Integration, Method, MethodOfPath, PathMethods, RequestValidator
from pytest_aisec.aws.apigateway.paths import ApiPath, names_method, plain_path
from pytest_aisec.aws.apigateway.rates import MethodRate, PlannedRate
from pytest_aisec.aws.apigateway.served import ServedStage
from pytest_aisec.aws.apigateway.stages import DeployedStage, MethodSettings, PlannedStage, Stage, UsagePlan

__all__ = [
    "ApiPath",
    "DeployedStage",
    "DomainName",
    "Integration",
    "Method",
    "MethodOfPath",
    "MethodRate",
    "MethodSettings",
    "PathMethods",
    "PlannedRate",
    "PlannedStage",
    "RequestValidator",
    "RestApi",
    "ServedStage",
    "Stage",
    "UsagePlan",
    "VpcLink",
    "names_method",
    "plain_path",
]
