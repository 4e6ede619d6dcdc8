"""Elastic Load Balancing: application and network load balancers."""

from __future__ import annotations

import re

from pytest_aisec.aws import autoscaling, ec2, ecs, lambda_, wafv2
from pytest_aisec.model.attribute import boolean, integer, text, texts, unstated
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import Everywhere, negated, never
from pytest_aisec.model.links import blocks, link, links, owner, referrers
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import call, companion, every
from pytest_aisec.model.resource import Block, Names, Resource, statement

OPENS_TLS = frozenset({"HTTPS", "TLS"})
_SINCE_TLS12 = Regex(r"ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)-")
"""The names of those of the vendor's policies that refuse TLS 1.1 and what is older.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
"""


def host_of(address: str) -> str | None:
    """The load balancer's host in an address, or the text itself where it is one; None for other addresses."""
    found = re.fullmatch(r"(?:https?://)?([^/:]+\.elb\.[^/:]+)(?:[:/].*)?", address)
    return found[1] if found else None


def load_balancer_arn(target: str) -> str | None:
    """The target where it is a load balancer; None for others."""
    return target if ":loadbalancer/" in target else None


def listener_arn(target: str) -> str | None:
    """The target where it is a listener; None for others."""
    return target if ":listener/" in target else None


class LoadBalancerAttribute(Block):
    """A setting of a load balancer that CloudFormation and the API keep in a list of keys and values."""

    name = text(default=None, terraform="key", cloudformation="Key")
    value = text(default=None, cloudformation="Value")


_TARGETS: Everywhere = {
    "terraform": every(
        companion("aws_lb_target_group_attachment", "aws_alb_target_group_attachment", by="target_group_arn")
        / "target_id"
    ),
    "cloudformation": every("Targets.*.Id"),
    "live": call("elbv2", "DescribeTargetHealth", {"TargetGroupArn": "TargetGroupArn"})
    / "TargetHealthDescriptions.*.Target.Id",
}
"""What a group forwards to: functions, load balancers, machines by id or address."""


class TargetGroup(
    Resource,
    terraform=("aws_lb_target_group", "aws_alb_target_group"),
    cloudformation="AWS::ElasticLoadBalancingV2::TargetGroup",
    live=Listing("elbv2", "DescribeTargetGroups", "TargetGroups", id="TargetGroupArn"),
    names=Names(cloudformation=("TargetGroupArn",), live=("TargetGroupArn",)),
):
    """What requests are forwarded to."""

    instances = links(
        lambda: ec2.Instance,
        **_TARGETS,
    )
    """The instances among the targets, by id or by private address; functions and other addresses are none."""

    functions = links(
        lambda: lambda_.Function,
        **_TARGETS,
        reads=lambda_.invoked_function,
    )
    """The functions among the targets."""

    load_balancers = links(
        lambda: LoadBalancer,
        **_TARGETS,
        reads=load_balancer_arn,
    )
    """The application load balancers among the targets, which a network load balancer may stand before."""

    spot_fleets = referrers(lambda: ec2.SpotFleet, by="target_groups")
    """The Spot fleets that register their instances."""

    groups = referrers(lambda: autoscaling.AutoScalingGroup, by="target_groups")
    """The Auto Scaling groups that register their instances; in an account these are among the targets."""

    services = referrers(lambda: ecs.Service, by="target_groups")
    """The services that register their tasks, which are among the targets by address only."""

    port = integer(default=None)


class LoadBalancer(
    Resource,
    terraform=("aws_lb", "aws_alb"),
    cloudformation="AWS::ElasticLoadBalancingV2::LoadBalancer",
    live=Listing("elbv2", "DescribeLoadBalancers", "LoadBalancers", id="LoadBalancerArn"),
    names=Names(
        terraform=("dns_name", "name"),
        cloudformation=("LoadBalancerArn", "DNSName"),
        live=("LoadBalancerArn", "DNSName"),
    ),
):
    """A load balancer."""

    internet_facing = boolean(
        default=True,
        switch=switch(**{"internet-facing": True, "internal": False}),
        terraform=negated("internal"),
        cloudformation="Scheme",
    )
    kind = text(
        among=("application", "network", "gateway"),
        default="application",
        terraform="load_balancer_type",
        cloudformation="Type",
    )
    security_groups = links(lambda: ec2.SecurityGroup)
    subnets = links(
        lambda: ec2.Subnet,
        terraform=every("subnets", "subnet_mapping.*.subnet_id"),
        cloudformation=every("Subnets", "SubnetMappings.*.SubnetId"),
        live="AvailabilityZones.*.SubnetId",
    )
    web_acl = link(
        lambda: wafv2.WebAcl,
        terraform=companion("aws_wafv2_web_acl_association", by="resource_arn") / "web_acl_arn",
        cloudformation=companion("AWS::WAFv2::WebACLAssociation", by="ResourceArn") / "WebACLArn",
        live=call(
            "wafv2",
            "GetWebACLForResource",
            {"ResourceArn": "[@][?Type != 'network' && Type != 'gateway'].LoadBalancerArn | [0]"},
            absent=("WAFNonexistentItemException",),
        )
        / "WebACL.ARN",
    )
    listeners = referrers(lambda: Listener, by="load_balancer")
    bucket_of_logs_in_use = boolean(
        default=False,
        terraform="access_logs.enabled",
        cloudformation=never("the attributes tell"),
        live=never("the attributes tell"),
    )
    attributes = blocks(
        LoadBalancerAttribute,
        terraform=never("Terraform has an argument for each"),
        cloudformation="LoadBalancerAttributes",
        live=call("elbv2", "DescribeLoadBalancerAttributes", {"LoadBalancerArn": "LoadBalancerArn"}) / "Attributes",
    )

    @statement
    def logs_access(self) -> bool:
        """Every request is recorded in a bucket, which happens only where it is asked for.

        https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
        """
        return self.bucket_of_logs_in_use or any(
            each.value == "true" for each in self.attributes if each.name == "access_logs.s3.enabled"
        )


