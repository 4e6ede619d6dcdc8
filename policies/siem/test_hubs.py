"""What Security Hub judges by, and whether the newer one puts findings together."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.aws import securitylake


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_region_has_the_newer_security_hub(region: ai.AssessedRegion) -> None:
    """The newer Security Hub, which puts findings of all services together, is on in every region that is read.

    Why: it sees that the machine with a flaw is the one that can be reached and may read the training data.
    Each finding alone does not show that.

    Fix: create an `aws_securityhub_account_v2` in each region in Terraform, an `AWS::SecurityHub::HubV2` in
    CloudFormation.
    """
    assert any(hub.address for hub in region.newer_hubs)


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_security_hub_judges_by_the_ai_standard(hub: ai.AssessedHub) -> None:
    """Security Hub, where it is on, judges by AI Security Best Practices.

    Why: the standard has controls for Bedrock, AgentCore and SageMaker, and is off until somebody switches it
    on.

    Fix: subscribe to `standards/ai-security-best-practices/v/1.0.0`: `aws_securityhub_standards_subscription`
    in Terraform, `AWS::SecurityHub::Standard` in CloudFormation.

    ```hcl
    resource "aws_securityhub_account" "this" {}
    resource "aws_securityhub_standards_subscription" "ai" {
      standards_arn = "arn:aws:securityhub:us-east-1::standards/ai-security-best-practices/v/1.0.0"
    }
    ```

    ```yaml
    Hub:
      Type: AWS::SecurityHub::Hub
    Ai:
      Type: AWS::SecurityHub::Standard
      Properties:
        StandardsArn: arn:aws:securityhub:us-east-1::standards/ai-security-best-practices/v/1.0.0
    ```
    """
    assert hub.judges_by_the_ai_standard


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_security_lake_is_encrypted_with_a_customer_managed_key(lake: securitylake.DataLake) -> None:
    """A security lake is encrypted with a key that the account manages.

    Why: all that is known of an account and its traffic lies there in one place. Who may read it is then
    decided by a key, and each reading is recorded.

    Fix: name an `aws_kms_key` in `kms_key_id` of every `encryption_configuration` in Terraform, in `KmsKeyId` of
    `EncryptionConfiguration` in CloudFormation.

    ```hcl
    resource "aws_securitylake_data_lake" "this" {
      meta_store_manager_role_arn = aws_iam_role.lake.arn
      configuration {
        region = "us-east-1"
        encryption_configuration {
          kms_key_id = aws_kms_key.lake.arn
        }
      }
    }
    resource "aws_kms_key" "lake" {}
    ```

    ```yaml
    Lake:
      Type: AWS::SecurityLake::DataLake
      Properties:
        EncryptionConfiguration:
          KmsKeyId: !GetAtt Key.Arn
    Key:
      Type: AWS::KMS::Key
      Properties:
        KeyPolicy: {Statement: []}
    ```
    """
    assert lake.encrypted_with_customer_managed_keys
