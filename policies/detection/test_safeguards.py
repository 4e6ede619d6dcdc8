"""The switching off of what records and watches."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2", "CC7.3", "CC7.4")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)", "IR-4", "IR-5", "IR-6")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(
    trivy=("AWS-0151", "AWS-0155"),
    prowler="cloudwatch_log_metric_filter_and_alarm_for_cloudtrail_configuration_changes_enabled",
    security_hub="CloudWatch.5",
)
def test_switching_off_a_safeguard_raises_an_alarm(safeguard: ai.Safeguard) -> None:
    """Somebody is told when trails, flow logs, Config, GuardDuty, Security Hub, Macie, Inspector or web ACLs go off.

    Why: an intruder switches off what records and watches before doing anything else. That moment is the last
    one that is on record.

    Fix: add an EventBridge rule with a target, or a metric filter on the log group of a trail with an alarm
    that acts, for `StopLogging`, `DeleteTrail`, `DeleteDetector`, `DisableSecurityHub`, `DisableMacie`,
    `Disable` (Inspector), `DeleteFlowLogs`, `DeleteWebACL` and `PutConfigurationRecorder`:
    `aws_cloudwatch_event_rule` or `aws_cloudwatch_log_metric_filter` in Terraform, `AWS::Events::Rule` or
    `AWS::Logs::MetricFilter` in CloudFormation. One of each kind in a region is judged, and only the calls that
    switch that kind off; files that declare neither rules nor filters are not. Both hear only of calls that a
    trail which is on takes in; files that declare no trail leave that to others.

    ```hcl
    resource "aws_cloudtrail" "this" {
      name                       = "this"
      s3_bucket_name             = aws_s3_bucket.trail.id
      cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
    }
    resource "aws_cloudwatch_log_group" "trail" {
      name = "trail"
    }
    resource "aws_cloudwatch_log_metric_filter" "off" {
      name           = "off"
      log_group_name = aws_cloudwatch_log_group.trail.name
      pattern        = "{ ($.eventName = StopLogging) || ($.eventName = DeleteTrail) }"
      metric_transformation {
        name      = "SwitchedOff"
        namespace = "Security"
        value     = "1"
      }
    }
    resource "aws_cloudwatch_metric_alarm" "off" {
      alarm_name          = "off"
      namespace           = "Security"
      metric_name         = "SwitchedOff"
      comparison_operator = "GreaterThanOrEqualToThreshold"
      evaluation_periods  = 1
      threshold           = 1
      alarm_actions       = [aws_sns_topic.soc.arn]
    }
    ```

    ```yaml
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties:
        S3BucketName: !Ref Logs
        IsLogging: true
    Changes:
      Type: AWS::Events::Rule
      Properties:
        EventPattern:
          source: [aws.cloudtrail]
          detail-type: [AWS API Call via CloudTrail]
          detail:
            eventName: [StopLogging, DeleteTrail]
        State: ENABLED
        Targets:
          - Id: soc
            Arn: !Ref Topic
    ```
    """
    assert safeguard.unnoticed_changes == []
