"""Ways through AWS Cloud Map in an account: what ECS registers becomes what an HTTP API leads to."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.aws import apigatewayv2, servicediscovery
from tests.sources.live.answers import Answers
from tests.sources.live.given import read

pytestmark = pytest.mark.usefixtures("account")
WHERE = "us-east-1:123456789012"
ARNS = [f"arn:aws:servicediscovery:{WHERE}:service/srv-{number}" for number in range(3)]
SERVICE, TASK = f"arn:aws:ecs:{WHERE}:service/c/chat", f"arn:aws:ecs:{WHERE}:task-definition/chat:1"


def listed(asked: dict[str, Any]) -> dict[str, Any]:
    """One service on each page."""
    number = int(asked.get("NextToken", "0"))
    page = {"Services": [{"Arn": ARNS[number], "Id": f"srv-{number}", "Name": f"s{number}"}]}
    return page if number == 2 else {**page, "NextToken": str(number + 1)}


def test_api_that_leads_to_tasks_by_cloud_map(answers: Answers) -> None:
    connected = [{"serviceConnectResources": [{"discoveryName": "chat", "discoveryArn": ARNS[2]}]}]
    estate = read(
        answers,
        apigatewayv2.Api,
        servicediscovery__ListServices=listed,
        apigatewayv2__GetApis={"Items": [{"ApiId": "a", "Name": "a", "ProtocolType": "HTTP", "RouteSelectionExpression": "x"}]},
        apigatewayv2__GetIntegrations={"Items": [{"IntegrationId": "i", "IntegrationUri": ARNS[2]}]},
        ecs__ListClusters={"clusterArns": [f"arn:aws:ecs:{WHERE}:cluster/c"]},
        ecs__ListServices={"serviceArns": [SERVICE]},
        ecs__DescribeServices={"services": [{"serviceArn": SERVICE, "taskDefinition": TASK, "deployments": connected}]},
        ecs__DescribeTaskDefinition={
            "taskDefinition": {"taskDefinitionArn": TASK, "containerDefinitions": [{"image": "vllm/vllm-openai:1"}]}
        },
    )  # fmt: skip
    assert [each.address for each in estate.of(servicediscovery.DiscoveryService)] == ARNS
    assert answers.count("ListServices") == len(ARNS) + 1, "a page each, and that of ECS"
    (member,) = members(estate, Role.INFERENCE_API)
    assert (member.resource.address, member.doubt) == ("a", ())
    assert member.reason == f"it leads to {ARNS[2]}, which leads to {SERVICE}, which serves a model"
