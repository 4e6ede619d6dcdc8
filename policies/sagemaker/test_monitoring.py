"""Whether somebody looks at what models answer."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks
from pytest_aisec.aws import sagemaker


@marks.severity("high")
@marks.soc2("CC7.2", "PI1.3", "PI1.4")
@marks.hipaa("164.308(a)(8)", "164.312(b)")
@marks.nist_800_53("CA-7", "SI-4")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6", "A.6.2.4", "A.6.2.6")
@marks.owasp_llm("LLM04:2025", "LLM09:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025", "AML.T0031", "AML.M0008")
@marks.aws_genai_lens("GENSEC06-BP01", "GENSEC02-BP01")
@marks.equivalent(prowler="sagemaker_models_monitor_enabled")
def test_endpoint_is_monitored(endpoint: sagemaker.Endpoint) -> None:
    """A schedule looks at what an endpoint is asked and answers.

    Why: a model that was right when it was approved gets worse as the world changes, or is made worse by what
    somebody feeds it. Without a schedule the users notice first.

    Fix: add an `aws_sagemaker_monitoring_schedule` for the endpoint in Terraform, an
    `AWS::SageMaker::MonitoringSchedule` in CloudFormation, and let the endpoint capture what it is asked.

    ```hcl
    resource "aws_sagemaker_endpoint" "chat" {
      name                 = "chat"
      endpoint_config_name = "chat"
    }
    resource "aws_sagemaker_data_quality_job_definition" "chat" {
      name     = "chat"
      role_arn = aws_iam_role.monitor.arn
      data_quality_app_specification {
        image_uri = "123456789012.dkr.ecr.us-east-1.amazonaws.com/monitor:1"
      }
      data_quality_job_input {
        endpoint_input {
          endpoint_name = aws_sagemaker_endpoint.chat.name
        }
      }
      data_quality_job_output_config {
        monitoring_outputs {
          s3_output {
            s3_uri = "s3://monitoring"
          }
        }
      }
      job_resources {
        cluster_config {
          instance_count    = 1
          instance_type     = "ml.m5.xlarge"
          volume_size_in_gb = 20
        }
      }
    }
    resource "aws_sagemaker_monitoring_schedule" "chat" {
      name = "chat"
      monitoring_schedule_config {
        monitoring_job_definition_name = aws_sagemaker_data_quality_job_definition.chat.name
        monitoring_type                = "DataQuality"
        schedule_config {
          schedule_expression = "cron(0 * ? * * *)"
        }
      }
    }
    ```

    ```yaml
    Chat:
      Type: AWS::SageMaker::Endpoint
      Properties: {EndpointName: chat, EndpointConfigName: chat}
    ChatHourly:
      Type: AWS::SageMaker::MonitoringSchedule
      Properties:
        MonitoringScheduleName: chat
        EndpointName: !GetAtt Chat.EndpointName
        MonitoringScheduleConfig:
          MonitoringType: DataQuality
          MonitoringJobDefinitionName: chat
          ScheduleConfig: {ScheduleExpression: cron(0 * ? * * *)}
    ```
    """
    assert endpoint.monitored


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3", "PI1.3", "PI1.4")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)", "164.308(a)(8)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12", "CA-7", "SI-4")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_endpoint_capture_has_not_stopped(endpoint: sagemaker.Endpoint) -> None:
    """An endpoint that is to keep what it is asked and answers does so.

    Why: capture stops by itself when the bucket cannot be written any more, and the endpoint goes on answering. What
    it was asked since then nobody can look up.

    Fix: see whether its role may still write to the bucket and use the key, and update the endpoint.
    """
    if endpoint.capturing is None:
        pytest.skip("it is not to keep anything, or it is not yet running")
    assert endpoint.capturing == "Started"


@marks.severity("high")
@marks.soc2("CC7.2", "PI1.3", "PI1.4")
@marks.hipaa("164.308(a)(8)", "164.312(b)")
@marks.nist_800_53("CA-7", "SI-4")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6", "A.6.2.4", "A.6.2.6")
@marks.owasp_llm("LLM04:2025", "LLM09:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025", "AML.T0031", "AML.M0008")
@marks.aws_genai_lens("GENSEC06-BP01", "GENSEC02-BP01")
def test_what_monitoring_finds_reaches_somebody(schedule: ai.WatchedSchedule) -> None:
    """An alarm, or an event rule, tells somebody what a schedule finds in the answers of an endpoint.

    Why: what a schedule finds lies in a bucket as a report. Without an alarm the model that somebody poisoned, or that
    no longer fits the world, is found out by those it answers.

    Fix: put an alarm with actions on a metric of the schedule, in `aws/sagemaker/Endpoints/data-metrics` with the
    dimensions `Endpoint` and `MonitoringSchedule`: `aws_cloudwatch_metric_alarm` in Terraform, `AWS::CloudWatch::Alarm`
    in CloudFormation. Or send the event `SageMaker Processing Job State Change` on whose `ExitMessage` begins with
    `CompletedWithViolations`.

    ```hcl
    resource "aws_sagemaker_monitoring_schedule" "chat" {
      name = "chat"
      monitoring_schedule_config {
        monitoring_job_definition_name = "chat"
        monitoring_type                = "DataQuality"
        schedule_config {
          schedule_expression = "cron(0 * ? * * *)"
        }
      }
    }
    resource "aws_cloudwatch_metric_alarm" "drift" {
      alarm_name          = "drift"
      namespace           = "aws/sagemaker/Endpoints/data-metrics"
      metric_name         = "feature_baseline_drift_income"
      comparison_operator = "GreaterThanThreshold"
      evaluation_periods  = 1
      period              = 3600
      statistic           = "Maximum"
      threshold           = 0.2
      dimensions = {
        Endpoint           = "chat"
        MonitoringSchedule = aws_sagemaker_monitoring_schedule.chat.name
      }
      alarm_actions = [aws_sns_topic.model_owners.arn]
    }
    ```

    ```yaml
    ChatHourly:
      Type: AWS::SageMaker::MonitoringSchedule
      Properties:
        MonitoringScheduleName: chat
        EndpointName: chat
        MonitoringScheduleConfig:
          MonitoringType: DataQuality
          MonitoringJobDefinitionName: chat
          ScheduleConfig: {ScheduleExpression: cron(0 * ? * * *)}
    Drift:
      Type: AWS::CloudWatch::Alarm
      Properties:
        Namespace: aws/sagemaker/Endpoints/data-metrics
        MetricName: feature_baseline_drift_income
        ComparisonOperator: GreaterThanThreshold
        EvaluationPeriods: 1
        Period: 3600
        Statistic: Maximum
        Threshold: 0.2
        Dimensions:
          - {Name: Endpoint, Value: chat}
          - {Name: MonitoringSchedule, Value: chat}
        AlarmActions: [!Ref ModelOwners]
    ```
    """
    assert schedule.tells_somebody
