"""The record of the names that are asked for."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("low")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1", "GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.6.2.6", "A.6.2.8", "A.4.2", "A.9.4")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.M0024", "AML.T0075", "AML.T0103")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_ai_vpc_keeps_queries_for_names(vpc: ai.ResolvingVpc) -> None:
    """The names that are asked for in a VPC in which models run are written down.

    Why: data leaves in the names themselves, where no firewall stops it, and models are fetched from hubs whose
    names nobody approved. The flow log shows neither.

    Fix: add an `aws_route53_resolver_query_log_config_association` for the VPC in Terraform, an
    `AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation` in CloudFormation.

    ```hcl
    resource "aws_vpc" "ai" {
      cidr_block = "10.0.0.0/16"
    }
    resource "aws_route53_resolver_query_log_config_association" "ai" {
      resolver_query_log_config_id = aws_route53_resolver_query_log_config.all.id
      resource_id                  = aws_vpc.ai.id
    }
    ```

    ```yaml
    Vpc:
      Type: AWS::EC2::VPC
      Properties:
        CidrBlock: 10.0.0.0/16
    Queries:
      Type: AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation
      Properties:
        ResolverQueryLogConfigId: !Ref Config
        ResourceId: !Ref Vpc
    ```
    """
    assert vpc.keeps_queries
