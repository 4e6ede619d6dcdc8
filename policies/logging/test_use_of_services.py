"""The record of who uses models, agents and what they know."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(prowler="cloudtrail_bedrock_logging_enabled")
def test_use_of_bedrock_is_recorded(service: ai.UsedBedrock) -> None:
    """Where there are guardrails, knowledge bases or agents, a trail or a lake records their use.

    Why: that somebody asked a knowledge base or an agent, and with whose credentials, is on no trail unless it
    is told to: only their creation is.

    Fix: add an `advanced_event_selector` for `AWS::Bedrock::Guardrail`, `AWS::Bedrock::KnowledgeBase` and
    `AWS::Bedrock::AgentAlias` to an `aws_cloudtrail` or `aws_cloudtrail_event_data_store` in Terraform, the
    same under `AdvancedEventSelectors` in CloudFormation. Files that declare neither are not judged.

    ```hcl
    resource "aws_bedrockagent_knowledge_base" "this" {
      name     = "this"
      role_arn = aws_iam_role.base.arn
      knowledge_base_configuration {
        type = "VECTOR"
      }
    }
    resource "aws_cloudtrail" "use" {
      name           = "use"
      s3_bucket_name = "trail"
      advanced_event_selector {
        field_selector {
          field  = "eventCategory"
          equals = ["Data"]
        }
        field_selector {
          field  = "resources.type"
          equals = ["AWS::Bedrock::KnowledgeBase"]
        }
      }
    }
    ```

    ```yaml
    Base:
      Type: AWS::Bedrock::KnowledgeBase
      Properties:
        Name: this
        RoleArn: !GetAtt Role.Arn
        KnowledgeBaseConfiguration: {Type: VECTOR}
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties:
        IsLogging: true
        S3BucketName: trail
        AdvancedEventSelectors:
          - FieldSelectors:
              - {Field: eventCategory, Equals: [Data]}
              - {Field: resources.type, Equals: ["AWS::Bedrock::KnowledgeBase"]}
    ```
    """
    assert service.use_is_recorded


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_use_of_sagemaker_endpoints_is_recorded(service: ai.UsedSageMaker) -> None:
    """Where there are endpoints of SageMaker, a trail or a lake records who calls them.

    Why: `InvokeEndpoint` is on no trail unless it is told to: whoever copies a model by asking it, request
    after request, leaves no other trace.

    Fix: add an `advanced_event_selector` for `AWS::SageMaker::Endpoint` to an `aws_cloudtrail` or
    `aws_cloudtrail_event_data_store` in Terraform, the same under `AdvancedEventSelectors` in CloudFormation.
    Files that declare neither are not judged.

    ```hcl
    resource "aws_sagemaker_endpoint_configuration" "this" {
      production_variants {
        model_name             = "model"
        initial_instance_count = 1
        instance_type          = "ml.g5.xlarge"
      }
    }
    resource "aws_cloudtrail" "use" {
      name           = "use"
      s3_bucket_name = "trail"
      advanced_event_selector {
        field_selector {
          field  = "eventCategory"
          equals = ["Data"]
        }
        field_selector {
          field  = "resources.type"
          equals = ["AWS::SageMaker::Endpoint"]
        }
      }
    }
    ```

    ```yaml
    Config:
      Type: AWS::SageMaker::EndpointConfig
      Properties:
        ProductionVariants: []
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties:
        IsLogging: true
        S3BucketName: trail
        AdvancedEventSelectors:
          - FieldSelectors:
              - {Field: eventCategory, Equals: [Data]}
              - {Field: resources.type, Equals: ["AWS::SageMaker::Endpoint"]}
    ```
    """
    assert service.use_is_recorded


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_use_of_agentcore_is_recorded(service: ai.UsedAgentCore) -> None:
    """Where there are runtimes or gateways of AgentCore, a trail or a lake records their use.

    Why: which agent was called, and which tools it was given through a gateway, is on no trail unless it is
    told to.

    Fix: add an `advanced_event_selector` for `AWS::BedrockAgentCore::Runtime` and
    `AWS::BedrockAgentCore::Gateway` to an `aws_cloudtrail` or `aws_cloudtrail_event_data_store` in Terraform,
    the same under `AdvancedEventSelectors` in CloudFormation. Files that declare neither are not judged.

    ```hcl
    resource "aws_bedrockagentcore_agent_runtime" "this" {
      agent_runtime_name = "this"
      role_arn           = aws_iam_role.agent.arn
    }
    resource "aws_cloudtrail" "use" {
      name           = "use"
      s3_bucket_name = "trail"
      advanced_event_selector {
        field_selector {
          field  = "eventCategory"
          equals = ["Data"]
        }
        field_selector {
          field  = "resources.type"
          equals = ["AWS::BedrockAgentCore::Runtime"]
        }
      }
    }
    ```

    ```yaml
    Runtime:
      Type: AWS::BedrockAgentCore::Runtime
      Properties:
        AgentRuntimeName: this
        RoleArn: !GetAtt Role.Arn
        NetworkConfiguration: {NetworkMode: PUBLIC}
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties:
        IsLogging: true
        S3BucketName: trail
        AdvancedEventSelectors:
          - FieldSelectors:
              - {Field: eventCategory, Equals: [Data]}
              - {Field: resources.type, Equals: ["AWS::BedrockAgentCore::Runtime"]}
    ```
    """
    assert service.use_is_recorded
