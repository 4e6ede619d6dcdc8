"""How much is let through to single methods of REST APIs."""

from __future__ import annotations

from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.derived import never
from pytest_aisec.model.quantities import number
from pytest_aisec.model.resource import Block


class MethodRate(Block):
    """How much a stage lets through to some of its methods.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html
    """

    path = text(
        default="/*",
        terraform=never("a resource of its own states it"),
        cloudformation="ResourcePath",
        live=never("the name of the entry tells"),
    )
    verb = text(
        default="*",
        terraform=never("a resource of its own states it"),
        cloudformation="HttpMethod",
        live=never("the name of the entry tells"),
    )

    rate_limit = number(
        default=-1.0,
        terraform=never("a resource of its own states it"),
        cloudformation="ThrottlingRateLimit",
        live="throttlingRateLimit",
    )
    burst_limit = number(
        default=-1.0,
        terraform=never("a resource of its own states it"),
        cloudformation="ThrottlingBurstLimit",
        live="throttlingBurstLimit",
    )
    traces_data = boolean(
        default=False,
        terraform=never("a resource of its own states it"),
        cloudformation="DataTraceEnabled",
        live="dataTraceEnabled",
    )


class PlannedRate(Block):
    """How much callers with a key may ask of one method."""

    path = text(
        terraform="path",
        cloudformation=never("the name of the entry tells"),
        live=never("the name of the entry tells"),
    )
    rate_limit = number(default=0.0, terraform="rate_limit", cloudformation="RateLimit", live="rateLimit")
    burst_limit = number(default=0.0, terraform="burst_limit", cloudformation="BurstLimit", live="burstLimit")
