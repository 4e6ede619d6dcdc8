"""What services answer becomes resources: what agents remember, lead to and are judged by."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.aws import bedrock_agentcore
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.filled import filled
from tests.sources.live.given import read, unread

pytestmark = pytest.mark.usefixtures("account")
ACCOUNT = "123456789012"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/k"
CORE = f"arn:aws:bedrock-agentcore:us-east-1:{ACCOUNT}"
ENGINE = f"{CORE}:policy-engine/rules-1234567890"
GATEWAY = {"gatewayId": "g-1", "gatewayArn": f"{CORE}:gateway/g-1", "name": "g", "authorizerType": "AWS_IAM"}


def given(name: str, answer: Any) -> dict[str, Any]:
    return filled(**{f"bedrock_agentcore_control__{name}": answer})


def test_memories(answers: Answers) -> None:
    arn = f"{CORE}:memory/m-1234567890"
    facts = {"strategyId": "s-1234567890", "type": "SEMANTIC", "namespaceTemplates": ["/facts/{actorId}"]}
    memory = {"arn": arn, "id": "m-1234567890", "name": "m", "eventExpiryDuration": 30, "status": "ACTIVE"}
    estate = read(
        answers,
        bedrock_agentcore.Memory,
        **given("ListMemories", {"memories": [{"arn": arn, "id": "m-1234567890"}]}),
        **given("GetMemory", {"memory": {**memory, "encryptionKeyArn": KEY, "strategies": [facts]}}),
    )
    (found,) = estate.of(bedrock_agentcore.Memory)
    assert (found.event_days, found.kms_key is not None) == (30, True)
    assert "/facts/{actorId}" in found.namespaces


@pytest.mark.parametrize(
    ("answer", "types"),
    [
        ({"tokenVaultId": "default", "kmsConfiguration": {"keyType": "ServiceManagedKey"}}, ["ServiceManagedKey"]),
        (Refusal("ResourceNotFoundException", status=404), []),
    ],
)
def test_token_vaults(answers: Answers, answer: Any, types: list[str]) -> None:
    estate = read(answers, bedrock_agentcore.TokenVault, **given("GetTokenVault", answer))
    assert not unread(estate) & {"bedrock-agentcore-control:TokenVault"}
    assert [each.key_type for each in estate.of(bedrock_agentcore.TokenVault)] == types


def test_targets_and_limits_of_gateways(answers: Answers) -> None:
    target = {"targetId": "T123456789", "name": "t", "status": "READY"}
    server = {"mcp": {"mcpServer": {"endpoint": "https://tools.acme.example/mcp"}}}
    signs_in = [{"credentialProviderType": "JWT_PASSTHROUGH"}]
    limit = {"rateLimitId": "r-1", "gatewayIdentifier": "g-1", "dimensionKeys": ["sub"]}
    estate = read(
        answers,
        bedrock_agentcore.GatewayTarget,
        bedrock_agentcore.GatewayRateLimit,
        **given("ListGateways", {"items": [{"gatewayId": "g-1", "name": "g", "authorizerType": "AWS_IAM"}]}),
        **given("GetGateway", {**GATEWAY, "policyEngineConfiguration": {"arn": ENGINE, "mode": "LOG_ONLY"}}),
        **given("ListGatewayTargets", {"items": [target]}),
        **given(
            "GetGatewayTarget",
            {**target, "targetConfiguration": server, "credentialProviderConfigurations": signs_in},
        ),
        **given("ListGatewayRateLimits", {"rateLimits": [{**limit, "status": "UPDATING"}]}),
    )
    (found,) = estate.of(bedrock_agentcore.GatewayTarget)
    (gateway,) = estate.of(bedrock_agentcore.Gateway)
    (limited,) = estate.of(bedrock_agentcore.GatewayRateLimit)
    assert (gateway.policy_engine is not None, gateway.policy_mode) == (True, "LOG_ONLY")
    assert (found.gateway, found.function, found.stays_private) == (gateway, None, False)
    assert (list(found.credentials), list(found.endpoints)) == (
        ["JWT_PASSTHROUGH"],
        ["https://tools.acme.example/mcp"],
    )
    assert (limited.gateway, list(limited.counted_by), limited.status) == (gateway, ["sub"], "UPDATING")


def test_rules_about_tools(answers: Answers) -> None:
    engine = {
        "policyEngineId": "rules-1234567890",
        "name": "rules",
        "policyEngineArn": f"{CORE}:policy-engine/rules-1234567890",
    }
    rule = {
        "policyId": "rule-1234567890",
        "name": "rule",
        "policyEngineId": "rules-1234567890",
        "policyArn": f"{CORE}:policy-engine/rules-1234567890/policy/rule-1234567890",
        "enforcementMode": "LOG_ONLY",
        "definition": {"cedar": {"statement": "permit(principal, action, resource);"}},
    }
    estate = read(
        answers,
        bedrock_agentcore.Policy,
        **given("ListPolicyEngines", {"policyEngines": [engine]}),
        **given("ListPolicies", {"policies": [rule]}),
    )
    (found,) = estate.of(bedrock_agentcore.Policy)
    (judge,) = estate.of(bedrock_agentcore.PolicyEngine)
    assert (found.engine, found.mode, found.rule) == (judge, "LOG_ONLY", "permit(principal, action, resource);")
    assert (list(judge.policies), judge.kms_key) == ([found], None)


def test_evaluations(answers: Answers) -> None:
    listed = {
        "onlineEvaluationConfigArn": f"{CORE}:online-evaluation-config/o-1234567890",
        "onlineEvaluationConfigId": "o-1234567890",
        "executionStatus": "DISABLED",
    }
    source = {"cloudWatchLogs": {"logGroupNames": ["/agents"], "serviceNames": ["shop.DEFAULT"]}}
    estate = read(
        answers,
        bedrock_agentcore.OnlineEvaluation,
        **given("ListOnlineEvaluationConfigs", {"onlineEvaluationConfigs": [listed]}),
        **given(
            "GetOnlineEvaluationConfig",
            {**listed, "dataSourceConfig": source, "evaluators": [{"evaluatorId": "Builtin.Helpfulness"}]},
        ),
    )
    (found,) = estate.of(bedrock_agentcore.OnlineEvaluation)
    assert (found.runs, list(found.evaluators)) == (False, ["Builtin.Helpfulness"])
    assert ([each.address for each in found.log_groups], list(found.services)) == (["/agents"], ["shop.DEFAULT"])
