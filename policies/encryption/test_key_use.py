"""Who uses the keys of the AI estate, and who administers them."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.312(a)(2)(iv)", "164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("SC-12", "SC-12(2)", "AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_ai_key_serves_only_named_accounts(key: ai.UsedKey) -> None:
    """Services use a key of AI data only for accounts and resources that its policy names.

    Why: a service acts for all of its customers. Without a condition on whom it acts for, somebody else's resource
    can be made to use the key.

    Fix: add a condition on `aws:SourceAccount`, `aws:SourceArn` or `kms:EncryptionContext:...` to each statement of
    the key policy that names a service, in Terraform as in CloudFormation.

    ```hcl
    resource "aws_kms_key" "ai" {
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect    = "Allow"
            Principal = { Service = "bedrock.amazonaws.com" }
            Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
            Resource  = "*"
            Condition = { StringEquals = { "aws:SourceAccount" = "123456789012" } }
          },
        ]
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
        KeyPolicy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: {Service: bedrock.amazonaws.com}
              Action: [kms:Decrypt, kms:GenerateDataKey]
              Resource: "*"
              Condition: {StringEquals: {"aws:SourceAccount": !Ref "AWS::AccountId"}}
    Research:
      Type: AWS::SageMaker::NotebookInstance
      Properties:
        InstanceType: ml.g5.xlarge
        RoleArn: !GetAtt Role.Arn
        KmsKeyId: !Ref Key
    ```
    """
    assert key.unbound_services == []


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.312(a)(2)(iv)", "164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("SC-12", "SC-12(2)", "AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_ai_key_administrators_do_not_decrypt(key: ai.UsedKey) -> None:
    """Nobody who administers a key of AI data may also decrypt with it.

    Why: who writes the policy of a key and reads what it protects needs nobody else to take the data.

    Fix: leave `kms:Decrypt` and `kms:*` out of the statement for administrators in the key policy, in Terraform as
    in CloudFormation. The account as a whole, which IAM then judges for, may stay.

    ```hcl
    resource "aws_kms_key" "ai" {
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect    = "Allow"
            Principal = { AWS = "arn:aws:iam::123456789012:root" }
            Action    = "kms:*"
            Resource  = "*"
          },
          {
            Effect    = "Allow"
            Principal = { AWS = "arn:aws:iam::123456789012:role/key-admin" }
            Action    = ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DescribeKey"]
            Resource  = "*"
          },
        ]
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
        KeyPolicy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
              Action: kms:*
              Resource: "*"
            - Effect: Allow
              Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:role/key-admin"}
              Action: [kms:PutKeyPolicy, kms:ScheduleKeyDeletion, kms:DescribeKey]
              Resource: "*"
    Research:
      Type: AWS::SageMaker::NotebookInstance
      Properties:
        InstanceType: ml.g5.xlarge
        RoleArn: !GetAtt Role.Arn
        KmsKeyId: !Ref Key
    ```
    """
    assert key.administrators_who_decrypt == []


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.3")
@marks.hipaa("164.312(a)(2)(iv)", "164.308(a)(4)(ii)(B)", "164.312(a)(1)")
@marks.nist_800_53("SC-12", "SC-12(2)", "AC-3", "AC-5", "AC-6")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_ai_key_is_not_granted_to_other_accounts(key: ai.GrantedKey, settings: Settings) -> None:
    """Grants and the policy of a key of AI data let only the account use it, and trusted ones.

    Why: a grant stands beside the policy of a key, where reviews do not look, and lasts until somebody retires it.

    Fix: remove the `aws_kms_grant`, or the account from `policy` in Terraform, from `KeyPolicy` in CloudFormation,
    which declares no grants; or name the account in `trusted_accounts` in `[tool.aisec.settings]`. Files do not tell
    the account of a key: name it there, too.

    ```hcl
    resource "aws_kms_key" "ai" {}
    resource "aws_kms_grant" "research" {
      key_id            = aws_kms_key.ai.key_id
      grantee_principal = "arn:aws:iam::123456789012:role/research"
      operations        = ["Decrypt"]
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
        KeyPolicy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
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
    assert key.foreign_grantees(settings.trusted_accounts) == []
