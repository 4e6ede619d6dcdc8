"""How load balancers in front of models speak, and whether they keep a record."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, everything, terraform, verdicts

TLS = "listener_in_front_of_models_speaks_tls"
MODERN = "listener_in_front_of_models_requires_tls_1_2"
LOGS = "load_balancer_of_model_hosts_logs_access"

ESTATE = """
    variable "elsewhere" {{}}
    resource "aws_instance" "i" {{ instance_type = "g5.xlarge" }}
    resource "aws_lb_target_group" "g" {{ port = 8000 }}
    resource "aws_lb_target_group_attachment" "a" {{
      target_group_arn = aws_lb_target_group.g.arn
      target_id        = aws_instance.i.id
    }}
    resource "aws_lb" "b" {{
      name = "b"
      {balancer}
    }}
    resource "aws_lb_listener" "main" {{
      load_balancer_arn = aws_lb.b.arn
      {listener}
      default_action {{
        type             = "forward"
        target_group_arn = aws_lb_target_group.g.arn
      }}
    }}
    resource "aws_lb" "other" {{ name = "other" }}
    resource "aws_lb_listener" "other" {{
      load_balancer_arn = aws_lb.other.arn
      protocol          = "HTTP"
    }}
"""
NEW = 'ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"'
LISTENER, BALANCER = "aws_lb_listener.main", "aws_lb.b"


@pytest.mark.parametrize(
    ("policy", "listener", "balancer", "expected"),
    [
        (TLS, 'protocol = "HTTPS"', "", {LISTENER: "passed"}),
        (TLS, 'protocol = "HTTP"', "", {LISTENER: "violated"}),
        (TLS, "protocol = var.elsewhere", "", {LISTENER: "undetermined"}),
        (TLS, "", "", {LISTENER: "undetermined"}),
        (TLS, 'protocol = "TCP"', 'load_balancer_type = "network"', {LISTENER: "not_applicable"}),
        (MODERN, f'protocol = "HTTPS"\n{NEW}', "", {LISTENER: "passed"}),
        (MODERN, f'protocol = "TLS"\n{NEW}', 'load_balancer_type = "network"', {LISTENER: "passed"}),
        (MODERN, 'protocol = "HTTPS"', "", {LISTENER: "violated"}),
        (MODERN, 'protocol = "HTTPS"\nssl_policy = "ELBSecurityPolicy-FS-1-1-2019-08"', "", {LISTENER: "violated"}),
        (MODERN, 'protocol = "HTTPS"\nssl_policy = "ELBSecurityPolicy-TLS13-1-0-2021-06"', "", {LISTENER: "violated"}),
        (MODERN, 'protocol = "HTTPS"\nssl_policy = var.elsewhere', "", {LISTENER: "undetermined"}),
        (MODERN, 'protocol = "HTTP"', "", {LISTENER: "not_applicable"}),
        (LOGS, "", "", {BALANCER: "violated"}),
        (LOGS, "", 'access_logs {\nbucket = "b"\n}', {BALANCER: "violated"}),
        (LOGS, "", 'access_logs {\nbucket = "b"\nenabled = true\n}', {BALANCER: "passed"}),
        (LOGS, "", 'access_logs {\nbucket = "b"\nenabled = var.elsewhere\n}', {BALANCER: "undetermined"}),
    ],
)
def test_terraform(tmp_path: Path, policy: str, listener: str, balancer: str, expected: dict[str, str]) -> None:
    estate = terraform(tmp_path, ESTATE.format(listener=listener, balancer=balancer))
    assert verdicts(policy, estate) == expected


FORWARDS = """
    resource "aws_lb_listener_rule" "r" {
      listener_arn = aws_lb_listener.plain.arn
      condition {
        path_pattern { values = ["/chat"] }
      }
      action { type = "%s" }
    }
