"""AWS WAF: what stands in front of CloudFront distributions, which an account has once, in its first region.

https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html
"""

from __future__ import annotations

from pytest_aisec.aws.wafv2.rules import RuleGroup
from pytest_aisec.aws.wafv2.web_acls import WebAcl
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.resource import Names


class DistributionRuleGroup(
    RuleGroup,
    live=Listing(
        "wafv2",
        "ListRuleGroups",
        "RuleGroups",
        id="ARN",
        parameters={"Scope": "CLOUDFRONT"},
        describe=Call("wafv2", "GetRuleGroup", {"Name": "Name", "Id": "Id", "Scope": "=CLOUDFRONT"}),
        described="RuleGroup",
        scope="account",
    ),
    names=Names(live=("ARN",)),
):
    """A group of rules for web ACLs of distributions; files declare it like any other."""


class DistributionWebAcl(
    WebAcl,
    live=Listing(
        "wafv2",
        "ListWebACLs",
        "WebACLs",
        id="ARN",
        parameters={"Scope": "CLOUDFRONT"},
        describe=Call("wafv2", "GetWebACL", {"Name": "Name", "Id": "Id", "Scope": "=CLOUDFRONT"}),
        described="WebACL",
        scope="account",
    ),
    names=Names(live=("ARN",)),
):
    """A web ACL of distributions; files declare it like any other."""
