"""Web ACLs in front of inference APIs."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.6", "CC7.2")
@marks.hipaa("164.308(a)(5)(ii)(B)", "164.312(e)(1)")
@marks.nist_800_53("SC-5", "SC-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.5", "A.6.2.6")
@marks.owasp_llm("LLM10:2025")
@marks.mitre_atlas("AML.T0049", "AML.M0005", "AML.T0029", "AML.T0034", "AML.M0004")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(
    checkov="CKV2_AWS_28",
    prowler="elbv2_waf_acl_attached",
    kics="105ba098",
    security_hub="ELB.16",
    config="alb-waf-enabled",
)
def test_load_balancer_of_model_hosts_has_a_web_acl(balancer: ai.LoadBalancer) -> None:
    """Internet-facing load balancers in front of model hosts have a web ACL.

    Why: each request to a model costs accelerator time. Without a rate limit and filter rules anybody can exhaust
    it, or try prompts and payloads by the thousand.

    Fix: associate a WAFv2 web ACL: `aws_wafv2_web_acl_association` in Terraform, `AWS::WAFv2::WebACLAssociation` in
    CloudFormation, with `resource_arn` the load balancer's ARN.

    ```hcl
    resource "aws_wafv2_web_acl_association" "front_door" {
      resource_arn = aws_lb.front_door.arn
      web_acl_arn  = aws_wafv2_web_acl.inference.arn
    }
    ```

    ```yaml
    Association:
      Type: AWS::WAFv2::WebACLAssociation
      Properties:
        ResourceArn: !Ref FrontDoor
        WebACLArn: !GetAtt InferenceAcl.Arn
    ```
    """
    if balancer.kind != "application":
        pytest.skip("only application load balancers can have a web ACL")
    if not balancer.faces_the_internet:
        pytest.skip("it does not face the internet, or public access to its network is blocked")
    assert balancer.has_web_acl