"""


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("", "passed"), (FORWARDS % "redirect", "passed"), (FORWARDS % "forward", "violated")],
)
def test_port_that_only_redirects(tmp_path: Path, rule: str, expected: str) -> None:
    redirect = """
    resource "aws_lb_listener" "plain" {
      load_balancer_arn = aws_lb.b.arn
      protocol          = "HTTP"
      default_action {
        type = "redirect"
        redirect {
          protocol    = "HTTPS"
          status_code = "HTTP_301"
        }
      }
    }
    """
    estate = terraform(tmp_path, ESTATE.format(listener='protocol = "HTTPS"', balancer="") + redirect + rule)
    assert verdicts(TLS, estate) == {LISTENER: "passed", "aws_lb_listener.plain": expected}


@pytest.mark.parametrize(("kind", "expected"), [("redirect", "passed"), ("forward", "violated")])
def test_rules_of_an_account_are_asked(kind: str, expected: str) -> None:
    action = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "StatusCode": "HTTP_301"}}
    rules = [{"Actions": [action], "IsDefault": True}, {"Actions": [{"Type": kind}], "Priority": "1"}]
    told = {"ListenerArn": "arn:l", "LoadBalancerArn": "arn:b", "Protocol": "HTTP", "DefaultActions": [action]}
    estate = inventory(
        live("AWS::ElasticLoadBalancingV2::LoadBalancer", "arn:b", LoadBalancerArn="arn:b", Type="application"),
        live("AWS::ElasticLoadBalancingV2::Listener", "arn:l", **told, DescribeRules={"Rules": rules}),
    )
    assert verdicts(TLS, everything(estate)) == {"arn:l": expected}


TEMPLATE = """
    I: {{Type: AWS::EC2::Instance, Properties: {{InstanceType: g5.xlarge}}}}
    G:
      Type: AWS::ElasticLoadBalancingV2::TargetGroup
      Properties: {{Targets: [{{Id: !Ref I}}]}}
    B:
      Type: AWS::ElasticLoadBalancingV2::LoadBalancer
      Properties: {{LoadBalancerAttributes: [{{Key: access_logs.s3.enabled, Value: {logs}}}]}}
    L:
      Type: AWS::ElasticLoadBalancingV2::Listener
      Properties:
        LoadBalancerArn: !Ref B
        Protocol: {protocol}
        SslPolicy: {policy}
        DefaultActions: [{{Type: forward, TargetGroupArn: !Ref G}}]
"""
OLD_POLICY, NEW_POLICY = "ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS-1-2-2017-01"


@pytest.mark.parametrize(
    ("policy", "protocol", "tls", "logs", "expected"),
    [
        (TLS, "HTTP", OLD_POLICY, "true", {"L": "violated"}),
        (TLS, "HTTPS", OLD_POLICY, "true", {"L": "passed"}),
        (MODERN, "HTTPS", OLD_POLICY, "true", {"L": "violated"}),
        (MODERN, "HTTPS", NEW_POLICY, "true", {"L": "passed"}),
        (LOGS, "HTTPS", NEW_POLICY, '"true"', {"B": "passed"}),
        (LOGS, "HTTPS", NEW_POLICY, '"false"', {"B": "violated"}),
        (LOGS, "HTTPS", NEW_POLICY, "!ImportValue logs", {"B": "undetermined"}),
    ],
)
def test_cloudformation(
    tmp_path: Path, policy: str, protocol: str, tls: str, logs: str, expected: dict[str, str]
) -> None:
    estate = cloudformation(tmp_path, TEMPLATE.format(protocol=protocol, policy=tls, logs=logs))
    assert verdicts(policy, estate) == expected


@pytest.mark.parametrize(
    ("policy", "expected"), [(TLS, {"l": "passed"}), (MODERN, {"l": "violated"}), (LOGS, {"b": "passed"})]
)
def test_account(policy: str, expected: dict[str, str]) -> None:
    kind = "AWS::ElasticLoadBalancingV2"
    targets = {"TargetHealthDescriptions": [{"Target": {"Id": "i-1"}}]}
    logs = {"Attributes": [{"Key": "access_logs.s3.enabled", "Value": "true"}]}
    estate = [
        live("AWS::EC2::Instance", "i-1", InstanceId="i-1", InstanceType="g5.xlarge"),
        live(f"{kind}::TargetGroup", "g", TargetGroupArn="g", DescribeTargetHealth=targets),
        live(
            f"{kind}::LoadBalancer", "b", LoadBalancerArn="b", Type="application", DescribeLoadBalancerAttributes=logs
        ),
        live(
            f"{kind}::Listener",
            "l",
            ListenerArn="l",
            LoadBalancerArn="b",
            Protocol="HTTPS",
            SslPolicy=OLD_POLICY,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": "g"}],
            DescribeRules={"Rules": []},
        ),
    ]
    assert verdicts(policy, estate) == expected
