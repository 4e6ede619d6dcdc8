"""AWS WAF: web ACLs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from pytest_aisec.aws.wafv2.imposed import ImposedGroup, passing
from pytest_aisec.aws.wafv2.planned import PlannedGroup
from pytest_aisec.aws.wafv2.rules import AssociatedGroup, Rule, holds_a_limit
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import TEXT, Converter, NotConvertible
from pytest_aisec.model.derived import fixed, never, present
from pytest_aisec.model.links import blocks, link
from pytest_aisec.model.partly import PartlyKnownList
from pytest_aisec.model.paths import call, companion, every
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement
from pytest_aisec.values import Unknown

BEHAVIORS = ("KEEP", "DROP")
_MANAGED = never("Firewall Manager adds them in the account")
_TF_LOG = companion("aws_wafv2_web_acl_logging_configuration", by="resource_arn")
_CFN_LOG = companion("AWS::WAFv2::LoggingConfiguration", by="ResourceArn")
_LOGGING = call("wafv2", "GetLoggingConfiguration", {"ResourceArn": "ARN"}, absent=("WAFNonexistentItemException",))


def _scope(plain: object) -> str:
    stated = TEXT.convert(plain)
    for scope, part in (("CLOUDFRONT", ":global/"), ("REGIONAL", ":regional/")):
        if stated == scope or part in stated:
            return scope
    raise NotConvertible(f"{stated!r} is no scope of a web ACL")


_SCOPE = Converter("a scope of web ACLs", _scope, ("REGIONAL", "CLOUDFRONT"))
"""What it can stand in front of; of one in an account the ARN tells.

