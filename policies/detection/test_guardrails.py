"""Changes by which models lose their guardrails, or the log of what they are asked, unnoticed."""

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
def test_change_of_guardrail_enforcement_raises_an_alarm(guardrail: ai.WatchedGuardrail) -> None:
    """Somebody is told when the enforcement of guardrails on all requests is changed or ended.

    Why: an enforced guardrail holds for every request of the account. Ending the enforcement takes one call and
    leaves the guardrail itself in place, so that everything looks as before.

    Fix: add an EventBridge rule for `DeleteEnforcedGuardrailConfiguration` and
    `PutEnforcedGuardrailConfiguration` with a target, or a metric filter on the log group of a trail with an
    alarm that acts: `aws_cloudwatch_event_rule` or `aws_cloudwatch_log_metric_filter` in Terraform,
    `AWS::Events::Rule` or `AWS::Logs::MetricFilter` in CloudFormation. Files that declare neither are not
    judged. Both hear only of calls that a trail which is on takes in; files that declare no trail leave that to
    others.

    ```hcl
    resource "aws_bedrock_guardrail" "this" {
      name                      = "this"
      blocked_input_messaging   = "no"
      blocked_outputs_messaging = "no"
    }
    resource "aws_cloudwatch_event_rule" "changes" {
      name = "changes"
      event_pattern = jsonencode({
        source        = ["aws.bedrock"]
        "detail-type" = ["AWS API Call via CloudTrail"]
        detail = {
          eventName = ["DeleteEnforcedGuardrailConfiguration", "PutEnforcedGuardrailConfiguration"]
        }
      })
    }
    resource "aws_cloudwatch_event_target" "soc" {
      rule = aws_cloudwatch_event_rule.changes.name
      arn  = aws_sns_topic.soc.arn
    }
    ```

    ```yaml
    Guardrail:
      Type: AWS::Bedrock::Guardrail
      Properties:
        Name: this
        BlockedInputMessaging: "no"
        BlockedOutputsMessaging: "no"
    Changes:
      Type: AWS::Events::Rule
      Properties:
        EventPattern:
          source: [aws.bedrock]
          detail-type: [AWS API Call via CloudTrail]
          detail:
            eventName: [DeleteEnforcedGuardrailConfiguration, PutEnforcedGuardrailConfiguration]
        State: ENABLED
        Targets:
          - Id: soc
            Arn: !Ref Topic
    ```
    """
    assert guardrail.unnoticed_changes_of_enforcement == []


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2", "CC7.3", "CC7.4")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)", "IR-4", "IR-5", "IR-6")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.6.2.4", "A.9.2")
@marks.owasp_llm("LLM01:2025")
@marks.mitre_atlas("AML.T0051", "AML.T0054", "AML.M0020")
@marks.aws_genai_lens("GENSEC02-BP01", "GENSEC04-BP02")
def test_change_of_a_guarded_agent_raises_an_alarm(agent: ai.WatchedAgent) -> None:
    """Somebody is told when an agent that has a guardrail is changed.

    Why: an update of the agent that leaves the guardrail out takes it away, with no call that has a guardrail
    in its name.

    Fix: add an EventBridge rule for `UpdateAgent` with a target, or a metric filter on the log group of a trail
    with an alarm that acts: `aws_cloudwatch_event_rule` or `aws_cloudwatch_log_metric_filter` in Terraform,
    `AWS::Events::Rule` or `AWS::Logs::MetricFilter` in CloudFormation. Files that declare neither are not
    judged. Both hear only of calls that a trail which is on takes in; files that declare no trail leave that to
    others.

    ```hcl
    resource "aws_bedrockagent_agent" "this" {
      agent_name              = "this"
      agent_resource_role_arn = aws_iam_role.agent.arn
      foundation_model        = "anthropic.claude-3-5-sonnet-20241022-v2:0"
      guardrail_configuration {
        guardrail_identifier = aws_bedrock_guardrail.this.guardrail_id
        guardrail_version    = "1"
      }
    }
    resource "aws_cloudwatch_event_rule" "changes" {
      name = "changes"
      event_pattern = jsonencode({
        source        = ["aws.bedrock"]
        "detail-type" = ["AWS API Call via CloudTrail"]
        detail = {
          eventName = ["UpdateAgent"]
        }
      })
    }
    resource "aws_cloudwatch_event_target" "soc" {
      rule = aws_cloudwatch_event_rule.changes.name
      arn  = aws_sns_topic.soc.arn
    }
    ```

    ```yaml
    Agent:
      Type: AWS::Bedrock::Agent
      Properties:
        AgentName: this
        GuardrailConfiguration:
          GuardrailIdentifier: gr-1234567890
          GuardrailVersion: "1"
    Changes:
      Type: AWS::Events::Rule
      Properties:
        EventPattern:
          source: [aws.bedrock]
          detail-type: [AWS API Call via CloudTrail]
          detail:
            eventName: [UpdateAgent]
        State: ENABLED
        Targets:
          - Id: soc
            Arn: !Ref Topic
    ```
    """
    assert agent.unnoticed_changes == []


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2", "CC7.3", "CC7.4")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)", "IR-4", "IR-5", "IR-6")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_change_of_invocation_logging_raises_an_alarm(logging: ai.WatchedInvocationLogging) -> None:
    """Somebody is told when the log of what models are asked is ended or redirected.

    Why: whoever uses stolen credentials on models ends the log first: prompts and answers are then kept
    nowhere.

    Fix: add an EventBridge rule for `DeleteModelInvocationLoggingConfiguration` and
    `PutModelInvocationLoggingConfiguration` with a target, or a metric filter on the log group of a trail with
    an alarm that acts: `aws_cloudwatch_event_rule` or `aws_cloudwatch_log_metric_filter` in Terraform,
    `AWS::Events::Rule` or `AWS::Logs::MetricFilter` in CloudFormation. Files that declare neither are not
    judged. CloudFormation has no type for the log itself: accounts are judged. Both hear only of calls that a
    trail which is on takes in; files that declare no trail leave that to others.

    ```hcl
    resource "aws_bedrock_model_invocation_logging_configuration" "this" {
      logging_config {
        s3_config {
          bucket_name = aws_s3_bucket.prompts.id
        }
      }
    }
    resource "aws_cloudwatch_event_rule" "changes" {
      name = "changes"
      event_pattern = jsonencode({
        source        = ["aws.bedrock"]
        "detail-type" = ["AWS API Call via CloudTrail"]
        detail = {
          eventName = ["DeleteModelInvocationLoggingConfiguration", "PutModelInvocationLoggingConfiguration"]
        }
      })
    }
    resource "aws_cloudwatch_event_target" "soc" {
      rule = aws_cloudwatch_event_rule.changes.name
      arn  = aws_sns_topic.soc.arn
    }
    ```
    """
    assert logging.unnoticed_changes == []
