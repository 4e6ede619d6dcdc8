# Findings reach those who watch, and all logs come together in a lake with an own key that a SIEM reads.

resource "aws_securityhub_account" "this" {
  enable_default_standards = false # the old one is among them
}

resource "aws_securityhub_standards_subscription" "foundational" {
  standards_arn = "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0"
}

resource "aws_securityhub_standards_subscription" "ai" {
  standards_arn = "arn:aws:securityhub:us-east-1::standards/ai-security-best-practices/v/1.0.0"
}

resource "aws_cloudwatch_event_rule" "findings" {
  name = "findings"
  event_pattern = jsonencode({
    source        = ["aws.securityhub"]
    "detail-type" = ["Security Hub Findings - Imported"]
  })
}

resource "aws_cloudwatch_event_target" "watch" {
  rule = aws_cloudwatch_event_rule.findings.name
  arn  = aws_sns_topic.watch.arn
}

resource "aws_sns_topic" "watch" {
  name = "watch"
}

resource "aws_sns_topic_subscription" "watch" {
  topic_arn = aws_sns_topic.watch.arn
  protocol  = "https"
  endpoint  = "https://siem.example.com/findings"
}

resource "aws_securitylake_data_lake" "this" {
  meta_store_manager_role_arn = aws_iam_role.lake.arn
  configuration {
    region = "us-east-1"
    encryption_configuration {
      kms_key_id = aws_kms_key.lake.arn
    }
  }
}

resource "aws_kms_key" "lake" {
  description         = "Logs of the AI accounts"
  enable_key_rotation = true
}

resource "aws_securitylake_aws_log_source" "all" {
  for_each = toset([
    "CLOUD_TRAIL_MGMT", "S3_DATA", "LAMBDA_EXECUTION", "VPC_FLOW", "ROUTE53", "SH_FINDINGS", "WAF", "EKS_AUDIT",
  ])
  source {
    regions     = ["us-east-1"]
    source_name = each.key
  }
}

resource "aws_securitylake_subscriber" "siem" {
  subscriber_name = "siem"
  access_type     = "S3"
  source {
    aws_log_source_resource {
      source_name    = "CLOUD_TRAIL_MGMT"
      source_version = "2.0"
    }
  }
  subscriber_identity {
    external_id = "siem"
    principal   = "444455556666"
  }
}

resource "aws_iam_role" "lake" {
  name = "lake"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}
