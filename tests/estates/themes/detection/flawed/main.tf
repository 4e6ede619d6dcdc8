# Documents, features and guardrails that somebody may change, and a rule that tells of nothing but plans of AWS.

resource "aws_cloudwatch_event_rule" "plans" {
  name = "plans"
  event_pattern = jsonencode({
    source = ["aws.health"]
  })
}

resource "aws_cloudwatch_event_target" "plans" {
  rule = aws_cloudwatch_event_rule.plans.name
  arn  = aws_sns_topic.watch.arn
}

resource "aws_sns_topic" "watch" {
  name = "watch"
}

resource "aws_bedrock_guardrail" "desk" { # violates: change-of-a-guardrail-raises-an-alarm change-of-guardrail-enforcement-raises-an-alarm
  name                      = "desk"
  blocked_input_messaging   = "That is not something this desk does."
  blocked_outputs_messaging = "That is not something this desk does."
}

resource "aws_bedrockagent_agent" "desk" { # violates: change-of-a-guarded-agent-raises-an-alarm
  agent_name              = "desk"
  agent_resource_role_arn = aws_iam_role.desk.arn
  foundation_model        = "amazon.nova-lite-v1:0"
  guardrail_configuration {
    guardrail_identifier = aws_bedrock_guardrail.desk.guardrail_id
    guardrail_version    = "1"
  }
}

resource "aws_bedrockagent_knowledge_base" "desk" { # violates: change-of-a-knowledge-base-source-raises-an-alarm
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

resource "aws_s3_bucket" "documents" { # violates: change-of-an-ai-bucket-policy-raises-an-alarm change-of-copies-of-an-ai-bucket-raises-an-alarm
  bucket = "desk-documents"
}

resource "aws_sagemaker_feature_group" "customers" { # violates: change-of-a-feature-group-raises-an-alarm
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

resource "aws_bedrock_custom_model" "letters" { # violates: training-of-a-custom-model-raises-an-alarm
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

resource "aws_bedrock_model_invocation_logging_configuration" "this" { # violates: change-of-invocation-logging-raises-an-alarm
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
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.calls.arn}:*" # violates: switching-off-a-safeguard-raises-an-alarm
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
