"""AWS WAF."""

from __future__ import annotations

from pytest_aisec.aws.wafv2.distributions import DistributionRuleGroup, DistributionWebAcl
from pytest_aisec.aws.wafv2.imposed import ImposedGroup, passing
from pytest_aisec.aws.wafv2.planned import PlannedGroup
from pytest_aisec.aws.wafv2.rules import AssociatedGroup, Rule, RuleGroup, RuleOverride
from pytest_aisec.aws.wafv2.web_acls import BEHAVIORS, DataProtection, WebAcl, WebAclAssociation, refuses_large_bodies

__all__ = [
    "BEHAVIORS",
    "AssociatedGroup",
    "DataProtection",
    "DistributionRuleGroup",
    "DistributionWebAcl",
    "ImposedGroup",
    "PlannedGroup",
    "Rule",
    "RuleGroup",
    "RuleOverride",
    "WebAcl",
    "WebAclAssociation",
    "passing",
    "refuses_large_bodies",
]
