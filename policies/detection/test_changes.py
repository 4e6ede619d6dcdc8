"""Changes of which somebody has to be told."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2", "CC7.3", "CC7.4")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)", "IR-4", "IR-5", "IR-6")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.4", "A.9.2")
@marks.owasp_llm("LLM01:2025")
@marks.mitre_atlas("AML.T0051", "AML.T0054", "AML.M0020")
@marks.aws_genai_lens("GENSEC02-BP01", "GENSEC04-BP02")
def test_change_of_a_guardrail_raises_an_alarm(guardrail: ai.WatchedGuardrail) -> None:
    """Somebody is told, by a rule or an alarm, of every deletion and update of a guardrail.

    Why: taking the guardrail away is the first step of whoever wants a model to say what it must not, and one
    call does it.

    Fix: add an EventBridge rule for `DeleteGuardrail` and `UpdateGuardrail` with a target:
    `aws_cloudwatch_event_rule` and `aws_cloudwatch_event_target` in Terraform, `AWS::Events::Rule` in
    CloudFormation. A metric filter on the log group of a trail, with an alarm that acts, is as good. Files that
    declare neither are not judged. Both hear only of calls that a trail which is on takes in; files that
    declare no trail leave that to others.

    ```hcl
    resource "aws_cloudwatch_event_rule" "changes" {
      name = "changes"
      event_pattern = jsonencode({
        source        = ["aws.bedrock"]
        "detail-type" = ["AWS API Call via CloudTrail"]
        detail = {
          eventName = ["DeleteGuardrail", "UpdateGuardrail"]
        }
      })
    }
    resource "aws_cloudwatch_event_target" "soc" {
      rule = aws_cloudwatch_event_rule.changes.name
      arn  = aws_sns_topic.soc.arn
    }
    ```

    ```yaml
    Changes:
      Type: AWS::Events::Rule
      Properties:
        EventPattern:
          source: [aws.bedrock]
          detail-type: [AWS API Call via CloudTrail]
          detail:
            eventName: [DeleteGuardrail, UpdateGuardrail]
        State: ENABLED
        Targets:
          - Id: soc
            Arn: !Ref Topic
    ```
    """
    assert guardrail.unnoticed_changes == []


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2", "PI1.2", "PI1.5", "CC8.1")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)", "164.312(c)(1)", "164.312(c)(2)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)", "CM-3", "SI-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC06-BP01")
def test_change_of_an_ai_bucket_policy_raises_an_alarm(bucket: ai.WatchedBucket) -> None:
    """Somebody is told, by a rule or an alarm, of every change of the policy of an AI bucket.

    Why: whoever may write training data decides what the model learns. A policy that lets somebody new in is how
    that begins.

    Fix: add an EventBridge rule for `PutBucketPolicy` and `DeleteBucketPolicy` with a target:
    `aws_cloudwatch_event_rule` and `aws_cloudwatch_event_target` in Terraform, `AWS::Events::Rule` in
    CloudFormation. A metric filter on the log group of a trail, with an alarm that acts, is as good. Files that
    declare neither are not judged. Both hear only of calls that a trail which is on takes in; files that
    declare no trail leave that to others.

    ```hcl
    resource "aws_cloudwatch_event_rule" "changes" {
      name = "changes"
      event_pattern = jsonencode({
        source        = ["aws.s3"]
        "detail-type" = ["AWS API Call via CloudTrail"]
        detail = {
          eventName = ["PutBucketPolicy", "DeleteBucketPolicy"]
        }
      })
    }
    resource "aws_cloudwatch_event_target" "soc" {
      rule = aws_cloudwatch_event_rule.changes.name
      arn  = aws_sns_topic.soc.arn
    }
    ```

    ```yaml
    Changes:
      Type: AWS::Events::Rule
      Properties:
        EventPattern:
          source: [aws.s3]
          detail-type: [AWS API Call via CloudTrail]
          detail:
            eventName: [PutBucketPolicy, DeleteBucketPolicy]
        State: ENABLED
        Targets:
          - Id: soc
            Arn: !Ref Topic
    ```
    """
    assert bucket.unnoticed_changes == []
