"""AWS WAF."""

from __future__ import annotations

from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.resource import Names, Resource


class WebAcl(
    Resource,
    terraform="aws_wafv2_web_acl",
    cloudformation="AWS::WAFv2::WebACL",
    live=Listing(
        "wafv2",
        "ListWebACLs",
        "WebACLs",
        id="ARN",
        parameters={"Scope": "REGIONAL"},
        describe=Call("wafv2", "GetWebACL", {"Name": "Name", "Id": "Id", "Scope": "=REGIONAL"}),
        described="WebACL",
    ),
    names=Names(live=("ARN",)),
):
    """A web ACL: the rules that requests pass before they reach what is behind it."""

    name = text(default=None)
    """Optional: CloudFormation and Terraform invent one."""
