# Documents, features and guardrails of which each change is told, as is the end of the trail that tells it.

resource "aws_cloudwatch_event_rule" "changes" {
  name = "changes"
  event_pattern = jsonencode({
    source        = ["aws.bedrock", "aws.s3", "aws.sagemaker"]
    "detail-type" = ["AWS API Call via CloudTrail"]
    detail = {
      eventName = [
        "DeleteGuardrail", "UpdateGuardrail", "PutEnforcedGuardrailConfiguration",
        "DeleteEnforcedGuardrailConfiguration", "UpdateAgent", "CreateDataSource",
        "UpdateDataSource", "DeleteDataSource", "UpdateKnowledgeBase",
        "CreateModelCustomizationJob", "PutModelInvocationLoggingConfiguration",
        "DeleteModelInvocationLoggingConfiguration", "PutBucketPolicy", "DeleteBucketPolicy",
        "PutBucketVersioning", "PutBucketReplication", "UpdateFeatureGroup",
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "changes" {
  rule = aws_cloudwatch_event_rule.changes.name
  arn  = aws_sns_topic.watch.arn
}

resource "aws_cloudwatch_log_metric_filter" "off" {
  name           = "off"
  log_group_name = aws_cloudwatch_log_group.calls.name
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
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  alarm_actions       = [aws_sns_topic.watch.arn]
}

resource "aws_sns_topic" "watch" {
  name = "watch"
}

resource "aws_sns_topic_subscription" "watch" {
  topic_arn = aws_sns_topic.watch.arn
  protocol  = "https"
  endpoint  = "https://siem.example.com/changes"
}

resource "aws_bedrock_guardrail" "desk" {
  name                      = "desk"
  blocked_input_messaging   = "That is not something this desk does."
  blocked_outputs_messaging = "That is not something this desk does."
}

resource "aws_bedrockagent_agent" "desk" {
  agent_name              = "desk"
  agent_resource_role_arn = aws_iam_role.desk.arn
  foundation_model        = "amazon.nova-lite-v1:0"
  guardrail_configuration {
    guardrail_identifier = aws_bedrock_guardrail.desk.guardrail_id
    guardrail_version    = "1"
  }
}

resource "aws_bedrockagent_knowledge_base" "desk" {
  name     = "desk"
  role_arn = aws_iam_role.desk.arn
  knowledge_base_configuration {
    type = "VECTOR"
  }
}

resource "aws_bedrockagent_data_source" "documents" {
  name              = "documents"
  knowledge_base_id = aws_bedrockagent_knowledge_base.desk.id
  data_source_configuration {
    type = "S3"
    s3_configuration {
      bucket_arn = aws_s3_bucket.documents.arn
    }
  }
}

resource "aws_s3_bucket" "documents" {
  bucket = "desk-documents"
}

resource "aws_sagemaker_feature_group" "customers" {
  feature_group_name             = "customers"
  record_identifier_feature_name = "id"
  event_time_feature_name        = "at"
  role_arn                       = aws_iam_role.desk.arn
  feature_definition {
    feature_name = "id"
    feature_type = "String"
  }
  feature_definition {
    feature_name = "at"
    feature_type = "Fractional"
  }
}

resource "aws_bedrock_custom_model" "letters" {
  custom_model_name     = "letters"
  job_name              = "letters"
  base_model_identifier = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1"
  role_arn              = aws_iam_role.desk.arn
  hyperparameters       = {}
  training_data_config {
    s3_uri = "s3://desk-documents/letters"
  }
  output_data_config {
    s3_uri = "s3://desk-documents/trained"
  }
}

resource "aws_bedrock_model_invocation_logging_configuration" "this" {
  logging_config {
    cloudwatch_config {
      log_group_name = aws_cloudwatch_log_group.prompts.name
      role_arn       = aws_iam_role.desk.arn
    }
  }
}

resource "aws_cloudwatch_log_group" "prompts" {
  name = "prompts"
}

resource "aws_cloudtrail" "main" {
  name                       = "main"
  s3_bucket_name             = "records-of-all-accounts"
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.calls.arn}:*"
  cloud_watch_logs_role_arn  = aws_iam_role.desk.arn
}

resource "aws_cloudwatch_log_group" "calls" {
  name = "calls"
}

resource "aws_iam_role" "desk" {
  name = "desk"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["bedrock.amazonaws.com", "sagemaker.amazonaws.com", "cloudtrail.amazonaws.com"] }
      Action    = "sts:AssumeRole"
    }]
  })
}
