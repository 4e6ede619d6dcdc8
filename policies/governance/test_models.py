"""Which models are used, and in which regions, beside those that the organisation has approved."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks
from pytest_aisec.analysis.model_names import is_approved_place
from pytest_aisec.aws import organizations
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC3.2", "CC5.2", "CC6.1", "CC7.1")
@marks.hipaa("164.308(a)(1)(ii)(B)", "164.308(a)(8)")
@marks.nist_800_53("CA-2", "CM-2", "CM-8", "PM-5", "RA-2")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.4.2", "A.9.4")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103", "AML.T0010", "AML.T0058", "AML.M0013", "AML.M0014", "AML.M0016")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_model_in_use_is_approved(use: ai.ModelUse, settings: Settings) -> None:
    """Agents, prompts, flows, knowledge bases, jobs, code and SageMaker use models that `approved_models` has.

    Why: a model that nobody has tested answers differently, was trained on who knows what, and may come with terms that
    nobody has read. It is one word away.

    Fix: name an approved model: `foundation_model` in `aws_bedrockagent_agent` and `model_id` in
    `aws_bedrockagent_prompt` in Terraform, `FoundationModel` and `ModelId` in CloudFormation; or have the model
    approved and its id added to the setting `approved_models`, e.g. `anthropic.*`. Without it every model is approved.
    Models of SageMaker are judged by the names of packages of AWS Marketplace, and of models of JumpStart's hubs;
    versions of your own registry are approved there.

    ```hcl
    resource "aws_bedrockagent_agent" "desk" {
      agent_name              = "desk"
      agent_resource_role_arn = aws_iam_role.desk.arn
      foundation_model        = "anthropic.claude-3-haiku-20240307-v1:0"
    }
    ```

    ```yaml
    Desk:
      Type: AWS::Bedrock::Agent
      Properties:
        AgentName: desk
        AgentResourceRoleArn: !GetAtt Role.Arn
        FoundationModel: anthropic.claude-3-haiku-20240307-v1:0
    ```
    """
    if not settings.approved_models:
        pytest.skip("no setting says which models are approved")
    assert use.unapproved(settings.approved_models) == []


@marks.severity("medium")
@marks.soc2("CC5.2")
@marks.hipaa("164.308(a)(1)(ii)(B)", "164.308(a)(8)")
@marks.nist_800_53("CA-2", "CM-2")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.4.2", "A.9.4")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_model_in_use_answers_in_approved_regions(use: ai.ModelUse, settings: Settings) -> None:
    """The models and profiles that are named answer in regions that the setting `approved_regions` has.

    Why: a profile such as `us.` or `global.` sends each request to whichever of its regions has room. What is asked
    then leaves the country in which it has to stay.

    Fix: name the model without a geography, or with one of which all regions are approved: `foundation_model`,
    `model_id` and `copy_from` in Terraform, `FoundationModel`, `ModelId` and `CopyFrom` in CloudFormation. The setting
    `approved_regions` takes regions (`eu-central-1`), patterns (`eu-*`) and geographies (`eu`). Without it every region
    is approved.

    ```hcl
    resource "aws_bedrock_inference_profile" "desk" {
      name = "desk"
      model_source {
        copy_from = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"
      }
    }
    ```

    ```yaml
    Desk:
      Type: AWS::Bedrock::ApplicationInferenceProfile
      Properties:
        InferenceProfileName: desk
        ModelSource:
          CopyFrom: arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0
    ```
    """
    if not settings.approved_regions:
        pytest.skip("no setting says which regions are approved")
    assert use.outside(settings.approved_regions) == []


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MANAGE 2.4", "GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.9.2", "A.4.2", "A.9.4")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0012", "AML.T0040", "AML.M0019", "AML.T0075", "AML.T0103")
@marks.aws_genai_lens("GENSEC01-BP01", "GENSEC03-BP01")
def test_policy_allows_only_approved_models(policy: ai.GrantedModels, settings: Settings) -> None:
    """A policy that allows to call models of Bedrock names only models that the setting `approved_models` has.

    Why: what a role may call it calls some day, by a change of one word that nobody reviews, or because whoever has
    stolen its credentials likes another model better.

    Fix: name approved models under `Resource` in `aws_iam_role_policy` or `aws_iam_policy` in Terraform, in
    `PolicyDocument` in CloudFormation; or deny all others with `NotResource`. The patterns of the setting
    `approved_models` have to fit the patterns that are allowed. Without it every model is approved.

    ```hcl
    resource "aws_iam_policy" "call" {
      name = "call"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect   = "Allow"
          Action   = "bedrock:InvokeModel"
          Resource = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"
        }]
      })
    }
    ```

    ```yaml
    Call:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Action: bedrock:InvokeModel
              Resource: arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0
    ```
    """
    if not settings.approved_models:
        pytest.skip("no setting says which models are approved")
    assert policy.unapproved(settings.approved_models) == []


@marks.severity("medium")
@marks.soc2("CC5.2")
@marks.hipaa("164.308(a)(1)(ii)(B)", "164.308(a)(8)")
@marks.nist_800_53("CA-2", "CM-2")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.4.2", "A.9.4")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_ai_resource_is_in_an_approved_region(resource: ai.PlacedResource, settings: Settings) -> None:
    """What AI services run or hold is in a region that the setting `approved_regions` has.

    Why: where nobody expects models, nobody watches: detectors, logs and budgets are set up in the regions that are
    used. Whoever steals credentials runs models in the others.

    Fix: move it, and find out who made it. `region` in Terraform, or the region of the provider; CloudFormation makes
    it where the stack is. Files are judged by a `region` that they state; accounts by where it was found. Without the
    setting every region is approved.

    ```hcl
    resource "aws_bedrockagent_agent" "desk" {
      region                  = "eu-central-1"
      agent_name              = "desk"
      agent_resource_role_arn = aws_iam_role.desk.arn
      foundation_model        = "anthropic.claude-3-haiku-20240307-v1:0"
    }
    ```
    """
    if not settings.approved_regions:
        pytest.skip("no setting says which regions are approved")
    assert resource.is_in(settings.approved_regions)


@marks.severity("high")
@marks.soc2("CC5.2")
@marks.hipaa("164.308(a)(1)(ii)(B)", "164.308(a)(8)")
@marks.nist_800_53("CA-2", "CM-2")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.4.2", "A.9.4")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_organization_leaves_models_only_approved_regions(
    policy: organizations.ServiceControlPolicy, settings: Settings
) -> None:
    """Service control policies leave models only regions that the setting `approved_regions` has.

    Why: a policy that names regions looks as if it kept data where it belongs. One region too many, or `unspecified`,
    which is where profiles of `global.` answer, and it does not.

    Fix: take the region out of `aws:RequestedRegion` in the `aws_organizations_policy` in Terraform, in the
    `AWS::Organizations::Policy` in CloudFormation. What another policy beside it denies does not count as left. Without
    the setting every region is approved.

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
    if policy.kind != "SERVICE_CONTROL_POLICY" or not settings.approved_regions:
        pytest.skip("it is a policy of another type, or no setting says which regions are approved")
    assert [region for region in policy.open_regions if not is_approved_place(region, settings.approved_regions)] == []