class ListenerRule(Block):
    """What a listener does with requests that meet some conditions, all of which they have to.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Rule.html
    """

    actions = texts(terraform="action.*.type", cloudformation="Actions.*.Type")
    headers = texts(
        terraform="condition.*.http_header.http_header_name",
        cloudformation="Conditions.*.HttpHeaderConfig.HttpHeaderName",
    )
    """The headers that it asks for."""

    @statement
    def forwards(self) -> bool:
        """It hands requests on."""
        return "forward" in self.actions


class Listener(
    Resource,
    terraform=("aws_lb_listener", "aws_alb_listener"),
    cloudformation="AWS::ElasticLoadBalancingV2::Listener",
    live=Listing(
        "elbv2",
        "DescribeListeners",
        "Listeners",
        id="ListenerArn",
        per="AWS::ElasticLoadBalancingV2::LoadBalancer",
        per_parameters={"LoadBalancerArn": "LoadBalancerArn"},
    ),
    names=Names(cloudformation=("ListenerArn",), live=("ListenerArn",)),
):
    """A port on which a load balancer listens."""

    load_balancer = owner(
        lambda: LoadBalancer,
        missing="it names no load balancer",
        terraform="load_balancer_arn",
        cloudformation="LoadBalancerArn",
    )
    protocol = text(default=unstated("where none is stated, the type of the load balancer decides: HTTP, or none"))
    port = integer(default=None)
    ssl_policy = text(default="ELBSecurityPolicy-2016-08")
    """Which versions of TLS it takes; the default, of the API and of both tools, takes TLS 1.0.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
    """
    actions = texts(
        terraform="default_action.*.type", cloudformation="DefaultActions.*.Type", live="DefaultActions.*.Type"
    )
    redirections = texts(
        terraform="default_action.*.redirect.protocol",
        cloudformation="DefaultActions.*.RedirectConfig.Protocol",
        live="DefaultActions.*.RedirectConfig.Protocol",
    )

    rules = blocks(
        ListenerRule,
        terraform=every(companion("aws_lb_listener_rule", "aws_alb_listener_rule", by="listener_arn")),
        cloudformation=every(companion("AWS::ElasticLoadBalancingV2::ListenerRule", by="ListenerArn")),
        live=call("elbv2", "DescribeRules", {"ListenerArn": "ListenerArn"}) / "Rules",
    )
    """What it does with some requests; an account has what it does by default among them, too."""

    @statement
    def asks_for_a_header(self) -> bool:
        """It forwards nothing by default, and each rule that does asks for a header, which a distribution can add."""
        if list(self.actions) != ["fixed-response"]:
            return False
        forwarding = [rule for rule in self.rules if rule.forwards]
        return bool(forwarding) and all(rule.headers for rule in forwarding)

    @statement
    def only_redirects_to_https(self) -> bool:
        """All it does with a request is to send the caller to HTTPS; no rule of it forwards any."""
        if list(self.actions) != ["redirect"] or list(self.redirections) != ["HTTPS"]:
            return False
        return not any(rule.forwards for rule in self.rules)

    @statement
    def opens_tls(self) -> bool:
        """It speaks TLS itself, with a certificate of its own."""
        return self.protocol in OPENS_TLS

    @statement
    def requires_tls12(self) -> bool:
        """It refuses whoever speaks less than TLS 1.2."""
        return bool(_SINCE_TLS12.match(self.ssl_policy))

    target_groups = links(
        lambda: TargetGroup,
        terraform=every(
            "default_action.*.target_group_arn",
            "default_action.*.forward.*.target_group.*.arn",
            companion("aws_lb_listener_rule", "aws_alb_listener_rule", by="listener_arn") / "action.*.target_group_arn",
            companion("aws_lb_listener_rule", "aws_alb_listener_rule", by="listener_arn")
            / "action.*.forward.*.target_group.*.arn",
        ),
        cloudformation=every(
            "DefaultActions.*.TargetGroupArn",
            "DefaultActions.*.ForwardConfig.TargetGroups.*.TargetGroupArn",
            companion("AWS::ElasticLoadBalancingV2::ListenerRule", by="ListenerArn") / "Actions.*.TargetGroupArn",
            companion("AWS::ElasticLoadBalancingV2::ListenerRule", by="ListenerArn")
            / "Actions.*.ForwardConfig.TargetGroups.*.TargetGroupArn",
        ),
        live=every(
            "DefaultActions.*.TargetGroupArn",
            "DefaultActions.*.ForwardConfig.TargetGroups.*.TargetGroupArn",
            call("elbv2", "DescribeRules", {"ListenerArn": "ListenerArn"}) / "Rules.*.Actions.*.TargetGroupArn",
            call("elbv2", "DescribeRules", {"ListenerArn": "ListenerArn"})
            / "Rules.*.Actions.*.ForwardConfig.TargetGroups.*.TargetGroupArn",
        ),
    )
