"""What AgentCore answers about endpoints becomes the versions that they serve, beside the newest one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pytest_aisec.aws import bedrock_agentcore
from tests.sources.live.answers import Answers
from tests.sources.live.filled import filled
from tests.sources.live.given import read

pytestmark = pytest.mark.usefixtures("account")
HERE = "arn:aws:bedrock-agentcore:us-east-1:123456789012"
RUNTIME, HARNESS = "desk-abcdefghij", "clerk-abcdefghij"
ARN, MADE = f"{HERE}:runtime/{RUNTIME}", f"{HERE}:harness/{HARNESS}"
CONTROL = "bedrock_agentcore_control"
NEWEST, KEPT = "4", "3"
ENDPOINTS = {"DEFAULT": {"liveVersion": NEWEST}, "PROD": {"liveVersion": KEPT}, "PLANNED": {"targetVersion": NEWEST}}
"""What is called is the newest, one that stays, and one that is not there yet."""


def by_version(operation: str, parameter: str, answers: dict[str, Any]) -> Callable[[dict[str, Any]], Any]:
    """What an operation answers about each version; the newest is what is asked for without one."""
    name = f"{CONTROL}__{operation}"
    return lambda asked: filled(**{name: answers[asked.get(parameter, NEWEST)]})[name]


def test_versions_of_runtimes(answers: Answers) -> None:
    runtime = {"agentRuntimeArn": ARN, "agentRuntimeId": RUNTIME, "agentRuntimeVersion": NEWEST}

    def version(number: str, mode: str) -> dict[str, Any]:
        return {**runtime, "agentRuntimeVersion": number, "networkConfiguration": {"networkMode": mode}}

    listed = [
        {"name": name, "agentRuntimeEndpointArn": f"{ARN}/runtime-endpoint/{name}", "agentRuntimeArn": ARN, **stated}
        for name, stated in ENDPOINTS.items()
    ]
    versions = {NEWEST: version(NEWEST, "VPC"), KEPT: version(KEPT, "PUBLIC")}
    estate = read(
        answers,
        bedrock_agentcore.RuntimeVersion,
        bedrock_agentcore_control__GetAgentRuntime=by_version("GetAgentRuntime", "agentRuntimeVersion", versions),
        **filled(
            bedrock_agentcore_control__ListAgentRuntimes={"agentRuntimes": [runtime]},
            bedrock_agentcore_control__ListAgentRuntimeEndpoints={"runtimeEndpoints": listed},
        ),
    )
    (newest,), (kept,) = estate.of(bedrock_agentcore.Runtime), estate.of(bedrock_agentcore.RuntimeVersion)
    assert (newest.network_mode, kept.network_mode) == ("VPC", "PUBLIC")
    assert kept.address == f"{ARN}/runtime-endpoint/PROD"


def test_versions_of_harnesses(answers: Answers) -> None:
    def version(**whose: list[str]) -> dict[str, Any]:
        tokens = {"discoveryUrl": "https://login.example.com/.well-known/openid-configuration"}
        told = {
            "harnessId": HARNESS,
            "arn": MADE,
            "model": {"bedrockModelConfig": {"modelId": "amazon.nova-lite-v1:0"}},
            "environment": {"agentCoreRuntimeEnvironment": {}},
            "authorizerConfiguration": {"customJWTAuthorizer": {**tokens, **whose}},
        }
        return {"harness": told}

    listed = [
        {"harnessId": HARNESS, "endpointName": name, "arn": f"{MADE}/{name}", **stated}
        for name, stated in ENDPOINTS.items()
    ]
    versions = {NEWEST: version(allowedAudience=["desk"]), KEPT: version(allowedScopes=["desk"])}
    estate = read(
        answers,
        bedrock_agentcore.HarnessVersion,
        bedrock_agentcore_control__GetHarness=by_version("GetHarness", "harnessVersion", versions),
        **filled(
            bedrock_agentcore_control__ListHarnesses={"harnesses": [{"harnessId": HARNESS, "arn": MADE}]},
            bedrock_agentcore_control__ListHarnessEndpoints={"endpoints": listed},
        ),
    )
    (harness,), (kept,) = estate.of(bedrock_agentcore.Harness), estate.of(bedrock_agentcore.HarnessVersion)
    assert (list(harness.audiences), list(kept.audiences)) == (["desk"], [])
    assert kept.address == f"{HARNESS}/PROD"
