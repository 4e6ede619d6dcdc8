"""What service control policies deny, and to whom."""

from __future__ import annotations

import pytest

from pytest_aisec import marks
from pytest_aisec.aws import organizations
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC5.2")
@marks.hipaa("164.308(a)(1)(ii)(B)", "164.308(a)(8)")
@marks.nist_800_53("CA-2", "CM-2")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.4.2", "A.9.4")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_service_control_policy_about_models_is_attached(policy: organizations.ServiceControlPolicy) -> None:
    """A service control policy that denies something of AI services is attached to a root, a unit or an account.

    Why: a policy that is attached nowhere denies nothing, and looks in every audit as if it did.

    Fix: add an `aws_organizations_policy_attachment` in Terraform, `TargetIds` in CloudFormation.

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
    resource "aws_organizations_policy_attachment" "regions" {
      policy_id = aws_organizations_policy.regions.id
      target_id = "r-abcd"
    }
    ```

    ```yaml
    Regions:
      Type: AWS::Organizations::Policy
      Properties:
        Name: regions
        Type: SERVICE_CONTROL_POLICY
        TargetIds: [r-abcd]
        Content:
          Statement:
            - Effect: Deny
              Action: ["bedrock:*", "sagemaker:*", "bedrock-agentcore:*"]
              Resource: "*"
              Condition: {StringNotEquals: {aws:RequestedRegion: [eu-central-1]}}
    ```
    """
    if policy.kind != "SERVICE_CONTROL_POLICY" or not policy.is_about_models:
        pytest.skip("it denies nothing of AI services")
    assert policy.is_attached


@marks.severity("high")
@marks.soc2("CC5.2")
@marks.hipaa("164.308(a)(1)(ii)(B)", "164.308(a)(8)")
@marks.nist_800_53("CA-2", "CM-2")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.4.2", "A.9.4")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_organization_denies_unapproved_services(
    policy: organizations.ServiceControlPolicy, settings: Settings
) -> None:
    """A service control policy denies each service that the setting `unapproved_services` names.

    Why: what nobody has looked at is used all the same, as long as it can be. Afterwards the data is there.

    Fix: add a `Deny` of every action of the service to an `aws_organizations_policy` in Terraform, an
    `AWS::Organizations::Policy` in CloudFormation. One such policy for each service is enough, attached to the
    root or to what holds every account; conditions may spare some (`ArnNotLike`), and whatever holds for some only
    does not count.

    ```hcl
    resource "aws_organizations_policy" "services" {
      name = "services"
      content = jsonencode({
        Statement = [{ Effect = "Deny", Action = ["q:*", "qbusiness:*"], Resource = "*" }]
      })
    }
    ```

    ```yaml
    Services:
      Type: AWS::Organizations::Policy
      Properties:
        Name: services
        Type: SERVICE_CONTROL_POLICY
        Content:
          Statement: [{Effect: Deny, Action: ["q:*", "qbusiness:*"], Resource: "*"}]
    ```
    """
    if policy.kind != "SERVICE_CONTROL_POLICY" or not settings.unapproved_services:
        pytest.skip("it is a policy of another type, or no setting says which services are unapproved")
    assert policy.undenied(settings.unapproved_services) == []
