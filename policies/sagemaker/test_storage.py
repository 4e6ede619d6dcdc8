"""By whose keys is encrypted what SageMaker keeps."""

from __future__ import annotations

import pytest

from pytest_aisec import marks
from pytest_aisec.aws import sagemaker


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(security_hub="SageMaker.18")
def test_online_features_are_encrypted_with_a_customer_managed_key(group: sagemaker.FeatureGroup) -> None:
    """The online store of a feature group is encrypted with a key that the account manages.

    Why: it holds the latest of what is known about everybody, for models to look up.

    Fix: name an `aws_kms_key` in `security_config` of `online_store_config` in Terraform, in `SecurityConfig` of
    `OnlineStoreConfig` in CloudFormation. The key cannot be changed later.

    ```hcl
    resource "aws_sagemaker_feature_group" "customers" {
      feature_group_name             = "customers"
      record_identifier_feature_name = "id"
      event_time_feature_name        = "at"
      role_arn                       = aws_iam_role.features.arn
      feature_definition {
        feature_name = "id"
        feature_type = "String"
      }
      online_store_config {
        enable_online_store = true
        security_config {
          kms_key_id = aws_kms_key.ai.arn
        }
      }
      offline_store_config {
        s3_storage_config {
          s3_uri     = "s3://features"
          kms_key_id = aws_kms_key.ai.arn
        }
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Customers:
      Type: AWS::SageMaker::FeatureGroup
      Properties:
        FeatureGroupName: customers
        RecordIdentifierFeatureName: id
        EventTimeFeatureName: at
        FeatureDefinitions: [{FeatureName: id, FeatureType: String}]
        OnlineStoreConfig:
          EnableOnlineStore: true
          SecurityConfig: {KmsKeyId: !GetAtt Key.Arn}
        OfflineStoreConfig:
          S3StorageConfig: {S3Uri: s3://features, KmsKeyId: !GetAtt Key.Arn}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    if not group.online:
        pytest.skip("it has no online store")
    assert group.online_key is not None and group.online_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(security_hub="SageMaker.17")
def test_offline_features_are_encrypted_with_a_customer_managed_key(group: sagemaker.FeatureGroup) -> None:
    """The offline store of a feature group is encrypted with a key that the account manages.

    Why: it holds all that was ever known about everybody, for training.

    Fix: name an `aws_kms_key` in `s3_storage_config` of `offline_store_config` in Terraform, in `S3StorageConfig`
    of `OfflineStoreConfig` in CloudFormation. The key cannot be changed later.

    ```hcl
    resource "aws_sagemaker_feature_group" "customers" {
      feature_group_name             = "customers"
      record_identifier_feature_name = "id"
      event_time_feature_name        = "at"
      role_arn                       = aws_iam_role.features.arn
      feature_definition {
        feature_name = "id"
        feature_type = "String"
      }
      online_store_config {
        enable_online_store = true
        security_config {
          kms_key_id = aws_kms_key.ai.arn
        }
      }
      offline_store_config {
        s3_storage_config {
          s3_uri     = "s3://features"
          kms_key_id = aws_kms_key.ai.arn
        }
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Customers:
      Type: AWS::SageMaker::FeatureGroup
      Properties:
        FeatureGroupName: customers
        RecordIdentifierFeatureName: id
        EventTimeFeatureName: at
        FeatureDefinitions: [{FeatureName: id, FeatureType: String}]
        OnlineStoreConfig:
          EnableOnlineStore: true
          SecurityConfig: {KmsKeyId: !GetAtt Key.Arn}
        OfflineStoreConfig:
          S3StorageConfig: {S3Uri: s3://features, KmsKeyId: !GetAtt Key.Arn}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    if not group.offline:
        pytest.skip("it has no offline store")
    assert group.offline_key is not None and group.offline_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_model_card_is_encrypted_with_a_customer_managed_key(card: sagemaker.ModelCard) -> None:
    """A model card is encrypted with a key that the account manages.

    Why: it tells what a model was trained on and where it fails, which is what somebody who attacks it wants to
    know.

    Fix: name an `aws_kms_key` in `security_config` in Terraform, in `SecurityConfig` in CloudFormation. The key
    cannot be changed later.

    ```hcl
    resource "aws_sagemaker_model_card" "chat" {
      model_card_name   = "chat"
      model_card_status = "Approved"
      content           = jsonencode({})
      security_config {
        kms_key_id = aws_kms_key.ai.arn
      }
    }
    resource "aws_kms_key" "ai" {}
    ```

    ```yaml
    Chat:
      Type: AWS::SageMaker::ModelCard
      Properties:
        ModelCardName: chat
        ModelCardStatus: Approved
        Content: {}
        SecurityConfig: {KmsKeyId: !GetAtt Key.Arn}
    Key:
      Type: AWS::KMS::Key
    ```
    """
    assert card.kms_key is not None and card.kms_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_reviews_are_encrypted_with_a_customer_managed_key(flow: sagemaker.FlowDefinition) -> None:
    """What people decide in a review of answers is encrypted with a key that the account manages.

    Why: it holds what the model was asked, what it answered, and what somebody thought of it.

    Fix: name an `aws_kms_key` in `output_config` in Terraform; CloudFormation declares no flow definitions.

    ```hcl
    resource "aws_sagemaker_flow_definition" "review" {
      flow_definition_name = "review"
      role_arn             = aws_iam_role.review.arn
      human_loop_config {
        human_task_ui_arn = aws_sagemaker_human_task_ui.review.arn
        task_count        = 1
        task_description  = "Is the answer right?"
        task_title        = "Review"
        workteam_arn      = aws_sagemaker_workteam.review.arn
      }
      output_config {
        s3_output_path = "s3://reviews"
        kms_key_id     = aws_kms_key.ai.arn
      }
    }
    resource "aws_kms_key" "ai" {}
    ```
    """
    assert flow.output_key is not None and flow.output_key.customer_managed
