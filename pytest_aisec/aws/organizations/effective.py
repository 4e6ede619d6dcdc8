"""What policies of an organization come to in one account."""

from __future__ import annotations

import json

from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.resource import Resource, answer


def _in_effect(kind: str) -> Listing:
    """What the account's own policies of one type and those of all above it come to; nothing where there are none."""
    return Listing(
        "organizations",
        "DescribeEffectivePolicy",
        "[EffectivePolicy]",
        id="join(' ', [PolicyType, 'in effect'])",
        parameters={"PolicyType": kind},
        scope="account",
        absent=("AWSOrganizationsNotInUseException", "EffectivePolicyNotFoundException"),
    )


class EffectivePolicy(Resource):
    """What policies of one type, on the account and all above it, come to.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_effective.html
    """

    content = text(live="PolicyContent")
    """The text in JSON, without the operators of inheritance."""


class EffectiveOptOut(EffectivePolicy, live=_in_effect("AISERVICES_OPT_OUT_POLICY")):
    """Which AI services may keep what they are given.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_ai-opt-out_syntax.html
    """

    @answer
    def covers(self, service: str) -> bool:
        """A service may not keep what it is given: it, or what holds by default, is opted out."""
        services = json.loads(self.content).get("services", {})
        stated: dict[str, str] = services.get(service, services.get("default", {}))
        return stated.get("opt_out_policy") == "optOut"


class EffectiveBedrockPolicy(EffectivePolicy, live=_in_effect("BEDROCK_POLICY")):
    """Which guardrails the organization enforces.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_bedrock.html
    """


class EffectiveGuardDutyPolicy(EffectivePolicy, live=_in_effect("GUARDDUTY_POLICY")):
    """Which protection plans of GuardDuty the organization switches on."""
