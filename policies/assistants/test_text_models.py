"""Models of text, which Amazon Comprehend trains for a company."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(checkov="CKV_AWS_267")
def test_text_model_is_encrypted_with_a_customer_managed_key(model: ai.TextModel) -> None:
    """A model that Comprehend has trained is encrypted with a key that the account manages.

    Why: a model repeats what it was trained with. With a key that the service owns nobody can see who uses it, or end
    that.

    Fix: name the key in `model_kms_key_id` in Terraform, in `ModelKmsKeyId` in CloudFormation.

    ```hcl
    resource "aws_comprehend_entity_recognizer" "parts" {
      name                 = "parts"
      language_code        = "en"
      data_access_role_arn = aws_iam_role.train.arn
      model_kms_key_id    = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"
      input_data_config {
        entity_types {
          type = "PART"
        }
        documents {
          s3_uri = "s3://parts/documents"
        }
        entity_list {
          s3_uri = "s3://parts/entities"
        }
      }
    }
    ```

    ```yaml
    Parts:
      Type: AWS::Comprehend::EntityRecognizer
      Properties:
        RecognizerName: parts
        LanguageCode: en
        DataAccessRoleArn: !GetAtt Role.Arn
        InputDataConfig:
          EntityTypes: [{Type: PART}]
          Documents: {S3Uri: "s3://parts/documents"}
          EntityList: {S3Uri: "s3://parts/entities"}
        ModelKmsKeyId: arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d
    ```
    """
    assert model.model_key is not None and model.model_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(checkov="CKV_AWS_268")
def test_text_model_is_trained_on_disks_with_a_customer_managed_key(model: ai.TextModel) -> None:
    """The disks on which Comprehend trains a model are encrypted with a key that the account manages.

    Why: the training data lies on them while the model is trained.

    Fix: name the key in `volume_kms_key_id` in Terraform, in `VolumeKmsKeyId` in CloudFormation.

    ```hcl
    resource "aws_comprehend_entity_recognizer" "parts" {
      name                 = "parts"
      language_code        = "en"
      data_access_role_arn = aws_iam_role.train.arn
      volume_kms_key_id    = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d"
      input_data_config {
        entity_types {
          type = "PART"
        }
        documents {
          s3_uri = "s3://parts/documents"
        }
        entity_list {
          s3_uri = "s3://parts/entities"
        }
      }
    }
    ```

    ```yaml
    Parts:
      Type: AWS::Comprehend::EntityRecognizer
      Properties:
        RecognizerName: parts
        LanguageCode: en
        DataAccessRoleArn: !GetAtt Role.Arn
        InputDataConfig:
          EntityTypes: [{Type: PART}]
          Documents: {S3Uri: "s3://parts/documents"}
          EntityList: {S3Uri: "s3://parts/entities"}
        VolumeKmsKeyId: arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d
    ```
    """
    assert model.volume_key is not None and model.volume_key.customer_managed
