"""Where the vendors' schemas are incomplete or their words differ on purpose: each with the source that says so."""

from __future__ import annotations

UNDECLARED_CODES: dict[tuple[str, str], str] = {
    ("fms:ListPolicies", "AccessDeniedException"): (
        "an account that does not administer Firewall Manager is refused: "
        "https://docs.aws.amazon.com/waf/latest/developerguide/fms-prereq.html"
    ),
}
"""Error codes that the model of an operation, though it declares others, leaves out: where they are documented."""

UNKNOWN_WORDS: dict[tuple[str, str], str] = {
    ("s3.Bucket.encryption_algorithm", "aws:fsx"): (
        "only of access points to FSx file systems: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html"
    ),
    ("s3.Bucket.encryption_algorithm", "aws:backup"): (
        "not among the defaults that a bucket can have: "
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html"
    ),
}
for _word in ("aws:fsx", "aws:backup"):
    UNKNOWN_WORDS["s3_notifications.NotifyingBucket.encryption_algorithm", _word] = UNKNOWN_WORDS[
        "s3.Bucket.encryption_algorithm", _word
    ]
"""Vendor's words (attribute, word) that a class does not know, and why it need not."""

OWN_WORDS: dict[tuple[str, str], str] = {
    ("ec2.MetadataDefaults.tokens", "no-preference"): (
        "it is set, and answered as nothing: "
        "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceMetadataDefaults.html"
    ),
    ("s3.Bucket.versioned", "Disabled"): (
        "Terraform's word for a bucket that never had versions; its provider lists no words: "
        "https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/s3_bucket_versioning.html.markdown"
    ),
}
OWN_WORDS["s3_notifications.NotifyingBucket.versioned", "Disabled"] = OWN_WORDS["s3.Bucket.versioned", "Disabled"]
"""Words (attribute, word) of a class that no schema lists, and whose they are."""

KINDS: dict[tuple[str, str], str] = {
    ("ec2.InterfaceSpecification.public_ip_requested", "terraform"): (
        "the provider takes this boolean as text, to tell false from not stated: "
        "https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/launch_template.html.markdown"
    ),
}
"""Settings (attribute, dialect) whose kind is not the schema's, and why they can be read all the same."""

NOT_EVERYWHERE: dict[tuple[str, str], str] = {
    ("ec2.NetworkAcl.default_of", "aws_network_acl"): "the resource makes further ones: it is never the default",
    ("ec2.NetworkAclEntry.egress", "aws_network_acl.ingress"): "its default is the block's name",
    ("ec2.NetworkAclEntry.egress", "aws_default_network_acl.ingress"): "its default is the block's name",
    ("ec2.Subnet.vpc", "aws_default_subnet"): "it adopts a subnet and cannot say of which VPC: not known",
    ("wafv2.Rule.managed_group", "aws_wafv2_web_acl.rule"): "the provider's schema leaves out how statements nest",
    ("wafv2.Rule.rate_limit", "aws_wafv2_web_acl.rule"): "as above",
    ("wafv2.Rule.overrides", "aws_wafv2_web_acl.rule"): "as above",
    ("wafv2.Rule.group", "aws_wafv2_web_acl.rule"): "as above",
    ("wafv2.Rule.managed_group", "aws_wafv2_rule_group.rule"): "as above",
    ("wafv2.Rule.rate_limit", "aws_wafv2_rule_group.rule"): "as above",
    ("wafv2.Rule.overrides", "aws_wafv2_rule_group.rule"): "as above",
    ("wafv2.Rule.group", "aws_wafv2_rule_group.rule"): "as above",
    ("wafv2.Rule.managed_group", "AWS::WAFv2::RuleGroup.Rules"): "a group of rules holds no other groups",
    ("wafv2.Rule.overrides", "AWS::WAFv2::RuleGroup.Rules"): "a group of rules holds no other groups",
    ("wafv2.Rule.group", "AWS::WAFv2::RuleGroup.Rules"): "a group of rules holds no other groups",
    ("wafv2.Rule.excluded_rules", "aws_wafv2_web_acl.rule"): "as for the others of its statements",
    ("wafv2.Rule.excluded_rules", "aws_wafv2_rule_group.rule"): "as above",
    ("wafv2.Rule.excluded_rules", "AWS::WAFv2::RuleGroup.Rules"): "a group of rules holds no other groups",
    ("wafv2.Rule.is_narrowed", "aws_wafv2_web_acl.rule"): "as for the others of its statements",
    ("wafv2.Rule.is_narrowed", "aws_wafv2_rule_group.rule"): "as above",
    ("ec2.Vpc.cidr_block", "aws_default_vpc"): "it adopts a VPC and cannot say its range: not stated",
}
"""Settings (attribute, container) that one of several containers does not have, and why its default is right there."""

REMOVED: dict[tuple[str, str], str] = {
    ("aws_flow_log", "log_group_name"): (
        "an argument up to version 5, which many still use: "
        "https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/website/docs/r/flow_log.html.markdown"
    ),
}
"""Text arguments (type, argument) that the provider has no longer, and why they are read all the same."""
