"""Changes of where training data and documents come from, and of who keeps copies."""

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
def test_change_of_a_knowledge_base_source_raises_an_alarm(base: ai.WatchedKnowledgeBase) -> None:
    """Somebody is told when a knowledge base gets its documents from elsewhere.

    Why: what is retrieved goes into every answer: a source that was added or pointed elsewhere poisons them
    all, and no document in the old place shows it.

    Fix: add an EventBridge rule for `CreateDataSource`, `UpdateDataSource`, `DeleteDataSource` and
    `UpdateKnowledgeBase` with a target, or a metric filter on the log group of a trail with an alarm that acts:
    `aws_cloudwatch_event_rule` or `aws_cloudwatch_log_metric_filter` in Terraform, `AWS::Events::Rule` or
    `AWS::Logs::MetricFilter` in CloudFormation. Files that declare neither are not judged. Both hear only of
    calls that a trail which is on takes in; files that declare no trail leave that to others.

    ```hcl
    resource "aws_bedrockagent_knowledge_base" "this" {
      name     = "this"
      role_arn = aws_iam_role.base.arn
      knowledge_base_configuration {
        type = "VECTOR"
      }
    }
    resource "aws_cloudwatch_event_rule" "changes" {
      name = "changes"
      event_pattern = jsonencode({
        source        = ["aws.bedrock"]
        "detail-type" = ["AWS API Call via CloudTrail"]
        detail = {
          eventName = ["CreateDataSource", "UpdateDataSource", "DeleteDataSource", "UpdateKnowledgeBase"]
        }
      })
    }
    resource "aws_cloudwatch_event_target" "soc" {
      rule = aws_cloudwatch_event_rule.changes.name
      arn  = aws_sns_topic.soc.arn
    }
    ```

    ```yaml
    Base:
      Type: AWS::Bedrock::KnowledgeBase
      Properties:
        Name: this
        RoleArn: !GetAtt Role.Arn
        KnowledgeBaseConfiguration:
          Type: VECTOR
    Changes:
      Type: AWS::Events::Rule
      Properties:
        EventPattern:
          source: [aws.bedrock]
          detail-type: [AWS API Call via CloudTrail]
          detail:
            eventName: [CreateDataSource, UpdateDataSource, DeleteDataSource, UpdateKnowledgeBase]
        State: ENABLED
        Targets:
          - Id: soc
            Arn: !Ref Topic
    ```
    """
    assert base.unnoticed_changes == []


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2", "PI1.2", "PI1.5", "CC8.1")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)", "164.312(c)(1)", "164.312(c)(2)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)", "CM-3", "SI-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC06-BP01")
def test_training_of_a_custom_model_raises_an_alarm(model: ai.WatchedCustomModel) -> None:
    """Somebody is told when a model is trained on data of the account.

    Why: a job reads whatever bucket it names and leaves a model that behaves as the data says. In an account
    that has such models, one more is not noticed by itself.

    Fix: add an EventBridge rule for `CreateModelCustomizationJob` with a target, or a metric filter on the log
    group of a trail with an alarm that acts: `aws_cloudwatch_event_rule` or `aws_cloudwatch_log_metric_filter`
    in Terraform, `AWS::Events::Rule` or `AWS::Logs::MetricFilter` in CloudFormation. Files that declare neither
    are not judged. CloudFormation has no type for such models: accounts are judged. Both hear only of calls
    that a trail which is on takes in; files that declare no trail leave that to others.

    ```hcl
    resource "aws_bedrock_custom_model" "this" {
      custom_model_name     = "this"
      job_name              = "this"
      base_model_identifier = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1"
      role_arn              = aws_iam_role.training.arn
      hyperparameters       = {}
      training_data_config {
        s3_uri = "s3://training/data"
      }
      output_data_config {
        s3_uri = "s3://training/out"
      }
    }
    resource "aws_cloudwatch_event_rule" "changes" {
      name = "changes"
      event_pattern = jsonencode({
        source        = ["aws.bedrock"]
        "detail-type" = ["AWS API Call via CloudTrail"]
        detail = {
          eventName = ["CreateModelCustomizationJob"]
        }
      })
    }
    resource "aws_cloudwatch_event_target" "soc" {
      rule = aws_cloudwatch_event_rule.changes.name
      arn  = aws_sns_topic.soc.arn
    }
    ```
    """
    assert model.unnoticed_changes == []


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC7.2", "PI1.2", "PI1.5", "CC8.1")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)", "164.312(c)(1)", "164.312(c)(2)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)", "CM-3", "SI-7", "SI-10")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC06-BP01")
def test_change_of_copies_of_an_ai_bucket_raises_an_alarm(bucket: ai.WatchedBucket) -> None:
    """Somebody is told when an AI bucket stops keeping old versions, or is copied elsewhere.

    Why: without old versions poisoned data cannot be taken back, and a replication that was added carries all
    training data out of the account, object by object.

    Fix: add an EventBridge rule for `PutBucketVersioning` and `PutBucketReplication` with a target, or a metric
    filter on the log group of a trail with an alarm that acts: `aws_cloudwatch_event_rule` or
    `aws_cloudwatch_log_metric_filter` in Terraform, `AWS::Events::Rule` or `AWS::Logs::MetricFilter` in
    CloudFormation. Files that declare neither are not judged. Both hear only of calls that a trail which is on
    takes in; files that declare no trail leave that to others.

    ```hcl
    resource "aws_s3_bucket" "training" {
      bucket = "training"
    }
    resource "aws_cloudwatch_event_rule" "changes" {
      name = "changes"
      event_pattern = jsonencode({
        source        = ["aws.s3"]
        "detail-type" = ["AWS API Call via CloudTrail"]
        detail = {
          eventName = ["PutBucketVersioning", "PutBucketReplication"]
        }
      })
    }
    resource "aws_cloudwatch_event_target" "soc" {
      rule = aws_cloudwatch_event_rule.changes.name
      arn  = aws_sns_topic.soc.arn
    }
    ```

    ```yaml
    Bucket:
      Type: AWS::S3::Bucket
    Changes:
      Type: AWS::Events::Rule
      Properties:
        EventPattern:
          source: [aws.s3]
          detail-type: [AWS API Call via CloudTrail]
          detail:
            eventName: [PutBucketVersioning, PutBucketReplication]
        State: ENABLED
        Targets:
          - Id: soc
            Arn: !Ref Topic
    ```
    """
    assert bucket.unnoticed_changes_of_copies == []
