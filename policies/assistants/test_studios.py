"""Studios, and what draws data out of documents and records."""

from __future__ import annotations

from pytest_aisec import marks
from pytest_aisec.aws import bedrock_automation, datazone, healthlake


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_unified_studio_is_encrypted_with_a_customer_managed_key(domain: datazone.Domain) -> None:
    """A domain of SageMaker Unified Studio, or of DataZone, is encrypted with a key that the account manages.

    Why: the catalogue says what data a company has, who may use it, and what it means. With a key that the service
    owns nobody can see who reads it, or end that.

    Fix: name the key in `kms_key_identifier` in Terraform, in `KmsKeyIdentifier` in CloudFormation.

    ```hcl
    resource "aws_datazone_domain" "studio" {
      name                  = "studio"
      domain_version        = "V2"
      domain_execution_role = aws_iam_role.studio.arn
      kms_key_identifier    = aws_kms_key.ai.arn
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Studio:
      Type: AWS::DataZone::Domain
      Properties:
        Name: studio
        DomainVersion: V2
        DomainExecutionRole: !GetAtt Role.Arn
        KmsKeyIdentifier: !GetAtt Key.Arn
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert domain.kms_key is not None and domain.kms_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_data_automation_is_encrypted_with_a_customer_managed_key(project: bedrock_automation.Project) -> None:
    """A project of Bedrock Data Automation is encrypted with a key that the account manages.

    Why: it reads contracts, invoices and recordings, and keeps what it drew out of them. With a key that the service
    owns nobody can see who reads that, or end it.

    Fix: name the key in `KmsKeyId` in CloudFormation. The Terraform provider has no resource for it.

    ```yaml
    Invoices:
      Type: AWS::Bedrock::DataAutomationProject
      Properties:
        ProjectName: invoices
        KmsKeyId: !GetAtt Key.Arn
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert project.kms_key is not None and project.kms_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_health_records_are_encrypted_with_a_customer_managed_key(store: healthlake.DataStore) -> None:
    """A data store of HealthLake is encrypted with a key that the account manages.

    Why: it holds records of patients. With a key that the service owns nobody can see who reads them, or end that.

    Fix: set `CmkType: CUSTOMER_MANAGED_KMS_KEY` and name the key in `KmsKeyId` in `KmsEncryptionConfig` in
    CloudFormation. The Terraform provider has no resource for it.

    ```yaml
    Patients:
      Type: AWS::HealthLake::FHIRDatastore
      Properties:
        DatastoreTypeVersion: R4
        SseConfiguration:
          KmsEncryptionConfig: {CmkType: CUSTOMER_MANAGED_KMS_KEY, KmsKeyId: !GetAtt Key.Arn}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert store.kms_key is not None and store.kms_key.customer_managed
