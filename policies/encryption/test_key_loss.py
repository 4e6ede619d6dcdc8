"""Whether the keys of the AI estate can get lost."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC6.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-12(2)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_ai_key_is_enabled(key: ai.Key) -> None:
    """The keys of AI data are enabled.

    Why: what is encrypted with a key that is disabled cannot be read: models do not start, and backups are worth
    nothing.

    Fix: set `is_enabled = true` in Terraform, `Enabled: true` in CloudFormation.

    ```hcl
    resource "aws_kms_key" "ai" {
      is_enabled = true
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
      Properties: {Enabled: true}
    Research:
      Type: AWS::SageMaker::NotebookInstance
      Properties:
        InstanceType: ml.g5.xlarge
        RoleArn: !GetAtt Role.Arn
        KmsKeyId: !Ref Key
    ```
    """
    assert key.enabled


@marks.severity("medium")
@marks.soc2("CC6.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-12(2)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.T0048.004", "AML.M0005", "AML.M0012")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_loss_of_an_ai_key_raises_an_alarm(key: ai.WatchedKey) -> None:
    """Somebody is told when a key of AI data is disabled, or is to be deleted.

    Why: with the key goes everything that it encrypts; there are days to take that back, for whoever hears of it.

    Fix: add an EventBridge rule for `DisableKey` and `ScheduleKeyDeletion` with a target, or a metric filter on
    the log group of a trail with an alarm that acts: `aws_cloudwatch_event_rule` or
    `aws_cloudwatch_log_metric_filter` in Terraform, `AWS::Events::Rule` or `AWS::Logs::MetricFilter` in
    CloudFormation. Files that declare neither are not judged. Both hear only of calls that a trail which is on
    takes in; files that declare no trail leave that to others.

    ```hcl
    resource "aws_kms_key" "ai" {}
    resource "aws_cloudwatch_event_rule" "keys" {
      name = "keys"
      event_pattern = jsonencode({
        source        = ["aws.kms"]
        "detail-type" = ["AWS API Call via CloudTrail"]
        detail        = { eventName = ["DisableKey", "ScheduleKeyDeletion"] }
      })
    }
    resource "aws_cloudwatch_event_target" "soc" {
      rule = aws_cloudwatch_event_rule.keys.name
      arn  = aws_sns_topic.soc.arn
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
    Keys:
      Type: AWS::Events::Rule
      Properties:
        EventPattern:
          source: [aws.kms]
          detail-type: [AWS API Call via CloudTrail]
          detail: {eventName: [DisableKey, ScheduleKeyDeletion]}
        State: ENABLED
        Targets: [{Id: soc, Arn: !Ref Topic}]
    Research:
      Type: AWS::SageMaker::NotebookInstance
      Properties:
        InstanceType: ml.g5.xlarge
        RoleArn: !GetAtt Role.Arn
        KmsKeyId: !Ref Key
    ```
    """
    assert key.unnoticed_changes == []
