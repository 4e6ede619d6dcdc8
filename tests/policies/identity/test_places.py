"""The places in which secrets are looked for are those that the vendors' schemas have."""

from __future__ import annotations

import pytest

from pytest_aisec.ai.written import COMMANDS, PLACES
from pytest_aisec.aws import bedrock_agent, bedrock_agentcore, ec2
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.paths import Place
from pytest_aisec.model.resource import Resource
from tests.aws.containers import described, found
from tests.aws.shapes import Misfit

TOLD_APART = "DescribeInstanceAttribute.UserData.Value"
MISSING = {
    (ec2.Instance, "UserData", Dialect.LIVE): "listings of an account do not tell it",
    (ec2.Instance, TOLD_APART, Dialect.CLOUDFORMATION): "templates have it among the properties",
    (ec2.Instance, TOLD_APART, Dialect.LIVE): "`ec2.StartedInstance` has it, and is held like every class",
    (
        bedrock_agentcore.GatewayTarget,
        "TargetConfiguration.Http.Passthrough.StaticQueryParameters",
        Dialect.CLOUDFORMATION,
    ): "only the API takes them",
}


def cases() -> list[tuple[type[Resource], str, Dialect]]:
    return [
        (kind, place, dialect)
        for kind, (terraform, others) in (*PLACES.items(), *COMMANDS.items())
        for dialect in Dialect
        if kind.can_be_in({"live": "aws"}.get(dialect.value, dialect.value))
        for place in (terraform if dialect is Dialect.TERRAFORM else others)
    ]


@pytest.mark.parametrize(("kind", "place", "dialect"), cases())
def test_place_is_where_the_vendor_has_it(kind: type[Resource], place: str, dialect: Dialect) -> None:
    if (kind, place, dialect) in MISSING:
        pytest.skip(MISSING[kind, place, dialect])
    if kind is bedrock_agent.Flow and "Chat" in place and dialect is Dialect.CLOUDFORMATION:
        pytest.skip("templates write no chats into flows")
    there = [result for _, result in found(Place(place), described(dialect)[kind], dialect)]
    assert there
    assert [str(result) for result in there if isinstance(result, Misfit)] == []