https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html
"""


class DataProtection(Block):
    """A part of requests that a web ACL keeps out of what it records.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_DataProtection.html
    """

    kind = text(terraform="field.field_type", cloudformation="Field.FieldType")
    keys = texts(terraform="field.field_keys", cloudformation="Field.FieldKeys")


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
    scope = text(words=_SCOPE, live="ARN")

    @answer
    def is_for(self, scope: str) -> bool:
        """It can stand in front of distributions (`CLOUDFRONT`), or of what is in a region (`REGIONAL`).

        Of one that was not read its ARN may tell.
        https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html
        """
        if self.unseen is not None:
            return (":regional/" if scope == "CLOUDFRONT" else ":global/") not in self.address
        return self.scope == scope

    stated_rules = blocks(
        Rule, terraform=every("rule", companion("aws_wafv2_web_acl_rule", by="web_acl_arn")), cloudformation="Rules"
    )
    rules_are_text = boolean(terraform=present("rule_json"), cloudformation=fixed(False), live=fixed(False))
    groups_beside = blocks(
        AssociatedGroup,
        terraform=every(companion("aws_wafv2_web_acl_rule_group_association", by="web_acl_arn")),
        cloudformation=never("rules are in the web ACL"),
        live=never("rules are in the web ACL"),
    )
    groups_before = blocks(
        ImposedGroup, terraform=_MANAGED, cloudformation=_MANAGED, live="PreProcessFirewallManagerRuleGroups"
    )
    """What Firewall Manager asks before its own rules."""
    groups_behind = blocks(
        ImposedGroup, terraform=_MANAGED, cloudformation=_MANAGED, live="PostProcessFirewallManagerRuleGroups"
    )
    """What Firewall Manager asks after its own rules."""

    def held(self) -> Iterator[Rule | AssociatedGroup | ImposedGroup]:
        """All rules and groups; those of its own that are not known come last."""
        return chain(self.groups_beside, self.groups_before, self.groups_behind, self.rules)

    @property
    def rules(self) -> Sequence[Rule]:
        """Its own rules. Terraform takes them as one text, too, which is not read: then there may be any."""
        stated = self.stated_rules
        if isinstance(stated, PartlyKnownList) or not self.rules_are_text:
            return stated
        unknown = Unknown(reason=f"{self.address} states its rules as text, which is not read", location=self.location)
        return PartlyKnownList(list(stated), unknown, (self.key, "rules"))

    body_limits = texts(
        terraform=every(
            "association_config.request_body.api_gateway.default_size_inspection_limit",
            "association_config.request_body.cloudfront.default_size_inspection_limit",
        ),
        cloudformation="AssociationConfig.RequestBody.*.DefaultSizeInspectionLimit",
    )
    """How much of a body it looks at, for each kind of resource that has more than the default: `KB_64`.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociationConfig.html
    """
    protections = blocks(
        DataProtection,
        terraform="data_protection_config.data_protection",
        cloudformation="DataProtectionConfig.DataProtections",
    )
    redacted_headers = texts(
        terraform=every(_TF_LOG / "redacted_fields.*.single_header.name"),
        cloudformation=every(_CFN_LOG / "RedactedFields.*.SingleHeader.Name"),
        live=_LOGGING / "LoggingConfiguration.RedactedFields.*.SingleHeader.Name",
    )
    log_destinations = texts(
        terraform=_TF_LOG / "log_destination_configs",
        cloudformation=_CFN_LOG / "LogDestinationConfigs",
        live=_LOGGING / "LoggingConfiguration.LogDestinationConfigs",
    )
    log_default = text(
        among=BEHAVIORS,
        default="KEEP",
        terraform=_TF_LOG / "logging_filter.default_behavior",
        cloudformation=_CFN_LOG / "LoggingFilter.DefaultBehavior",
        live=_LOGGING / "LoggingConfiguration.LoggingFilter.DefaultBehavior",
    )
    """What becomes of records that no filter of the log is about."""
    log_filters = texts(
        terraform=_TF_LOG / "logging_filter.filter.*.behavior",
        cloudformation=_CFN_LOG / "LoggingFilter.Filters.*.Behavior",
        live=_LOGGING / "LoggingConfiguration.LoggingFilter.Filters.*.Behavior",
    )
    """What becomes of records that meet the conditions of a filter, which are not looked at.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_LoggingFilter.html
    """

    @statement
    def logs_requests(self) -> bool:
        """It keeps a log of requests, at least of some of them."""
        return bool(self.log_destinations) and (self.log_default == "KEEP" or "KEEP" in self.log_filters)

    @answer
    def enforces(self, group: str) -> bool:
        """It holds a managed group of rules, lets it see the requests to models, and acts on what it finds."""
        return any(each.managed_group == group and not each.only_counts and each.sees_models for each in self.held())

    @statement
    def is_in_force(self) -> bool:
        """None of its rules only counts."""
        return all(each.is_in_force for each in self.held())

    @statement
    def limits_rates(self) -> bool:
        """It blocks whoever asks models too often."""
        if any(each.limits_rates for each in chain(self.groups_before, self.groups_behind)):
            return True
        if any(_limits(rule) for rule in self.rules):
            return True
        counted = [rule for rule in self.rules if rule.rate_limit is not None]
        return any(_limits(rule) for rule in counted)  # read last: it is where a person would look first

    @property
    def shortcuts(self) -> list[str]:
        """The rules that let requests through before a managed group or a rate rule has seen them."""
        before = [each.name for each in self.groups_before if each.lets_through]
        own = [rule for rule in self.rules if rule.lets_through]
        behind = passing(self.groups_behind)
        if not (before or own):
            return behind
        if any(each.protects for each in self.groups_behind):
            return [*before, *(rule.name for rule in own), *behind]
        last = max(
            [*(each.priority for each in self.groups_beside), *(each.priority for each in self.rules if each.protects)],
            default=-1,
        )
        first = before if last >= 0 else passing(self.groups_before)
        return [*first, *(rule.name for rule in own if rule.priority < last)]

    @answer
    def hides(self, header: str) -> bool:
        """Its log does not tell what stands in a header of requests."""
        if header in [each.lower() for each in self.redacted_headers]:
            return True
        return any(
            each.kind == "SINGLE_HEADER" and header in [key.lower() for key in each.keys] for each in self.protections
        )

    @statement
    def refuses_oversized_bodies(self) -> bool:
        """It refuses requests of which it cannot see the whole body.

        https://docs.aws.amazon.com/waf/latest/developerguide/waf-oversize-request-components.html
        """
        if any(rule.refuses and rule.fits_oversized_bodies for rule in self.rules):
            return True
        return any(map(refuses_large_bodies, self.held()))


_SIZED = "AWSManagedRulesCommonRuleSet"
"""The managed group whose rule `SizeRestrictions_BODY` refuses bodies of more than 8 KB.

https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
"""


def refuses_large_bodies(each: Rule | AssociatedGroup | ImposedGroup | PlannedGroup) -> bool:
    """Whether it is the managed group that does so, and nothing keeps it from it."""
    if each.managed_group != _SIZED or each.only_counts:
        return False
    return not each.lifts("SizeRestrictions_BODY") and each.sees_models


def _limits(rule: Rule) -> bool:
    if rule.rate_limit is not None:
        return rule.refuses and rule.sees_models
    return holds_a_limit(rule)


class WebAclAssociation(
    Resource, terraform="aws_wafv2_web_acl_association", cloudformation="AWS::WAFv2::WebACLAssociation"
):
    """What puts a web ACL in front of something, as files declare it."""

    web_acl = link(lambda: WebAcl, terraform="web_acl_arn", cloudformation="WebACLArn")
