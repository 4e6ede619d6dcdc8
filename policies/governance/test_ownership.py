"""What is owned and approved."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks
from pytest_aisec.aws import organizations
from pytest_aisec.settings import Settings


@marks.severity("medium")
@marks.soc2("CC3.2", "CC6.1", "CC7.1")
@marks.nist_800_53("CM-8", "PM-5", "RA-2")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.4.2", "A.9.4")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(config="sagemaker-domain-tagged")
def test_ai_resource_says_who_owns_it(resource: ai.OwnedResource, settings: Settings) -> None:
    """Every resource of an AI service has the tags that the setting `required_tags` names.

    Why: what nobody owns and nobody approved is shadow AI. Tags are how it is told from the rest.

    Fix: add the tags in `tags` or `default_tags` of the provider in Terraform, in `Tags` in CloudFormation,
    each with a value. Which they are is `required_tags` in `[tool.aisec.settings]`.

    ```hcl
    resource "aws_bedrockagent_agent" "desk" {
      agent_name              = "desk"
      agent_resource_role_arn = aws_iam_role.desk.arn
      foundation_model        = "anthropic.claude-3-haiku-20240307-v1:0"
      tags = {
        owner               = "support"
        data-classification = "internal"
        environment         = "production"
        approval            = "AI-17"
      }
    }
    ```

    ```yaml
    Desk:
      Type: AWS::Bedrock::Agent
      Properties:
        AgentName: desk
        Tags: {owner: support, data-classification: internal, environment: production, approval: AI-17}
    ```
    """
    assert resource.missing(settings.required_tags) == []


@marks.severity("medium")
@marks.soc2("CC3.2", "CC6.1", "CC7.1")
@marks.nist_800_53("CM-8", "PM-5", "RA-2")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.4.2", "A.9.4")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_self_hosted_inference_is_approved(host: ai.ApprovedHost, settings: Settings) -> None:
    """What runs models by itself has the tag by which self-hosted inference is approved.

    Why: a machine for models that nobody approved runs a model that nobody looked at, on data that nobody
    released, or mines.

    Fix: add the tag in `tags` in Terraform, in `Tags` in CloudFormation, with a value. Its name is
    `approval_tag` in `[tool.aisec.settings]`.

    ```hcl
    resource "aws_instance" "inference" {
      ami           = "ami-0123456789abcdef0"
      instance_type = "g5.xlarge"
      tags = {
        approval = "AI-17"
      }
    }
    ```

    ```yaml
    Inference:
      Type: AWS::EC2::Instance
      Properties:
        InstanceType: g5.xlarge
        Tags: [{Key: approval, Value: AI-17}]
    ```
    """
    assert not host.lacks(settings.approval_tag)


@marks.severity("high")
@marks.soc2("CC3.2", "CC6.1", "CC7.1", "CC9.2", "CC6.8", "CC8.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("CM-8", "PM-5", "SR-3", "SR-4", "SR-11", "SI-7", "RA-2")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.4.2", "A.9.4", "A.4.4")
@marks.owasp_llm("LLM03:2025", "LLM02:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103", "AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC03-BP01", "GENSEC01-BP01")
def test_function_has_no_keys_of_other_model_providers(function: ai.CallingFunction, settings: Settings) -> None:
    """No function has the key of a provider of models that is not approved.

    Why: data that goes to a provider nobody has a contract with is gone, and the key lies in plain sight of who
    may read the function.

    Fix: call a model of the account instead, or name the provider in `approved_providers` in
    `[tool.aisec.settings]` and keep its key in Secrets Manager; in Terraform `environment`, in CloudFormation
    `Environment`.

    ```hcl
    resource "aws_lambda_function" "chat" {
      function_name = "chat"
      role          = aws_iam_role.chat.arn
      environment {
        variables = {
          MODEL_ID = "anthropic.claude-3-haiku-20240307-v1:0"
        }
      }
    }
    ```

    ```yaml
    Chat:
      Type: AWS::Lambda::Function
      Properties:
        Role: !GetAtt Role.Arn
        Code: {ZipFile: "pass"}
        Environment: {Variables: {MODEL_ID: anthropic.claude-3-haiku-20240307-v1:0}}
    ```
    """
    assert function.foreign_keys(settings.approved_providers) == []


@marks.severity("high")
@marks.soc2("CC5.2")
@marks.hipaa("164.308(a)(1)(ii)(B)", "164.308(a)(8)")
@marks.nist_800_53("CM-2", "CA-2")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.4.2", "A.9.4")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(prowler="organizations_scp_check_deny_regions")
def test_organization_confines_models_to_regions(policy: organizations.ServiceControlPolicy) -> None:
    """Service control policies deny calls of models, endpoints and agent runtimes outside of named regions.

    Why: stolen credentials call models where nobody looks, and data that must stay in a country leaves it by one
    call.

    Fix: add a `Deny` on `bedrock:*`, `bedrock-agentcore:*` and `sagemaker:*`, on every resource, with
    `StringNotEquals` on `aws:RequestedRegion` to an `aws_organizations_policy` in Terraform, an
    `AWS::Organizations::Policy` in CloudFormation. One such policy, or several together, is enough, attached to the
    root or to what holds every account; conditions may spare some (`ArnNotLike`), and whatever holds for some only
    does not count.

    ```hcl
    resource "aws_organizations_policy" "regions" {
      name = "regions"
      content = jsonencode({
        Statement = [{
          Effect    = "Deny"
          Action    = ["bedrock:*", "sagemaker:*", "bedrock-agentcore:*"]
          Resource  = "*"
          Condition = { StringNotEquals = { "aws:RequestedRegion" = ["eu-central-1"] } }
        }]
      })
    }
    ```

    ```yaml
    Regions:
      Type: AWS::Organizations::Policy
      Properties:
        Name: regions
        Type: SERVICE_CONTROL_POLICY
        Content:
          Statement:
            - Effect: Deny
              Action: ["bedrock:*", "sagemaker:*", "bedrock-agentcore:*"]
              Resource: "*"
              Condition: {StringNotEquals: {aws:RequestedRegion: [eu-central-1]}}
    ```
    """
    if policy.kind != "SERVICE_CONTROL_POLICY":
        pytest.skip("it is a policy of another type")
    assert policy.unconfined_calls == []
