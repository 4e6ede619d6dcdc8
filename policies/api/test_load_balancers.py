"""How load balancers in front of models speak, and what they keep of it."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC6.7")
@marks.hipaa("164.312(e)(1)", "164.312(e)(2)(ii)")
@marks.nist_800_53("SC-8", "SC-8(1)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(
    checkov="CKV_AWS_2",
    prowler="elbv2_ssl_listeners",
    trivy="AWS-0054",
    kics="de7f5e83",
    security_hub="ELB.1",
    config="elbv2-listener-encryption-in-transit",
)
def test_listener_in_front_of_models_speaks_tls(listener: ai.Listener) -> None:
    """Application load balancers in front of model hosts speak HTTPS; plain HTTP only sends callers there.

    Why: prompts and answers hold what people would not say in public. On plain HTTP everybody on the way reads them.

    Fix: set `protocol = "HTTPS"` in `aws_lb_listener` in Terraform, `Protocol: HTTPS` in CloudFormation, and let the
    listener of port 80 redirect.

    ```hcl
    resource "aws_lb_listener" "https" {
      load_balancer_arn = aws_lb.models.arn
      port              = 443
      protocol          = "HTTPS"
      ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
      certificate_arn   = aws_acm_certificate.models.arn
      default_action {
        type             = "forward"
        target_group_arn = aws_lb_target_group.models.arn
      }
    }
    ```

    ```yaml
    Https:
      Type: AWS::ElasticLoadBalancingV2::Listener
      Properties:
        LoadBalancerArn: !Ref Models
        Port: 443
        Protocol: HTTPS
        SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06
        Certificates: [{CertificateArn: !Ref Certificate}]
        DefaultActions: [{Type: forward, TargetGroupArn: !Ref ModelTargets}]
    ```
    """
    if listener.load_balancer.kind != "application":
        pytest.skip("a network load balancer may pass on connections that are encrypted already")
    assert listener.only_redirects_to_https or listener.opens_tls


@marks.severity("medium")
@marks.soc2("CC6.7")
@marks.hipaa("164.312(e)(1)", "164.312(e)(2)(ii)")
@marks.nist_800_53("SC-8", "SC-8(1)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(
    checkov=("CKV_AWS_103", "CKV2_AWS_74"),
    prowler="elbv2_insecure_ssl_ciphers",
    trivy="AWS-0047",
    security_hub="ELB.17",
)
def test_listener_in_front_of_models_requires_tls_1_2(listener: ai.Listener) -> None:
    """Load balancers in front of model hosts refuse whoever speaks less than TLS 1.2.

    Why: TLS 1.0 and 1.1 have known flaws. A listener that names no security policy gets one that still takes them.

    Fix: set `ssl_policy` in `aws_lb_listener` in Terraform, `SslPolicy` in CloudFormation, to one that begins with
    `ELBSecurityPolicy-TLS13-1-2`.

    ```hcl
    resource "aws_lb_listener" "https" {
      load_balancer_arn = aws_lb.models.arn
      port              = 443
      protocol          = "HTTPS"
      ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
      certificate_arn   = aws_acm_certificate.models.arn
      default_action {
        type             = "forward"
        target_group_arn = aws_lb_target_group.models.arn
      }
    }
    ```

    ```yaml
    Https:
      Type: AWS::ElasticLoadBalancingV2::Listener
      Properties:
        LoadBalancerArn: !Ref Models
        Port: 443
        Protocol: HTTPS
        SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06
        Certificates: [{CertificateArn: !Ref Certificate}]
        DefaultActions: [{Type: forward, TargetGroupArn: !Ref ModelTargets}]
    ```
    """
    if not listener.opens_tls:
        pytest.skip("it does not speak TLS")
    assert listener.requires_tls12


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.cis_aws("4.10")
@marks.equivalent(
    checkov="CKV_AWS_91", prowler="elbv2_logging_enabled", security_hub="ELB.5", config="elb-logging-enabled"
)
def test_load_balancer_of_model_hosts_logs_access(balancer: ai.LoadBalancer) -> None:
    """Load balancers in front of model hosts keep a record of every request.

    Why: who asked, from where and when is what an abuse is found and proven by.

    Fix: add `access_logs` with `enabled = true` to `aws_lb` in Terraform, the attribute `access_logs.s3.enabled` to
    `LoadBalancerAttributes` in CloudFormation.

    ```hcl
    resource "aws_lb" "models" {
      internal = true
      subnets  = aws_subnet.private[*].id
      access_logs {
        bucket  = aws_s3_bucket.logs.id
        enabled = true
      }
    }
    ```

    ```yaml
    Models:
      Type: AWS::ElasticLoadBalancingV2::LoadBalancer
      Properties:
        Scheme: internal
        Subnets: !Ref PrivateSubnets
        LoadBalancerAttributes:
          - {Key: access_logs.s3.enabled, Value: "true"}
          - {Key: access_logs.s3.bucket, Value: !Ref Logs}
    ```
    """
    assert balancer.logs_access
