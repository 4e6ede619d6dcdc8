"""Changes of what features models are trained on."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2", "PI1.2", "PI1.5", "CC8.1")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)", "164.312(c)(1)", "164.312(c)(2)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)", "CM-3", "SI-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC06-BP01")
def test_change_of_a_feature_group_raises_an_alarm(group: ai.WatchedFeatures) -> None:
    """Somebody is told when a group of features is changed.

    Why: a feature that was added, or that comes from elsewhere, changes what the next model learns and what the
    present one is asked with.

    Fix: add an EventBridge rule for `UpdateFeatureGroup` with a target, or a metric filter on the log group of
    a trail with an alarm that acts: `aws_cloudwatch_event_rule` or `aws_cloudwatch_log_metric_filter` in
    Terraform, `AWS::Events::Rule` or `AWS::Logs::MetricFilter` in CloudFormation. Files that declare neither
    are not judged. Both hear only of calls that a trail which is on takes in; files that declare no trail leave
    that to others.

    ```hcl
    resource "aws_sagemaker_feature_group" "this" {
      feature_group_name             = "this"
      record_identifier_feature_name = "id"
      event_time_feature_name        = "at"
      role_arn                       = aws_iam_role.features.arn
    }
    resource "aws_cloudwatch_event_rule" "changes" {
      name = "changes"
      event_pattern = jsonencode({
        source        = ["aws.sagemaker"]
        "detail-type" = ["AWS API Call via CloudTrail"]
        detail = {
          eventName = ["UpdateFeatureGroup"]
        }
      })
    }
    resource "aws_cloudwatch_event_target" "soc" {
      rule = aws_cloudwatch_event_rule.changes.name
      arn  = aws_sns_topic.soc.arn
    }
    ```

    ```yaml
    Features:
      Type: AWS::SageMaker::FeatureGroup
      Properties:
        FeatureGroupName: this
        RecordIdentifierFeatureName: id
        EventTimeFeatureName: at
        FeatureDefinitions: []
    Changes:
      Type: AWS::Events::Rule
      Properties:
        EventPattern:
          source: [aws.sagemaker]
          detail-type: [AWS API Call via CloudTrail]
          detail:
            eventName: [UpdateFeatureGroup]
        State: ENABLED
        Targets:
          - Id: soc
            Arn: !Ref Topic
    ```
    """
    assert group.unnoticed_changes == []
