"""Assistants of Amazon Q Business."""

from __future__ import annotations

import pytest

from pytest_aisec import marks
from pytest_aisec.aws import qbusiness


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_assistant_is_encrypted_with_a_customer_managed_key(assistant: qbusiness.Application) -> None:
    """An assistant of Q Business is encrypted with a key that the account manages.

    Why: what people ask it and the documents that it indexes are the best of a company. With a key that the service
    owns nobody can see who reads them, or end that.

    Fix: name the key in `kms_key_id` in `encryption_configuration` in Terraform, in `KmsKeyId` in
    `EncryptionConfiguration` in CloudFormation.

    ```hcl
    resource "aws_qbusiness_application" "helper" {
      display_name                 = "helper"
      identity_center_instance_arn = "arn:aws:sso:::instance/ssoins-1234567890abcdef"
      attachments_configuration {
        attachments_control_mode = "DISABLED"
      }
      encryption_configuration {
        kms_key_id = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"
      }
    }
    ```

    ```yaml
    Helper:
      Type: AWS::QBusiness::Application
      Properties:
        DisplayName: helper
        IdentityType: AWS_IAM_IDC
        IdentityCenterInstanceArn: arn:aws:sso:::instance/ssoins-1234567890abcdef
        AttachmentsConfiguration: {AttachmentsControlMode: DISABLED}
        EncryptionConfiguration: {KmsKeyId: "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"}
    ```
    """
    assert assistant.kms_key is not None and assistant.kms_key.customer_managed


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.2", "CC5.2")
@marks.hipaa("164.312(a)(2)(i)", "164.312(d)", "164.308(a)(1)(ii)(B)", "164.308(a)(8)")
@marks.nist_800_53("IA-2", "IA-5", "IA-9", "CA-2", "CM-2")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2", "MEASURE 2.10")
@marks.iso_42001("A.4.2", "A.9.4", "A.7.2")
@marks.owasp_llm("LLM03:2025", "LLM02:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103", "AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC03-BP01", "GENSEC02-BP01")
def test_assistant_knows_its_users(assistant: qbusiness.Application) -> None:
    """An assistant of Q Business answers only to people that it knows.

    Why: an anonymous assistant answers to everybody on the internet at the company's cost, and nobody can tell who
    asked what.

    Fix: set `IdentityType` to one of the identity providers in CloudFormation; Terraform makes none but those of IAM
    Identity Center.

    ```yaml
    Helper:
      Type: AWS::QBusiness::Application
      Properties:
        DisplayName: helper
        IdentityType: AWS_IAM_IDC
        IdentityCenterInstanceArn: arn:aws:sso:::instance/ssoins-1234567890abcdef
        AttachmentsConfiguration: {AttachmentsControlMode: DISABLED}
        EncryptionConfiguration: {KmsKeyId: "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"}
    ```
    """
    assert assistant.identity != "ANONYMOUS"


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.2", "CC5.2")
@marks.hipaa("164.312(a)(2)(i)", "164.312(d)", "164.308(a)(1)(ii)(B)", "164.308(a)(8)")
@marks.nist_800_53("IA-2", "IA-5", "IA-9", "CA-2", "CM-2")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2", "MEASURE 2.10")
@marks.iso_42001("A.4.2", "A.9.4", "A.7.2")
@marks.owasp_llm("LLM03:2025", "LLM02:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103", "AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC03-BP01", "GENSEC02-BP01")
def test_assistant_takes_no_files(assistant: qbusiness.Application) -> None:
    """Users of an assistant of Q Business cannot upload files into a conversation.

    Why: what is uploaded passes by every control on what documents the assistant may know, and what stands in it is
    read as an instruction.

    Fix: set `attachments_control_mode = "DISABLED"` in `attachments_configuration` in Terraform,
    `AttachmentsControlMode: DISABLED` in `AttachmentsConfiguration` in CloudFormation.

    ```hcl
    resource "aws_qbusiness_application" "helper" {
      display_name                 = "helper"
      identity_center_instance_arn = "arn:aws:sso:::instance/ssoins-1234567890abcdef"
      attachments_configuration {
        attachments_control_mode = "DISABLED"
      }
      encryption_configuration {
        kms_key_id = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"
      }
    }
    ```

    ```yaml
    Helper:
      Type: AWS::QBusiness::Application
      Properties:
        DisplayName: helper
        IdentityType: AWS_IAM_IDC
        IdentityCenterInstanceArn: arn:aws:sso:::instance/ssoins-1234567890abcdef
        AttachmentsConfiguration: {AttachmentsControlMode: DISABLED}
        EncryptionConfiguration: {KmsKeyId: "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"}
    ```
    """
    assert not assistant.takes_attachments


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.2", "CC5.2")
@marks.hipaa("164.312(a)(2)(i)", "164.312(d)", "164.308(a)(1)(ii)(B)", "164.308(a)(8)")
@marks.nist_800_53("IA-2", "IA-5", "IA-9", "CA-2", "CM-2")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2", "MEASURE 2.10")
@marks.iso_42001("A.4.2", "A.9.4", "A.7.2")
@marks.owasp_llm("LLM03:2025", "LLM02:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103", "AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC03-BP01", "GENSEC02-BP01")
def test_assistant_answers_from_documents_of_the_company(assistant: qbusiness.Application) -> None:
    """An assistant of Q Business answers from the documents of the company only.

    Why: what the model knows by itself has no source that anybody could check, and an assistant that answers everything
    is used for everything.

    Fix: set the response scope to enterprise content only in the chat controls of the application
    (`UpdateChatControlsConfiguration`, `responseScope`).
    """
    if assistant.answers_from is None:
        pytest.skip("chat controls are set in the application, in no file")
    assert assistant.answers_from == "ENTERPRISE_CONTENT_ONLY"


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.2", "CC5.2")
@marks.hipaa("164.312(a)(2)(i)", "164.312(d)", "164.308(a)(1)(ii)(B)", "164.308(a)(8)")
@marks.nist_800_53("IA-2", "IA-5", "IA-9", "CA-2", "CM-2")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2", "MEASURE 2.10")
@marks.iso_42001("A.4.2", "A.9.4", "A.7.2")
@marks.owasp_llm("LLM03:2025", "LLM02:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103", "AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC03-BP01", "GENSEC02-BP01")
def test_assistant_has_no_creator_mode(assistant: qbusiness.Application) -> None:
    """Users of an assistant of Q Business cannot speak to the model past the documents of the company.

    Why: in creator mode the assistant is a general model at the company's cost, without the filters that hold for its
    documents.

    Fix: switch creator mode off in the chat controls of the application (`UpdateChatControlsConfiguration`,
    `creatorModeConfiguration`).
    """
    if assistant.lets_users_ask_the_model is None:
        pytest.skip("chat controls are set in the application, in no file")
    assert not assistant.lets_users_ask_the_model
