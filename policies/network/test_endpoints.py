"""Private ways to models."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.cis_aws("6.8")
@marks.equivalent(prowler="bedrock_vpc_endpoints_configured")
def test_ai_vpc_has_private_ways_to_the_models_it_calls(vpc: ai.CallingVpc) -> None:
    """A VPC from which models are called has an endpoint with private DNS for each service that is called.

    Why: without one prompts and answers go by the internet, through a gateway which then has to be there, for
    everything.

    Fix: add an `aws_vpc_endpoint` with `private_dns_enabled` for each service that is missing, such as
    `bedrock-runtime` or `sagemaker.runtime`, in Terraform, an `AWS::EC2::VPCEndpoint` in CloudFormation.

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


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0025", "AML.T0086", "AML.M0032")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(prowler="vpc_endpoint_connections_trust_boundaries")
def test_endpoint_to_models_limits_what_passes(endpoint: ai.Endpoint) -> None:
    """The policy of an endpoint to models, or from AI VPCs to buckets and keys, does not let everything through.

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
    assert not endpoint.lets_everything_through


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0025", "AML.T0086", "AML.M0032")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(prowler="vpc_endpoint_connections_trust_boundaries")
def test_endpoint_to_models_names_its_callers(endpoint: ai.Endpoint) -> None:
    """Every permission in the policy of an endpoint to models, or from AI VPCs to buckets and keys, names who has it.

    Why: credentials that an intruder brings along work through the endpoint, too: what is on the network leaves by it
    into an account of theirs.

    Fix: add a condition on `aws:PrincipalOrgID` or `aws:PrincipalAccount` to each statement of `policy` in Terraform,
    of `PolicyDocument` in CloudFormation.

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
    assert endpoint.open_to_callers == []


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0025", "AML.T0086", "AML.M0032")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_endpoint_to_models_names_what_is_reached(endpoint: ai.Endpoint) -> None:
    """Every permission in the policy of an endpoint names models, buckets or keys, or whose they have to be.

    Why: the endpoint is the one way out of a closed network. Where any bucket and any model can be reached through it,
    so can those of an intruder.

    Fix: name ARNs under `Resource`, or add a condition on `aws:ResourceOrgID` or `aws:ResourceAccount`, in `policy` in
    Terraform, in `PolicyDocument` in CloudFormation.

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
          Resource  = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"
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
              Resource: "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"
              Condition: {StringEquals: {aws:PrincipalOrgID: o-0123456789}}
    ```
    """
    assert endpoint.open_to_targets == []
