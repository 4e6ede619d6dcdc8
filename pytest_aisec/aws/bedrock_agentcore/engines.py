"""What decides which tools gateways let whom call."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.model.attribute import text, unstated
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import link, referrers
from pytest_aisec.model.paths import either
from pytest_aisec.model.resource import Names, Resource

_CONTROL = "bedrock-agentcore-control"


class PolicyEngine(
    Resource,
    cloudformation="AWS::BedrockAgentCore::PolicyEngine",
    live=Listing(_CONTROL, "ListPolicyEngines", "policyEngines", id="policyEngineArn"),
    names=Names(cloudformation=("PolicyEngineId", "PolicyEngineArn"), live=("policyEngineId", "policyEngineArn")),
):
    """What decides which tools a gateway lets whom call.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/policy.html
    """

    kms_key = link(lambda: kms.Key, cloudformation="EncryptionKeyArn")
    policies = referrers(lambda: Policy, by="engine")


class Policy(
    Resource,
    cloudformation="AWS::BedrockAgentCore::Policy",
    live=Listing(
        _CONTROL,
        "ListPolicies",
        "policies",
        id="policyArn",
        per="AWS::BedrockAgentCore::PolicyEngine",
        per_parameters={"policyEngineId": "policyEngineId"},
    ),
    names=Names(cloudformation=("PolicyId", "PolicyArn"), live=("policyId", "policyArn")),
):
    """A rule of a policy engine, in the language Cedar.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/policy.html
    """

    engine = link(lambda: PolicyEngine, cloudformation="PolicyEngineId")
    mode = text(
        among=("ACTIVE", "LOG_ONLY"),
        default=unstated("whether the rule decides or is only logged is not stated"),
        cloudformation="EnforcementMode",
    )
    rule = text(
        default=None,
        cloudformation=either("Definition.Cedar.Statement", "Definition.Policy.Statement"),
        live=either("Definition.Cedar.Statement", "Definition.Policy.Statement"),
    )
    """The rule's text; None while it is being generated."""
