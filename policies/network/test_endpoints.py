"""Private ways to models."""

from __future__ import annotations

import pytest

from pytest_aisec import ai
from pytest_aisec.aws import ec2


@pytest.mark.severity("high")
@pytest.mark.soc2("CC6.1", "CC6.6")
@pytest.mark.hipaa("164.312(a)(1)", "164.312(e)(1)")
@pytest.mark.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@pytest.mark.iso_42001("A.4.5")
@pytest.mark.mitre_atlas("AML.T0049", "AML.M0005")
@pytest.mark.aws_genai_lens("GENSEC01-BP02")
@pytest.mark.equivalent(prowler="bedrock_vpc_endpoints_configured")
def test_ai_vpc_has_private_ways_to_the_models_it_calls(vpc: ai.Vpc) -> None:
    """A VPC from which models are called has an endpoint with private DNS for each service that is called.

    Why: without one prompts and answers go by the internet, through a gateway which then has to be there, for
    everything.

    Fix: add an `aws_vpc_endpoint` for `bedrock-runtime` or `sagemaker.runtime` with `private_dns_enabled` in
    Terraform, an `AWS::EC2::VPCEndpoint` in CloudFormation.

    ```hcl
    resource "aws_vpc_endpoint" "bedrock" {
      vpc_id              = aws_vpc.ai.id
      service_name        = "com.amazonaws.us-east-1.bedrock-runtime"
      vpc_endpoint_type   = "Interface"
      private_dns_enabled = true
      policy = jsonencode({
        Statement = [{
          Effect    = "Allow"
          Principal = "*"
          Action    = "bedrock:InvokeModel"
          Resource  = "*"
          Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-0123456789" } }
        }]
      })
    }
    ```

    ```yaml
    Bedrock:
      Type: AWS::EC2::VPCEndpoint
      Properties:
        VpcId: !Ref Vpc
        ServiceName: com.amazonaws.us-east-1.bedrock-runtime
        VpcEndpointType: Interface
        PrivateDnsEnabled: true
        PolicyDocument:
          Statement:
            - Effect: Allow
              Principal: "*"
              Action: bedrock:InvokeModel
              Resource: "*"
              Condition: {StringEquals: {aws:PrincipalOrgID: o-0123456789}}
    ```
    """
    assert vpc.missing_endpoints == []


@pytest.mark.severity("high")
@pytest.mark.soc2("CC6.1", "CC6.6")
@pytest.mark.hipaa("164.312(a)(1)", "164.312(e)(1)")
@pytest.mark.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@pytest.mark.iso_42001("A.4.5")
@pytest.mark.mitre_atlas("AML.T0025", "AML.T0086", "AML.M0032")
@pytest.mark.aws_genai_lens("GENSEC01-BP02")
@pytest.mark.equivalent(prowler="vpc_endpoint_connections_trust_boundaries")
def test_endpoint_to_models_limits_what_passes(endpoint: ec2.VpcEndpoint) -> None:
    """The policy of an endpoint to Bedrock or SageMaker does not let everything through for everybody.

    Why: with somebody else's credentials anything on the network can otherwise send data into a model or agent of
    their account.

    Fix: set `policy` with a condition on `aws:PrincipalOrgID` in Terraform, `PolicyDocument` in CloudFormation.

    ```hcl
    resource "aws_vpc_endpoint" "bedrock" {
      vpc_id              = aws_vpc.ai.id
      service_name        = "com.amazonaws.us-east-1.bedrock-runtime"
      vpc_endpoint_type   = "Interface"
      private_dns_enabled = true
      policy = jsonencode({
        Statement = [{
          Effect    = "Allow"
          Principal = "*"
          Action    = "bedrock:InvokeModel"
          Resource  = "*"
          Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-0123456789" } }
        }]
      })
    }
    ```

    ```yaml
    Bedrock:
      Type: AWS::EC2::VPCEndpoint
      Properties:
        VpcId: !Ref Vpc
        ServiceName: com.amazonaws.us-east-1.bedrock-runtime
        VpcEndpointType: Interface
        PrivateDnsEnabled: true
        PolicyDocument:
          Statement:
            - Effect: Allow
              Principal: "*"
              Action: bedrock:InvokeModel
              Resource: "*"
              Condition: {StringEquals: {aws:PrincipalOrgID: o-0123456789}}
    ```
    """
    if not any(name in endpoint.service for name in (".bedrock", ".sagemaker")):
        pytest.skip("it leads to another service")
    assert not endpoint.lets_everything_through
