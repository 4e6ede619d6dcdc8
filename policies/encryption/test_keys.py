"""The keys by which the AI estate is encrypted."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("medium")
@marks.soc2("CC6.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-12(2)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.M0005", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.cis_aws("4.6")
@marks.equivalent(
    checkov="CKV_AWS_7",
    prowler="kms_cmk_rotation_enabled",
    trivy="AWS-0065",
    security_hub="KMS.4",
    config="cmk-backing-key-rotation-enabled",
)
def test_ai_key_is_rotated(key: ai.Key, settings: Settings) -> None:
    """The symmetric keys by which AI data is encrypted are rotated every year, or as often as a setting says.

    Why: the more data one key material has encrypted, the more is lost with it. Rotation is free, and nothing has
    to be encrypted again.

    Fix: set `enable_key_rotation = true` in `aws_kms_key` in Terraform, `EnableKeyRotation: true` in
    CloudFormation, with no `rotation_period_in_days`, `RotationPeriodInDays`, above the setting `key_rotation_days`.

    ```hcl
    resource "aws_kms_key" "ai" {
      enable_key_rotation     = true
      deletion_window_in_days = 30
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { AWS = "arn:aws:iam::123456789012:root" }
          Action    = "kms:*"
          Resource  = "*"
        }]
      })
    }
    resource "aws_sagemaker_notebook_instance" "research" {
      name          = "research"
      instance_type = "ml.g5.xlarge"
      role_arn      = aws_iam_role.research.arn
      kms_key_id    = aws_kms_key.ai.arn
    }
    ```

    ```yaml
    Key:
      Type: AWS::KMS::Key
      Properties:
        EnableKeyRotation: true
        PendingWindowInDays: 30
        KeyPolicy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal:
                AWS: !Sub arn:aws:iam::${AWS::AccountId}:root
              Action: kms:*
              Resource: "*"
    Research:
      Type: AWS::SageMaker::NotebookInstance
      Properties:
        InstanceType: ml.g5.xlarge
        RoleArn: !GetAtt Role.Arn
        KmsKeyId: !Ref Key
    ```
    """
    if not key.can_be_rotated:
        pytest.skip("KMS rotates only symmetric keys that it made itself")
    assert key.rotation_enabled and key.rotation_days <= settings.key_rotation_days


@marks.severity("medium")
@marks.soc2("CC6.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-12(2)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.M0005", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(
    prowler="kms_cmk_not_deleted_unintentionally", security_hub="KMS.3", config="kms-cmk-not-scheduled-for-deletion"
)
def test_ai_key_is_not_deleted_in_haste(key: ai.Key, settings: Settings) -> None:
    """The keys of AI data are not about to be deleted, and when asked to be, wait for `key_deletion_days`.

    Why: without the key the training data, the weights and the logs are gone. The waiting time is when somebody
    can still notice that an intruder asked.

    Fix: set `deletion_window_in_days` in `aws_kms_key` in Terraform, `PendingWindowInDays` in CloudFormation, to
    at least `key_deletion_days` in `[tool.aisec.settings]`; cancel a deletion that nobody wants.

    ```hcl
    resource "aws_kms_key" "ai" {
      enable_key_rotation     = true
      deletion_window_in_days = 30
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { AWS = "arn:aws:iam::123456789012:root" }
          Action    = "kms:*"
          Resource  = "*"
        }]
      })
    }
    resource "aws_sagemaker_notebook_instance" "research" {
      name          = "research"
      instance_type = "ml.g5.xlarge"
      role_arn      = aws_iam_role.research.arn
      kms_key_id    = aws_kms_key.ai.arn
    }
    ```

    ```yaml
    Key:
      Type: AWS::KMS::Key
      Properties:
        EnableKeyRotation: true
        PendingWindowInDays: 30
        KeyPolicy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal:
                AWS: !Sub arn:aws:iam::${AWS::AccountId}:root
              Action: kms:*
              Resource: "*"
    Research:
      Type: AWS::SageMaker::NotebookInstance
      Properties:
        InstanceType: ml.g5.xlarge
        RoleArn: !GetAtt Role.Arn
        KmsKeyId: !Ref Key
    ```
    """
    assert key.days_to_notice_its_deletion >= settings.key_deletion_days


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.312(a)(2)(iv)", "164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("SC-12", "AC-3", "AC-5", "AC-6", "SC-12(2)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.M0005", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.cis_aws("2.21")
@marks.equivalent(
    checkov="CKV_AWS_33",
    prowler="kms_key_not_publicly_accessible",
    security_hub="KMS.5",
    config="kms-key-policy-no-public-access",
)
def test_ai_key_policy_names_who_may_use_it(key: ai.UsedKey) -> None:
    """No policy of a key of AI data lets everybody in without a condition that tells who it is.

    Why: a key that everybody may use protects nothing: whoever gets at the bucket gets at its content.

    Fix: name the account or roles under `Principal` of the key policy, or add a condition on `kms:CallerAccount`,
    in Terraform as in CloudFormation.

    ```hcl
    resource "aws_kms_key" "ai" {
      enable_key_rotation     = true
      deletion_window_in_days = 30
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { AWS = "arn:aws:iam::123456789012:root" }
          Action    = "kms:*"
          Resource  = "*"
        }]
      })
    }
    resource "aws_sagemaker_notebook_instance" "research" {
      name          = "research"
      instance_type = "ml.g5.xlarge"
      role_arn      = aws_iam_role.research.arn
      kms_key_id    = aws_kms_key.ai.arn
    }
    ```

    ```yaml
    Key:
      Type: AWS::KMS::Key
      Properties:
        EnableKeyRotation: true
        PendingWindowInDays: 30
        KeyPolicy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal:
                AWS: !Sub arn:aws:iam::${AWS::AccountId}:root
              Action: kms:*
              Resource: "*"
    Research:
      Type: AWS::SageMaker::NotebookInstance
      Properties:
        InstanceType: ml.g5.xlarge
        RoleArn: !GetAtt Role.Arn
        KmsKeyId: !Ref Key
    ```
    """
    assert not key.admits_anyone
