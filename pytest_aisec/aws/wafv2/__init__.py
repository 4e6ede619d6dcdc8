"""AWS WAF."""

from __future__ import annotations

from pytest_aisec.aws.wafv2.distributions import DistributionRuleGroup, DistributionWebAcl
from pytest_aisec.aws.wafv2.rules import AssociatedGroup, Rule, RuleGroup, RuleOverride
from pytest_aisec.aws.wafv2.web_acls import DataProtection, WebAcl, WebAclAssociation

__all__ = [
    "AssociatedGroup",
    "DataProtection",
    "DistributionRuleGroup",
    "DistributionWebAcl",
    "Rule",
    "RuleGroup",
    "RuleOverride",
    "WebAcl",
    "WebAclAssociation",
]
