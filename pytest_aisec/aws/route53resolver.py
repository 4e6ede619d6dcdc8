"""Amazon Route 53 Resolver."""

from __future__ import annotations

from pytest_aisec.aws import ec2
from pytest_aisec.model.attribute import boolean, integer, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import blocks, link
from pytest_aisec.model.paths import call, companion, either, every, unmapped
from pytest_aisec.model.resource import Block, Names, Resource, statement


class QueryLogAssociation(
    Resource,
    terraform="aws_route53_resolver_query_log_config_association",
    cloudformation="AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation",
    live=Listing(
        "route53resolver",
        "ListResolverQueryLogConfigAssociations",
        "ResolverQueryLogConfigAssociations",
        id="Id",
    ),
    names=Names(cloudformation=("Id",), live=("Id",)),
):
    """What makes the names that are asked for in a VPC be written down.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_ResolverQueryLogConfigAssociation.html
    """

    vpc = link(lambda: ec2.Vpc, terraform="resource_id", cloudformation="ResourceId")
    works = boolean(
        default=True,
        switch=switch(ACTIVE=True, CREATING=True, ACTION_NEEDED=False, DELETING=False, FAILED=False),
        terraform=never("whether it works is seen once it runs"),
        cloudformation=never("whether it works is seen once it runs"),
        live="Status",
    )


class FirewallDomainList(
    Resource,
    terraform="aws_route53_resolver_firewall_domain_list",
    cloudformation="AWS::Route53Resolver::FirewallDomainList",
    live=Listing("route53resolver", "ListFirewallDomainLists", "FirewallDomainLists", id="Id"),
    names=Names(cloudformation=("Id",), live=("Id", "Arn")),
):
    """Names that a DNS firewall knows. What is on a list that AWS keeps is not told.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-domain-lists.html
    """

    domains = texts(
        terraform="domains",
        cloudformation=either("Domains", unmapped("the names are in a file in a bucket")),
        live=call("route53resolver", "ListFirewallDomains", {"FirewallDomainListId": "Id"}) / "Domains",
    )
    """The names; one that begins with `*.` stands for all below it, `*` for every name."""


class FirewallRule(Block):
    """What happens to questions for the names of one list.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_FirewallRule.html
    """

    action = text(among=("ALLOW", "BLOCK", "ALERT"), terraform="action", cloudformation="Action")
    priority = integer(terraform="priority", cloudformation="Priority")
    """Rules are asked from the lowest number on."""
    domain_list = link(
        lambda: FirewallDomainList, terraform="firewall_domain_list_id", cloudformation="FirewallDomainListId"
    )
    """None for a rule that recognizes names by itself."""


class FirewallRuleGroup(
    Resource,
    terraform="aws_route53_resolver_firewall_rule_group",
    cloudformation="AWS::Route53Resolver::FirewallRuleGroup",
    live=Listing("route53resolver", "ListFirewallRuleGroups", "FirewallRuleGroups", id="Id"),
    names=Names(cloudformation=("Id",), live=("Id", "Arn")),
):
    """Rules about which names may be asked for.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-rule-groups.html
    """

    rules = blocks(
        FirewallRule,
        terraform=every(companion("aws_route53_resolver_firewall_rule", by="firewall_rule_group_id")),
        cloudformation="FirewallRules",
        live=call("route53resolver", "ListFirewallRules", {"FirewallRuleGroupId": "Id"}) / "FirewallRules",
    )

    @statement
    def blocks_what_it_does_not_allow(self) -> bool:
        """One of its rules blocks every name, so that only those pass that a rule before it allows."""
        return any(
            rule.action == "BLOCK" and rule.domain_list is not None and "*" in rule.domain_list.domains
            for rule in self.rules
        )


class FirewallAssociation(
    Resource,
    terraform="aws_route53_resolver_firewall_rule_group_association",
    cloudformation="AWS::Route53Resolver::FirewallRuleGroupAssociation",
    live=Listing("route53resolver", "ListFirewallRuleGroupAssociations", "FirewallRuleGroupAssociations", id="Id"),
    names=Names(cloudformation=("Id",), live=("Id", "Arn")),
):
    """What makes a group of rules hold in a VPC.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_FirewallRuleGroupAssociation.html
    """

    vpc = link(lambda: ec2.Vpc, terraform="vpc_id", cloudformation="VpcId")
    group = link(lambda: FirewallRuleGroup, terraform="firewall_rule_group_id", cloudformation="FirewallRuleGroupId")


class FirewallConfig(
    Resource,
    terraform="aws_route53_resolver_firewall_config",
    live=Listing("route53resolver", "ListFirewallConfigs", "FirewallConfigs", id="ResourceId"),
    names=Names(live=("Id",)),
):
    """Whether names are answered in a VPC while its DNS firewall cannot be asked; a VPC without one fails closed.

    CloudFormation has none. https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-vpc-configuration.html
    """

    vpc = link(lambda: ec2.Vpc, terraform="resource_id", live="ResourceId")
    fail_open = text(
        among=("ENABLED", "DISABLED", "USE_LOCAL_RESOURCE_SETTING"),
        default="DISABLED",
        terraform="firewall_fail_open",
        live="FirewallFailOpen",
    )
